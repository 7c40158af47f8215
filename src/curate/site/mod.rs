//! The site: the records as they are, with what their reports say, as pages beside their published files.

mod error;
mod figures;
mod files;
mod known;
mod listed;
mod recent;
mod stale;
mod state;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Policy;
use super::export::{ExportError, ExportMode, ExportRecords, ExportWatch, Exported, Unknown, check, forget_fresh};
use crate::disk::{self, TOP, Tree, ordered};
use crate::ledger::RecordKey;
use crate::publish::{
    FILE_NAMES, Form, GonePage, RateFigure, RecentChange, SearchIndex, SetState, Site, SiteEntry, SiteFile, SiteIndex,
    SiteSettings, WhyGone, folder_of, is_site_path,
};
use crate::store::{AsOf, Departure, Filter, Gone, KnownTree, Snapshot, Standing, Store, StoreError, Stored};
pub use error::SiteError;
use figures::{FiguresByRecord, figures};
use files::{SiteTree, WrittenPages};
use known::{find_unknown, known_site};
use listed::ListedFiles;
use recent::recent_changes;
use stale::StaleFiles;
use state::set_state;

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
}

/// What became of the files of a site.
#[derive(Debug)]
pub struct WrittenSite {
    /// What was written and removed, or would be.
    pub exported: Exported,
    /// The site as the database knows it, if it does.
    known: Option<KnownTree>,
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
        Store::open(path).or_else(|_| Store::open_read(path))
    }

    /// Notes the files that a site has now, so that the next one need not read them. If that is not possible, they are
    /// read again next time.
    pub fn note(&self, store: &mut Store, written: &WrittenSite) {
        if let (Some(known), false) = (&written.known, self.mode.only_looks()) {
            let _ = store.note_files(known, &written.exported.noted);
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
        let site = Site::new(self.settings.clone(), index(&records, snapshot)?);
        let figures = figures(snapshot, &self.policy, &self.filter)?;
        let only_looks = self.mode.only_looks();
        let tree = if only_looks { Tree::look(&self.out)? } else { Tree::claim(&self.out, TOP, &FILE_NAMES)? };
        let tree = SiteTree { tree: &tree, only_looks };
        let before = ListedFiles::read(tree.tree)?;
        let (mut exported, mut now) = (Exported::default(), ListedFiles::default());
        let known = place.map(|place| known_site(&place, self.policy.samples_key.as_ref(), &site, &figures));
        let unknown = match &known {
            None => Unknown::All,
            Some(known) => find_unknown((known, &self.filter), snapshot, (tree.tree, &before), |files| {
                now.add_unchanged(files, &mut exported);
                watch.record();
            })?,
        };
        let chosen = (&records, &unknown, snapshot);
        let snapshot = self.write_records((&site, &figures), chosen, &tree, (&mut exported, &mut now), watch)?;
        let state = set_state(snapshot, &self.policy, &self.filter, &figures)?;
        let gone = snapshot.gone()?;
        let recent = recent_changes(snapshot, &self.filter, &gone)?;
        each_other_file((&site, &state), (&gone, &recent), |file| {
            now.add(&tree.write(std::slice::from_ref(&file))?, &mut exported);
            Ok(())
        })?;
        let exported = self.finish(snapshot, &tree, (before, now), exported, watch)?;
        Ok(WrittenSite { exported, known })
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

    /// Removes or names what the site no longer has, and notes what it has now.
    fn finish<W: ExportWatch>(
        &self,
        snapshot: &mut Snapshot<'_>,
        tree: &SiteTree<'_>,
        (before, mut now): (ListedFiles, ListedFiles),
        mut exported: Exported,
        watch: &mut W,
    ) -> Result<Exported, SiteError> {
        let stale = StaleFiles(before.without(&now));
        // While somebody is asked, the database is free for others.
        snapshot.renew()?;
        if self.prune {
            stale.prune(tree, self.mode, &mut exported, &mut now, watch)?;
        } else {
            stale.keep(tree, self.mode, &mut exported, &mut now)?;
        }
        let sums = now.file();
        let sums = tree.write(&[sums])?;
        exported.count(&sums);
        if !self.mode.only_looks() {
            forget_fresh(tree.tree, &mut exported.noted);
            tree.tree.finish()?;
        }
        Ok(exported)
    }
}

/// What the site has to know of every record before it makes the page of one.
fn index(records: &ExportRecords, snapshot: &mut Snapshot<'_>) -> Result<SiteIndex, StoreError> {
    let (mut entries, mut search) = (Vec::new(), SearchIndex::default());
    records.each::<StoreError>(snapshot, |as_of| {
        let record = &as_of.now().look().revision.record;
        entries.push(SiteEntry::from(record));
        search.add(record);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(entries.into_iter().collect::<SiteIndex>().with_search(search))
}

/// The files of a record: its published forms, and its pages.
fn files_of(site: &Site, figures: &FiguresByRecord, (stored, json): (Stored, String)) -> Vec<SiteFile> {
    let row: RecordKey = stored.standing.row;
    let figures: Vec<RateFigure> = figures.of(row, &stored.revision);
    let record = &stored.revision.record;
    let mut json = Some(json);
    let forms = Form::ALL.iter().filter_map(|form| {
        let text = match form {
            Form::Json => json.take(),
            Form::Markdown | Form::ChineseMarkdown => form.render(record),
        };
        Some(SiteFile { folder: Some(folder_of(&record.id)), name: form.file_name().to_owned(), text: text? })
    });
    let mut files: Vec<SiteFile> = forms.collect();
    files.extend(site.record_files(record, &figures));
    files
}

/// Calls `visit` with the files that are not of one record, one by one, because some are large: those of the domains
/// and of ids under which nothing is published any more, and those at the top.
fn each_other_file(
    (site, state): (&Site, &SetState),
    (gone, recent): (&[Gone], &[RecentChange]),
    mut visit: impl FnMut(SiteFile) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    for (domain, entries) in site.index().domains() {
        visit(site.domain_file(domain, entries))?;
    }
    for gone in gone {
        let why = match &gone.departure {
            Departure::Withdrawn(reason) => WhyGone::Withdrawn(reason.clone()),
            Departure::Renamed(to) => WhyGone::Renamed(to.clone()),
        };
        visit(site.gone_file(&GonePage { id: gone.id.clone(), why }))?;
    }
    let top = [site.dashboard_file(state), site.front_file(), site.missing_file(), site.summary_file()];
    top.into_iter().chain(site.fixed_files()).try_for_each(&mut visit)?;
    site.index().search().files().into_iter().try_for_each(&mut visit)?;
    site.robot_files().into_iter().chain(site.feed_file(recent)).try_for_each(visit)
}
