//! The readers of feedback as functions of bytes.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::outcomes;
use super::rows::{self, Line, Opened};
use crate::cli::failure::Failure;
use crate::cli::parallel::Emit;
use crate::curate::{FeedbackHeader, FeedbackRow};

/// Reads the rows of a CSV of feedback.
///
/// # Errors
/// What is wrong with the header, or with the file as a whole.
pub fn read_csv(input: &[u8]) -> Result<Vec<FeedbackRow>, String> {
    let Opened { mut reader, header, .. } = rows::open("-", input).map_err(|failure| failure.message)?;
    collect(&header, |emit| rows::each("-", &mut reader, emit))
}

/// Reads the lines of a log of outcomes.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn read_outcomes(input: &[u8]) -> Result<Vec<FeedbackRow>, String> {
    collect(&outcomes::header(), |emit| outcomes::each("-", input, emit))
}

fn collect(
    header: &Arc<FeedbackHeader>,
    each: impl FnOnce(Emit<'_, Line>) -> Result<(), Failure>,
) -> Result<Vec<FeedbackRow>, String> {
    let mut found = Vec::new();
    let outcome = each(&mut |line| {
        found.push(match line {
            Line::Row(record, number) => rows::read(record, number, header),
            Line::Object(text, number) => outcomes::read(&text, number, header),
        });
        ControlFlow::Continue(())
    });
    outcome.map(|()| found).map_err(|failure| failure.message)
}
