//! A file of a snapshot, as lists of its files name it.

use crate::record::Checksum;

/// A file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileEntry {
    /// Its path below the snapshot's folder.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its content.
    pub sha256: Checksum,
}

impl FileEntry {
    /// The entry of a file with a content.
    pub fn of(path: impl Into<String>, content: &[u8]) -> Self {
        let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
        FileEntry { path: path.into(), bytes, sha256: Checksum::of(content) }
    }
}

/// The longest path, in bytes. A tar archive cannot hold a longer one.
const MAX_LENGTH: usize = 256;

/// Whether a text can be the path of a file below a snapshot's folder: names of letters, digits, `.`, `_` and `-`,
/// joined by `/`, none of them `.` or `..`. No list of files has to escape such a path.
pub fn is_snapshot_path(path: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let is_name = |name: &str| !matches!(name, "" | "." | "..") && name.bytes().all(is_allowed);
    path.len() <= MAX_LENGTH && path.split('/').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_its_folder_and_needs_no_escape() {
        for good in ["errors/a/b.c/index.json", "CHANGES.md", ".hidden", "a/..b"] {
            assert!(is_snapshot_path(good), "{good}");
        }
        let long = "x".repeat(257);
        for bad in ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\\b", "a\nb", "a b", "é", "c:x", &long] {
            assert!(!is_snapshot_path(bad), "{bad}");
        }
    }
}
