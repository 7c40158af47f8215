//! One record in a file, or one in each line.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::de::IgnoredAny;

use super::{Document, MAX_TEXT};
use crate::cli::parallel::Emit;
use crate::curate::Origin;
use crate::record::Start;

/// Passes over a byte order mark and white space. Returns where the first other byte stands, and that byte.
pub(super) fn leading_blank(reader: &mut impl BufRead) -> io::Result<(Start, Option<u8>)> {
    let mut start = Start::default();
    if reader.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        reader.consume(3);
    }
    loop {
        let Some(&byte) = reader.fill_buf()?.first() else { return Ok((start, None)) };
        match byte {
            b'\n' => start = Start { line: start.line + 1, column: 1 },
            b' ' | b'\t' | b'\r' => start.column += 1,
            _ => return Ok((start, Some(byte))),
        }
        reader.consume(1);
    }
}

/// Hands out the lines, where the text is NDJSON, or else the text as one.
pub(super) fn read(
    mut reader: impl BufRead,
    source: &Arc<str>,
    start: Start,
    is_ndjson: bool,
    emit: Emit<'_, Document>,
) -> io::Result<ControlFlow<()>> {
    let mut lines = Lines { reader: &mut reader, source, next: start };
    let Some(first) = lines.next()? else {
        // An empty file is no NDJSON of no records, but most likely a mistake.
        let empty = Document::Text(Origin { source: Arc::clone(source), start }, Vec::new());
        return Ok(if is_ndjson { ControlFlow::Continue(()) } else { emit(empty) });
    };
    let mut head = vec![first];
    if !is_ndjson && !head.iter().any(is_value) {
        // The first line alone is no JSON: a record over several lines, unless the second line is one by itself.
        head.extend(lines.next()?);
        if !head.get(1).is_some_and(is_object) {
            return whole(lines.reader, source, head).map(emit);
        }
    }
    for line in head {
        if emit(line).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    while let Some(line) = lines.next()? {
        if emit(line).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Whether a line is one whole JSON object.
fn is_object(line: &Document) -> bool {
    is_value(line) && matches!(line, Document::Text(_, text) if text.trim_ascii_start().starts_with(b"{"))
}

/// Whether a line is one whole JSON value.
fn is_value(line: &Document) -> bool {
    matches!(line, Document::Text(_, text) if serde_json::from_slice::<IgnoredAny>(text).is_ok())
}

/// The lines read so far and all that follows, as one text.
fn whole(reader: &mut impl Read, source: &Arc<str>, head: Vec<Document>) -> io::Result<Document> {
    let mut lines = head.into_iter();
    let Some(Document::Text(origin, mut text)) = lines.next() else {
        return Ok(Document::too_large(Origin { source: Arc::clone(source), start: Start::default() }));
    };
    let mut line = origin.start.line;
    for next in lines {
        let Document::Text(next, more) = next else { return Ok(Document::too_large(origin)) };
        // Blank lines between the two were passed over; the positions of what follows count them.
        text.extend(std::iter::repeat_n(b'\n', next.start.line.saturating_sub(line + 1)));
        text.extend(more);
        line = next.start.line;
    }
    reader.take((MAX_TEXT + 1).saturating_sub(text.len()) as u64).read_to_end(&mut text)?;
    Ok(if text.len() > MAX_TEXT { Document::too_large(origin) } else { Document::Text(origin, text) })
}

/// The lines of a text that are not blank, each with its line break.
struct Lines<'r, R> {
    reader: &'r mut R,
    source: &'r Arc<str>,
    next: Start,
}

impl<R: BufRead> Lines<'_, R> {
    fn next(&mut self) -> io::Result<Option<Document>> {
        loop {
            let mut text = Vec::new();
            self.reader.by_ref().take(MAX_TEXT as u64 + 1).read_until(b'\n', &mut text)?;
            if text.is_empty() {
                return Ok(None);
            }
            let origin = Origin { source: Arc::clone(self.source), start: self.next };
            self.next = Start { line: self.next.line + 1, column: 1 };
            if text.len() > MAX_TEXT {
                if text.last() != Some(&b'\n') {
                    self.reader.skip_until(b'\n')?;
                }
                return Ok(Some(Document::too_large(origin)));
            }
            if !text.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(Document::Text(origin, text)));
            }
        }
    }
}
