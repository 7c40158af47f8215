//! The table `recorded_rate`: where published rates come from, as maintainers tell each other.

mod lines;
mod sound;
mod stored;
mod write;

pub(super) use lines::rate_lines;
pub(super) use sound::each_unsound_rate;
pub(super) use stored::has_rate;
pub use stored::{RateOrigin, StoredRate};
pub use write::BaselineSetting;
