//! What is read of a file of feedback, on its way to becoming a report.

use super::aside::Kept;
use super::cells::Cells;
use super::columns::Columns;
use super::records::{MAX_BYTES, Record};
use super::{outcomes, rows};
use crate::curate::FeedbackRow;

/// A row or a line as the file has it, with its number.
pub(super) enum Line {
    /// A row of a CSV.
    Row(Record),
    /// A JSON object on a line.
    Object(Vec<u8>, u64),
    /// The beginning of a line that is too long for memory, and where it is laid aside.
    Long(Cells, Option<Kept>, u64),
}

impl Line {
    /// About how many bytes the line takes. One that is laid aside holds a file open, and few are to be under way.
    pub(super) fn weight(&self) -> usize {
        match self {
            Line::Row(Record { long: Some(_), .. }) | Line::Long(..) => MAX_BYTES,
            Line::Row(record) => record.cells.weight(),
            Line::Object(text, _) => text.len(),
        }
    }
}

/// What a file is read by.
pub(super) struct Format {
    /// Its columns; those that the lines of a log become.
    pub columns: Columns,
    /// Whether it is a CSV.
    pub is_csv: bool,
}

impl Format {
    /// Reads a row or a line.
    pub(super) fn read(&self, line: Line) -> FeedbackRow {
        match line {
            Line::Row(record) => rows::read(record, &self.columns),
            Line::Object(text, number) => outcomes::read(text, number, &self.columns.header),
            Line::Long(begins, file, number) => outcomes::read_long(&begins, file, number, &self.columns.header),
        }
    }
}
