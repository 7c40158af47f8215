//! The layout of a policy's file: tables of keys, each with its meaning.

use std::borrow::Cow;
use std::fmt::{self, Display};

use toml_writer::{ToTomlKey, ToTomlValue, TomlWrite, WriteTomlValue};

/// A table of the file.
pub(super) struct TomlTable {
    pub(super) about: &'static str,
    head: String,
    keys: Vec<TomlKey>,
}

/// A key with its value, as in the file, and its meaning.
pub(super) struct TomlKey {
    line: String,
    about: Cow<'static, str>,
}

pub(super) fn table(about: &'static str, head: &str, keys: Vec<TomlKey>) -> TomlTable {
    TomlTable { about, head: head.to_owned(), keys }
}

pub(super) fn line(name: &str, value: impl WriteTomlValue, about: impl Into<Cow<'static, str>>) -> TomlKey {
    TomlKey { line: format!("{} = {}", toml_key(name), value.to_toml_value()), about: about.into() }
}

/// A number; a whole one is written without a point, as long as it is exact.
pub(super) struct WrittenNumber(f64);

pub(super) fn number(number: f64) -> WrittenNumber {
    WrittenNumber(number)
}

impl WriteTomlValue for WrittenNumber {
    fn write_toml_value<W: TomlWrite + ?Sized>(&self, writer: &mut W) -> fmt::Result {
        match self.0.to_string().parse::<i64>() {
            Ok(whole) => whole.write_toml_value(writer),
            Err(_) => self.0.write_toml_value(writer),
        }
    }
}

/// A key in TOML: in quotes, if it is more than letters, digits, _ and -.
pub fn toml_key(word: &str) -> String {
    word.to_toml_key()
}

/// A longer line has its meaning above it and not beside it.
const BESIDE: usize = 60;

impl Display for TomlTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.about.lines().try_for_each(|about| writeln!(f, "# {about}"))?;
        if !self.head.is_empty() {
            writeln!(f, "[{}]", self.head)?;
        }
        let lengths = self.keys.iter().map(|key| key.line.chars().count());
        let width = lengths.filter(|length| *length <= BESIDE).max().unwrap_or(0);
        for TomlKey { line, about } in &self.keys {
            match about.as_ref() {
                "" => writeln!(f, "{line}")?,
                about if line.chars().count() > width => writeln!(f, "# {about}\n{line}")?,
                about => writeln!(f, "{line:width$} # {about}")?,
            }
        }
        Ok(())
    }
}
