//! Samples: texts that the regex of a record has to find, or must not find.

mod add;
mod authored;
mod standing;
mod withdraw;

pub use add::AddSample;
pub(super) use authored::split_samples;
pub use standing::{SampleStanding, SampledRegex};
pub use withdraw::WithdrawSamples;

use super::refusal::Refusal;
use crate::record::{Excess, Fault, FaultPath, Field, Id, Rule, SampleKind, Start};

/// Samples of a kind are too large, or too many.
fn too_large(id: &Id, kind: SampleKind, excess: Excess) -> Refusal {
    let Start { line, column } = Start::default();
    let path = FaultPath::of(Field::samples(kind).name());
    let faults = vec![Fault { line, column, path, rule: Rule::Size, reason: excess.to_string() }];
    Refusal::TooLarge { id: id.clone(), faults }
}
