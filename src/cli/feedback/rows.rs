//! Feedback as CSV.

use std::io::{self, Read};
use std::sync::Arc;

use super::aside::Kept;
use super::cells::Cells;
use super::columns::{Columns, ONCE_RIGHT, Own};
use super::lines::Line;
use super::records::{MAX_BYTES, Record, Records};
use crate::cli::failure::{Exit, Failure};
use crate::cli::parallel::Emit;
use crate::curate::{FeedbackFault, FeedbackFields, FeedbackRow, Original, RawReport};

/// A CSV whose header was read.
pub(super) struct Opened<R> {
    pub records: Records<R>,
    pub columns: Columns,
}

/// Opens a CSV and reads its header. With `keeps` rows too long for memory are kept for the rejects.
pub(super) fn open<R: Read>(name: &str, input: R, keeps: bool) -> Result<Opened<R>, Failure> {
    let unreadable = |error: io::Error| Failure::file(format!("{name} could not be read"), &error);
    let mut records = Records::new(input, keeps).map_err(unreadable)?;
    let header = records.next().map_err(unreadable)?;
    let line = header.as_ref().map_or(1, |header| header.line);
    let place = format!("{name}:{line}");
    let rejected = |reason: String| Err(Failure::new(Exit::Rejected, format!("{place}: {reason}")));
    let cells = match header {
        Some(Record { is_open: true, .. }) => return rejected("a quote in the header is never closed".to_owned()),
        Some(Record { long: Some(_), .. }) => return rejected(format!("the header is {}", too_long())),
        Some(Record { cells, .. }) => cells,
        None => Cells::default(),
    };
    let columns = Columns::new(cells, records.has_bom());
    columns.check(&place)?;
    Ok(Opened { records, columns })
}

/// Hands out the rows of a CSV.
pub(super) fn each<R: Read>(name: &str, records: &mut Records<R>, emit: Emit<'_, Line>) -> Result<(), Failure> {
    let unreadable = |error: io::Error| Failure::file(format!("{name} could not be read"), &error);
    while let Some(record) = records.next().map_err(unreadable)? {
        if emit(Line::Row(record)).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads a row's values.
pub(super) fn read(record: Record, columns: &Columns) -> FeedbackRow {
    let Record { mut cells, line, is_open, long } = record;
    let raw = |fields, original| RawReport { line, header: Arc::clone(&columns.header), fields, original };
    let rejected = |reason, original| {
        Err((raw(FeedbackFields::default(), original), vec![FeedbackFault { column: "row", reason }]))
    };
    let unclosed = "a quote in this row is never closed: all that follows to the end of the file stands in it";
    if let Some(kept) = long {
        let reason = match is_open {
            true => format!("{unclosed}; it begins {}; {ONCE_RIGHT}", cells.beginning()),
            false => format!("{}; is a quote missing? It begins {}", too_long(), cells.beginning()),
        };
        return rejected(reason, whole(kept, is_open, columns));
    }
    if is_open {
        return rejected(format!("{unclosed}; {ONCE_RIGHT}"), cells.into_original());
    }
    let Own { count, fault } = columns.own(&cells);
    cells.truncate(count);
    if let Some(reason) = fault {
        return rejected(reason, cells.into_original());
    }
    match cells.into_texts() {
        Ok((text, ends)) => raw(FeedbackFields::new(text, ends), Original::Texts).read(),
        Err(cells) => rejected("not UTF-8; save the file as UTF-8".to_owned(), cells.into_original()),
    }
}

/// What is kept of a row that is too long for memory.
fn whole(kept: Option<Kept>, is_open: bool, columns: &Columns) -> Original {
    let ready = |mut kept: Kept| -> io::Result<Kept> {
        match () {
            () if is_open => kept.close_quote()?,
            () if columns.is_rejects => kept.take_marks_off()?,
            () => {}
        }
        Ok(kept)
    };
    // What went wrong with it is told with the rejects, which need it.
    Kept::original(kept.and_then(|kept| ready(kept).ok()))
}

/// What is said of a row or line that is too long.
pub(super) fn too_long() -> String {
    format!("longer than {} MiB", MAX_BYTES >> 20)
}
