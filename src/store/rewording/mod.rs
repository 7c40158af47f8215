//! The table `recorded_rewording`: which items got other texts, as maintainers tell each other.

mod sound;
mod stored;
mod write;

pub(super) use sound::each_unsound_rewording;
pub(super) use stored::{has_rewording, rewording_lines, rewordings_of};
