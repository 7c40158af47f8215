//! What a file of rejects has at the end of each row: its line and what is wrong with it.

/// The column of the line in the file that the row came from.
pub(super) const LINE: &str = "_line";

/// The column of what is wrong.
pub(super) const ERROR: &str = "_error";

/// The beginning of an error that is about the whole row.
pub(super) const ROW: &str = "row: ";

/// The end of an error that cannot be detected again in the rejects: a row with such an error is rejected again until
/// the user empties its error. The words are part of the format of the file, because a reader looks for them.
pub const ONCE_RIGHT: &str = "once the row is right, empty its _error";
