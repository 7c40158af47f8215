//! Releases: states of the set that have a name, and what changed between them.

mod difference;
mod facts;

pub use difference::difference;
pub use facts::{PreviousRelease, ReleaseFacts};
