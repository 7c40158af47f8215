//! The ledgers of a tree whose files are known to be unchanged, so that they are neither read nor rendered.

use std::collections::{HashMap, HashSet};

use super::ExportError;
use crate::disk::{Tree, TreeError, ordered};
use crate::ledger::RecordKey;
use crate::publish::ledger_folder_of;
use crate::store::{Digest, Filter, KnownFiles, KnownTree, Snapshot};

/// The states of the ledgers of some records.
#[derive(Default)]
pub(super) struct LedgerStates {
    /// The records whose files are known to be unchanged.
    pub proven: HashSet<RecordKey>,
    /// How many files these are.
    pub unchanged: u64,
    /// The states of the other ledgers.
    pub others: HashMap<RecordKey, Digest>,
}

impl LedgerStates {
    /// Finds the states of the ledgers of a filter, and compares the files that are known.
    ///
    /// # Errors
    /// If the database or the tree cannot be read.
    pub(super) fn find(
        tree: &Tree,
        (known, filter): (&KnownTree, &Filter),
        snapshot: &mut Snapshot<'_>,
    ) -> Result<Self, ExportError> {
        let (read, states) = ordered(
            |emit| snapshot.each_known_ledger(known, filter, |files| Ok::<_, ExportError>(emit(files))),
            |_| 0,
            |files| is_unchanged(tree, &files).map(|is_unchanged| (files, is_unchanged)),
            |results| {
                let mut states = LedgerStates::default();
                for compared in results {
                    let (KnownFiles { row, digest, files, .. }, is_unchanged) = compared?;
                    if is_unchanged {
                        states.proven.insert(row);
                        states.unchanged += files.len() as u64;
                    } else {
                        states.others.insert(row, digest);
                    }
                }
                Ok::<_, ExportError>(states)
            },
        );
        read?;
        states
    }
}

/// Whether the files of a ledger are the ones that are known.
fn is_unchanged(tree: &Tree, known: &KnownFiles) -> Result<bool, TreeError> {
    if known.files.is_empty() {
        return Ok(false);
    }
    let folder = tree.folder(ledger_folder_of(&known.id))?;
    for (name, stamp) in &known.files {
        if stamp.is_none() || folder.stamp(name)? != *stamp {
            return Ok(false);
        }
    }
    Ok(true)
}
