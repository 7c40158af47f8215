//! Whether what is published gives the same tree again: to who imports it, and to who applies the delta.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::base::GateBase;
use super::imported::ImportedSet;
use super::replayed;
use super::shortfall::{ReproductionFault, Shortfall};
use super::sums::{RecordSums, each_published};
use crate::curate::{ExportRecords, Policy, Refusal, WorkProgress, WorkStage};
use crate::record::{Date, Id};
use crate::store::{Filter, Snapshot, Store};

/// Records that are not published again as they are. The set is imported into an empty database, and what that one
/// publishes is compared; then the delta since the release before is applied to what that one published.
///
/// # Errors
/// If a database cannot be read or written, or a record is damaged.
pub(super) fn shortfalls(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    before: Option<&GateBase>,
    (today, progress): (Date, &WorkProgress),
) -> Result<Vec<Shortfall>, Refusal> {
    let key = policy.samples_key.as_ref();
    let mut empty = Store::temporary()?;
    let mut set = ImportedSet::of(snapshot, policy, (today, progress), &mut empty)?;
    let mut back: HashMap<Id, RecordSums> = HashMap::new();
    progress.begin(WorkStage::Returning, Some(empty.snapshot()?.count(&Filter::default())?));
    each_published(&mut empty.snapshot()?, &ExportRecords::default(), key, |one| {
        back.extend(one.ok().map(|one| (one.id, one.sums)));
        progress.step();
        ControlFlow::Continue(())
    })?;
    drop(empty);
    let mut found: Vec<(Id, ReproductionFault)> = Vec::new();
    for (id, sums) in &set.published {
        let back = back.remove(id);
        if back != Some(*sums) {
            found.push((id.clone(), set.refused.remove(id.as_str()).unwrap_or(ReproductionFault::Imported)));
        }
    }
    found.extend(back.into_keys().map(|id| (id, ReproductionFault::Imported)));
    let of_samples = |id| key.map(|key| (id, ReproductionFault::SamplesKey(key.clone())));
    found.extend(set.unpublished.into_iter().filter_map(of_samples));
    if let Some(before) = before {
        progress.begin(WorkStage::Replaying, None);
        let unmatched = replayed::unmatched(snapshot, before, key, &set.published)?;
        found.extend(unmatched.into_iter().map(|id| (id, ReproductionFault::Delta)));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(found.into_iter().map(|(id, fault)| Shortfall::NotReproduced { id, fault }).collect())
}
