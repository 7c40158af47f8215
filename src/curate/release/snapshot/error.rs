//! Why a snapshot is not written, and following how it is.

use std::io;
use std::path::{Path, PathBuf};

use crate::curate::release::verify::SnapshotFlaw;
use crate::curate::{ExportError, ExportStage, Refusal};
use crate::disk::TreeError;
use crate::publish::ArchivePathError;
use crate::store::StoreError;

/// Follows the writing of a snapshot, perhaps on another thread.
pub trait SnapshotWatch: Send {
    /// A stage begins.
    fn begins(&mut self, stage: ExportStage);

    /// A record was written.
    fn record(&mut self);
}

impl SnapshotWatch for () {
    fn begins(&mut self, _: ExportStage) {}

    fn record(&mut self) {}
}

/// Why a snapshot was not written. Nothing stands under its name then.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The database could not be read, a record is damaged, or has another value under the key of its samples.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// An archive cannot hold a path.
    #[error(transparent)]
    Path(#[from] ArchivePathError),
    /// Something else has the name of the folder or of the archive.
    #[error("{} exists and is not this release", path.display())]
    Other {
        /// The folder or the archive.
        path: PathBuf,
        /// What is wrong with it as this release; empty if it is another one, and complete.
        flaws: Vec<SnapshotFlaw>,
    },
    /// A file or folder could not be read.
    #[error("{} could not be read", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder could not be written.
    #[error("{} could not be written", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl SnapshotError {
    /// Names the place of the snapshot instead of the folder beside it in which it is written first.
    pub(super) fn at(self, partial: &Path, place: &Path) -> Self {
        let placed =
            |path: PathBuf| path.strip_prefix(partial).map_or_else(|_| path.clone(), |below| place.join(below));
        match self {
            SnapshotError::Export(ExportError::Tree(TreeError::Io { path, access, source })) => {
                TreeError::Io { path: placed(path), access, source }.into()
            }
            SnapshotError::Read { path, source } => SnapshotError::Read { path: placed(path), source },
            other => other,
        }
    }
}

impl From<StoreError> for SnapshotError {
    fn from(error: StoreError) -> Self {
        SnapshotError::Export(error.into())
    }
}

impl From<Refusal> for SnapshotError {
    fn from(refusal: Refusal) -> Self {
        SnapshotError::Export(refusal.into())
    }
}

impl From<TreeError> for SnapshotError {
    fn from(error: TreeError) -> Self {
        SnapshotError::Export(error.into())
    }
}
