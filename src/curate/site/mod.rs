//! The site: the records as they are, with what their reports say, as pages beside their published files.

mod error;
mod figures;
mod files;
mod listed;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Policy;
use super::export::{ExportError, ExportMode, ExportRecords, ExportWatch, Exported, check};
use crate::disk::{self, TOP, Tree, ordered};
use crate::ledger::RecordKey;
use crate::publish::{
    FILE_NAMES, Form, GonePage, RateFigure, Site, SiteEntry, SiteFile, SiteIndex, SiteSettings, WhyGone, folder_of,
    is_site_path,
};
use crate::store::{AsOf, Departure, Filter, Gone, Snapshot, StoreError, Stored};
pub use error::SiteError;
use figures::{FiguresByRecord, figures};
use files::{SiteTree, WrittenPages};
use listed::ListedFiles;

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

/// Whether a site may write or remove a file at a path below its folder.
pub fn may_write_site(relative: &Path) -> bool {
    disk::is_own(relative, &FILE_NAMES) || relative.to_str().is_some_and(is_site_path)
}

impl WriteSite {
    /// Writes the site of a state. If it is stopped, what was written stays, and the next run writes the rest.
    ///
    /// # Errors
    /// See [`SiteError`].
    pub fn apply<W: ExportWatch>(&self, snapshot: &mut Snapshot<'_>, watch: &mut W) -> Result<Exported, SiteError> {
        let records = ExportRecords::Now(Box::new(self.filter.clone()));
        records.unless_withdrawn()?;
        let site = Site::new(self.settings.clone(), index(&records, snapshot)?);
        let figures = figures(snapshot, &self.policy, &self.filter)?;
        let only_looks = self.mode.only_looks();
        let tree = if only_looks { Tree::look(&self.out)? } else { Tree::claim(&self.out, TOP, &FILE_NAMES)? };
        let tree = SiteTree { tree: &tree, only_looks };
        let before = ListedFiles::read(tree.tree)?;
        let mut exported = Exported::default();
        let mut now = ListedFiles::default();
        self.write_records((&site, &figures), (&records, snapshot), &tree, (&mut exported, &mut now), watch)?;
        for file in other_files(&site, &snapshot.gone()?) {
            now.add(&tree.write(std::slice::from_ref(&file))?, &mut exported);
        }
        self.finish(snapshot, &tree, (before, now), exported, watch)
    }

    /// Writes the files of all records.
    fn write_records<W: ExportWatch>(
        &self,
        (site, figures): (&Site, &FiguresByRecord),
        (records, snapshot): (&ExportRecords, &mut Snapshot<'_>),
        tree: &SiteTree<'_>,
        (exported, now): (&mut Exported, &mut ListedFiles),
        watch: &mut W,
    ) -> Result<(), ExportError> {
        let key = self.policy.samples_key.as_ref();
        let (read, written) = ordered(
            |emit| records.each(snapshot, |as_of| Ok::<_, ExportError>(emit(as_of))),
            AsOf::weight,
            |as_of| match check(as_of, self.keep_going, key)? {
                Ok(checked) => tree.write(&files_of(site, figures, checked)).map(Ok),
                Err(id) => Ok::<Result<WrittenPages, String>, ExportError>(Err(id)),
            },
            |results| {
                for written in results {
                    match written? {
                        Ok(written) => {
                            exported.records += 1;
                            now.add(&written, exported);
                        }
                        Err(id) => exported.damaged.push(id),
                    }
                    watch.record();
                }
                Ok::<_, ExportError>(())
            },
        );
        written?;
        read
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
        let stale = before.without(&now);
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
            tree.tree.finish()?;
        }
        Ok(exported)
    }
}

/// What the site has to know of every record before it makes the page of one.
fn index(records: &ExportRecords, snapshot: &mut Snapshot<'_>) -> Result<SiteIndex, StoreError> {
    let mut entries = Vec::new();
    records.each::<StoreError>(snapshot, |as_of| {
        entries.push(SiteEntry::from(&as_of.now().look().revision.record));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(entries.into_iter().collect())
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

/// The files that are not of one record: those of the domains and of ids under which nothing is published any more,
/// and those at the top.
fn other_files(site: &Site, gone: &[Gone]) -> Vec<SiteFile> {
    let domains = site.index().domains().map(|(domain, entries)| site.domain_file(domain, entries));
    let gone = gone.iter().map(|gone| {
        let why = match &gone.departure {
            Departure::Withdrawn(reason) => WhyGone::Withdrawn(reason.clone()),
            Departure::Renamed(to) => WhyGone::Renamed(to.clone()),
        };
        site.gone_file(&GonePage { id: gone.id.clone(), why })
    });
    let mut files: Vec<SiteFile> = domains.chain(gone).collect();
    files.extend([site.front_file(), site.missing_file(), site.summary_file()]);
    files.extend(site.robot_files());
    files.extend(site.fixed_files());
    files
}
