//! The receipt of a published number, printed.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::console::{Console, style};
use super::failure::Failure;
use super::plain::one_line;
use super::rates::short;
use crate::curate::{Judgement, Receipt, Suggestion, Verdict, Weighed, Weighing};
use crate::estimate::{Z_95, wilson};
use crate::record::Part;

/// Prints how a claim's rate comes about.
pub(super) fn print(console: &mut Console, receipt: &Receipt) -> Result<(), Failure> {
    let Judgement { published, baseline, estimate, verdict } = &receipt.judgement;
    console.line(format!("  baseline {} of batch {}", baseline.rate, baseline.batch))?;
    for report in &receipt.reports {
        print_report(console, report, receipt.claim.part)?;
    }
    if estimate.tally.reports() <= 0.0 {
        return console.line("  no report counts: the published rate is the baseline");
    }
    let (prior, tally) = (estimate.prior, estimate.tally);
    let (k, held) = (short(prior.weight()), prior.held());
    let (s, n) = (short(tally.successes()), short(tally.reports()));
    let strong = style::STRONG;
    let r0 = match (held - baseline.rate.value()).abs() < f64::EPSILON {
        true => "r0",
        false => {
            console.line(format!("  r0' = {held}: a baseline of {} is held inside 0.02 and 0.98", baseline.rate))?;
            "r0'"
        }
    };
    console.line(format!(
        "  estimate (k {r0} + S) / (k + n) = ({k} × {held} + {s}) / ({k} + {n}) = {:.4}, published as {strong}{}{strong:#}",
        estimate.mean, estimate.rounded
    ))?;
    let interval = estimate.interval();
    console.line(format!("  90 % interval [{:.4}, {:.4}]", interval.low, interval.high))?;
    if let Some(wilson) = wilson(estimate.tally, Z_95) {
        let verdict = if receipt.judgement.surprise().is_up() { "is a surprise" } else { "is no surprise" };
        let range = format!("[{:.4}, {:.4}]", wilson.low, wilson.high);
        console
            .line(format!("  95 % Wilson interval of the reports {range}; the baseline {} {verdict}", baseline.rate))?;
    }
    console.line(match verdict {
        Verdict::Settled => format!("  settled: {published} is published"),
        Verdict::Pending => format!("  pending: {published} is published, and there are too few reports yet"),
        Verdict::Due => {
            format!("  due: {published} is published; `canonry rates --apply` publishes {}", estimate.rounded)
        }
    })
}

fn print_report(console: &mut Console, report: &Weighed, part: Part) -> Result<(), Failure> {
    let what = &report.evidence.what;
    let outcome = what.outcome.map_or("", |outcome| outcome.as_str());
    let by = format!("{} ({})", one_line(&what.reporter), what.reporter_kind);
    let all = report.weight * f64::from(what.count);
    let for_it = match part {
        Part::DeadEnd => "speaks for the dead end",
        _ => "speaks for it",
    };
    let weighed = match report.weighing {
        Weighing::Counts => format!("weighs {}, of which {} {for_it}", short(all), short(all * report.support)),
        Weighing::Withdrawn(batch) => format!("withdrawn by batch {batch}"),
        Weighing::BeforeBaseline => "recorded before the baseline was set; does not count".to_owned(),
    };
    console.line(format!("  e{}  {}  {outcome} ×{} by {by}: {weighed}", report.evidence.id, what.day, what.count))
}

/// The receipt as JSON, made as it is written: a claim may have a million reports.
pub(super) struct Printed<'r>(pub &'r Receipt);

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Judgement { published, baseline, estimate, verdict } = &self.0.judgement;
        let interval = estimate.interval();
        let head = json!({
            "published": published.value(), "baseline": baseline.rate.value(), "baseline_batch": baseline.batch,
            "prior": estimate.prior.weight(), "successes": estimate.tally.successes(), "reports": estimate.tally.reports(),
            "mean": estimate.mean, "estimate": estimate.rounded.value(), "interval": [interval.low, interval.high],
            "wilson": wilson(estimate.tally, Z_95).map(|wilson| [wilson.low, wilson.high]), "surprise": self.0.judgement.surprise().is_up(),
            "verdict": verdict.as_str(),
        });
        let mut object = serializer.serialize_map(None)?;
        for (key, value) in head.as_object().into_iter().flatten() {
            object.serialize_entry(key, value)?;
        }
        object.serialize_entry("rows", &Rows(&self.0.reports))?;
        object.end()
    }
}

/// The reports of a receipt.
struct Rows<'r>(&'r [Weighed]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(row))
    }
}

fn row(report: &Weighed) -> Value {
    let what = &report.evidence.what;
    json!({
        "id": format!("e{}", report.evidence.id), "day": what.day.to_string(),
        "outcome": what.outcome.map(|outcome| outcome.as_str()), "count": what.count, "reporter": what.reporter,
        "reporter_kind": what.reporter_kind.as_str(), "weight": report.weight, "support": report.support,
        "counts": report.weighing == Weighing::Counts, "withdrawn_in": report.evidence.withdrawn_in,
        "before_baseline": report.weighing == Weighing::BeforeBaseline,
    })
}

/// Prints what a suggested confidence is made of.
pub(super) fn print_suggestion(console: &mut Console, suggestion: &Suggestion) -> Result<(), Failure> {
    let Suggestion { cap, independent, freshness, disputed, confidence } = suggestion;
    console.line(format!("  {independent} independent sources and reporters; the cap of the tier is {cap}"))?;
    console.line(format!("  freshness {freshness}, disputed share {}", short(*disputed)))?;
    let strong = style::STRONG;
    console.line(format!(
        "  suggested: cap × E / (E + 2) × freshness × (1 - disputed) = {cap} × {independent} / ({independent} + 2) × {freshness} × \
         (1 - {}) = {strong}{confidence}{strong:#}",
        short(*disputed)
    ))
}

/// The suggestion as JSON.
pub(super) fn suggestion_to_json(suggestion: &Suggestion) -> Value {
    let Suggestion { cap, independent, freshness, disputed, confidence } = suggestion;
    json!({
        "suggested": confidence.value(), "cap": cap, "independent": independent, "freshness": freshness,
        "disputed": disputed,
    })
}
