//! What changed in records since the release before, and whether the journal and the ledger give a reason.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::demand::Demand;
use super::shortfall::Shortfall;
use crate::curate::{Policy, Refusal, WorkProgress, WorkStage};
use crate::disk::ordered;
use crate::ledger::{BatchNumber, Evidence, EvidenceKind, RecordKey, SourceNumber};
use crate::record::{Json, Rate, Record, Revision, Tier};
use crate::store::{Between, Change, ChangeSubject, Snapshot, StoreError};

/// The confidence from which a record's rate may not fall without reports.
const HIGH_CONFIDENCE: f64 = 0.8;

/// By how much it may not fall.
const MUCH: f64 = 0.05;

/// What rounding may add to or take from a difference of two rates.
const ROUNDING: f64 = 1e-9;

/// What changed in a record that needs a reason.
struct Suspect {
    row: RecordKey,
    before: Record,
    /// The record now; `None` if it is no longer published.
    after: Option<Record>,
    changes: Vec<Change>,
}

/// What stands against the demands on changes, in the order of the records, each with its demand.
pub(super) fn shortfalls(
    snapshot: &mut Snapshot<'_>,
    policy: &Policy,
    (since, progress): (BatchNumber, &WorkProgress),
) -> Result<Vec<(Demand, Shortfall)>, Refusal> {
    let states = (since, snapshot.last_batch()?);
    let (read, worked) = ordered(
        |emit| {
            let counted = |records| progress.begin(WorkStage::Differing, Some(records));
            snapshot.each_between(states, counted, |between| Ok::<ControlFlow<()>, StoreError>(emit(between)))
        },
        Between::weight,
        suspect,
        |all| {
            let told = all.inspect(|_| progress.step());
            told.filter_map(Result::transpose).collect::<Result<Vec<Suspect>, StoreError>>()
        },
    );
    let suspects = worked?;
    read?;
    let mut trusted = HashSet::new();
    let of_policy = policy.sources.iter().filter(|(_, trust)| !trust.keep.is_empty()).map(|(name, _)| name);
    for name in policy.release.confirmed_by.iter().chain(of_policy) {
        trusted.extend(snapshot.known_source(name)?);
    }
    let case = ReasonSearch { snapshot, policy, since, trusted };
    let mut found = Vec::new();
    for suspect in &suspects {
        found.extend(case.of(suspect)?);
    }
    Ok(found)
}

/// A record that was published and changed; `None` if it was not published before.
fn suspect(between: Between) -> Result<Option<Suspect>, StoreError> {
    let (row, changes) = (between.row(), between.changes().to_vec());
    let (before, after) = between.revisions()?;
    let Some(before) = before.filter(|before| !before.is_withdrawn) else { return Ok(None) };
    let published = |after: Revision| (!after.is_withdrawn).then_some(after.record);
    Ok(Some(Suspect { row, before: before.record, after: published(after), changes }))
}

/// Where reasons are looked for.
struct ReasonSearch<'c, 's> {
    snapshot: &'c Snapshot<'s>,
    policy: &'c Policy,
    since: BatchNumber,
    /// The sources whose imports are evidence enough that a record was confirmed.
    trusted: HashSet<SourceNumber>,
}

impl ReasonSearch<'_, '_> {
    fn of(&self, suspect: &Suspect) -> Result<Vec<(Demand, Shortfall)>, Refusal> {
        let Suspect { before, after, .. } = suspect;
        let Some(after) = after else {
            let missing = Shortfall::Missing { id: before.id.clone() };
            let is_explained = self.has_reason(suspect, |change| change.subject == ChangeSubject::Withdrawn)?;
            return Ok((!is_explained).then_some((Demand::Missing, missing)).into_iter().collect());
        };
        let is_aliased = before.id == after.id || after.aliases.iter().any(|alias| alias == before.id.as_str());
        let no_alias = || Shortfall::NoAlias { from: before.id.clone(), to: after.id.clone() };
        let all = [
            (Demand::FallenRates, self.fallen_rate(suspect, after)?),
            (Demand::Tiers, self.lower_tier(suspect, after)?),
            (Demand::Aliases, (!is_aliased).then(no_alias)),
            (Demand::Evidence, self.less_evidence(suspect, after)?),
            (Demand::Confirmations, self.unfounded(suspect, after)?),
        ];
        Ok(all.into_iter().filter_map(|(demand, found)| Some((demand, found?))).collect())
    }

    fn fallen_rate(&self, suspect: &Suspect, after: &Record) -> Result<Option<Shortfall>, Refusal> {
        let (from, to): (Rate, Rate) = (suspect.before.fix_success_rate, after.fix_success_rate);
        let is_sure = suspect.before.confidence.value() >= HIGH_CONFIDENCE;
        if !is_sure || from.value() - to.value() < MUCH - ROUNDING {
            return Ok(None);
        }
        let is_report = |one: &Evidence| one.what.outcome.is_some() && self.is_new(one);
        let has_reports = self.snapshot.ledger(suspect.row)?.iter().any(is_report);
        Ok((!has_reports).then(|| Shortfall::FallenRate { id: after.id.clone(), from, to }))
    }

    fn lower_tier(&self, suspect: &Suspect, after: &Record) -> Result<Option<Shortfall>, Refusal> {
        let (from, to) = (&suspect.before.verification_tier, &after.verification_tier);
        let is_lower = |from: &Tier, to: &Tier| self.policy.rung(to) < self.policy.rung(from);
        if !is_lower(from, to) {
            return Ok(None);
        }
        let tier = |value: &Option<Json>| value.as_ref().and_then(Json::as_str)?.parse::<Tier>().ok();
        let lowers = |change: &Change| {
            let tiers = tier(&change.old).zip(tier(&change.new));
            let is_tier = change.subject == ChangeSubject::Field(Record::VERIFICATION_TIER);
            is_tier && tiers.is_some_and(|(old, new)| is_lower(&old, &new))
        };
        let lower = || Shortfall::LowerTier { id: after.id.clone(), from: from.clone(), to: to.clone() };
        Ok((!self.has_reason(suspect, lowers)?).then(lower))
    }

    fn less_evidence(&self, suspect: &Suspect, after: &Record) -> Result<Option<Shortfall>, Refusal> {
        let (from, to) = (suspect.before.evidence_count, after.evidence_count);
        if to >= from {
            return Ok(None);
        }
        let is_ruled_out = |one: &&Evidence| one.withdrawn_in.is_some_and(|batch| batch > self.since);
        let ledger = self.snapshot.ledger(suspect.row)?;
        let ruled_out: u64 = ledger.iter().filter(is_ruled_out).map(|one| u64::from(one.what.count)).sum();
        let less = || Shortfall::LessEvidence { id: after.id.clone(), from, to, ruled_out };
        Ok((from - to > ruled_out).then(less))
    }

    fn unfounded(&self, suspect: &Suspect, after: &Record) -> Result<Option<Shortfall>, Refusal> {
        let (from, to) = (suspect.before.last_confirmed, after.last_confirmed);
        // An earlier day claims less.
        if to <= from || self.is_from_trusted(suspect) {
            return Ok(None);
        }
        let is_evidence = |one: &Evidence| one.what.kind != EvidenceKind::Dispute && self.is_new(one);
        let is_founded = self.snapshot.ledger(suspect.row)?.iter().any(is_evidence);
        Ok((!is_founded).then(|| Shortfall::Unfounded { id: after.id.clone(), from, to }))
    }

    /// Whether the last change of the day of confirmation was imported from a source that is evidence enough.
    fn is_from_trusted(&self, Suspect { changes, .. }: &Suspect) -> bool {
        let is_day = |change: &&Change| change.subject == ChangeSubject::Field(Record::LAST_CONFIRMED);
        let Some(batch) = changes.iter().find(is_day).map(|change| change.batch) else { return false };
        let is_trusted = |change: &Change| match change.subject {
            ChangeSubject::Base(source) => change.batch == batch && self.trusted.contains(&source),
            _ => false,
        };
        changes.iter().any(is_trusted)
    }

    /// Whether a piece of evidence counts and was recorded since the release before.
    fn is_new(&self, one: &Evidence) -> bool {
        one.counts() && one.arrived_in > self.since
    }

    /// Whether the latest of some changes was made with a reason.
    fn has_reason(
        &self,
        Suspect { row, changes, .. }: &Suspect,
        is_meant: impl Fn(&Change) -> bool,
    ) -> Result<bool, Refusal> {
        let Some(change) = changes.iter().find(|change| is_meant(change)) else { return Ok(false) };
        let reason = match change.subject {
            ChangeSubject::Withdrawn => {
                let id = self.snapshot.load_known(*row)?.revision.record.id;
                self.snapshot.withdrawal_reason(change.batch, &id)?
            }
            _ => self.snapshot.known_batch(change.batch)?.reason,
        };
        Ok(reason.is_some_and(|reason| !reason.trim().is_empty()))
    }
}
