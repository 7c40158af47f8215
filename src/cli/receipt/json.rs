//! The receipt of a published number as JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use crate::cli::rates::capped_e;
use crate::curate::{Contribution, Judgement, Receipt, Weighed};

/// The receipt as JSON, made as it is written: a claim may have a million reports.
pub(in crate::cli) struct Printed<'r>(pub &'r Receipt);

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
pub(in crate::cli) fn judgement_to_json(judgement: &Judgement) -> Map<String, Value> {
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
    let (kind, weight) = match report.contribution {
        Contribution::Counts(kind, weight) => (Some(kind.as_str()), Some(weight.of(1))),
        Contribution::Withdrawn(_) | Contribution::BeforeBaseline => (None, None),
    };
    json!({
        "id": format!("e{}", report.evidence.id), "uid": report.evidence.uid.to_string(), "day": what.day.to_string(),
        "outcome": what.outcome.map(|outcome| outcome.as_str()), "count": what.count, "reporter": what.reporter,
        "reporter_kind": what.reporter_kind.as_str(), "counted_as": kind, "is_apart": what.is_apart,
        "weight": weight, "support": report.support, "counts": weight.is_some(),
        "withdrawn_in": report.evidence.withdrawn_in,
        "before_baseline": report.contribution == Contribution::BeforeBaseline,
    })
}
