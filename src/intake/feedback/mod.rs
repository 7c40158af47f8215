//! What users report: rows of a CSV, and lines of a log of outcomes.
//!
//! A file is cut into [`FeedbackLine`]s, and each of them is read into a [`FeedbackRow`]: texts by column, or why it is
//! none. A row whose values are valid is a [`FeedbackReport`]. Whether its record and its item exist is told by those
//! who know the database.

mod cells;
mod columns;
mod counted;
mod csv;
mod day;
mod format;
mod length;
mod line;
mod marks;
mod outcomes;
mod report;
mod row;
mod row_error;
mod rows;
mod scratch;
mod value;

use std::io::{self, BufReader, Read};

use self::csv::Records;
use columns::Columns;
pub use columns::{HeaderError, Separator};
pub use format::FeedbackFormat;
pub use line::FeedbackLine;
pub use marks::ONCE_RIGHT;
pub use report::FeedbackReport;
#[cfg(test)]
pub(crate) use report::tests::read as report_of;
pub use row::{FEEDBACK_COLUMNS, FeedbackColumn, FeedbackHeader, FeedbackRow, Original, RowFault, Texts};
pub use row_error::RowError;
pub use scratch::{Kept, MakeScratch, Scratch};

/// A file of feedback.
pub struct FeedbackFile<R> {
    /// How its lines are read.
    pub format: FeedbackFormat,
    /// Its lines.
    pub lines: FeedbackLines<R>,
}

/// Why a file of feedback cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackHeadError {
    /// The system's reason.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The header is not one of feedback.
    #[error("{error}")]
    Header {
        /// Its line, from 1.
        line: u64,
        /// What is wrong.
        error: HeaderError,
    },
}

/// Reads the header of a CSV. `scratch` makes room for rows that are too long for memory; without it only their
/// beginning is kept.
///
/// # Errors
/// If the input cannot be read, or its header lacks a column or has one twice.
pub fn feedback_csv<R: Read>(input: R, scratch: Option<MakeScratch>) -> Result<FeedbackFile<R>, FeedbackHeadError> {
    let mut records = Records::new(input, scratch)?;
    let header = records.next()?;
    let line = header.as_ref().map_or(1, |header| header.number);
    let columns = Columns::read(header, records.has_bom());
    let columns = columns.map_err(|error| FeedbackHeadError::Header { line, error })?;
    let format = FeedbackFormat { columns, is_csv: true };
    Ok(FeedbackFile { format, lines: FeedbackLines(LineReader::Csv(Box::new(records))) })
}

/// A log of outcomes, with a JSON object per line. `scratch` is that of [`feedback_csv`].
pub fn outcome_log<R: Read>(input: R, scratch: Option<MakeScratch>) -> FeedbackFile<R> {
    let format = FeedbackFormat { columns: outcomes::columns(), is_csv: false };
    let log = outcomes::Log { input: BufReader::new(input), number: 0, scratch };
    FeedbackFile { format, lines: FeedbackLines(LineReader::Log(log)) }
}

/// The lines of a file of feedback. They end with the first error.
pub struct FeedbackLines<R>(LineReader<R>);

enum LineReader<R> {
    Csv(Box<Records<R>>),
    Log(outcomes::Log<R>),
}

impl<R: Read> Iterator for FeedbackLines<R> {
    type Item = io::Result<FeedbackLine>;

    fn next(&mut self) -> Option<io::Result<FeedbackLine>> {
        match &mut self.0 {
            LineReader::Csv(records) => records.next().transpose(),
            LineReader::Log(log) => log.next().transpose(),
        }
    }
}
