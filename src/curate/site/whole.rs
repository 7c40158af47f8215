//! A site that was written before from the same state of the database, in the same way: nothing of it has to be made to
//! find out that it is unchanged.

use std::fmt::Write;

use super::error::SiteError;
use super::known::{VERSION, find_unknown};
use super::listed::ListedFiles;
use super::stale::is_current;
use crate::curate::Policy;
use crate::curate::export::{ExportWatch, Exported, Unknown};
use crate::disk::Tree;
use crate::publish::{SiteSettings, describe_templates};
use crate::record::{Checksum, Summing};
use crate::store::{Filter, KnownTree, Snapshot, StoreError};

/// A site as a whole, as the database knows it.
#[derive(Debug)]
pub(super) struct WholeSite {
    /// The place under which the files of its records are known.
    pub place_of_records: String,
    /// The place under which the whole is known.
    place: String,
    /// A fingerprint of everything on which its files depend.
    fingerprint: Checksum,
}

impl WholeSite {
    /// The site that would be written. `place` is the name of its folder.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub(super) fn of(
        (settings, filter, policy): (&SiteSettings, &Filter, &Policy),
        place: &str,
        snapshot: &Snapshot<'_>,
    ) -> Result<Self, StoreError> {
        let mut sum = Summing::new(std::io::sink());
        let last = snapshot.last_batch()?;
        // A hash can always be written to.
        let _ = std::io::Write::write_fmt(&mut sum, format_args!("{last} {settings:?} {filter:?} {policy:?}"))
            .and_then(|()| describe_templates(&mut sum));
        // An export to the same folder knows its own files.
        let place_of_records = format!("{place} as a site");
        Ok(WholeSite { place: format!("{place} as a whole site"), place_of_records, fingerprint: sum.finish().1 })
    }

    /// The site with its list of files, as it is noted.
    fn noted(&self, list: Option<&Checksum>) -> KnownTree {
        let mut version = format!("{VERSION} {}", self.fingerprint);
        match list {
            // A String can always be written to.
            Some(list) => drop(write!(version, " {list}")),
            None => version.push_str(" with files that it should not have"),
        }
        KnownTree { place: self.place.clone(), version, samples_key: None }
    }

    /// What to note of a site that was written. One that has files that it should not have is not known.
    pub(super) fn as_written(&self, exported: &Exported, list: Checksum) -> KnownTree {
        let Exported { stale, left, damaged, .. } = exported;
        self.noted((stale.is_empty() && left.is_empty() && damaged.is_empty()).then_some(&list))
    }

    /// What a run would find, if it is known that it would write nothing. `before` is the list of the site, with the
    /// checksum of its text. The database says which files of records nobody wrote to; the others are compared with it.
    ///
    /// # Errors
    /// If the database or the tree cannot be read.
    pub(super) fn unchanged<W: ExportWatch>(
        &self,
        (filter, tree): (&Filter, &Tree),
        snapshot: &mut Snapshot<'_>,
        (before, list): (&ListedFiles, Checksum),
        watch: &mut W,
    ) -> Result<Option<Exported>, SiteError> {
        let is_known = snapshot.known_tree(&self.place)?.is_some_and(|known| known == self.noted(Some(&list)));
        // What a source has may change without a batch.
        if !is_known || !filter.sources.is_empty() {
            return Ok(None);
        }
        let Some(known) = snapshot.known_tree(&self.place_of_records)? else { return Ok(None) };
        let (mut exported, mut now) = (Exported::default(), ListedFiles::default());
        let unknown = find_unknown((&known, filter), snapshot, (tree, before), |files| {
            now.add_unchanged(files, &mut exported);
        })?;
        let Unknown::Few(others) = unknown else { return Ok(None) };
        for file in now.missing(tree)? {
            if !is_current(tree, &file)? {
                return Ok(None);
            }
            exported.unchanged += 1;
        }
        exported.records += others.len() as u64;
        exported.unchanged += 1; // the list itself
        (0..exported.records).for_each(|_| watch.record());
        Ok(Some(exported))
    }
}
