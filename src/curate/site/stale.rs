//! Files that a site no longer has.

use super::files::SiteTree;
use super::listed::{ListedFile, ListedFiles, parts};
use crate::curate::export::{
    ExportError, ExportMode, ExportWatch, Exported, FileDifference, FileState, LeftFile, LeftReason,
};
use crate::disk::{EntryKind, TOP, Tree};
use crate::record::Checksum;

/// Files that a site wrote before and no longer has.
pub(super) struct StaleFiles(pub Vec<ListedFile>);

impl StaleFiles {
    /// Keeps files that the site no longer has: they stay in the list, and are named or, for a check, differences.
    pub(super) fn keep(
        self,
        tree: &SiteTree<'_>,
        mode: ExportMode,
        exported: &mut Exported,
        now: &mut ListedFiles,
    ) -> Result<(), ExportError> {
        for ListedFile { path, sum } in self.0 {
            if current(tree.tree, &path)?.is_none() {
                continue;
            }
            match mode {
                ExportMode::Check => {
                    exported.removed += 1;
                    exported.differences.push(FileDifference { path: path.clone(), state: FileState::Gone(None) });
                }
                ExportMode::Write | ExportMode::Rehearse => exported.stale.push(path.clone()),
            }
            now.insert(&path, sum);
        }
        Ok(())
    }

    /// Removes files that the site no longer has. One that has other bytes than the site wrote stays.
    pub(super) fn prune<W: ExportWatch>(
        self,
        tree: &SiteTree<'_>,
        mode: ExportMode,
        exported: &mut Exported,
        now: &mut ListedFiles,
        watch: &mut W,
    ) -> Result<(), ExportError> {
        let mut doomed = Vec::new();
        for ListedFile { path, sum } in self.0 {
            match current(tree.tree, &path)? {
                None => {}
                Some(now) if now == sum => doomed.push((path, sum)),
                Some(_) => exported.left.push(LeftFile { path, reason: LeftReason::OtherBytes }),
            }
        }
        if mode.only_looks() {
            doomed.iter().for_each(|(path, sum)| now.insert(path, *sum));
        } else if !watch.approve_removals(doomed.len()) {
            return Err(ExportError::Declined);
        } else {
            for (path, _) in &doomed {
                remove(tree.tree, path)?;
            }
        }
        exported.removed += doomed.len() as u64;
        let gone = doomed.into_iter().map(|(path, _)| FileDifference { path, state: FileState::Gone(None) });
        exported.differences.extend(gone);
        Ok(())
    }
}

/// Whether a file has the bytes of a checksum.
pub(super) fn is_current(tree: &Tree, file: &ListedFile) -> Result<bool, ExportError> {
    Ok(current(tree, &file.path)? == Some(file.sum))
}

/// The checksum of a file as it is; `None` if there is no plain file.
fn current(tree: &Tree, path: &str) -> Result<Option<Checksum>, ExportError> {
    let (folder, name) = parts(path);
    let folder = tree.folder(folder.to_owned())?;
    let Some(EntryKind::File(length)) = folder.kind(name)? else { return Ok(None) };
    Ok(Some(Checksum::of(&folder.read(name, length.saturating_add(1))?)))
}

fn remove(tree: &Tree, path: &str) -> Result<(), ExportError> {
    let (folder, name) = parts(path);
    tree.folder(folder.to_owned())?.remove(name)?;
    if folder != TOP {
        tree.remove_empty(folder);
    }
    Ok(())
}
