//! Reading a row of a CSV.

use std::io;
use std::sync::Arc;

use super::cells::Cells;
use super::columns::{Columns, Own};
use super::length::too_long;
use super::marks::ONCE_RIGHT;
use super::row::{Original, Row, Texts};
use super::scratch::Kept;

/// What is said of a row in which a quote is never closed.
const UNCLOSED: &str = "a quote in this row is never closed: it includes everything up to the end of the file";

/// Reads a row's texts.
pub(super) fn read(mut cells: Cells, line: u64, is_open: bool, columns: &Columns) -> Row {
    let rejected =
        |reason: String, cells: Cells| Row::rejected(line, &columns.header, Original::Cells(Box::new(cells)), reason);
    if is_open {
        return rejected(format!("{UNCLOSED}; {ONCE_RIGHT}"), cells);
    }
    let Own { count, fault } = columns.own(&cells);
    cells.truncate(count);
    if let Some(reason) = fault {
        return rejected(reason, cells);
    }
    match cells.into_texts() {
        Ok((text, ends)) => Row::new(line, Arc::clone(&columns.header), Texts::new(text, ends)),
        Err(cells) => rejected("not UTF-8; save the file as UTF-8".to_owned(), cells),
    }
}

/// Tells of a row that is too long for memory.
pub(super) fn read_long(begins: &Cells, kept: Option<Kept>, line: u64, is_open: bool, columns: &Columns) -> Row {
    let reason = match is_open {
        true => format!("{UNCLOSED}; it begins {}; {ONCE_RIGHT}", begins.beginning()),
        false => format!("{}; is a quote missing? It begins {}", too_long(), begins.beginning()),
    };
    Row::rejected(line, &columns.header, whole(kept, is_open, columns), reason)
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
    // What went wrong with it is told with the rejects, which need it.
    Original::of_long(kept.and_then(|kept| ready(kept).ok()))
}
