//! The layouts of JSON: Python's, indented and on one line.

use std::io::{self, Write};

use serde_json::ser::{Formatter, PrettyFormatter};

use super::{number, scan};

/// serde_json's pretty layout, which is Python's `indent=2`, with Python's spelling of doubles.
pub(super) struct Indented {
    layout: PrettyFormatter<'static>,
    /// The number of objects and lists that are open.
    depth: usize,
}

impl Default for Indented {
    fn default() -> Self {
        Indented { layout: PrettyFormatter::new(), depth: 0 }
    }
}

impl Formatter for Indented {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(number::shortest(value).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.layout.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        self.layout.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.layout.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        self.layout.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object_value(writer)
    }

    /// Formats a canonical text, which is on one line.
    fn write_raw_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut depth = self.depth;
        let mut rest = fragment;
        // Strings are copied as they are, and so is everything up to the next byte that changes the layout.
        while let Some(at) = rest.find(['"', '[', '{', ']', '}', ',']) {
            let (before, found) = rest.split_at_checked(at).unwrap_or((rest, ""));
            writer.write_all(before.as_bytes())?;
            let length = match found.as_bytes() {
                [b'"', ..] => scan::length(found),
                [b'[', b']', ..] | [b'{', b'}', ..] => 2,
                _ => 1,
            };
            let (token, behind) = found.split_at_checked(length).unwrap_or((found, ""));
            rest = behind;
            match token {
                "[" | "{" => {
                    depth += 1;
                    writer.write_all(token.as_bytes())?;
                    line(writer, depth)?;
                }
                "]" | "}" => {
                    depth = depth.saturating_sub(1);
                    line(writer, depth)?;
                    writer.write_all(token.as_bytes())?;
                }
                "," => {
                    writer.write_all(b",")?;
                    line(writer, depth)?;
                    rest = rest.strip_prefix(' ').unwrap_or(rest);
                }
                _ => writer.write_all(token.as_bytes())?,
            }
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Begins a line.
fn line<W: ?Sized + Write>(writer: &mut W, depth: usize) -> io::Result<()> {
    writer.write_all(b"\n")?;
    (0..depth).try_for_each(|_| writer.write_all(b"  "))
}

/// Python's default separators, `", "` and `": "`.
pub(super) struct OneLine;

impl Formatter for OneLine {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(number::shortest(value).as_bytes())
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
