//! Writing the files of a site.

use crate::curate::export::{ExportError, Exported, FileDifference, PutFile, put};
use crate::disk::{FileStamp, TOP, Tree};
use crate::publish::{RECORD_FILES, SiteFile};
use crate::record::Checksum;
use crate::store::{NotedRecord, Standing};

/// The tree of a site, and whether it is only compared.
pub(super) struct SiteTree<'t> {
    pub tree: &'t Tree,
    pub only_looks: bool,
    /// Whether files that differ are named in the result.
    pub names_files: bool,
}

/// What became of some files.
#[derive(Default)]
pub(super) struct WrittenPages {
    /// Their paths and the checksums of their content.
    pub listed: Vec<(String, Checksum)>,
    pub differences: Vec<FileDifference>,
    pub changed: u64,
    pub unchanged: u64,
    /// Their names and stamps.
    pub stamps: Vec<(String, Option<FileStamp>)>,
}

impl WrittenPages {
    /// What is noted of the files of a record.
    pub(super) fn noted(&self, standing: Standing) -> NotedRecord {
        // No larger than it has to be: there is one for each record until all files are written.
        let mut files = Vec::with_capacity(RECORD_FILES.len());
        files.extend(RECORD_FILES.iter().filter_map(
            |name| match self.stamps.iter().find(|(written, _)| written == name) {
                None => Some(((*name).into(), None)),
                Some((_, stamp)) => stamp.map(|stamp| ((*name).into(), Some(stamp))),
            },
        ));
        NotedRecord { row: standing.row, digest: standing.digest, files }
    }
}

impl SiteTree<'_> {
    /// Writes or compares files that follow each other folder by folder.
    ///
    /// # Errors
    /// [`ExportError::Sqlite`]; if a file cannot be read or written.
    pub(super) fn write(&self, files: &[SiteFile]) -> Result<WrittenPages, ExportError> {
        let mut written = WrittenPages::default();
        for of_folder in files.chunk_by(|one, next| one.folder == next.folder) {
            let Some(first) = of_folder.first() else { continue };
            let mut folder = self.tree.folder(first.folder.clone().unwrap_or_else(|| TOP.to_owned()))?;
            for SiteFile { name, text, .. } in of_folder {
                let file = (name.as_str(), text.as_bytes());
                let PutFile { difference, stamp } = put(self.tree, &mut folder, file, self.only_looks)?;
                written.unchanged += u64::from(difference.is_none());
                written.changed += u64::from(difference.is_some());
                written.differences.extend(difference.filter(|_| self.names_files));
                written.stamps.push((name.clone(), stamp));
                written.listed.push((folder.path_of(name), Checksum::of(text.as_bytes())));
            }
        }
        Ok(written)
    }
}

impl Exported {
    /// Counts files that were written or compared.
    pub(super) fn count(&mut self, written: &WrittenPages) {
        self.written += written.changed;
        self.unchanged += written.unchanged;
        self.differences.extend(written.differences.iter().cloned());
    }
}
