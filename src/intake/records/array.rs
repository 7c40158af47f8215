//! The elements of a JSON array, one by one: an array may be larger than memory.
//!
//! This only finds where an element ends, by counting brackets outside of strings; the reader of records parses the
//! element.

use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::bounded::Bounded;
use super::{Draft, Origin};
use crate::intake::Visit;
use crate::record::{Limits, Start};

/// The position of the scan in the array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// After `[`: an element or the end.
    First,
    /// After a comma: an element.
    Next,
    /// Within an element.
    Element,
    /// After `]`: nothing more.
    End,
    /// After a fault: the rest is skipped.
    Rest,
}

/// The scan of one array.
struct ArrayScan<'a> {
    source: &'a Arc<str>,
    at: Start,
    stage: Stage,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    element: Bounded,
    element_at: Start,
    limits: &'a Limits,
}

/// Visits the elements of the array that begins at `start`, the position of the reader.
pub(super) fn read(
    mut reader: impl BufRead,
    source: &Arc<str>,
    start: Start,
    limits: &Limits,
    visit: Visit<'_, Draft<Vec<u8>>>,
) -> io::Result<ControlFlow<()>> {
    reader.consume(1);
    let mut scan = ArrayScan {
        source,
        at: Start { column: start.column + 1, ..start },
        stage: Stage::First,
        depth: 0,
        in_string: false,
        is_escaped: false,
        element: Bounded::new(limits),
        element_at: start,
        limits,
    };
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(scan.finish(visit));
        }
        for &byte in buffer {
            if scan.step(byte, visit).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let read = buffer.len();
        reader.consume(read);
    }
}

impl ArrayScan<'_> {
    fn step(&mut self, byte: u8, visit: Visit<'_, Draft<Vec<u8>>>) -> ControlFlow<()> {
        let flow = match (self.stage, byte) {
            (Stage::Element, _) => self.within(byte, visit),
            (_, b' ' | b'\t' | b'\r' | b'\n') => ControlFlow::Continue(()),
            (Stage::Rest, _) => ControlFlow::Continue(()),
            (Stage::End, _) => {
                self.stage = Stage::Rest;
                visit(self.broken("text after the end of the array"))
            }
            (Stage::First, b']') => {
                self.stage = Stage::End;
                ControlFlow::Continue(())
            }
            (Stage::Next, b']') => {
                self.stage = Stage::End;
                visit(self.broken("a comma without a record after it"))
            }
            (Stage::First | Stage::Next, b',') => {
                self.stage = Stage::Next;
                visit(self.broken("a comma without a record before it"))
            }
            (Stage::First | Stage::Next, _) => {
                self.stage = Stage::Element;
                self.element_at = self.at;
                self.within(byte, visit)
            }
        };
        match byte {
            b'\n' => self.at = Start { line: self.at.line + 1, column: 1 },
            // Continuation bytes belong to the character before them.
            0x80..=0xbf => {}
            _ => self.at.column += 1,
        }
        flow
    }

    /// A byte of an element, or the comma or bracket after it.
    fn within(&mut self, byte: u8, visit: Visit<'_, Draft<Vec<u8>>>) -> ControlFlow<()> {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => self.in_string = true,
                b'[' | b'{' => self.depth += 1,
                b',' if self.depth == 0 => return self.close(Stage::Next, visit),
                b']' | b'}' if self.depth == 0 => return self.close(Stage::End, visit),
                b']' | b'}' => self.depth -= 1,
                _ => {}
            }
        }
        self.element.push_byte(byte);
        ControlFlow::Continue(())
    }

    fn close(&mut self, stage: Stage, visit: Visit<'_, Draft<Vec<u8>>>) -> ControlFlow<()> {
        self.stage = stage;
        let origin = Origin { source: Arc::clone(self.source), start: self.element_at };
        let element = std::mem::replace(&mut self.element, Bounded::new(self.limits));
        visit(element.draft(origin))
    }

    /// The end of the text, which should be behind the `]`.
    fn finish(mut self, visit: Visit<'_, Draft<Vec<u8>>>) -> ControlFlow<()> {
        // If an element is incomplete, that is its fault; a fault for the array would repeat it.
        let is_told = self.stage == Stage::Element && (self.depth > 0 || self.in_string);
        if self.stage == Stage::Element {
            self.close(Stage::Next, visit)?;
        }
        if is_told || matches!(self.stage, Stage::End | Stage::Rest) {
            ControlFlow::Continue(())
        } else {
            visit(self.broken("the array has no end: ']' is missing"))
        }
    }

    fn broken(&self, reason: &str) -> Draft<Vec<u8>> {
        let origin = Origin { source: Arc::clone(self.source), start: self.at };
        Draft::broken(origin, reason.to_owned())
    }
}
