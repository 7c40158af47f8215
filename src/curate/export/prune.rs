//! Removing what is no longer published, and nothing else.
//!
//! A file is canonry's if its bytes are those that canonry renders for the record in a state that the database has: the
//! current one, or one that can be reconstructed from the journal. Neither the beginning of the file nor the files
//! beside it prove that.

use std::collections::{HashMap, HashSet};

use super::mode::ExportMode;
use super::page::Stale;
use super::sweep::Sweep;
use super::{ExportError, ExportRecords, ExportWatch, Exported, LeftFile, LeftReason};
use crate::curate::refusal::Refusal;
use crate::disk::{Tree, TreeError};
use crate::publish::{FILE_NAMES, Form, RECORDS, id_of};
use crate::record::{Id, SamplesKey};
use crate::store::{Gone, Snapshot, StoreError};

/// Removes `stale` pages and the files of records that are no longer published. Files that canonry did not write are
/// left.
pub(super) fn run<W: ExportWatch>(
    (records, mode, samples_keys): (&ExportRecords, ExportMode, &HashSet<SamplesKey>),
    snapshot: &mut Snapshot<'_>,
    tree: &Tree,
    stale: Vec<Stale>,
    exported: &mut Exported,
    watch: &mut W,
) -> Result<(), ExportError> {
    let mut sweep = Sweep::new(samples_keys);
    let walked = tree.walk(RECORDS)?;
    let departures: HashMap<Id, Gone> = match records {
        ExportRecords::Now(_) => snapshot.gone()?.into_iter().map(|gone| (gone.id.clone(), gone)).collect(),
        ExportRecords::AsOf(_) => HashMap::new(),
    };
    let before = records.published(snapshot)?;
    for id in gone_ids(&before, &walked.folders) {
        sweep.add(snapshot, tree, &id, Form::ALL, departures.get(&id))?;
    }
    for Stale { id, form } in &stale {
        sweep.add(snapshot, tree, id, &[*form], None)?;
    }
    for path in walked.links {
        if !sweep.left.iter().any(|left| left.path == path) && !is_file_name(&path) {
            sweep.left.push(LeftFile { path, reason: LeftReason::Link });
        }
    }
    // During the question, a record or one of its pages may be published again.
    snapshot.renew()?;
    let only_looks = mode.only_looks();
    if !only_looks && !watch.approve_removals(sweep.doomed.len()) {
        return Err(ExportError::Declined);
    }
    if is_overtaken(records, snapshot, (&before, &stale))? {
        return Err(Refusal::Overtaken.into());
    }
    if !only_looks {
        remove(tree, &mut sweep)?;
    }
    sweep.finish(exported, mode == ExportMode::Check);
    Ok(())
}

/// Whether what is no longer published is now another, or less. An earlier state stays as it was.
fn is_overtaken(
    records: &ExportRecords,
    snapshot: &mut Snapshot<'_>,
    (published, stale): (&HashSet<Id>, &[Stale]),
) -> Result<bool, StoreError> {
    match records {
        ExportRecords::Now(_) => Ok(records.published(snapshot)? != *published || is_published_again(snapshot, stale)?),
        ExportRecords::AsOf(_) => Ok(false),
    }
}

/// The ids in the names of the tree's folders that are not published.
pub(super) fn gone_ids(published: &HashSet<Id>, folders: &[String]) -> Vec<Id> {
    folders.iter().filter_map(|folder| id_of(folder)).filter(|id| !published.contains(id)).collect()
}

/// Whether a path ends with the name of a file of a record: such a file is handled with its record.
fn is_file_name(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(_, name)| FILE_NAMES.contains(&name))
}

/// Whether one of the pages is no longer stale.
fn is_published_again(snapshot: &Snapshot<'_>, stale: &[Stale]) -> Result<bool, StoreError> {
    for Stale { id, form } in stale {
        if snapshot.load(id)?.is_some_and(|stored| form.render(&stored.revision.record).is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Removes the files. One that changed since it was compared is left.
fn remove(tree: &Tree, sweep: &mut Sweep<'_>) -> Result<(), TreeError> {
    let mut removed = Vec::new();
    for doomed in std::mem::take(&mut sweep.doomed) {
        let folder = tree.folder(doomed.folder.clone())?;
        if doomed.is_unchanged(&folder)? {
            folder.remove(doomed.form.file_name())?;
            drop(folder);
            tree.remove_empty(&doomed.folder);
            removed.push(doomed);
        } else {
            sweep.leave(doomed.path(), LeftReason::ChangedMeanwhile, doomed.gone.as_ref());
        }
    }
    sweep.doomed = removed;
    Ok(())
}
