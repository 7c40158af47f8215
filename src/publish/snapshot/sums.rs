//! The checksums of the files of a snapshot, as `sha256sum` writes and checks them.

use super::{FileEntry, RECORD_LINES, is_snapshot_path};
use crate::publish::RECORDS;
use crate::record::{Checksum, Summing};

/// A line that is not one of `SHA256SUMS`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is not a checksum, two blanks and a path of a snapshot")]
pub struct SumsError {
    /// The number of the line, counted from 1.
    pub line: usize,
}

/// The line of a file: its checksum and its path.
pub fn sum_line(path: &str, sha256: &Checksum) -> String {
    format!("{sha256}  {path}\n")
}

/// Reads the lines of `SHA256SUMS`, in their order.
///
/// # Errors
/// [`SumsError`] of the first line that is not one.
pub fn read_sums(text: &str) -> Result<Vec<(&str, Checksum)>, SumsError> {
    let lines = text.split_inclusive('\n').enumerate();
    let lines = lines.map(|(at, line)| sum_of_line(line).ok_or(SumsError { line: at + 1 }));
    lines.collect()
}

fn sum_of_line(line: &str) -> Option<(&str, Checksum)> {
    let (sum, path) = line.strip_suffix('\n')?.split_once("  ")?;
    Some((path, sum.parse().ok().filter(|_| is_snapshot_path(path))?))
}

/// Whether a file belongs to the content of a snapshot: the published records, in any form.
pub fn is_content(path: &str) -> bool {
    path == RECORD_LINES || path.strip_prefix(RECORDS).is_some_and(|rest| rest.starts_with('/'))
}

/// The checksum of the content of a snapshot: the SHA-256 of the lines of `SHA256SUMS` of the files below `errors` and
/// of `records.ndjson`. `files` are in the order of their paths, by bytes; others of them are ignored.
pub fn content_digest<'f>(files: impl IntoIterator<Item = &'f FileEntry>) -> Checksum {
    let mut sha = Summing::new(std::io::sink());
    for file in files.into_iter().filter(|file| is_content(&file.path)) {
        // A hash can always be written to.
        let _ = std::io::Write::write_all(&mut sha, sum_line(&file.path, &file.sha256).as_bytes());
    }
    sha.finish().1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_were_written_and_a_bad_one_is_named() {
        let sum = Checksum::of(b"abc");
        let text = sum_line("errors/a/b/index.json", &sum) + &sum_line("records.ndjson", &sum);
        assert_eq!(read_sums(&text).unwrap(), [("errors/a/b/index.json", sum), ("records.ndjson", sum)]);
        assert_eq!(read_sums("").unwrap(), []);
        let one = sum_line("x", &sum);
        for bad in [one.trim_end(), "\n", &one.replace("  ", " *"), &one.replace('x', "../x"), &one.replace('b', "B")] {
            assert_eq!(read_sums(&format!("{one}{bad}")), Err(SumsError { line: 2 }), "{bad}");
        }
    }

    #[test]
    fn the_content_is_what_is_below_the_records_and_their_lines() {
        let file = |path: &str| FileEntry::of(path, b"abc");
        let files = ["CHANGES.md", "errors/a/b/index.json", "errorsx", "records.ndjson"].map(file);
        let lines = [&files[1], &files[3]].map(|file| sum_line(&file.path, &file.sha256)).concat();
        assert_eq!(content_digest(&files), Checksum::of(lines.as_bytes()));
    }
}
