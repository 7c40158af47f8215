//! The end of a CSV, marked: else a quote that is never closed takes all rows behind it into its field, unnoticed.

use std::io::{self, Read};

/// What stands on a line of its own behind the last one. No field that people or programs write is like it.
pub(super) const MARK: &[u8] = b"\x00end of the file\x00";

/// An input with the mark behind its end.
pub(super) struct Closing<R> {
    input: R,
    last: Option<u8>,
    /// How the first line ended: whether CR stood before LF.
    is_crlf: Option<bool>,
    /// What is handed out behind the end of the input.
    tail: Option<io::Cursor<Vec<u8>>>,
}

impl<R: Read> Closing<R> {
    pub(super) fn new(input: R) -> Self {
        Closing { input, last: None, is_crlf: None, tail: None }
    }

    /// Whether lines end with CR and LF.
    pub(super) fn is_crlf(&self) -> bool {
        self.is_crlf == Some(true)
    }

    /// Looks at how lines end.
    fn look(&mut self, read: &[u8]) {
        if self.is_crlf.is_none()
            && let Some(at) = read.iter().position(|byte| *byte == b'\n')
        {
            let before = at.checked_sub(1).map_or(self.last, |before| read.get(before).copied());
            self.is_crlf = Some(before == Some(b'\r'));
        }
        self.last = read.last().copied().or(self.last);
    }

    fn tail(&self) -> Vec<u8> {
        let newline: &[u8] = if self.is_crlf() { b"\r\n" } else { b"\n" };
        let before = if self.last == Some(b'\n') { &[] } else { newline };
        [before, MARK, newline].concat()
    }
}

impl<R: Read> Read for Closing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(tail) = &mut self.tail {
            return tail.read(buffer);
        }
        let count = self.input.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            self.look(buffer.get(..count).unwrap_or_default());
            return Ok(count);
        }
        self.tail.insert(io::Cursor::new(self.tail())).read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_on_a_line_of_its_own_that_ends_as_the_others_do() {
        let closed = |text: &str| {
            let mut closed = Vec::new();
            Closing::new(text.as_bytes()).read_to_end(&mut closed).unwrap();
            String::from_utf8(closed).unwrap()
        };
        let mark = String::from_utf8(MARK.to_vec()).unwrap();
        for (text, expected) in [
            ("a\nb\n", format!("a\nb\n{mark}\n")),
            ("a\nb", format!("a\nb\n{mark}\n")),
            ("a\r\nb", format!("a\r\nb\r\n{mark}\r\n")),
            ("", format!("\n{mark}\n")),
        ] {
            assert_eq!(closed(text), expected);
        }
    }
}
