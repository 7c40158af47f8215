//! A text that is kept up to the largest size of a record. The rest is counted and skipped.

use std::io::{self, BufRead, BufReader, Read};

use super::{Draft, Origin};
use crate::record::{Excess, Limits};

/// The factor by which a line of a rejects file may be larger than the record in it, because of escapes, base64 and the
/// errors.
const REJECTED: u64 = 4;

/// The beginning of a line of a rejects file.
const REJECTED_BEGINS: &[u8] = b"{\"source\":";

/// A text that is being read.
pub(super) struct Bounded {
    limits: Limits,
    text: Vec<u8>,
    /// The bytes of the whole text.
    size: u64,
    /// The last byte that is not white space.
    last: Option<u8>,
}

impl Bounded {
    pub(super) fn new(limits: &Limits) -> Self {
        Bounded { limits: *limits, text: Vec::new(), size: 0, last: None }
    }

    /// Makes room for a text of this number of bytes.
    pub(super) fn reserve(&mut self, size: u64) {
        self.text.reserve_exact(usize::try_from(size).unwrap_or_default());
    }

    /// Counts bytes that are not read.
    pub(super) fn pass_over(&mut self, bytes: u64) {
        self.size = self.size.saturating_add(bytes);
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.pass_over(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.last = bytes.iter().rev().find(|byte| !byte.is_ascii_whitespace()).copied().or(self.last);
        let begins = REJECTED_BEGINS.len().saturating_sub(self.text.len()).min(bytes.len());
        let (head, rest) = bytes.split_at(begins);
        self.text.extend_from_slice(head);
        match self.excess() {
            None => self.text.extend_from_slice(rest),
            Some(_) => self.cut(),
        }
    }

    /// Adds one byte; as [`push`](Self::push), but fast.
    pub(super) fn push_byte(&mut self, byte: u8) {
        if self.size < self.limits.record_bytes {
            self.size += 1;
            self.text.push(byte);
        } else {
            self.push(&[byte]);
        }
    }

    /// Of a text that is too large only the beginning is kept, for identifying it.
    fn cut(&mut self) {
        if self.text.len() > REJECTED_BEGINS.len() {
            self.text.truncate(REJECTED_BEGINS.len());
            self.text.shrink_to_fit();
        }
    }

    /// The text so far; only its beginning if it is too large.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// The last byte that is not white space; `None` if there is none.
    pub(super) fn last(&self) -> Option<u8> {
        self.last
    }

    /// Reads up to the next line break, including it, or to the end. Returns whether there was anything.
    pub(super) fn read_line(&mut self, reader: &mut impl BufRead) -> io::Result<bool> {
        loop {
            let buffer = match reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            let end = buffer.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let (line, _) = buffer.split_at(end.unwrap_or(buffer.len()));
            self.push(line);
            let (read, is_end) = (line.len(), end.is_some() || line.is_empty());
            reader.consume(read);
            if is_end {
                return Ok(self.size > 0);
            }
        }
    }

    /// Reads to the end.
    pub(super) fn read_all(&mut self, reader: impl Read) -> io::Result<()> {
        let mut reader = BufReader::new(reader);
        while !reader.fill_buf()?.is_empty() {
            self.read_line(&mut reader)?;
        }
        Ok(())
    }

    /// Appends another text.
    pub(super) fn append(&mut self, other: Bounded) {
        let kept = u64::try_from(other.text.len()).unwrap_or(u64::MAX);
        self.pass_over(other.size.saturating_sub(kept));
        self.push(&other.text);
    }

    /// Whether it is too large to be kept.
    pub(super) fn is_too_large(&self) -> bool {
        self.excess().is_some()
    }

    /// By how much it is too large.
    fn excess(&self) -> Option<Excess> {
        let mut limits = self.limits;
        if self.text.starts_with(REJECTED_BEGINS) {
            limits.record_bytes = limits.record_bytes.saturating_mul(REJECTED);
        }
        Excess::of_record(self.size, &limits)
    }

    /// What it is.
    pub(super) fn draft(self, origin: Origin) -> Draft<Vec<u8>> {
        match self.excess() {
            Some(excess) => Draft::too_large(origin, excess),
            None => Draft::cut(origin, self.text),
        }
    }
}
