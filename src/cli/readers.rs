//! The readers of texts from outside, each as a function of bytes: they have to accept any input without a panic.
//! Fuzzing (`fuzz/`) and the tests call them as the commands do.

pub use super::editor::reopened;
pub use super::filter::read_filter;
