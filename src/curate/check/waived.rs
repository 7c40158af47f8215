//! Who waived a finding, and why.

use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Field, Json, Waiver};
use crate::store::{Batch, ChangeSubject, Snapshot, StoreError};

/// The batch that gave a record its current waiver; `None` if the journal has none.
///
/// # Errors
/// If the database cannot be read.
pub fn waived_by(
    snapshot: &Snapshot<'_>,
    row: RecordKey,
    waiver: &Waiver,
) -> Result<Option<(BatchNumber, Batch)>, StoreError> {
    let json = waiver.json();
    let has = |value: &Option<Json>| value.iter().flat_map(Json::elements).any(|there| there == json);
    let changes = snapshot.changes(row)?.into_iter();
    let mut of_waivers = changes.filter(|change| change.subject == ChangeSubject::Field(Field::WAIVERS));
    let found = of_waivers.find(|change| has(&change.new) && !has(&change.old));
    let batch = |number: BatchNumber| Ok(snapshot.batch(number)?.map(|batch| (number, batch)));
    found.map_or(Ok(None), |change| batch(change.batch))
}
