//! The list of a site's files, by which the next one knows what it wrote.
//!
//! Pages depend on much more than their record, so they cannot be made again to find out whether a file is canonry's.
//! The list says it: a file is, if the list has its path and the checksum of its bytes.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::error::SiteError;
use super::files::WrittenPages;
use crate::curate::export::Exported;
use crate::disk::{EntryKind, TOP, Tree, TreeError};
use crate::publish::{RECORD_FILES, SITE_SUMS, SiteFile, is_site_path, read_sums, sum_line};
use crate::record::{Checksum, Summing};

/// The first page of a site.
const FIRST_PAGE: &str = "index.html";

/// Files by their paths, with the checksums of their content. There may be a million, so those of a record stand
/// together, without their names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ListedFiles(BTreeMap<Box<str>, Box<OfFolder>>);

/// The files of a folder.
#[derive(Debug, Default, Clone, PartialEq)]
struct OfFolder {
    /// Those that a record can have, in the order of [`RECORD_FILES`].
    of_record: [Option<Checksum>; RECORD_FILES.len()],
    /// The others, by their names.
    others: BTreeMap<Box<str>, Checksum>,
}

impl OfFolder {
    fn get(&self, name: &str) -> Option<&Checksum> {
        match RECORD_FILES.iter().zip(&self.of_record).find(|(known, _)| **known == name) {
            Some((_, sum)) => sum.as_ref(),
            None => self.others.get(name),
        }
    }

    fn insert(&mut self, name: &str, sum: Checksum) {
        match RECORD_FILES.iter().zip(&mut self.of_record).find(|(known, _)| **known == name) {
            Some((_, place)) => *place = Some(sum),
            None => drop(self.others.insert(name.into(), sum)),
        }
    }

    fn files(&self) -> impl Iterator<Item = (&str, &Checksum)> {
        let of_record = RECORD_FILES.iter().zip(&self.of_record);
        let of_record = of_record.filter_map(|(name, sum)| Some((*name, sum.as_ref()?)));
        of_record.chain(self.others.iter().map(|(name, sum)| (&**name, sum)))
    }
}

/// A file of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ListedFile {
    /// Its path below the site.
    pub path: String,
    /// The checksum of its content, as it was written.
    pub sum: Checksum,
}

impl ListedFiles {
    /// The list of a tree with the checksum of its text; empty if there is none.
    ///
    /// # Errors
    /// [`SiteError::List`] if it is not a list; [`SiteError::Foreign`] if there is none, but a first page that no
    /// killed run wrote; if it cannot be read.
    pub(super) fn read(tree: &Tree) -> Result<(Self, Checksum), SiteError> {
        let mut own = ListedFiles::default();
        let list = each_listed(tree, |path, sum| own.insert(path, sum))?;
        Ok((own, list))
    }

    /// The files that the list of a tree has, and this one does not.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(super) fn missing(&self, tree: &Tree) -> Result<Vec<ListedFile>, SiteError> {
        let mut missing = ListedFiles::default();
        each_listed(tree, |path, sum| {
            let (folder, name) = parts(path);
            if !self.has(folder, name) {
                missing.insert(path, sum);
            }
        })?;
        Ok(missing.files().map(|(path, sum)| ListedFile { path, sum: *sum }).collect())
    }

    /// Adds a file by its path.
    pub(super) fn insert(&mut self, path: &str, sum: Checksum) {
        let (folder, name) = parts(path);
        match self.0.get_mut(folder) {
            Some(files) => files.insert(name, sum),
            None => self.0.entry(folder.into()).or_default().insert(name, sum),
        }
    }

    /// Whether it has a file of a folder.
    pub(super) fn has(&self, folder: &str, name: &str) -> bool {
        self.0.get(folder).is_some_and(|files| files.get(name).is_some())
    }

    /// Those of some files of a folder that it has.
    pub(super) fn of<'n>(&self, folder: &str, names: impl Iterator<Item = &'n str>) -> ListedFiles {
        let (mut some, files) = (OfFolder::default(), self.0.get(folder));
        for name in names {
            if let Some(sum) = files.and_then(|files| files.get(name)) {
                some.insert(name, *sum);
            }
        }
        ListedFiles([(folder.into(), Box::new(some))].into())
    }

    /// All files, folder by folder.
    fn files(&self) -> impl Iterator<Item = (String, &Checksum)> {
        self.0.iter().flat_map(move |(folder, files)| files.files().map(move |(name, sum)| (path(folder, name), sum)))
    }

    /// Adds files that are known to be unchanged, and counts them.
    pub(super) fn add_unchanged(&mut self, files: ListedFiles, exported: &mut Exported) {
        exported.records += 1;
        exported.unchanged += files.files().count() as u64;
        self.0.extend(files.0);
    }

    /// Adds files of the site, and counts them.
    pub(super) fn add(&mut self, written: &WrittenPages, exported: &mut Exported) {
        written.listed.iter().for_each(|(path, sum)| self.insert(path, *sum));
        exported.count(written);
    }

    /// The list as a file of the site. A large one needs much memory, so no more than the text has, and each folder is
    /// dropped when its lines are written.
    pub(super) fn into_file(self) -> SiteFile {
        let mut text = String::with_capacity(self.files().map(|(path, sum)| sum_line(&path, sum).len()).sum());
        for (folder, files) in self.0 {
            files.files().for_each(|(name, sum)| text.push_str(&sum_line(&path(&folder, name), sum)));
        }
        SiteFile { folder: None, name: SITE_SUMS.to_owned(), text }
    }
}

/// Calls `visit` with each file that the list of a tree has, and returns the checksum of the list. It is read line by
/// line, because that of a large site is large.
fn each_listed(tree: &Tree, mut visit: impl FnMut(&str, Checksum)) -> Result<Checksum, SiteError> {
    let folder = tree.folder(TOP.to_owned())?;
    match folder.kind(SITE_SUMS)? {
        Some(EntryKind::File(_)) => {}
        Some(kind) => return Err(TreeError::InTheWay { path: tree.path(SITE_SUMS), kind }.into()),
        // The list is written last, so a site that was killed has none.
        None if !tree.is_marked() && folder.kind(FIRST_PAGE)?.is_some() => {
            return Err(SiteError::Foreign(tree.path(FIRST_PAGE)));
        }
        None => return Ok(Checksum::of(b"")),
    }
    let (mut summing, mut number) = (Summing::new(std::io::sink()), 0);
    folder.each_line(SITE_SUMS, |line| {
        number += 1;
        let bad = || SiteError::List { path: tree.path(SITE_SUMS), line: number };
        let _ = summing.write_all(line); // a hash can always be written to
        let line = std::str::from_utf8(line).map_err(|_| bad())?;
        for (path, sum) in read_sums(line).map_err(|_| bad())? {
            // Anybody may have changed the list, and nothing but the files of a site may be removed by it.
            if is_site_path(path) {
                visit(path, sum);
            }
        }
        Ok::<_, SiteError>(())
    })?;
    Ok(summing.finish().1)
}

/// Finds out whether a site can be written to a folder, before something else is done.
///
/// # Errors
/// If the folder cannot be read, or has something that a site does not overwrite; see [`SiteError`].
pub fn look_for_site(out: &Path) -> Result<(), SiteError> {
    ListedFiles::read(&Tree::look(out)?).map(drop)
}

/// The path of a file of a folder.
fn path(folder: &str, name: &str) -> String {
    if folder == TOP { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The folder and the name of a path.
pub(super) fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((TOP, path))
}
