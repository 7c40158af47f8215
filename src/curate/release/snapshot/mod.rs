//! Writing a snapshot of a release: a folder with the published tree and what consumers check it by, and an archive.

mod digest;
mod error;
mod existing;
mod folder;
mod pack;
mod path_order;
mod records;
mod rendered;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use super::ReleaseFacts;
use crate::disk::{Partial, PartialFolder, Temporary};
use crate::publish::{FileEntry, SnapshotCounts};
use crate::record::Checksum;
use crate::store::Snapshot;
pub use digest::digest_again;
pub use error::{SnapshotError, SnapshotWatch};
use folder::{FilledFolder, SnapshotPlaces};
use pack::PackedTree;

/// Writes a snapshot of a release as a folder and, if that is wanted, as an archive.
///
/// The bytes depend on the facts and the journal alone, so a release can be written again at any time.
#[derive(Debug, Clone)]
pub struct WriteSnapshot {
    /// What decides its bytes besides the journal.
    pub facts: ReleaseFacts,
    /// The folder in which the snapshot's folder is made, which has the name of the release.
    pub out: PathBuf,
    /// The file of the archive, compressed with gzip.
    pub archive: Option<PathBuf>,
}

/// A snapshot that was written, or that was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenSnapshot {
    /// The checksum of its content.
    pub content_digest: Checksum,
    /// What is in it.
    pub counts: SnapshotCounts,
    /// Whether the folder was written; else the same was there.
    pub is_folder_new: bool,
    /// Whether the archive was written; else none is wanted, or the same was there.
    pub is_archive_new: bool,
}

/// A snapshot that is complete beside its place. If it is dropped, nothing of it stays.
#[derive(Debug)]
pub struct PreparedSnapshot {
    written: WrittenSnapshot,
    /// With its place; `None` if the same is there.
    folder: Option<(PartialFolder, PathBuf)>,
    /// With its place; `None` if none is wanted, or the same is there.
    archive: Option<(Partial, PathBuf)>,
}

impl WriteSnapshot {
    /// Writes the snapshot beside its place, and moves it there when it is complete. If the same release is there, it
    /// stays.
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn apply<W: SnapshotWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        watch: &mut W,
    ) -> Result<WrittenSnapshot, SnapshotError> {
        self.prepare(snapshot, watch)?.finish()
    }

    /// Writes the snapshot beside its place.
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn prepare<W: SnapshotWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        watch: &mut W,
    ) -> Result<PreparedSnapshot, SnapshotError> {
        let place = self.out.join(self.facts.name.as_str());
        let partial = PartialFolder::create_within(&place).map_err(failed(&place))?;
        let places = SnapshotPlaces { folder: &place, archive: self.archive.as_deref() };
        let filled = folder::fill(&self.facts, snapshot, &partial, places, watch);
        let FilledFolder { manifest, lists, packed } = filled.map_err(|error| error.at(partial.path(), &place))?;
        let archive = match self.archive.as_ref().zip(packed) {
            None => None,
            Some((path, tree)) => {
                let mut files: Vec<&FileEntry> = manifest.files.iter().chain(&lists).collect();
                files.sort_unstable();
                let file = self.pack(&partial, &files, tree, path).map_err(|error| error.at(partial.path(), &place))?;
                Some((file, path.clone()))
            }
        };
        let folder = if existing::is_folder(&place, &manifest)? { None } else { Some((partial, place)) };
        let archive = match archive {
            Some((_, path)) if existing::is_archive(&path, &manifest)? => None,
            archive => archive,
        };
        let written = WrittenSnapshot {
            content_digest: manifest.content_digest,
            counts: manifest.counts,
            is_folder_new: folder.is_some(),
            is_archive_new: archive.is_some(),
        };
        Ok(PreparedSnapshot { written, folder, archive })
    }

    /// Writes the archive beside its place.
    fn pack(
        &self,
        partial: &PartialFolder,
        files: &[&FileEntry],
        tree: PackedTree,
        path: &Path,
    ) -> Result<Partial, SnapshotError> {
        let file = Temporary::Output.create_beside(path).map_err(failed(path))?;
        let mut out = io::BufWriter::new(file);
        pack::pack(&self.facts, partial.path(), files, tree, (path, &mut out))?;
        let file = out.into_inner().map_err(|error| failed(path)(error.into_error()))?;
        file.file().sync_all().map_err(failed(path))?;
        Ok(file)
    }
}

impl PreparedSnapshot {
    /// What it is.
    pub fn written(&self) -> &WrittenSnapshot {
        &self.written
    }

    /// Moves it to its place.
    ///
    /// # Errors
    /// [`SnapshotError::Write`], also if something else is there meanwhile.
    pub fn finish(self) -> Result<WrittenSnapshot, SnapshotError> {
        if let Some((file, path)) = self.archive {
            file.move_to_free(&path).map_err(failed(&path))?;
        }
        if let Some((folder, place)) = self.folder {
            folder.move_to_free(&place).map_err(failed(&place))?;
        }
        Ok(self.written)
    }
}

/// Names the file or folder in an error of the system.
fn failed(path: &Path) -> impl FnOnce(io::Error) -> SnapshotError {
    let path = path.to_owned();
    move |source| SnapshotError::Write { path, source }
}
