//! Who recorded a line, and when.

use crate::ledger::canonical::{raw, text};
use crate::record::Date;

/// When something was recorded, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordedBy {
    /// The day of the command.
    pub day: Date,
    /// Who gave it; not empty.
    pub by: String,
}

/// Appends the last member, and the end of the object.
pub(super) fn write_recorded(recorded: &RecordedBy, form: &mut Vec<u8>) {
    raw(form, ",\"recorded\":{");
    write_day(recorded, form);
    raw(form, "}}");
}

/// Appends the day of a command and who gave it, as two members.
pub(super) fn write_day(RecordedBy { day, by }: &RecordedBy, form: &mut Vec<u8>) {
    raw(form, "\"day\":\"");
    form.extend_from_slice(&day.written());
    raw(form, "\",\"by\":");
    text(form, by);
}
