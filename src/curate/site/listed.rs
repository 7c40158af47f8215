//! The list of a site's files, by which the next one knows what it wrote.
//!
//! Pages depend on much more than their record, so they cannot be made again to find out whether a file is canonry's.
//! The list says it: a file is, if the list has its path and the checksum of its bytes.

use std::collections::BTreeMap;

use super::error::SiteError;
use super::files::{SiteTree, WrittenPages};
use crate::curate::export::{
    ExportError, ExportMode, ExportWatch, Exported, FileDifference, FileState, LeftFile, LeftReason,
};
use crate::disk::{EntryKind, TOP, Tree};
use crate::publish::{SITE_SUMS, SiteFile, is_site_path, read_sums, sum_line};
use crate::record::Checksum;

/// The first page of a site.
const FIRST_PAGE: &str = "index.html";

/// Files by their paths, with the checksums of their content.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ListedFiles(BTreeMap<String, Checksum>);

impl ListedFiles {
    /// The list of a tree; empty if there is none.
    ///
    /// # Errors
    /// [`SiteError::List`] if it is not a list; [`SiteError::Foreign`] if there is none, but a first page; if it cannot
    /// be read.
    pub(super) fn read(tree: &Tree) -> Result<Self, SiteError> {
        let folder = tree.folder(TOP.to_owned())?;
        let length = match folder.kind(SITE_SUMS)? {
            Some(EntryKind::File(length)) => length,
            Some(_) | None if folder.kind(FIRST_PAGE)?.is_some() => {
                return Err(SiteError::Foreign(tree.path(FIRST_PAGE)));
            }
            Some(_) | None => return Ok(ListedFiles::default()),
        };
        let bad = |line| SiteError::List { path: tree.path(SITE_SUMS), line };
        let text = String::from_utf8(folder.read(SITE_SUMS, length)?).map_err(|_| bad(1))?;
        let lines = read_sums(&text).map_err(|error| bad(error.line))?;
        // Anybody may have changed the list, and nothing but the files of a site may be removed by it.
        let own = lines.into_iter().filter(|(path, _)| is_site_path(path));
        Ok(ListedFiles(own.map(|(path, sum)| (path.to_owned(), sum)).collect()))
    }

    /// Adds files of the site, and counts them.
    pub(super) fn add(&mut self, written: &WrittenPages, exported: &mut Exported) {
        self.0.extend(written.listed.iter().cloned());
        exported.count(written);
    }

    /// The files that another list does not have.
    pub(super) fn without(mut self, other: &ListedFiles) -> Self {
        self.0.retain(|path, _| !other.0.contains_key(path));
        self
    }

    /// The list as a file of the site.
    pub(super) fn file(&self) -> SiteFile {
        let lines: String = self.0.iter().map(|(path, sum)| sum_line(path, sum)).collect();
        SiteFile { folder: None, name: SITE_SUMS.to_owned(), text: lines }
    }

    /// Keeps files that the site no longer has: they stay in the list, and are named or, for a check, differences.
    pub(super) fn keep(
        self,
        tree: &SiteTree<'_>,
        mode: ExportMode,
        exported: &mut Exported,
        now: &mut ListedFiles,
    ) -> Result<(), ExportError> {
        for (path, sum) in self.0 {
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
            now.0.insert(path, sum);
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
        for (path, sum) in self.0 {
            match current(tree.tree, &path)? {
                None => {}
                Some(now) if now == sum => doomed.push((path, sum)),
                Some(_) => exported.left.push(LeftFile { path, reason: LeftReason::OtherBytes }),
            }
        }
        if mode.only_looks() {
            now.0.extend(doomed.iter().cloned());
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

/// The folder and the name of a path.
fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((TOP, path))
}
