//! The counterpart of an edge, as its other record states it.

use crate::record::{Id, Json, Rate};

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
