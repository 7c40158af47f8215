//! The readers of feedback as functions of bytes.

use std::ops::ControlFlow;

use super::lines::{Format, Line};
use super::outcomes;
use super::rows::{self, Opened};
use crate::cli::failure::Failure;
use crate::cli::parallel::Emit;
use crate::curate::FeedbackRow;

/// Reads the rows of a CSV of feedback.
///
/// # Errors
/// What is wrong with the header, or with the file as a whole.
pub fn read_csv(input: &[u8]) -> Result<Vec<FeedbackRow>, String> {
    let Opened { mut records, columns } = rows::open("-", input, false).map_err(|failure| failure.message)?;
    collect(&Format { columns, is_csv: true }, |emit| rows::each("-", &mut records, emit))
}

/// Reads the lines of a log of outcomes.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn read_outcomes(input: &[u8]) -> Result<Vec<FeedbackRow>, String> {
    let format = Format { columns: outcomes::columns(), is_csv: false };
    collect(&format, |emit| outcomes::each("-", input, false, emit))
}

fn collect(
    format: &Format,
    each: impl FnOnce(Emit<'_, Line>) -> Result<(), Failure>,
) -> Result<Vec<FeedbackRow>, String> {
    let mut found = Vec::new();
    let outcome = each(&mut |line| {
        found.push(format.read(line));
        ControlFlow::Continue(())
    });
    outcome.map(|()| found).map_err(|failure| failure.message)
}
