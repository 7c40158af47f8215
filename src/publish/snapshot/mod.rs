//! A snapshot of a release as bytes: the files beside the published tree, and the archive.

mod archive;
mod delta;
mod delta_reader;
mod demand;
mod entry;
mod gzip;
mod manifest;
mod notes;
mod package;
mod sums;
mod unpack;

pub use archive::{ArchivePathError, TAR_END, tar_header, tar_padding};
pub use delta::{DeltaLine, DeltaRecord};
pub use delta_reader::DeltaFault;
pub use demand::{KeptDemand, KeptStanding};
pub use entry::{FileEntry, is_snapshot_path};
pub use gzip::{GZIP_HEADER, GZIP_PART, GzipEnd, GzipPart};
pub use manifest::{Manifest, ManifestError, SnapshotCounts};
pub use notes::ReleaseNotes;
pub use package::data_package;
pub use sums::{SumsError, content_digest, is_content, read_sums, sum_line};
pub use unpack::{ArchiveFlaw, read_archive};

/// The file with all records, one a line.
pub const RECORD_LINES: &str = "records.ndjson";

/// The file with what changed since the release before, for programs that have its tree.
pub const DELTA: &str = "delta.ndjson";

/// The file with the notes for people.
pub const NOTES: &str = "CHANGES.md";

/// The file with the notes for programs.
pub const CHANGES: &str = "changes.json";

/// The file that says what the snapshot is and which files it has.
pub const MANIFEST: &str = "manifest.json";

/// The file with the checksums of all others, as `sha256sum` reads it.
pub const SUMS: &str = "SHA256SUMS";

/// The file that describes the snapshot to programs of Frictionless Data.
pub const PACKAGE: &str = "datapackage.json";
