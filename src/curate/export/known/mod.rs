//! The records of a tree whose files are known to be unchanged, so that neither is read.

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::page::is_there;
use super::place::ExportPlace;
use super::{ExportError, ExportRecords, ExportTree, ExportWatch, Exported};
use crate::disk::{Tree, TreeError, ordered};
use crate::ledger::RecordKey;
use crate::publish::folder_of;
use crate::record::Id;
use crate::store::{AsOf, Filter, KnownFiles, KnownTree, Sent, Snapshot};

/// Records are read one by one, and not in one pass over all, if not more than this part of them is read.
const FEW: usize = 8;

/// The records of which files have to be read.
#[derive(Debug)]
pub(in crate::curate) enum Unknown {
    /// All of them.
    All,
    /// A few, in their order.
    Few(Vec<Id>),
    /// All but these.
    AllBut(HashSet<RecordKey>),
}

/// Whether the files of a record are the ones that are known; with the number of these.
fn unchanged(export: &ExportTree, tree: &Tree, known: &KnownFiles) -> Result<Option<u64>, TreeError> {
    let folder = tree.folder(folder_of(&known.id))?;
    let mut files = 0;
    for form in &export.forms {
        let name = form.file_name();
        let is_same = match known.files.iter().find(|(known, _)| known == name) {
            Some((_, Some(stamp))) => {
                files += 1;
                folder.stamp(name)?.as_ref() == Some(stamp)
            }
            Some((_, None)) => !is_there(folder.kind(name)?),
            None => false,
        };
        if !is_same {
            return Ok(None);
        }
    }
    Ok(Some(files))
}

impl ExportTree {
    /// Adds the records whose files are unchanged to the result, and returns the others.
    ///
    /// # Errors
    /// If the database or the tree cannot be read.
    pub(super) fn skip_unchanged<W: ExportWatch>(
        &self,
        tree: &Tree,
        snapshot: &mut Snapshot<'_>,
        place: &ExportPlace,
        (exported, watch): (&mut Exported, &mut W),
    ) -> Result<Unknown, ExportError> {
        let (Some(known), ExportRecords::Now(filter)) = (&place.tree, &self.records) else { return Ok(Unknown::All) };
        let unchanged = |files: &KnownFiles| unchanged(self, tree, files);
        Unknown::find((known, filter), snapshot, unchanged, |KnownFiles { row, digest, .. }, files| {
            exported.records += 1;
            exported.unchanged += files;
            let sent = Sent { row, digest };
            exported.sent.extend(place.sent.as_ref().filter(|before| before.is_news(&sent)).map(|_| sent));
            watch.record();
        })
    }
}

impl Unknown {
    /// Calls `skip` with the records of a filter whose files are all known and `unchanged`, which returns their number,
    /// and returns the others.
    ///
    /// # Errors
    /// If the database or the tree cannot be read.
    pub(in crate::curate) fn find(
        (known, filter): (&KnownTree, &Filter),
        snapshot: &mut Snapshot<'_>,
        unchanged: impl Fn(&KnownFiles) -> Result<Option<u64>, TreeError> + Sync,
        mut skip: impl FnMut(KnownFiles, u64),
    ) -> Result<Self, ExportError> {
        let (read, compared) = ordered(
            |emit| snapshot.each_known(known, filter, |files| Ok::<_, ExportError>(emit(files))),
            |_| 0,
            |files| unchanged(&files).map(|unchanged| (files, unchanged)),
            |results| {
                let (mut proven, mut others) = (HashSet::new(), Vec::new());
                for compared in results {
                    let (known, unchanged) = compared?;
                    let Some(files) = unchanged else {
                        others.push(known.id);
                        continue;
                    };
                    proven.insert(known.row);
                    skip(known, files);
                }
                Ok::<_, ExportError>((proven, others))
            },
        );
        let (proven, others) = compared?;
        Ok(match read? {
            false => Unknown::All,
            true if others.len() * FEW > proven.len() => Unknown::AllBut(proven),
            true => Unknown::Few(others),
        })
    }

    /// Calls `visit` with the records of which files have to be read, in the order of their ids.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read.
    pub(in crate::curate) fn each(
        &self,
        records: &ExportRecords,
        snapshot: &mut Snapshot<'_>,
        mut visit: impl FnMut(AsOf) -> ControlFlow<()>,
    ) -> Result<(), ExportError> {
        match self {
            Unknown::All => records.each(snapshot, |record| Ok(visit(record))),
            Unknown::AllBut(known) => records.each(snapshot, |record| {
                let is_known = known.contains(&record.now().look().standing.row);
                Ok(if is_known { ControlFlow::Continue(()) } else { visit(record) })
            }),
            Unknown::Few(ids) => {
                for record in ids.iter().map(|id| snapshot.load_unchecked(id)) {
                    if let Some(record) = record?
                        && visit(record.into()).is_break()
                    {
                        break;
                    }
                }
                Ok(())
            }
        }
    }
}
