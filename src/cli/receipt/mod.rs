//! The receipt of a published number, printed.

mod decimals;
mod json;

use super::console::Console;
use super::failure::Failure;
use super::plain::one_line;
use super::rates::{e_in_words, trimmed};
use super::style;
use crate::curate::{Contribution, Judgement, Policy, Receipt, Verdict, WeighedReport, Weight};
use crate::ledger::{Claim, ReporterKind};
use decimals::{DECIMALS, decimals_of_mean, decimals_of_rows, decimals_of_sums, expected};
pub(super) use json::{PrintedJudgement, PrintedReceipt};

/// Prints how a claim's rate is computed: every line has the numbers that it is computed from.
pub(super) fn print(
    console: &mut Console,
    policy: &Policy,
    receipt: &Receipt,
    is_withdrawn: bool,
) -> Result<(), Failure> {
    let judgement = &receipt.judgement;
    let Judgement { published, baseline, estimate, target, verdict, .. } = judgement;
    let k = estimate.prior.weight();
    let reports = if k == 1.0 { "report" } else { "reports" };
    console.line(format!(
        "  baseline {} of batch {}, set as {}: weight {k} {reports}",
        baseline.rate, receipt.baseline_batch, baseline.tier
    ))?;
    let of_mean = decimals_of_mean(estimate);
    let decimals = decimals_of_sums(policy, estimate, of_mean);
    let of_rows = (receipt.claim, decimals_of_rows(receipt, decimals));
    receipt.reports.iter().try_for_each(|report| print_report(console, policy, report, of_rows))?;
    if estimate.tally.reports() <= 0.0 {
        console.line("  no report counts: the rate is the baseline")?;
    } else {
        print_estimate(console, judgement, (decimals, of_mean))?;
        print_signs(console, judgement)?;
        let (rounded, rate) = (estimate.rounded, baseline.rate);
        let (least, change) = (policy.rates.min_reports, policy.rates.min_change);
        console.line(match (target == &rounded, *verdict) {
            (true, _) if rounded != rate => {
                format!("  target {target}: n is {least} or more, and {rounded} is {change} or more away from {rate}")
            }
            (_, Verdict::Pending) => format!("  target {target}: n is less than {least}"),
            _ if !policy.is_enough(estimate.tally.reports()) => format!("  target {target}: n is less than {least}"),
            _ => format!("  target {target}: {rounded} is less than {change} away from {rate}"),
        })?;
    }
    if is_withdrawn {
        return console.line(format!("  the record is withdrawn, and {published} is not published"));
    }
    console.line(match verdict {
        Verdict::Current => format!("  current: {published} is published"),
        Verdict::Pending => format!("  pending: {published} is published, and with more such reports it would change"),
        Verdict::Due => format!("  due: {published} is published; `canonry rates --apply` publishes {target}"),
    })
}

/// Prints the estimate with all that it is computed from.
fn print_estimate(
    console: &mut Console,
    judgement: &Judgement,
    (decimals, of_mean): (usize, usize),
) -> Result<(), Failure> {
    let Judgement { baseline, estimate, .. } = judgement;
    let prior = estimate.prior;
    let (mut r0, clamped, expected) = ("r0", prior.clamped(), expected(estimate, decimals));
    if clamped != baseline.rate.value() {
        r0 = "r0'";
        console.line(format!("  r0' = {clamped}: a baseline of {} is clamped to 0.02 and 0.98", baseline.rate))?;
    }
    if prior.mean() != clamped {
        let line = prior.line();
        console.line(format!(
            "  q = logistic({} + {} × logit({clamped})) = {expected}: the calibrated baseline on {}",
            line.intercept, line.slope, baseline.tier
        ))?;
        r0 = "q";
    }
    let (k, s, n) = (prior.weight(), estimate.tally.supporting(), estimate.tally.reports());
    let strong = style::STRONG;
    console.line(format!("  S = {s:.decimals$}, n = {n:.decimals$}"))?;
    console.line(format!(
        "  estimate (k {r0} + S) / (k + n) = ({k} × {expected} + {s:.decimals$}) / ({k} + {n:.decimals$}) = {:.of_mean$}, rounded {strong}{}{strong:#}",
        estimate.mean, estimate.rounded
    ))?;
    let interval = estimate.interval();
    console.line(format!("  90 % interval [{:.4}, {:.4}]", interval.low, interval.high))
}

/// Prints what the reports say about the baseline.
fn print_signs(console: &mut Console, judgement: &Judgement) -> Result<(), Failure> {
    let Judgement { baseline, one_voice, ln_e, .. } = judgement;
    let surprise = judgement.surprise();
    let verdict = if surprise.is_up() { "a surprise" } else { "no surprise" };
    console.line(format!(
        "  with a true rate of {}, as little support has a chance of {:.4}, as much of {:.4}: {verdict}",
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

fn print_report(
    console: &mut Console,
    policy: &Policy,
    report: &WeighedReport,
    (claim, decimals): (Claim, usize),
) -> Result<(), Failure> {
    let what = &report.evidence.what;
    let outcome = what.outcome.map_or("", |outcome| outcome.as_str());
    let claimed = what.reporter_kind;
    let (kind, contribution) = match report.contribution {
        Contribution::Counts(kind, weight) => (kind, weighed(policy, report, weight, (claim, decimals))),
        Contribution::Withdrawn(batch) => (claimed, format!("withdrawn by batch {batch}; does not count")),
        Contribution::BeforeBaseline => (claimed, "known when the baseline was set; does not count".to_owned()),
    };
    let each = if what.is_apart { ", each" } else { "" };
    let by = format!("{}{each} ({})", one_line(what.reporter.as_str()), as_what(claimed, kind));
    console.line(format!("  {}  {}  {outcome} ×{} by {by}: {contribution}", report.evidence.id, what.day, what.count))
}

/// The kind that a reporter claims, and the kind as which the policy counts them.
fn as_what(claimed: ReporterKind, kind: ReporterKind) -> String {
    if claimed == kind { kind.to_string() } else { format!("{claimed}, counted as {kind}") }
}

/// The weight of a report, with what it is computed from.
fn weighed(policy: &Policy, report: &WeighedReport, weight: Weight, (claim, decimals): (Claim, usize)) -> String {
    let what = &report.evidence.what;
    let mut formula = what.count.to_string();
    if weight.kind != 1.0 {
        formula.push_str(&format!(" × {}", weight.kind));
    }
    if weight.age != 1.0 {
        formula.push_str(&format!(" × 0.5^({}/{})", weight.age_days, policy.rates.half_life_days));
    }
    if weight.divisor != 1.0 {
        formula.push_str(&format!(" / {}", trimmed(weight.divisor, *DECIMALS.end())));
    }
    let all = weight.total(what.count.into());
    let shown = trimmed(all, decimals);
    let formula = if formula == shown { formula } else { format!("{formula} = {all:.decimals$}") };
    let supporting = trimmed(all * report.support, decimals);
    let of = if matches!(claim, Claim::DeadEnd(_)) { " that it fails" } else { "" };
    format!("weight {formula}, supporting{of} {supporting}")
}
