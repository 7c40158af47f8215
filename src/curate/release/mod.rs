//! Releases: states of the set that have a name, and what changed between them.

mod difference;

pub use difference::difference;
