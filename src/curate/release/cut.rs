//! Cutting a release: the gate, the snapshot, and the row of the database.

use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

use super::release_plan::ReleasePlan;
use super::snapshot::{PreparedSnapshot, SnapshotError, SnapshotWatch, WriteSnapshot, WrittenSnapshot};
use super::{Demanded, PreviousRelease, ReleaseFacts};
use crate::curate::{Context, Policy, Reasoned, Refusal, WorkProgress};
use crate::ledger::BatchNumber;
use crate::publish::Form;
use crate::record::{Checksum, Date, Json, ReleaseName};
use crate::store::{BatchVerb, Durability, NewRelease, Release, Snapshot, Store, StoreError, Tx};

/// Cuts a release of the set as it is.
#[derive(Debug, Clone)]
pub struct CutRelease<'p> {
    /// Its name.
    pub name: ReleaseName,
    /// What the gate demands.
    pub policy: &'p Policy,
    /// Whether it is cut although demands are not met; needs a reason.
    pub force: bool,
    /// The forms in its tree, each once and in their order; at least one.
    pub forms: Vec<Form>,
    /// What the maintainers say of it, in Markdown.
    pub notes: Option<String>,
    /// The time of the files in its archive, in seconds since 1970 in UTC; `None` for the beginning of its day.
    pub modified: Option<u64>,
    /// The program, with its version.
    pub tool: String,
    /// The folder in which its folder is made.
    pub out: PathBuf,
    /// The file of its archive.
    pub archive: Option<PathBuf>,
}

/// A release that was cut, or in a dry run would be.
#[derive(Debug)]
pub struct Cut {
    /// What it is.
    pub plan: ReleasePlan,
    /// The batch that recorded it and its snapshot; `None` in a dry run.
    pub done: Option<(BatchNumber, WrittenSnapshot)>,
}

/// Why a release is not cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// It was refused, or the database failed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is a release of that name.
    #[error("there is already a release {}", .0.what.name)]
    Taken(Box<Release>),
    /// Nothing was ever written, so there is no state to name.
    #[error("the database is empty, so there is nothing to release")]
    Empty,
    /// Demands are not met.
    #[error("{} demands are not met", .0.unmet())]
    Unmet(Box<ReleasePlan>),
    /// The snapshot was not written. Nothing was recorded.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The release was recorded, but its snapshot could not be moved to its place.
    #[error("the release was recorded by batch {batch}, but its snapshot is not in its place")]
    NotMoved {
        /// The batch.
        batch: BatchNumber,
        /// Why.
        source: SnapshotError,
    },
}

impl From<StoreError> for CutError {
    fn from(error: StoreError) -> Self {
        CutError::Refused(error.into())
    }
}

impl CutRelease<'_> {
    /// Checks the gate, writes the snapshot beside its place, records the release, and moves the snapshot there. So a
    /// release that is recorded can be written again at any time, and nothing is half there: if the process is killed,
    /// the release is not recorded, or `release export` writes it.
    ///
    /// # Errors
    /// See [`CutError`].
    pub fn apply<W: SnapshotWatch>(
        &self,
        store: &mut Store,
        context: &Context,
        watch: &mut W,
    ) -> Result<Cut, CutError> {
        if self.force {
            Refusal::unless_reasoned(Reasoned::Force, context.reason.as_deref())?;
        }
        let mut snapshot = store.snapshot()?;
        if let Some(taken) = snapshot.release(&self.name)? {
            return Err(CutError::Taken(Box::new(taken)));
        }
        let mut plan = ReleasePlan::but_reproduction(&mut snapshot, self.policy, (context.day, &context.progress))?;
        if plan.state == BatchNumber::NONE {
            return Err(CutError::Empty);
        }
        let is_beside = !self.force && !context.dry_run && plan.unmet() == 0;
        if !is_beside {
            plan.reproduction(&mut snapshot, self.policy, (context.day, &context.progress))?.place(&mut plan.gate);
        }
        context.progress.end();
        if plan.unmet() > 0 && !self.force {
            return Err(CutError::Unmet(Box::new(plan)));
        }
        if context.dry_run {
            return Ok(Cut { plan, done: None });
        }
        let facts = self.facts(&plan, context.day);
        let write = WriteSnapshot { facts, out: self.out.clone(), archive: self.archive.clone() };
        let prepared = match is_beside {
            true => self.prepare_beside(&write, &mut plan, (&mut snapshot, watch), context.day)?,
            false => write.prepare(&mut snapshot, watch)?,
        };
        drop(snapshot);
        let batch = self.record(store, context, &plan, &write.facts, &prepared)?;
        let written = prepared.finish().map_err(|source| CutError::NotMoved { batch, source })?;
        Ok(Cut { plan, done: Some((batch, written)) })
    }

    /// Writes the snapshot beside its place, and meanwhile finds out on a connection of its own whether it can be
    /// reproduced, which takes a quarter of the time. Nothing is visible until both are done. The snapshot says that
    /// the demand is met; if it is not, the snapshot is removed.
    fn prepare_beside<W: SnapshotWatch>(
        &self,
        write: &WriteSnapshot,
        plan: &mut ReleasePlan,
        (snapshot, watch): (&mut Snapshot<'_>, &mut W),
        day: Date,
    ) -> Result<PreparedSnapshot, CutError> {
        let mut other = Store::open_read(snapshot.path())?;
        let mut same = other.snapshot()?;
        if same.last_batch()? != plan.state {
            return Err(Refusal::ChangedMeanwhile.into());
        }
        let (planned, policy) = (&*plan, self.policy);
        let (reproduction, prepared) = thread::scope(|scope| {
            let reproduction =
                scope.spawn(move || planned.reproduction(&mut same, policy, (day, &WorkProgress::default())));
            let prepared = write.prepare(snapshot, watch);
            (reproduction.join().unwrap_or_else(|panic| resume_unwind(panic)), prepared)
        });
        reproduction?.place(&mut plan.gate);
        if plan.unmet() > 0 {
            return Err(CutError::Unmet(Box::new(plan.clone())));
        }
        Ok(prepared?)
    }

    fn facts(&self, plan: &ReleasePlan, day: Date) -> ReleaseFacts {
        ReleaseFacts {
            name: self.name.clone(),
            day,
            tool: self.tool.clone(),
            modified: self.modified.unwrap_or_else(|| day.unix_seconds()),
            state: plan.state,
            previous: plan.before.as_ref().map(previous),
            forms: self.forms.clone(),
            samples_key: self.policy.samples_key.clone(),
            policy_digest: Checksum::of(self.policy.to_toml().as_bytes()),
            gate: plan.gate.iter().map(Demanded::kept).collect(),
            ladder: self.policy.ladder.clone(),
            notes: self.notes.clone(),
        }
    }

    /// Records the release, unless another command wrote meanwhile.
    fn record(
        &self,
        store: &mut Store,
        context: &Context,
        plan: &ReleasePlan,
        facts: &ReleaseFacts,
        prepared: &PreparedSnapshot,
    ) -> Result<BatchNumber, Refusal> {
        let written = prepared.written();
        let new = new_release(facts, written);
        store.transact(&context.batch(BatchVerb::Release), Durability::Full, |tx: &mut Tx<'_>| {
            if tx.last_batch()? != plan.state {
                return Err(Refusal::ChangedMeanwhile);
            }
            tx.insert_release(&new)?;
            tx.written_batch().ok_or(Refusal::ChangedMeanwhile)
        })
    }
}

/// The release before another, as its snapshot names it.
pub(super) fn previous(release: &Release) -> PreviousRelease {
    let NewRelease { name, state, content_digest, samples_key, .. } = &release.what;
    let (name, samples_key) = (name.clone(), samples_key.clone());
    PreviousRelease { name, state: *state, content_digest: *content_digest, samples_key }
}

fn new_release(facts: &ReleaseFacts, written: &WrittenSnapshot) -> NewRelease {
    let ReleaseFacts { name, day: _, tool, modified, state, previous: _, forms, samples_key, .. } = facts.clone();
    let forms: Vec<&str> = forms.iter().map(|form| form.as_str()).collect();
    NewRelease {
        name,
        state,
        records: written.counts.records,
        content_digest: written.content_digest,
        forms: forms.join(","),
        samples_key,
        modified: i64::try_from(modified).unwrap_or(i64::MAX),
        policy_digest: facts.policy_digest,
        gate: facts.gate.iter().map(Json::of).collect::<Json>().text().to_owned(),
        ladder: facts.ladder.iter().map(|tier| Json::from(tier.as_str())).collect::<Json>().text().to_owned(),
        notes: facts.notes.clone(),
        tool,
    }
}
