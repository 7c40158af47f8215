//! Texts with the records that they are about, for measuring `match`.

use std::io::{self, BufRead};

use serde::Deserialize;

/// An error text with the records that are right answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BenchText {
    /// The text.
    pub text: String,
    /// What kind of text it is, such as `haystack`.
    pub class: String,
    /// The record that it is about; `None` if there is none.
    pub expected: Option<String>,
    /// The records that are right, including the expected one.
    #[serde(default)]
    pub accept: Vec<String>,
    /// For each other error in the text, the records that are right answers to it.
    #[serde(default)]
    pub also: Vec<Vec<String>>,
}

/// Why the texts of a benchmark cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BenchFault {
    /// The input cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A line is not a text of a benchmark.
    #[error("this is not a text of a benchmark: {source}")]
    Line {
        /// Its number, from 1.
        number: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// There are no texts.
    #[error("there are no texts")]
    Empty,
}

impl BenchText {
    /// Reads all texts of a file, one on each line. Empty lines are skipped.
    ///
    /// # Errors
    /// See [`BenchFault`].
    pub fn read_all(input: impl BufRead) -> Result<Vec<Self>, BenchFault> {
        let mut texts = Vec::new();
        for (number, line) in (1..).zip(input.split(b'\n')) {
            let line = line?;
            if !line.trim_ascii().is_empty() {
                texts.push(BenchText::read(&line).map_err(|source| BenchFault::Line { number, source })?);
            }
        }
        if texts.is_empty() { Err(BenchFault::Empty) } else { Ok(texts) }
    }

    /// Reads one from a line of JSON. Unknown keys are ignored.
    ///
    /// # Errors
    /// If the line is not such an object.
    fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
        let mut text: Self = serde_json::from_slice(line)?;
        if let Some(expected) = text.expected.as_ref().filter(|expected| !text.accept.contains(expected)) {
            text.accept.push(expected.clone());
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_with_a_text_is_read_and_another_one_is_named() {
        let read = |input: &str| BenchText::read_all(input.as_bytes());
        let line = r#"{"text": "t", "class": "clean", "expected": null}"#;
        assert_eq!(read(&format!("{line}\n\n{line}")).unwrap().len(), 2);
        assert!(matches!(read(&format!("\n{line}\n[]")).unwrap_err(), BenchFault::Line { number: 3, .. }));
        assert!(matches!(read(" \n").unwrap_err(), BenchFault::Empty));
    }

    #[test]
    fn a_line_is_read() {
        let read = BenchText::read(br#"{"n": 1, "text": "t", "class": "unknown", "expected": null}"#).unwrap();
        assert_eq!((read.text.as_str(), read.expected, read.also.len()), ("t", None, 0));
        let read =
            BenchText::read(br#"{"text": "t", "class": "clean", "expected": "x/a", "accept": ["x/b"]}"#).unwrap();
        assert_eq!(read.accept, ["x/b", "x/a"]);
        assert!(BenchText::read(b"{}").unwrap_err().to_string().contains("missing field `text`"));
    }
}
