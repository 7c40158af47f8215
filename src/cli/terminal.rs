//! Output to a terminal must not control it, whatever a record or a message contains; a file or a pipe gets every byte.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, IsTerminal, Write};

use super::env::{Env, OutputStream};
use super::plain::{plain, plain_json};

/// How a harmful character is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// As `\u{1b}`.
    Text,
    /// As `\u001b`, which is the same character in a string of JSON.
    Json,
}

/// Where data goes.
pub(super) type Data = GuardedWriter<OutputStream>;

/// A writer of data. On a terminal it escapes control characters; elsewhere it writes byte for byte.
pub(super) struct GuardedWriter<W> {
    out: W,
    escapes: Option<Escapes>,
    /// The beginning of an incomplete character.
    begun: Vec<u8>,
}

impl<W: Write> GuardedWriter<W> {
    pub(super) fn new(out: W, is_terminal: bool, escapes: Escapes) -> Self {
        GuardedWriter { out, escapes: is_terminal.then_some(escapes), begun: Vec::new() }
    }
}

impl GuardedWriter<OutputStream> {
    /// Standard output.
    pub(super) fn stdout(env: &Env, escapes: Escapes) -> Self {
        GuardedWriter::new(env.output.clone(), env.output.is_terminal(), escapes)
    }
}

impl GuardedWriter<File> {
    /// A pipe or a device for JSON, which may be a terminal.
    pub(super) fn device(device: File) -> Self {
        let is_terminal = device.is_terminal();
        GuardedWriter::new(device, is_terminal, Escapes::Json)
    }
}

impl<W: Write> Write for GuardedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(escapes) = self.escapes else { return self.out.write(bytes) };
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            let (text, after) = match std::str::from_utf8(rest) {
                Ok(text) => (text, None),
                Err(error) => {
                    let (text, after) = rest.split_at(error.valid_up_to());
                    (std::str::from_utf8(text).unwrap_or_default(), Some((after, error.error_len())))
                }
            };
            self.out.write_all(escapes.show(text).as_bytes())?;
            rest = match after {
                None => &[],
                Some((begun, None)) => {
                    self.begun = begun.to_vec();
                    &[]
                }
                Some((after, Some(broken))) => {
                    self.out.write_all(BROKEN.as_bytes())?;
                    after.split_at(broken).1
                }
            };
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The replacement for bytes that are not a character.
const BROKEN: &str = "\u{fffd}";

impl Escapes {
    fn show(self, text: &str) -> Cow<'_, str> {
        match self {
            Escapes::Text => plain(text),
            Escapes::Json => plain_json(text),
        }
    }
}

/// A message or a line of a table for a terminal: only the colours of this program get through.
pub(super) fn styled(text: &str) -> Cow<'_, str> {
    if !text.contains(ESCAPE) {
        return plain(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (number, part) in text.split(ESCAPE).enumerate() {
        let style = style_at(part);
        match style {
            _ if number == 0 => {}
            Some(style) => shown.extend([ESCAPE, style]),
            None => shown.push_str(&plain(ESCAPE)),
        }
        let rest = style.filter(|_| number > 0).and_then(|style| part.strip_prefix(style));
        shown.push_str(&plain(rest.unwrap_or(part)));
    }
    Cow::Owned(shown)
}

/// The first character of a control sequence.
const ESCAPE: &str = "\u{1b}";

/// The rest of a control sequence that only sets colours, such as `[1m`, at the beginning of the text.
fn style_at(text: &str) -> Option<&str> {
    let end = text.strip_prefix('[')?.find(|c: char| !c.is_ascii_digit() && c != ';')? + 1;
    text.get(..=end).filter(|style| style.ends_with('m'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The output on a terminal if the bytes are written in pieces of this size.
    fn shown(bytes: &[u8], size: usize, escapes: Escapes) -> String {
        let mut guarded = GuardedWriter { out: Vec::new(), escapes: Some(escapes), begun: Vec::new() };
        bytes.chunks(size).for_each(|piece| guarded.write_all(piece).unwrap());
        String::from_utf8(guarded.out).unwrap()
    }

    #[test]
    fn no_control_sequence_gets_through_however_it_is_split() {
        let text = "错\u{1b}]52;c;aGk=\u{7}a\u{9b}2J\r\n\tb\u{202e}";
        for size in 1..=text.len() {
            let expected = "错\\u{1b}]52;c;aGk=\\u{7}a\\u{9b}2J\\u{d}\n\tb\\u{202e}";
            assert_eq!(shown(text.as_bytes(), size, Escapes::Text), expected, "{size}");
        }
        assert_eq!(shown("\"\u{7f}\u{e0041}\"".as_bytes(), 3, Escapes::Json), "\"\\u007f\\udb40\\udc41\"");
        assert_eq!(shown(b"a\xff\x9bb", 2, Escapes::Text), "a\u{fffd}\u{fffd}b");
    }

    #[test]
    fn elsewhere_every_byte_stays() {
        let mut guarded = GuardedWriter { out: Vec::new(), escapes: None, begun: Vec::new() };
        guarded.write_all(b"\x1b[2J\xff").unwrap();
        assert_eq!(guarded.out, b"\x1b[2J\xff");
    }

    #[test]
    fn colours_get_through_and_nothing_else_does() {
        assert_eq!(styled("\u{1b}[1mid\u{1b}[0m\n"), "\u{1b}[1mid\u{1b}[0m\n");
        assert_eq!(styled("\u{1b}[31;1mid\u{1b}[2J"), "\u{1b}[31;1mid\\u{1b}[2J");
        assert_eq!(styled("[1m\u{1b}]0;x\u{7}\u{1b}"), "[1m\\u{1b}]0;x\\u{7}\\u{1b}");
        assert_eq!(styled("\u{1b}[错m\u{1b}[12"), "\\u{1b}[错m\\u{1b}[12");
    }
}
