//! The notices of a tree: a file of lines.

use std::sync::Arc;

use super::Draft;
use super::ledger::faulty;
use crate::ledger::Notice;
use crate::record::Date;

/// The notices of a tree that were read.
#[derive(Debug, Default)]
pub struct ReadNotices {
    /// Those that are sound.
    pub notices: Vec<Notice>,
    /// Those that are not, or the file if it cannot be read, as texts that are not records.
    pub faulty: Vec<Draft>,
}

impl ReadNotices {
    /// Adds the lines of a file. `source` is the name of the file in positions, `latest` the last day that a line may
    /// name.
    pub fn read(&mut self, text: &[u8], source: &str, latest: Option<Date>) {
        let source: Arc<str> = Arc::from(source);
        for (place, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match Notice::parse(line, latest) {
                Ok(notice) => self.notices.push(notice),
                Err(flaw) => self.faulty.push(faulty(&source, place + 1, line, flaw)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_wrong_is_a_fault_at_its_line_and_the_others_are_read() {
        let line = r#"{"id":"x/a","event":"withdrawn","merged_into":null,"renamed_to":null,"day":"2026-11-20","by":"tom","reason":null,"number":1}"#;
        let mut read = ReadNotices::default();
        read.read(format!("{line}\r\n\n=======\n{line}\n").as_bytes(), "withdrawn.ndjson", None);
        assert_eq!(read.notices.len(), 2);
        let said = read.faulty[0].content.as_ref().unwrap_err().faults[0].to_string();
        assert!(said.starts_with("3:1: line: a conflict marker of git"), "{said}");
    }
}
