//! The text that is matched.

use std::io::Read;
use std::path::Path;

use crate::cli::env::Env;
use crate::cli::failure::Failure;
use crate::cli::input::{is_stdin, open};
use crate::pattern::ranking::{MAX_TEXT, Unread};

/// The number of bytes that are read at once.
const CHUNK: u64 = 256 * 1024;

/// The end of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Input {
    /// Up to [`MAX_TEXT`] bytes, and the mark of the text.
    pub(super) bytes: Vec<u8>,
    /// The number of bytes before them, and of lines that ended there.
    pub(super) skipped_bytes: u64,
    pub(super) skipped_lines: usize,
}

impl Input {
    /// The end of a text in memory.
    pub(super) fn of(text: &str) -> Self {
        let mut input = Input { bytes: text.as_bytes().to_vec(), ..Input::default() };
        input.cut();
        input
    }

    /// The end of a file or of standard input. However long that is, no more than twice [`MAX_TEXT`] is kept.
    ///
    /// Without a path it is standard input, unless that is a terminal: then nobody would know what is awaited.
    pub(super) fn read(path: Option<&Path>, env: &Env) -> Result<Self, Failure> {
        match path {
            Some(path) if !is_stdin(path) => {
                Input::read_from(open(path)?).map_err(|error| Failure::input(path, &error))
            }
            None if env.input.is_terminal() => Err(Failure::usage("there is no text to match").hint(
                "name a file, use --text TEXT, pipe a log into `canonry match`, or paste after `canonry match -`",
            )),
            _ => Input::read_from(env.input.clone())
                .map_err(|error| Failure::file("standard input could not be read", &error)),
        }
    }

    fn read_from(mut from: impl Read) -> std::io::Result<Self> {
        let mut input = Input::default();
        while from.by_ref().take(CHUNK).read_to_end(&mut input.bytes)? > 0 {
            if input.bytes.len() >= 2 * MAX_TEXT {
                input.cut();
            }
        }
        input.cut();
        Ok(input)
    }

    /// Drops what is not read, and counts it.
    fn cut(&mut self) {
        let Unread { bytes, lines } = Unread::of(&self.bytes);
        self.skipped_lines += lines;
        self.skipped_bytes += u64::try_from(bytes.len()).unwrap_or_default();
        self.bytes.drain(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::env::{InputStream, Terminal};

    #[test]
    fn a_terminal_is_read_only_if_that_is_said() {
        let typed = |terminal| Env { input: InputStream::new(&b"typed"[..], terminal, None), ..Env::of_process() };
        let terminal = Some(Terminal { columns: None });
        assert!(Input::read(None, &typed(terminal)).is_err());
        for (path, terminal) in [(None, None), (Some(Path::new("-")), terminal)] {
            assert_eq!(Input::read(path, &typed(terminal)).ok(), Some(Input::of("typed")));
        }
    }

    #[test]
    fn the_end_of_a_long_text_is_kept_and_the_rest_is_counted() {
        let text = [b"line\n".repeat(MAX_TEXT), b"end".to_vec()].concat();
        let input = Input::read_from(text.as_slice()).unwrap();
        assert_eq!(input.bytes.len(), MAX_TEXT);
        assert!(input.bytes.ends_with(b"line\nend"));
        assert_eq!(input.skipped_bytes, (text.len() - MAX_TEXT) as u64);
        let kept = input.bytes.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(input.skipped_lines + kept, MAX_TEXT);
        let wide: Vec<u8> = "line\n".repeat(MAX_TEXT).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let input = Input::read_from([&[0xff, 0xfe], wide.as_slice()].concat().as_slice()).unwrap();
        assert_eq!((input.bytes.len(), input.skipped_lines), (MAX_TEXT + 2, MAX_TEXT - MAX_TEXT / 10));
        assert!(input.bytes.starts_with(b"\xff\xfel\0i\0"));
        assert_eq!(Input::of("short"), Input { bytes: b"short".to_vec(), ..Input::default() });
    }
}
