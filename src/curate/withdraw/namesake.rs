//! The record that replaces a withdrawn one.

use crate::ledger::BatchNumber;
use crate::record::{Id, Record};
use crate::store::{Change, ChangeSubject, Snapshot, StoreError, Stored, Unchecked};

/// A published record that has the id of a withdrawn one as an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    /// The withdrawn record.
    pub id: Id,
    /// The record that replaces it.
    pub heir: Id,
    /// The batch that merged the one into the other; `None` if the alias was set in another way.
    pub batch: Option<BatchNumber>,
}

/// Finds the record that replaces a withdrawn one; `None` for a record that is published.
///
/// # Errors
/// If the database cannot be read.
pub fn namesake(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Option<Namesake>, StoreError> {
    if !stored.standing.is_withdrawn {
        return Ok(None);
    }
    let id = &stored.revision.record.id;
    for heir in snapshot.by_alias(id.as_str())? {
        let Some(other) = snapshot.load_unchecked(&heir)?.map(Unchecked::as_it_is) else { continue };
        if other.standing.is_withdrawn {
            continue;
        }
        let withdrawn = |change: &Change| change.subject == ChangeSubject::Withdrawn;
        let withdrawn_in =
            snapshot.changes(stored.standing.row)?.into_iter().find(withdrawn).map(|change| change.batch);
        let aliases = ChangeSubject::Field(Record::ALIASES);
        let named = |change: &Change| change.subject == aliases && Some(change.batch) == withdrawn_in;
        let is_merged = snapshot.changes(other.standing.row)?.iter().any(named);
        let batch = withdrawn_in.filter(|_| is_merged);
        return Ok(Some(Namesake { id: id.clone(), heir, batch }));
    }
    Ok(None)
}

/// The records that replace withdrawn ones among these, each once.
///
/// # Errors
/// If the database cannot be read.
pub fn namesakes(snapshot: &Snapshot<'_>, ids: &[Id]) -> Result<Vec<Namesake>, StoreError> {
    let mut found: Vec<Namesake> = Vec::new();
    for id in ids {
        let Some(stored) = snapshot.load(id)? else { continue };
        found.extend(namesake(snapshot, &stored)?.filter(|one| !found.contains(one)));
    }
    Ok(found)
}
