//! The site: the records as they are, with what their reports say, as pages beside their published files.

mod error;
mod figures;
mod files;
mod findings;
mod gone;
mod known;
mod listed;
mod made;
mod recent;
mod stale;
mod state;
mod whole;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Policy;
use super::export::{
    ExportError, ExportMode, ExportRecords, ExportStage, ExportWatch, Exported, Unknown, check, forget_fresh,
};
use crate::disk::{self, TOP, Tree, ordered};
use crate::publish::{FILE_NAMES, SetState, Site, SiteSettings, is_site_path};
use crate::record::Checksum;
use crate::store::{AsOf, Filter, KnownTree, Snapshot, Standing, Store, StoreError};
pub use error::SiteError;
use figures::{FiguresByRecord, figures};
use files::{SiteTree, WrittenPages};
use findings::finding_counts;
use gone::gone_pages;
use known::{find_unknown, known_site};
use listed::ListedFiles;
pub use listed::look_for_site;
use made::{each_other_file, files_of, index};
use recent::recent_changes;
use stale::StaleFiles;
use state::set_state;
use whole::WholeSite;

/// Writes the records of a filter as a site, or finds out how it differs.
#[derive(Debug, Clone)]
pub struct WriteSite {
    /// The folder of the site.
    pub out: PathBuf,
    /// What it is, besides its records.
    pub settings: SiteSettings,
    /// Which records it has.
    pub filter: Filter,
    /// What rates are computed by, and under which key samples are published.
    pub policy: Policy,
    /// What is done with a difference.
    pub mode: ExportMode,
    /// Removes files that a site wrote there before and that it no longer has.
    pub prune: bool,
    /// Leaves damaged records out instead of stopping at the first.
    pub keep_going: bool,
    /// Whether each file that is written or removed is named in the result, and not only counted. There may be half a
    /// million.
    pub names_files: bool,
}

/// What became of the files of a site.
#[derive(Debug)]
pub struct WrittenSite {
    /// What was written and removed, or would be.
    pub exported: Exported,
    /// The files of the records as the database knows them, if it does, and the site as a whole.
    noted: Option<[KnownTree; 2]>,
}

/// Whether a site may write or remove a file at a path below its folder.
pub fn may_write_site(relative: &Path) -> bool {
    disk::is_own(relative, &FILE_NAMES) || relative.to_str().is_some_and(is_site_path)
}

impl WriteSite {
    /// Opens the database: for writing, if something is to be noted in it and it can be written to.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(mode: ExportMode, path: &Path) -> Result<Store, StoreError> {
        if mode.only_looks() {
            return Store::open_read(path);
        }
        Store::open(path).and_then(Store::keep_few_pages).or_else(|_| Store::open_read(path))
    }

    /// Notes the files that a site has now, so that the next one need not read them. If that is not possible, they are
    /// read again next time.
    pub fn note(&self, store: &mut Store, written: &WrittenSite) {
        if let (Some([files, whole]), false) = (&written.noted, self.mode.only_looks()) {
            let _ = store.note_files(files, &written.exported.noted).and_then(|()| store.note_files(whole, &[]));
        }
    }

    /// Writes the site of a state. If it is stopped, what was written stays, and the next run writes the rest.
    /// `place` is the name of the folder, if what the database knows of it is used.
    ///
    /// # Errors
    /// See [`SiteError`].
    pub fn apply<W: ExportWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        place: Option<Arc<str>>,
        watch: &mut W,
    ) -> Result<WrittenSite, SiteError> {
        let records = ExportRecords::Now(Box::new(self.filter.clone()));
        records.unless_withdrawn()?;
        let only_looks = self.mode.only_looks();
        let tree = if only_looks { Tree::look(&self.out)? } else { Tree::claim(&self.out, TOP, &FILE_NAMES)? };
        let (before, list) = ListedFiles::read(&tree)?;
        let whole = place
            .as_deref()
            .map(|place| WholeSite::of((&self.settings, &self.filter, &self.policy), place, snapshot))
            .transpose()?;
        if let Some(whole) = &whole
            && let Some(exported) = whole.unchanged((&self.filter, &tree), snapshot, (&before, list), watch)?
        {
            if !only_looks {
                tree.finish()?;
            }
            return Ok(WrittenSite { exported, noted: None });
        }
        drop(before);
        let tree = SiteTree { tree: &tree, only_looks, names_files: self.names_files };
        self.make((&records, snapshot), &tree, whole, watch)
    }

    /// Makes the files of a site, and writes those that are not known to be unchanged.
    fn make<W: ExportWatch>(
        &self,
        (records, snapshot): (&ExportRecords, &mut Snapshot<'_>),
        tree: &SiteTree<'_>,
        whole: Option<WholeSite>,
        watch: &mut W,
    ) -> Result<WrittenSite, SiteError> {
        let (mut exported, mut now) = (Exported::default(), ListedFiles::default());
        // One after the other, because each takes memory: what the checks compare, the words of the search, the lists.
        let chosen = (&self.policy, &self.filter);
        watch.begins(ExportStage::Figures);
        let findings = finding_counts(snapshot, chosen, self.settings.today, self.keep_going)?;
        let (entries, search) = index(records, snapshot)?;
        let site = Site::new(self.settings.clone(), entries);
        if let Some(id) = site.collision() {
            return Err(SiteError::Collides(id.clone()));
        }
        search.each_file(|file| {
            now.add(&tree.write(&[file])?, &mut exported);
            Ok::<_, ExportError>(())
        })?;
        drop(search);
        let figures = figures(snapshot, &self.policy, &self.filter)?;
        watch.begins(ExportStage::Records);
        let key = self.policy.samples_key.as_ref();
        let known = whole.map(|whole| (known_site(&whole.place_of_records, key, &site, &figures), whole));
        let unknown = match &known {
            None => Unknown::All,
            Some((known, _)) => {
                let (before, _) = ListedFiles::read(tree.tree)?;
                find_unknown((known, &self.filter), snapshot, (tree.tree, &before), |files| {
                    now.add_unchanged(files, &mut exported);
                    watch.record();
                })?
            }
        };
        let chosen = (records, &unknown, snapshot);
        let snapshot = self.write_records((&site, &figures), chosen, tree, (&mut exported, &mut now), watch)?;
        watch.begins(ExportStage::Rest);
        let state = SetState { findings, ..set_state(snapshot, &self.policy, &self.filter, &figures)? };
        let gone = snapshot.gone()?;
        let recent = recent_changes(snapshot, &self.filter, &gone)?;
        let gone = gone_pages(snapshot, gone)?;
        each_other_file((&site, &state), (&gone, &recent), |file| {
            now.add(&tree.write(&[file])?, &mut exported);
            Ok(())
        })?;
        drop((site, figures));
        let (exported, list) = self.finish(snapshot, tree, now, exported, watch)?;
        let noted = known.map(|(files, whole)| [files, whole.as_written(&exported, list)]);
        Ok(WrittenSite { exported, noted })
    }

    /// Writes the files of the records that are not known to be unchanged.
    fn write_records<'s, 'c, W: ExportWatch>(
        &self,
        (site, figures): (&Site, &FiguresByRecord),
        (records, unknown, snapshot): (&ExportRecords, &Unknown, &'s mut Snapshot<'c>),
        tree: &SiteTree<'_>,
        (exported, now): (&mut Exported, &mut ListedFiles),
        watch: &mut W,
    ) -> Result<&'s mut Snapshot<'c>, ExportError> {
        let key = self.policy.samples_key.as_ref();
        let (read, written) = ordered(
            |emit| unknown.each(records, snapshot, emit),
            AsOf::weight,
            |as_of| match check(as_of, self.keep_going, key)? {
                Ok(checked) => {
                    let standing = checked.0.standing;
                    tree.write(&files_of(site, figures, checked)).map(|written| Ok((standing, written)))
                }
                Err(id) => Ok::<Result<(Standing, WrittenPages), String>, ExportError>(Err(id)),
            },
            |results| {
                for written in results {
                    match written? {
                        Ok((standing, written)) => {
                            exported.records += 1;
                            now.add(&written, exported);
                            exported.noted.push(written.noted(standing));
                        }
                        Err(id) => exported.damaged.push(id),
                    }
                    watch.record();
                }
                Ok::<_, ExportError>(())
            },
        );
        written?;
        read?;
        Ok(snapshot)
    }

    /// Removes or names what the site no longer has, and writes the list of what it has now; returns its checksum, too.
    fn finish<W: ExportWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        tree: &SiteTree<'_>,
        mut now: ListedFiles,
        mut exported: Exported,
        watch: &mut W,
    ) -> Result<(Exported, Checksum), SiteError> {
        let stale = StaleFiles(now.missing(tree.tree)?);
        // While somebody is asked, the database is free for others.
        snapshot.renew()?;
        if self.prune {
            stale.prune(tree, self.mode, &mut exported, &mut now, watch)?;
        } else {
            stale.keep(tree, self.mode, &mut exported, &mut now)?;
        }
        let sums = now.into_file();
        let list = Checksum::of(sums.text.as_bytes());
        exported.count(&tree.write(&[sums])?);
        if !self.mode.only_looks() {
            forget_fresh(tree.tree, &mut exported.noted);
            tree.tree.finish()?;
        }
        Ok((exported, list))
    }
}
