//! The counterpart of an edge, as its other record states it.

use crate::record::{Id, Json, Rate, Record};

/// What the probabilities of all steps may be more than 1 together: rounding, not a mistake.
const ROUNDING: f64 = 1e-6;

/// Whether probabilities of steps, which are shares of the cases, are too much together.
pub(super) fn is_too_much(sum: f64) -> bool {
    sum > 1.0 + ROUNDING
}

/// What the probabilities of the steps of a record are together.
pub(super) fn sum_of_steps(record: &Record) -> f64 {
    record.transition_graph.leads_to.iter().filter_map(|edge| edge.probability).map(Rate::value).sum()
}

/// Whether a change of a record makes the probabilities of its steps too much, or more than that: a step that was added
/// contradicts the others.
pub fn contradicts(old: &Record, new: &Record) -> bool {
    let sum = sum_of_steps(new);
    is_too_much(sum) && sum > sum_of_steps(old)
}

/// What precedes or follows in the other record: the same step with the same probability, under the same condition.
pub(super) fn mirrored_edge(own: &Id, probability: Option<Rate>, condition: &str) -> Json {
    [
        ("error_id".to_owned(), Json::from(own.as_str())),
        ("probability".to_owned(), Json::of(&probability)),
        ("condition".to_owned(), Json::from(condition)),
    ]
    .into_iter()
    .collect()
}

/// What the other record is confused with. The distinction is worded from the other side, so a person has to read it.
pub(super) fn mirrored_confusion(own: &Id, distinction: &str) -> Json {
    [("error_id".to_owned(), Json::from(own.as_str())), ("distinction".to_owned(), Json::from(distinction))]
        .into_iter()
        .collect()
}
