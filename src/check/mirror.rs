//! The counterpart of an edge, as its other record states it.

use crate::record::{Id, Json, Rate, Record};

/// The largest excess of a sum of probabilities over 1 that is rounding and not a mistake.
const ROUNDING: f64 = 1e-6;

/// Whether the sum of the probabilities of steps, which are shares of the cases, is too large.
pub(super) fn is_too_much(sum: f64) -> bool {
    sum > 1.0 + ROUNDING
}

/// The sum of the probabilities of a record's steps.
pub(super) fn sum_of_steps(record: &Record) -> f64 {
    record.transition_graph.leads_to.iter().filter_map(|edge| edge.probability).map(Rate::value).sum()
}

/// Whether a change of a record makes the sum of its probabilities too large, or larger than it already was: then an
/// added step contradicts the others.
pub fn contradicts(old: &Record, new: &Record) -> bool {
    let sum = sum_of_steps(new);
    is_too_much(sum) && sum > sum_of_steps(old)
}

/// The counterpart of a step: the same step with the same probability, under the same condition.
pub(super) fn mirrored_edge(own: &Id, probability: Option<Rate>, condition: &str) -> Json {
    [
        ("error_id".to_owned(), Json::from(own.as_str())),
        ("probability".to_owned(), Json::of(&probability)),
        ("condition".to_owned(), Json::from(condition)),
    ]
    .into_iter()
    .collect()
}

/// The counterpart of a confusion. The distinction is worded from the other side, so a person has to read it.
pub(super) fn mirrored_confusion(own: &Id, distinction: &str) -> Json {
    [("error_id".to_owned(), Json::from(own.as_str())), ("distinction".to_owned(), Json::from(distinction))]
        .into_iter()
        .collect()
}
