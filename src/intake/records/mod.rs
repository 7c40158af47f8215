//! The texts of records in files and streams: one record, an array of records, or a record per line.

mod array;
mod bounded;
mod draft;
mod lines;
mod origin;
mod rejected;

use std::ffi::OsStr;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Visit;
use crate::record::{Excess, Limits};
use bounded::Bounded;
pub use draft::{Draft, Faulty, FaultyText};
pub use origin::Origin;
pub use rejected::rejected;

/// Splits a file or a stream into the texts of its records and calls `visit` with each, in their order.
///
/// A record, an array of records and NDJSON are distinguished by the beginning of the input, and NDJSON also by the
/// extension. `source` is the name of the input in positions. If the input cannot be read to the end, the last draft
/// says why.
pub fn drafts(
    mut reader: impl BufRead,
    source: &str,
    extension: Option<&OsStr>,
    limits: &Limits,
    visit: Visit<'_, Draft<Vec<u8>>>,
) -> ControlFlow<()> {
    let source: Arc<str> = Arc::from(source);
    let is_ndjson = extension.is_some_and(|extension| extension == "ndjson" || extension == "jsonl");
    let read = match lines::leading_blank(&mut reader) {
        Ok((start, Some(b'['))) if !is_ndjson => array::read(reader, &source, start, limits, visit),
        Ok((start, _)) => lines::read(reader, &source, start, (is_ndjson, limits), visit),
        Err(error) => Err(error),
    };
    match read {
        Ok(end) => end,
        Err(error) => visit(Draft::unreadable(&source, &error.to_string())),
    }
}

/// The text of a file that holds one record. `size` is the size of the file in bytes: one that is too large is not
/// read.
///
/// # Errors
/// If it cannot be read.
pub fn draft(reader: impl Read, size: u64, source: &str, limits: &Limits) -> io::Result<Draft<Vec<u8>>> {
    let mut text = Bounded::new(limits);
    if Excess::of_record(size, limits).is_some() {
        text.pass_over(size);
    } else {
        text.reserve(size);
        // A file that is being written may grow without end.
        text.read_all(reader)?;
    }
    Ok(text.draft(Origin::of(source)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Start;

    /// The drafts of an input: the position and text of each, or why there is none.
    fn read(input: &str, extension: Option<&str>) -> Vec<(usize, usize, String)> {
        let mut found = Vec::new();
        let limits = Limits { record_bytes: 40, ..Limits::default() };
        let _ = drafts(input.as_bytes(), "in", extension.map(OsStr::new), &limits, &mut |draft| {
            let Origin { start: Start { line, column }, .. } = draft.origin.clone();
            let text = match draft.content {
                Ok(text) => String::from_utf8(text).unwrap(),
                Err(Faulty { text: FaultyText::TooLarge { bytes }, .. }) => format!("{bytes} bytes"),
                Err(Faulty { faults, .. }) => format!("broken: {}", faults[0].reason),
            };
            found.push((line, column, text));
            ControlFlow::Continue(())
        });
        found
    }

    fn at(line: usize, column: usize, text: &str) -> (usize, usize, String) {
        (line, column, text.to_owned())
    }

    #[test]
    fn a_record_an_array_and_lines_are_distinguished() {
        assert_eq!(read("\u{feff}\n {\n\"a\": 1\n}\n", None), [at(2, 2, "{\n\"a\": 1\n}\n")]);
        assert_eq!(read(" [{\"a\": 1},\n {}]", None), [at(1, 3, "{\"a\": 1}"), at(2, 2, "{}")]);
        assert_eq!(read("{}\n\n{\"a\": 1}\n", None), [at(1, 1, "{}\n"), at(3, 1, "{\"a\": 1}\n")]);
        assert_eq!(read("[{}]\n", Some("ndjson")), [at(1, 1, "[{}]\n")]);
        assert_eq!(read("", None), [at(1, 1, "")]);
        assert!(read("\n", Some("jsonl")).is_empty());
    }

    #[test]
    fn what_is_missing_in_an_array_is_reported_where_it_is_missing() {
        let broken = |reason: &str| format!("broken: {reason}");
        assert_eq!(read("[{},]", None)[1], at(1, 5, &broken("a comma without a record after it")));
        assert_eq!(read("[,{}]", None)[0], at(1, 2, &broken("a comma without a record before it")));
        assert_eq!(read("[{}] x", None)[1], at(1, 6, &broken("text after the end of the array")));
        assert_eq!(read("[\"]\\\"\"", None)[1], at(1, 7, &broken("the array has no end: ']' is missing")));
    }

    #[test]
    fn an_array_that_ends_in_the_middle_of_a_record_is_one_fault() {
        assert_eq!(read("[[[", None), [at(1, 2, "[[")]);
        assert_eq!(read("[{\"a\": \"b", None), [at(1, 2, "{\"a\": \"b")]);
    }

    #[test]
    fn a_text_that_is_too_large_is_counted_and_the_next_one_is_read() {
        let large = format!("{{\"a\": \"{}\"}}", "x".repeat(50));
        let size = format!("{} bytes", large.len());
        assert_eq!(read(&format!("[{large}, {{}}]"), None), [at(1, 2, &size), at(1, large.len() + 4, "{}")]);
        assert_eq!(
            read(&format!("{large}\n{{}}"), None),
            [at(1, 1, &format!("{} bytes", large.len() + 1)), at(2, 1, "{}")]
        );
    }

    #[test]
    fn an_input_that_breaks_off_says_why() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        let mut found = Vec::new();
        let input = io::BufReader::new(b"{}\n".chain(Failing));
        let _ = drafts(input, "in", Some(OsStr::new("ndjson")), &Limits::default(), &mut |draft| {
            found.push(draft);
            ControlFlow::Continue(())
        });
        let last = found.pop();
        assert!(
            matches!(&last, Some(Draft { content: Err(faulty), .. }) if faulty.faults[0].reason.ends_with("the disk is gone")),
            "{last:?}"
        );
        assert!(matches!(found.as_slice(), [Draft { content: Ok(_), .. }]));
    }
}
