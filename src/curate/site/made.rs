//! Which files a site has, made from what the database has.

use std::ops::ControlFlow;

use super::figures::FiguresByRecord;
use crate::curate::export::{ExportError, ExportRecords};
use crate::ledger::RecordKey;
use crate::publish::{
    Form, GonePage, RateFigure, RecentChange, SearchIndex, SetState, Site, SiteEntry, SiteFile, SiteIndex, folder_of,
};
use crate::store::{Snapshot, StoreError, Stored};

/// What the site has to know of every record before it makes the page of one, and the words of the records.
///
/// # Errors
/// If the database cannot be read.
pub(super) fn index(
    records: &ExportRecords,
    snapshot: &mut Snapshot<'_>,
) -> Result<(SiteIndex, SearchIndex), StoreError> {
    let (mut entries, mut search) = (Vec::new(), SearchIndex::default());
    records.each::<StoreError>(snapshot, |as_of| {
        let record = &as_of.now().look().revision.record;
        entries.push(SiteEntry::from(record));
        search.add(record);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((entries.into_iter().collect(), search))
}

/// The files of a record: its published forms, and its pages.
pub(super) fn files_of(site: &Site, figures: &FiguresByRecord, (stored, json): (Stored, String)) -> Vec<SiteFile> {
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
pub(super) fn each_other_file(
    (site, state): (&Site, &SetState),
    (gone, recent): (&[GonePage], &[RecentChange]),
    mut visit: impl FnMut(SiteFile) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    for (domain, entries) in site.index().domains() {
        site.domain_files(domain, entries).try_for_each(&mut visit)?;
    }
    gone.iter().filter_map(|gone| site.gone_file(gone)).try_for_each(&mut visit)?;
    let top =
        [site.dashboard_file(state), site.front_file(state.release.as_ref()), site.missing_file(), site.summary_file()];
    top.into_iter().chain(site.fixed_files()).try_for_each(&mut visit)?;
    site.robot_files().into_iter().chain(site.feed_file(recent)).try_for_each(visit)
}
