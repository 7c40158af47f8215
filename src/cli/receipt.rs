//! The receipt of a published number, printed.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::console::{Console, style};
use super::failure::Failure;
use super::plain::one_line;
use super::rates::{capped_e, e_in_words};
use crate::curate::{Judgement, Policy, Receipt, Standing, Verdict, Weighed, Weight};
use crate::estimate::Estimate;
use crate::record::Part;
use crate::store::ReporterKind;

/// Prints how a claim's rate comes about: every line with the numbers that it is computed from.
pub(super) fn print(console: &mut Console, policy: &Policy, receipt: &Receipt) -> Result<(), Failure> {
    let judgement = &receipt.judgement;
    let Judgement { published, baseline, estimate, target, verdict, .. } = judgement;
    let k = estimate.prior.weight();
    let reports = if k == 1.0 { "report" } else { "reports" };
    console.line(format!(
        "  baseline {} of batch {}, set as {}: weight {k} {reports}",
        baseline.rate, baseline.batch, baseline.tier
    ))?;
    for report in &receipt.reports {
        print_report(console, policy, report, receipt.claim.part)?;
    }
    if estimate.tally.reports() <= 0.0 {
        console.line("  no report counts: the rate is the baseline")?;
    } else {
        print_estimate(console, judgement)?;
        print_signs(console, judgement)?;
        let (rounded, rate) = (estimate.rounded, baseline.rate);
        let (least, change) = (policy.rates.min_reports, policy.rates.min_change);
        console.line(match (target == &rounded, *verdict) {
            (true, _) if rounded != rate => {
                format!("  target {target}: n is {least} or more, and {rounded} is {change} or more away from {rate}")
            }
            (_, Verdict::Pending) => format!("  target {target}: n is less than {least}"),
            _ if estimate.tally.reports() < least => format!("  target {target}: n is less than {least}"),
            _ => format!("  target {target}: {rounded} is less than {change} away from {rate}"),
        })?;
    }
    console.line(match verdict {
        Verdict::Settled => format!("  settled: {published} is published"),
        Verdict::Pending => format!("  pending: {published} is published, and with more such reports it would change"),
        Verdict::Due => format!("  due: {published} is published; `canonry rates --apply` publishes {target}"),
    })
}

/// Prints the estimate with all that it is computed from.
fn print_estimate(console: &mut Console, judgement: &Judgement) -> Result<(), Failure> {
    let Judgement { baseline, estimate, .. } = judgement;
    let prior = estimate.prior;
    let (mut r0, clamped) = ("r0", prior.held());
    if clamped != baseline.rate.value() {
        r0 = "r0'";
        console.line(format!("  r0' = {clamped}: a baseline of {} is clamped to 0.02 and 0.98", baseline.rate))?;
    }
    let mut expected = clamped.to_string();
    if prior.mean() != clamped {
        let line = prior.line();
        expected = trimmed(prior.mean(), Q_DIGITS);
        console.line(format!(
            "  q = logistic({} + {} × logit({clamped})) = {expected}: what baselines of {} have proved to be",
            line.intercept, line.slope, baseline.tier
        ))?;
        r0 = "q";
    }
    let digits = digits(estimate, &expected);
    let (k, s, n) = (prior.weight(), estimate.tally.successes(), estimate.tally.reports());
    let strong = style::STRONG;
    console.line(format!("  S = {s:.digits$}, n = {n:.digits$}"))?;
    console.line(format!(
        "  estimate (k {r0} + S) / (k + n) = ({k} × {expected} + {s:.digits$}) / ({k} + {n:.digits$}) = {:.4}, rounded {strong}{}{strong:#}",
        estimate.mean, estimate.rounded
    ))?;
    let interval = estimate.interval();
    console.line(format!("  90 % interval [{:.4}, {:.4}]", interval.low, interval.high))
}

/// Prints what the reports say of the baseline.
fn print_signs(console: &mut Console, judgement: &Judgement) -> Result<(), Failure> {
    let Judgement { baseline, one_voice, ln_e, .. } = judgement;
    let surprise = judgement.surprise();
    let verdict = if surprise.is_up() { "a surprise" } else { "no surprise" };
    console.line(format!(
        "  with a true rate of {}, as few successes have a chance of {:.4}, as many of {:.4}: {verdict}",
        baseline.rate, surprise.at_most, surprise.at_least
    ))?;
    let verdict = if judgement.is_sure() { "sure" } else { "not sure" };
    let e = e_in_words(*ln_e);
    console.line(format!("  e = {e}, the evidence that the true rate is lower than {}: {verdict}", baseline.rate))?;
    one_voice.iter().try_for_each(|voice| {
        let who = one_line(&voice.reporter);
        console.line(format!("  one voice: without {who} the estimate is {:.4}", voice.without))
    })
}

/// Decimals of q; far more than the estimate has.
const Q_DIGITS: usize = 6;

/// The fewest and the most decimals of S and n.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=9;

/// With how many decimals S and n give the estimate as it is printed.
fn digits(estimate: &Estimate, expected: &str) -> usize {
    let (k, s, n) = (estimate.prior.weight(), estimate.tally.successes(), estimate.tally.reports());
    let q: f64 = expected.parse().unwrap_or(estimate.prior.mean());
    let printed = |number: f64, digits: usize| format!("{number:.digits$}").parse().unwrap_or(number);
    let mean = |digits| (k * q + printed(s, digits)) / (k + printed(n, digits));
    let shown = format!("{:.4}", estimate.mean);
    DIGITS.into_iter().find(|digits| format!("{:.4}", mean(*digits)) == shown).unwrap_or(*DIGITS.end())
}

/// A number with at most so many decimals.
fn trimmed(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn print_report(console: &mut Console, policy: &Policy, report: &Weighed, part: Part) -> Result<(), Failure> {
    let what = &report.evidence.what;
    let outcome = what.outcome.map_or("", |outcome| outcome.as_str());
    let claimed = what.reporter_kind;
    let (kind, standing) = match report.standing {
        Standing::Counts(kind, weight) => (kind, weighed(policy, report, weight, part)),
        Standing::Withdrawn(batch) => (claimed, format!("withdrawn by batch {batch}; does not count")),
        Standing::BeforeBaseline => (claimed, "recorded before the baseline was set; does not count".to_owned()),
    };
    let by = format!("{} ({})", one_line(&what.reporter), as_what(claimed, kind));
    console.line(format!("  e{}  {}  {outcome} ×{} by {by}: {standing}", report.evidence.id, what.day, what.count))
}

/// What a reporter claims to be, and as what the policy counts them.
fn as_what(claimed: ReporterKind, kind: ReporterKind) -> String {
    if claimed == kind { kind.to_string() } else { format!("{claimed}, counted as {kind}") }
}

/// The weight of a report, with what it is computed from.
fn weighed(policy: &Policy, report: &Weighed, weight: Weight, part: Part) -> String {
    let what = &report.evidence.what;
    let mut formula = what.count.to_string();
    if weight.kind != 1.0 {
        formula.push_str(&format!(" × {}", weight.kind));
    }
    if weight.age != 1.0 {
        formula.push_str(&format!(" × 0.5^({}/{})", weight.age_days, policy.rates.half_life_days));
    }
    if weight.divisor != 1.0 {
        formula.push_str(&format!(" / {}", trimmed(weight.divisor, DIGITS.end().to_owned())));
    }
    let all = weight.of(what.count.into());
    let shown = trimmed(all, *DIGITS.start());
    let formula = if formula == shown { formula } else { format!("{formula} = {all:.4}") };
    let supporting = trimmed(all * report.support, *DIGITS.start());
    let of = if part == Part::DeadEnd { " that it fails" } else { "" };
    format!("weight {formula}, supporting{of} {supporting}")
}

/// The receipt as JSON, made as it is written: a claim may have a million reports.
pub(super) struct Printed<'r>(pub &'r Receipt);

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Judgement { baseline, .. } = &self.0.judgement;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("baseline_batch", &baseline.batch)?;
        for (key, value) in judgement_to_json(&self.0.judgement) {
            object.serialize_entry(&key, &value)?;
        }
        object.serialize_entry("rows", &Rows(&self.0.reports))?;
        object.end()
    }
}

/// A judgement as JSON.
pub(super) fn judgement_to_json(judgement: &Judgement) -> Map<String, Value> {
    let Judgement { published, baseline, estimate, target, verdict, ln_e, one_voice } = judgement;
    let surprise = judgement.surprise();
    let interval = estimate.interval();
    let value = json!({
        "published": published.value(), "target": target.value(), "verdict": verdict.as_str(),
        "baseline": baseline.rate.value(), "baseline_tier": baseline.tier.as_str(), "prior": estimate.prior.weight(), "expected": estimate.prior.mean(),
        "successes": estimate.tally.successes(), "reports": estimate.tally.reports(), "mean": estimate.mean,
        "estimate": estimate.rounded.value(), "interval": [interval.low, interval.high],
        "surprise": surprise.is_up(), "at_most": surprise.at_most, "at_least": surprise.at_least,
        "e": capped_e(*ln_e), "sure": judgement.is_sure(),
        "one_voice": one_voice.as_ref().map(|voice| json!({ "reporter": voice.reporter, "without": voice.without })),
    });
    if let Value::Object(judgement) = value { judgement } else { Map::new() }
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
    let (kind, weight) = match report.standing {
        Standing::Counts(kind, weight) => (Some(kind.as_str()), Some(weight.of(1))),
        Standing::Withdrawn(_) | Standing::BeforeBaseline => (None, None),
    };
    json!({
        "id": format!("e{}", report.evidence.id), "day": what.day.to_string(),
        "outcome": what.outcome.map(|outcome| outcome.as_str()), "count": what.count, "reporter": what.reporter,
        "reporter_kind": what.reporter_kind.as_str(), "counted_as": kind, "is_apart": what.is_apart,
        "weight": weight, "support": report.support, "counts": weight.is_some(),
        "withdrawn_in": report.evidence.withdrawn_in,
        "before_baseline": report.standing == Standing::BeforeBaseline,
    })
}
