//! Writing a snapshot of a release: a folder with the published tree and what consumers check it by, and an archive.

mod error;
mod existing;
mod folder;
mod pack;
mod records;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;

use super::ReleaseFacts;
use crate::disk::{PartialFolder, Temporary};
use crate::publish::SnapshotCounts;
use crate::record::Checksum;
use crate::store::Snapshot;
pub use error::{SnapshotError, SnapshotWatch};

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
        let place = self.out.join(self.facts.name.as_str());
        let failed = |path: PathBuf| move |source| SnapshotError::Write { path, source };
        let partial = PartialFolder::create_within(&place).map_err(failed(place.clone()))?;
        let (manifest, files) = folder::fill(&self.facts, snapshot, &partial, watch)?;
        let archive = match &self.archive {
            None => None,
            Some(path) => {
                let file = Temporary::Output.create_beside(path).map_err(failed(path.clone()))?;
                let mut out = io::BufWriter::new(file);
                let in_order: Vec<_> = files.iter().collect();
                pack::pack(partial.path(), &self.facts.name, &in_order, self.facts.modified, &mut out)?;
                let file = out.into_inner().map_err(|error| failed(path.clone())(error.into_error()))?;
                file.file().sync_all().map_err(failed(path.clone()))?;
                Some((file, path))
            }
        };
        let is_folder_new = !existing::is_folder(&place, &manifest)?;
        let archive = match archive {
            Some((_, path)) if existing::is_archive(path, &manifest)? => None,
            archive => archive,
        };
        let written = WrittenSnapshot {
            content_digest: manifest.content_digest,
            counts: manifest.counts,
            is_folder_new,
            is_archive_new: archive.is_some(),
        };
        if let Some((file, path)) = archive {
            file.move_to_free(path).map_err(failed(path.clone()))?;
        }
        if is_folder_new {
            partial.move_to_free(&place).map_err(failed(place.clone()))?;
        }
        Ok(written)
    }
}
