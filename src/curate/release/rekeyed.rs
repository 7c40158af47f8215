//! Records that are published otherwise because samples are published under another key.

use std::ops::ControlFlow;

use super::delta_states::DeltaKeys;
use crate::curate::ExportError;
use crate::curate::export::with_samples;
use crate::disk::ordered;
use crate::ledger::BatchNumber;
use crate::publish::DeltaRecord;
use crate::record::{Checksum, Id};
use crate::store::{AsOf, Snapshot};

/// A record that is published otherwise under another key.
pub(super) struct Rekeyed {
    pub id: Id,
    /// The checksum of its JSON under the key before.
    pub was: Checksum,
    /// What is published under the key after.
    pub record: DeltaRecord,
}

/// The records of a state that are published otherwise under another key. All of them are read.
///
/// # Errors
/// If the database cannot be read, or a record is damaged or has another value under one of the keys.
pub(super) fn rekeyed(
    snapshot: &mut Snapshot<'_>,
    state: BatchNumber,
    keys: DeltaKeys<'_>,
) -> Result<Vec<Rekeyed>, ExportError> {
    let (read, worked) = ordered(
        |emit| {
            snapshot.each_as_of(state, |as_of| match as_of.is_withdrawn() {
                true => Ok::<_, ExportError>(ControlFlow::Continue(())),
                false => Ok(emit(as_of)),
            })
        },
        AsOf::weight,
        |as_of| published_otherwise(as_of, keys),
        |all| all.filter_map(Result::transpose).collect::<Result<Vec<Rekeyed>, ExportError>>(),
    );
    let found = worked?;
    read?;
    Ok(found)
}

fn published_otherwise(as_of: AsOf, keys: DeltaKeys<'_>) -> Result<Option<Rekeyed>, ExportError> {
    let (stored, text) = as_of.checked_with_text()?;
    let before = with_samples(&stored.revision, text.clone(), keys.from)?;
    let after = with_samples(&stored.revision, text, keys.to)?;
    let id = stored.revision.record.id;
    let rekeyed = || Rekeyed { id, was: Checksum::of(before.as_bytes()), record: DeltaRecord::of(&after) };
    Ok((before != after).then(rekeyed))
}
