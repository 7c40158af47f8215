//! Samples: texts that the regex of a record has to find, or must not find.

mod add;
mod standing;
mod withdraw;

pub use add::AddSample;
pub use standing::{SampleStanding, SampledRegex};
pub use withdraw::WithdrawSamples;
