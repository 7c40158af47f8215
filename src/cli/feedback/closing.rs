//! The end of a CSV, marked: else a quote that is never closed takes all rows behind it into its field, unnoticed.

use std::io::{self, Read};

/// What stands on a line of its own behind the last one. No field that people or programs write is like it.
pub(super) const MARK: &[u8] = b"\x00end of the file\x00";

/// An input with the mark behind its end.
pub(super) struct Closing<R> {
    input: R,
    /// What was read last, and where it ends in the input.
    last: Vec<u8>,
    end: u64,
    /// What is handed out behind the end of the input.
    tail: Option<io::Cursor<Vec<u8>>>,
}

impl<R: Read> Closing<R> {
    pub(super) fn new(input: R) -> Self {
        Closing { input, last: Vec::new(), end: 0, tail: None }
    }

    /// Whether the byte before a place in the input is a line feed. The place has to lie in what was read last.
    pub(super) fn is_behind_newline(&self, place: u64) -> bool {
        let behind = usize::try_from(self.end.saturating_sub(place)).unwrap_or(usize::MAX);
        self.last.iter().nth_back(behind) == Some(&b'\n')
    }

    fn keep(&mut self, read: &[u8]) {
        self.last.clear();
        self.last.extend_from_slice(read);
        self.end += u64::try_from(read.len()).unwrap_or(u64::MAX);
    }

    fn tail(&self) -> Vec<u8> {
        let before: &[u8] = if self.last.last() == Some(&b'\n') { b"" } else { b"\n" };
        [before, MARK, b"\n"].concat()
    }
}

impl<R: Read> Read for Closing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = match &mut self.tail {
            Some(tail) => tail.read(buffer)?,
            None => self.input.read(buffer)?,
        };
        if count == 0 && self.tail.is_none() && !buffer.is_empty() {
            count = self.tail.insert(io::Cursor::new(self.tail())).read(buffer)?;
        }
        if count > 0 {
            self.keep(buffer.get(..count).unwrap_or_default());
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_on_a_line_of_its_own() {
        let closed = |text: &str| {
            let mut closed = Vec::new();
            Closing::new(text.as_bytes()).read_to_end(&mut closed).unwrap();
            String::from_utf8(closed).unwrap()
        };
        let mark = String::from_utf8(MARK.to_vec()).unwrap();
        for (text, expected) in [
            ("a\nb\n", format!("a\nb\n{mark}\n")),
            ("a\nb", format!("a\nb\n{mark}\n")),
            ("a\r\nb\r\n", format!("a\r\nb\r\n{mark}\n")),
            ("", format!("\n{mark}\n")),
        ] {
            assert_eq!(closed(text), expected);
        }
    }
}
