//! Hints for a sample that was refused.

use crate::cli::failure::{Exit, Failure};
use crate::curate::SampleRefusal;

/// A refused sample as a failure.
pub(super) fn failure(refusal: &SampleRefusal) -> Failure {
    let failure = |exit| Failure::new(exit, refusal.to_string());
    match refusal {
        SampleRefusal::Blank => failure(Exit::Usage).hint("give a line as a log has it"),
        SampleRefusal::Twice { id, there, wanted } if there == wanted => {
            failure(Exit::Conflict).hint(format!("`canonry sample list {id}` shows it"))
        }
        SampleRefusal::Twice { id, .. } => failure(Exit::Conflict)
            .hint(format!("`canonry sample list {id}` shows its number; `canonry sample withdraw` withdraws it")),
        SampleRefusal::Faulty { key, .. } => failure(Exit::Rejected).hint(format!(
            "[samples] key in canonry.toml is {key}: write the samples as {{\"match\": [\"...\"], \"no_match\": [\"...\"]}}"
        )),
        SampleRefusal::NoSample { id, count: 0, .. } => {
            failure(Exit::Missing).hint(format!("`canonry sample list {id}` lists those that there are"))
        }
        SampleRefusal::NoSample { id, number, count } => failure(Exit::Missing)
            .hint(format!("it has {0}1 to {0}{count}; `canonry sample list {id}` lists them", number.kind.letter())),
    }
}
