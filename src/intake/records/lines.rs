//! One record in a file, or one in each line.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::de::IgnoredAny;

use super::bounded::Bounded;
use super::{Draft, Origin};
use crate::intake::Visit;
use crate::record::{Limits, Start};

/// Skips a byte order mark and white space. Returns the position of the first other byte, and that byte.
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

/// Visits the lines if the text is NDJSON, or else the text as one.
pub(super) fn read(
    mut reader: impl BufRead,
    source: &Arc<str>,
    start: Start,
    (is_ndjson, limits): (bool, &Limits),
    visit: Visit<'_, Draft<Vec<u8>>>,
) -> io::Result<ControlFlow<()>> {
    let mut lines = Lines { reader: &mut reader, source, limits, next: start };
    let Some(first) = lines.next()? else {
        // An empty file is most likely a mistake, and not NDJSON without records.
        let empty = Draft::cut(Origin { source: Arc::clone(source), start }, Vec::new());
        return Ok(if is_ndjson { ControlFlow::Continue(()) } else { visit(empty) });
    };
    let mut head = vec![first];
    if !is_ndjson && !head.iter().any(is_value) {
        // The first line alone is not JSON: a record over several lines, unless the second line is one by itself.
        head.extend(lines.next()?);
        if !head.get(1).is_some_and(is_object) {
            return whole(lines.reader, head).map(|whole| whole.map_or(ControlFlow::Continue(()), visit));
        }
    }
    for line in head {
        if visit(line.draft()).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    while let Some(line) = lines.next()? {
        if visit(line.draft()).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A line, with its line break.
struct WholeLine {
    origin: Origin,
    text: Bounded,
    /// Whether it is too large to be kept.
    is_too_large: bool,
}

impl WholeLine {
    fn draft(self) -> Draft<Vec<u8>> {
        self.text.draft(self.origin)
    }
}

/// Whether a line is one whole JSON object.
fn is_object(line: &WholeLine) -> bool {
    is_value(line) && line.text.text().trim_ascii_start().starts_with(b"{")
}

/// Whether a line is one whole JSON value. One that is too large was not kept, so only its ends are checked.
fn is_value(line: &WholeLine) -> bool {
    match line.is_too_large {
        true => line.text.text().trim_ascii_start().starts_with(b"{") && line.text.last() == Some(b'}'),
        false => serde_json::from_slice::<IgnoredAny>(line.text.text()).is_ok(),
    }
}

/// The lines read so far and all that follows, as one text.
fn whole(reader: &mut impl Read, head: Vec<WholeLine>) -> io::Result<Option<Draft<Vec<u8>>>> {
    let mut lines = head.into_iter();
    let Some(WholeLine { origin, mut text, .. }) = lines.next() else { return Ok(None) };
    let mut line = origin.start.line;
    for next in lines {
        // Blank lines between the two were skipped; the positions of what follows count them.
        (line + 1..next.origin.start.line).for_each(|_| text.push(b"\n"));
        line = next.origin.start.line;
        text.append(next.text);
    }
    text.read_all(reader)?;
    Ok(Some(text.draft(origin)))
}

/// The lines of a text that are not blank, each with its line break.
struct Lines<'r, R> {
    reader: &'r mut R,
    source: &'r Arc<str>,
    limits: &'r Limits,
    next: Start,
}

impl<R: BufRead> Lines<'_, R> {
    fn next(&mut self) -> io::Result<Option<WholeLine>> {
        loop {
            let mut text = Bounded::new(self.limits);
            if !text.read_line(self.reader)? {
                return Ok(None);
            }
            let origin = Origin { source: Arc::clone(self.source), start: self.next };
            self.next = Start { line: self.next.line + 1, column: 1 };
            if text.last().is_some() {
                let is_too_large = text.is_too_large();
                return Ok(Some(WholeLine { origin, text, is_too_large }));
            }
        }
    }
}
