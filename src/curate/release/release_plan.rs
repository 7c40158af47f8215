//! What a release would be.

use super::gate::{gate_but_reproduction, reproduction};
use super::{Demanded, GateBase, difference};
use crate::curate::{Policy, Refusal, WorkProgress};
use crate::ledger::BatchNumber;
use crate::publish::SetDifference;
use crate::record::Date;
use crate::store::{NewRelease, Release, Snapshot};

/// What a release would be if it was cut now.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasePlan {
    /// The release before; `None` if it would be the first.
    pub before: Option<Release>,
    /// The last batch that would belong to it.
    pub state: BatchNumber,
    /// The demands of the gate.
    pub gate: Vec<Demanded>,
    /// What changed since the release before; `None` if there is none.
    pub difference: Option<SetDifference>,
}

/// What a release would be if it was cut now.
///
/// # Errors
/// If the database cannot be read, its journal does not lead to a record, or a record is damaged.
pub fn plan_release(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    today: Date,
    progress: &WorkProgress,
) -> Result<ReleasePlan, Refusal> {
    let mut plan = ReleasePlan::but_reproduction(snapshot, policy, (today, progress))?;
    plan.reproduction(snapshot, policy, (today, progress))?.place(&mut plan.gate);
    progress.end();
    Ok(plan)
}

impl ReleasePlan {
    /// What it would be, if it can be reproduced.
    ///
    /// # Errors
    /// As [`plan_release`].
    pub(super) fn but_reproduction(
        snapshot: &mut Snapshot<'_>,
        policy: &Policy,
        (today, progress): (Date, &WorkProgress),
    ) -> Result<Self, Refusal> {
        let (before, state) = (snapshot.last_release()?, snapshot.last_batch()?);
        let base = before.as_ref().map(gate_base);
        let gate = gate_but_reproduction(snapshot, policy, base.as_ref(), (today, progress))?;
        let difference = base.map(|base| difference(snapshot, (base.state, state), progress)).transpose()?;
        Ok(ReleasePlan { before, state, gate, difference })
    }

    /// Whether it can be reproduced. The snapshot has to be of its state.
    ///
    /// # Errors
    /// If a database cannot be read or written, or a record is damaged.
    pub(super) fn reproduction(
        &self,
        snapshot: &mut Snapshot<'_>,
        policy: &Policy,
        asked: (Date, &WorkProgress),
    ) -> Result<Demanded, Refusal> {
        reproduction(snapshot, policy, self.before.as_ref().map(gate_base).as_ref(), asked)
    }

    /// The number of demands that are not met.
    pub fn unmet(&self) -> usize {
        self.gate.iter().filter(|demanded| demanded.is_unmet()).count()
    }
}

fn gate_base(before: &Release) -> GateBase {
    let NewRelease { state, records, samples_key, .. } = &before.what;
    GateBase { state: *state, records: *records, samples_key: samples_key.clone() }
}
