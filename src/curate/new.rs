//! Writing new records.

use super::refusal::{FutureDay, NewRefusal, Reasoned, Refusal, TierRefusal, Unearned};
use super::sample::split_samples;
use super::tombstone::is_tombstone;
use super::work::{Verb, Work};
use super::{Context, Policy};
use crate::record::{Annotations, Field, Id, Record, RecordChange, Revision, Tier};
use crate::store::{BatchVerb, Prepared, Snapshot, Stored};

/// Adds a record written here.
#[derive(Debug, Clone)]
pub struct New<'p> {
    /// The id that the record is to have.
    pub id: Id,
    /// The record.
    pub record: Record,
    /// Allows any tier and day.
    pub force: bool,
    /// The tier at which records begin, the limits of their size, and the key of samples.
    pub policy: &'p Policy,
}

impl<'p> New<'p> {
    /// Adds a record under the id that it has.
    pub fn of(record: Record, policy: &'p Policy) -> Self {
        New { id: record.id.clone(), record, force: false, policy }
    }

    /// The tier at which records begin.
    ///
    /// # Errors
    /// [`TierRefusal::EmptyLadder`], if the policy has none.
    pub(super) fn lowest_tier(policy: &Policy) -> Result<&Tier, Refusal> {
        Ok(policy.ladder.first().ok_or(TierRefusal::EmptyLadder)?)
    }

    /// Checks before the text is written that a new record may have an id: no record has it, or only one whose arrival
    /// was undone.
    ///
    /// # Errors
    /// If it may not, or the database cannot be read.
    pub fn check_id(snapshot: &Snapshot<'_>, id: &Id) -> Result<(), Refusal> {
        match snapshot.standing(id)? {
            Some(standing) if !is_tombstone(standing, &snapshot.changes(standing.row)?, &snapshot.undone()?) => {
                Err(NewRefusal::Taken { id: id.clone(), is_withdrawn: standing.is_withdrawn }.into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Remarks for the author of a new record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noticed {
    /// Fields that are empty and should not be.
    pub empty: Vec<Field>,
    /// Other records with the same error text.
    pub alike: Vec<Id>,
}

impl Verb for New<'_> {
    type Detail = Noticed;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::New
    }

    fn reason_for(&self) -> Option<Reasoned> {
        self.force.then_some(Reasoned::Force)
    }

    /// Adds the record. It counts as edited here until it is exported.
    ///
    /// # Errors
    /// If another record has the id, or the record has values that a new one may not have.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Noticed, Refusal> {
        let mut alike = work.tx.of_signature(&self.record.signature)?;
        alike.retain(|id| *id != self.record.id);
        self.add(work)?;
        let texts = [(Record::REGEX, &self.record.regex), (Record::ROOT_CAUSE, &self.record.root_cause)];
        let empty = texts.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(field, _)| field).collect();
        Ok(Noticed { empty, alike })
    }
}

impl New<'_> {
    fn add(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        let record = &self.record;
        let there = work.tx.load(&record.id)?;
        if let Some(tombstone) = &there
            && work.is_tombstone(tombstone.standing)?
        {
            let (record, samples) = self.checked(work.context)?;
            let mut revived = Revision { is_withdrawn: false, ..work.becoming(tombstone, record)? };
            samples.iter().for_each(|samples| revived.annotations.set_samples(samples));
            return work.save_as_is(tombstone, &revived).map(drop);
        }
        if let Some(Stored { standing, .. }) = there {
            return Err(NewRefusal::Taken { id: record.id.clone(), is_withdrawn: standing.is_withdrawn }.into());
        }
        let (record, samples) = self.checked(work.context)?;
        let id = record.id.clone();
        work.tx.insert(&Prepared::from(record).with_samples(samples), None)?;
        work.note(id, vec![RecordChange::Arrived]);
        Ok(())
    }

    /// Checks that the record only has values that a new one may have.
    ///
    /// # Errors
    /// If it has another id than it is to have, its tier is not the lowest, it was confirmed in the future, its id is
    /// not a valid path on every system, it is too large, or it has something else than samples under the key for them.
    pub fn check(&self, context: &Context) -> Result<(), Refusal> {
        self.checked(context).map(drop)
    }

    /// The record and its samples, if they are what a new record may have.
    fn checked(&self, context: &Context) -> Result<(Record, Option<Annotations>), Refusal> {
        if self.record.id != self.id {
            return Err(Refusal::OtherId { expected: self.id.clone(), found: self.record.id.clone() });
        }
        Refusal::unless_portable(&self.id)?;
        let Policy { limits, samples_key, .. } = self.policy;
        let lowest = Self::lowest_tier(self.policy)?;
        let none = Annotations::default();
        let (record, samples) = split_samples(self.record.clone(), samples_key.as_ref(), &none, limits)?;
        Refusal::unless_within(limits, &record)?;
        let mut claims = Vec::new();
        if record.verification_tier != *lowest {
            let (lowest, claimed) = (lowest.clone(), record.verification_tier.clone());
            claims.push(Unearned::Tier { lowest, claimed });
        }
        for (field, day) in [(Record::FIRST_SEEN, record.first_seen), (Record::LAST_CONFIRMED, record.last_confirmed)] {
            if day > context.day {
                claims.push(Unearned::Future { field, day: FutureDay { day, today: context.day } });
            }
        }
        if self.force || claims.is_empty() {
            return Ok((record, samples));
        }
        Err(NewRefusal::Claims { id: record.id, claims }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Withdraw;
    use super::super::fixture::{apply, context, id, record, store};
    use super::*;
    use crate::record::Limits;
    use crate::store::Store;

    #[test]
    fn an_id_of_a_withdrawn_record_is_not_free() {
        let (mut store, policy) = (store(&["x/a"]), Policy::default());
        let taken = |store: &mut Store| {
            let checked = New::check_id(&store.snapshot().unwrap(), &id("x/a")).unwrap_err();
            let applied = apply(&New::of(record("x/a"), &policy), store, &context()).unwrap_err();
            [checked, applied].map(|refusal| match refusal {
                Refusal::New(NewRefusal::Taken { is_withdrawn, .. }) => is_withdrawn,
                other => panic!("{other}"),
            })
        };
        assert_eq!(taken(&mut store), [false, false]);
        let withdraw = Withdraw { ids: vec![id("x/a")], restore: false, merge_into: None };
        apply(&withdraw, &mut store, &context()).unwrap();
        assert_eq!(taken(&mut store), [true, true]);
        New::check_id(&store.snapshot().unwrap(), &id("x/b")).unwrap();
    }

    #[test]
    fn a_new_record_begins_at_the_lowest_tier_and_not_in_the_future() {
        let policy = Policy::default();
        let new = |record: Record| New::of(record, &policy);
        let mut claimed = record("x/a");
        claimed.verification_tier = "human_reviewed".parse().unwrap();
        claimed.last_confirmed = "2026-11-22".parse().unwrap();
        let Err(Refusal::New(NewRefusal::Claims { claims, .. })) = new(claimed.clone()).check(&context()) else {
            panic!("was not refused")
        };
        let [Unearned::Tier { lowest, claimed: tier }, Unearned::Future { field, day }] = claims.as_slice() else {
            panic!("{claims:?}")
        };
        assert_eq!((lowest.as_str(), tier.as_str()), ("ai_generated", "human_reviewed"));
        let ahead = FutureDay { day: claimed.last_confirmed, today: context().day };
        assert_eq!((*field, *day), (Record::LAST_CONFIRMED, ahead));
        New { force: true, ..new(claimed) }.check(&context()).unwrap();
        let policy = Policy { limits: Limits { field_bytes: 2, ..Limits::default() }, ..Policy::default() };
        let large = New { policy: &policy, force: true, ..new(record("x/a")) }.check(&context());
        assert!(matches!(large, Err(Refusal::TooLarge { .. })), "{large:?}");
        assert!(matches!(new(record("x/con")).check(&context()), Err(Refusal::Unportable { .. })));
        let other = New { id: id("x/b"), ..new(record("x/a")) }.check(&context());
        let Err(Refusal::OtherId { expected, found }) = other else { panic!("{other:?}") };
        assert_eq!((expected, found), (id("x/b"), id("x/a")));
    }
}
