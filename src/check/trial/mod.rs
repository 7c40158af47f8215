//! Trying a regex on the texts of a set, before it is saved.

mod alternative;
mod texts;

pub use alternative::{Alternative, Idea, alternatives};
pub use texts::{Hits, Trial, TrialText, TrialTexts};
