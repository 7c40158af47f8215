//! A snapshot of a release as bytes: the files beside the published tree, and the archive.

mod entry;
mod manifest;
mod sums;

pub use entry::{FileEntry, is_snapshot_path};
pub use manifest::{Manifest, ManifestError, SnapshotCounts};
pub use sums::{SumsError, content_digest, is_content, read_sums, sum_line};

/// The file with all records, one a line.
pub const RECORD_LINES: &str = "records.ndjson";
