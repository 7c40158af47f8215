//! Texts with the records that they are about, for measuring `match`.

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

impl BenchText {
    /// Reads one from a line of JSON. Unknown keys are ignored.
    ///
    /// # Errors
    /// If the line is not such an object.
    pub fn read(line: &[u8]) -> Result<Self, serde_json::Error> {
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
    fn a_line_is_read() {
        let read = BenchText::read(br#"{"n": 1, "text": "t", "class": "unknown", "expected": null}"#).unwrap();
        assert_eq!((read.text.as_str(), read.expected, read.also.len()), ("t", None, 0));
        let read =
            BenchText::read(br#"{"text": "t", "class": "clean", "expected": "x/a", "accept": ["x/b"]}"#).unwrap();
        assert_eq!(read.accept, ["x/b", "x/a"]);
        assert!(BenchText::read(b"{}").unwrap_err().to_string().contains("missing field `text`"));
    }
}
