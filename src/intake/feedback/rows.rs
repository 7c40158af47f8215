//! Reading a row of a CSV.

use std::io;
use std::sync::Arc;

use super::cells::Cells;
use super::columns::{Columns, Own};
use super::row::{FeedbackRow, Original, Texts};
use super::row_error::RowError;
use super::scratch::Kept;

/// Reads a row's texts.
pub(super) fn read(mut cells: Cells, line: u64, is_open: bool, columns: &Columns) -> FeedbackRow {
    let rejected = |error: RowError, cells: Cells| {
        FeedbackRow::rejected(line, &columns.header, Original::Cells(Box::new(cells)), error)
    };
    if is_open {
        return rejected(RowError::Unclosed { begins: None }, cells);
    }
    let Own { count, fault } = columns.own(&cells);
    cells.truncate(count);
    if let Some(error) = fault {
        return rejected(error, cells);
    }
    match cells.into_texts() {
        Ok((text, ends)) => FeedbackRow::new(line, Arc::clone(&columns.header), Texts::new(text, ends)),
        Err(cells) => rejected(RowError::NotUtf8, cells),
    }
}

/// Makes a row that is too long for memory.
pub(super) fn read_long(
    begins: &Cells,
    kept: Option<Kept>,
    line: u64,
    is_open: bool,
    columns: &Columns,
) -> FeedbackRow {
    let begins = begins.beginning();
    let error = match is_open {
        true => RowError::Unclosed { begins: Some(begins) },
        false => RowError::LongRow { begins },
    };
    FeedbackRow::rejected(line, &columns.header, whole(kept, is_open, columns), error)
}

/// What is kept of a row that is too long for memory.
fn whole(kept: Option<Kept>, is_open: bool, columns: &Columns) -> Original {
    let ready = |mut kept: Kept| -> io::Result<Kept> {
        match () {
            () if is_open => kept.close_quote()?,
            () if columns.is_rejects => kept.strip_marks()?,
            () => {}
        }
        Ok(kept)
    };
    // An error of it is reported when the rejects need it.
    Original::of_long(kept.and_then(|kept| ready(kept).ok()))
}
