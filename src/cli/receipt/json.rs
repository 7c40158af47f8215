//! The receipt of a published number as JSON.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::cli::evidence;
use crate::cli::rates::capped_e;
use crate::curate::{Contribution, Judgement, Receipt, WeighedReport};
use crate::ledger::BatchNumber;

/// The receipt as JSON, serialized while it is written, because a claim may have a million reports.
#[derive(Serialize)]
pub(in crate::cli) struct PrintedReceipt<'r> {
    baseline_batch: BatchNumber,
    #[serde(flatten)]
    judgement: PrintedJudgement<'r>,
    rows: PrintedReports<'r>,
}

impl<'r> PrintedReceipt<'r> {
    /// Prepares a receipt.
    pub(in crate::cli) fn of(receipt: &'r Receipt) -> Self {
        PrintedReceipt {
            baseline_batch: receipt.baseline_batch,
            judgement: PrintedJudgement::of(&receipt.judgement),
            rows: PrintedReports(&receipt.reports),
        }
    }
}

/// A judgement as JSON. There are hundreds of thousands, so they are serialized without a map.
#[derive(Serialize)]
pub(in crate::cli) struct PrintedJudgement<'j> {
    published: f64,
    target: f64,
    verdict: &'static str,
    baseline: f64,
    baseline_tier: &'j str,
    prior: f64,
    expected: f64,
    supporting: f64,
    reports: f64,
    mean: f64,
    estimate: f64,
    interval: [f64; 2],
    surprise: bool,
    at_most: f64,
    at_least: f64,
    e: f64,
    sure: bool,
    one_voice: Option<PrintedVoice<'j>>,
}

/// The reporter without whom the estimate would differ most.
#[derive(Serialize)]
struct PrintedVoice<'j> {
    reporter: &'j str,
    without: f64,
}

impl<'j> PrintedJudgement<'j> {
    /// Prepares a judgement.
    pub(in crate::cli) fn of(judgement: &'j Judgement) -> Self {
        let Judgement { published, baseline, estimate, target, verdict, ln_e, one_voice } = judgement;
        let (surprise, interval) = (judgement.surprise(), estimate.interval());
        PrintedJudgement {
            published: published.value(),
            target: target.value(),
            verdict: verdict.as_str(),
            baseline: baseline.rate.value(),
            baseline_tier: baseline.tier.as_str(),
            prior: estimate.prior.weight(),
            expected: estimate.prior.mean(),
            supporting: estimate.tally.supporting(),
            reports: estimate.tally.reports(),
            mean: estimate.mean,
            estimate: estimate.rounded.value(),
            interval: [interval.low, interval.high],
            surprise: surprise.is_up(),
            at_most: surprise.at_most,
            at_least: surprise.at_least,
            e: capped_e(*ln_e),
            sure: judgement.is_sure(),
            one_voice: one_voice
                .as_ref()
                .map(|voice| PrintedVoice { reporter: &voice.reporter, without: voice.without }),
        }
    }
}

/// The reports of a receipt.
struct PrintedReports<'r>(&'r [WeighedReport]);

impl Serialize for PrintedReports<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(row))
    }
}

fn row(report: &WeighedReport) -> Value {
    let (kind, weight) = match report.contribution {
        Contribution::Counts(kind, weight) => (Some(kind.as_str()), Some(weight.total(1))),
        Contribution::Withdrawn(_) | Contribution::BeforeBaseline => (None, None),
    };
    let mut object = evidence::object(&report.evidence);
    object.extend([
        ("counted_as".to_owned(), json!(kind)),
        ("is_apart".to_owned(), json!(report.evidence.what.is_apart)),
        ("weight".to_owned(), json!(weight)),
        ("support".to_owned(), json!(report.support)),
        ("counts".to_owned(), json!(weight.is_some())),
        ("before_baseline".to_owned(), json!(report.contribution == Contribution::BeforeBaseline)),
    ]);
    Value::Object(object)
}
