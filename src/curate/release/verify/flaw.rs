//! What can be wrong with a snapshot.

use crate::disk::EntryKind;
use crate::publish::ArchiveFlaw;

/// Something that is wrong with a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SnapshotFlaw {
    /// A file that the manifest names does not exist.
    Missing(String),
    /// A file exists that the manifest does not name, or, if the path ends with a slash, an empty folder.
    Extra(String),
    /// A file has another content.
    Altered(String),
    /// A file has another path.
    Renamed {
        /// The path that the manifest names.
        from: String,
        /// The path that was found.
        to: String,
    },
    /// Something else has the path of a file.
    NotAFile {
        /// Its path.
        path: String,
        /// What it is.
        kind: EntryKind,
    },
    /// A file or folder cannot be read.
    Unreadable {
        /// Its path.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The manifest or the checksums cannot be read as such.
    Unknown {
        /// The file.
        path: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// `SHA256SUMS` does not say of a file what the manifest says, or does not name it.
    Sum(String),
    /// `SHA256SUMS` names a file that the manifest does not name.
    ExtraSum(String),
    /// The checksum of the content is not that of the files that the manifest names.
    ContentDigest,
    /// The counts are not those of the files that the manifest names.
    Counts,
    /// The folder in the archive does not have the name of the release.
    Name(String),
    /// Two entries of the archive have the same path.
    Twice(String),
    /// An entry of the archive has a path that no snapshot has.
    Path(String),
    /// An entry of the archive is not a plain file.
    EntryKind(String),
    /// An entry of the archive is in another folder than the first.
    OtherFolder(String),
    /// The archive is damaged or incomplete.
    Damaged(String),
    /// Something follows the end of the archive.
    Trailing,
}

impl From<ArchiveFlaw> for SnapshotFlaw {
    fn from(flaw: ArchiveFlaw) -> Self {
        match flaw {
            ArchiveFlaw::Path(path) => SnapshotFlaw::Path(path),
            ArchiveFlaw::Kind(path) => SnapshotFlaw::EntryKind(path),
            ArchiveFlaw::Folder(path) => SnapshotFlaw::OtherFolder(path),
            ArchiveFlaw::Damaged(reason) => SnapshotFlaw::Damaged(reason),
            ArchiveFlaw::Trailing => SnapshotFlaw::Trailing,
        }
    }
}

impl SnapshotFlaw {
    /// Something of a kind that has the path of a file.
    pub(in crate::curate::release) fn not_a_file(path: String, kind: EntryKind) -> Self {
        SnapshotFlaw::NotAFile { path, kind }
    }

    /// The word for its kind, for programs.
    pub fn as_str(&self) -> &'static str {
        match self {
            SnapshotFlaw::Missing(_) => "missing",
            SnapshotFlaw::Extra(_) => "extra",
            SnapshotFlaw::Altered(_) => "altered",
            SnapshotFlaw::Renamed { .. } => "renamed",
            SnapshotFlaw::NotAFile { .. } => "not-a-file",
            SnapshotFlaw::Unreadable { .. } => "unreadable",
            SnapshotFlaw::Unknown { .. } => "unknown",
            SnapshotFlaw::Sum(_) => "sum",
            SnapshotFlaw::ExtraSum(_) => "extra-sum",
            SnapshotFlaw::ContentDigest => "content-digest",
            SnapshotFlaw::Counts => "counts",
            SnapshotFlaw::Name(_) => "name",
            SnapshotFlaw::Twice(_) => "twice",
            SnapshotFlaw::Path(_) => "path",
            SnapshotFlaw::EntryKind(_) => "entry-kind",
            SnapshotFlaw::OtherFolder(_) => "other-folder",
            SnapshotFlaw::Damaged(_) => "damaged",
            SnapshotFlaw::Trailing => "trailing",
        }
    }

    /// The path that it is about, if it is about one.
    pub fn path(&self) -> Option<&str> {
        match self {
            SnapshotFlaw::Missing(path)
            | SnapshotFlaw::Extra(path)
            | SnapshotFlaw::Altered(path)
            | SnapshotFlaw::Renamed { from: path, .. }
            | SnapshotFlaw::NotAFile { path, .. }
            | SnapshotFlaw::Unreadable { path, .. }
            | SnapshotFlaw::Sum(path)
            | SnapshotFlaw::ExtraSum(path)
            | SnapshotFlaw::Name(path)
            | SnapshotFlaw::Twice(path)
            | SnapshotFlaw::Path(path)
            | SnapshotFlaw::EntryKind(path)
            | SnapshotFlaw::OtherFolder(path) => Some(path),
            SnapshotFlaw::Unknown { path, .. } => Some(path),
            SnapshotFlaw::ContentDigest | SnapshotFlaw::Counts | SnapshotFlaw::Damaged(_) | SnapshotFlaw::Trailing => {
                None
            }
        }
    }
}
