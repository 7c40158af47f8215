//! Writing new records.

use super::ghost::is_ghost;
use super::work::{Verb, Work};
use super::{Cause, Context, Refusal};
use crate::record::{FieldChange, Id, Json, Record, Revision, Tier};
use crate::store::{Snapshot, StoreError, Stored};

/// Adds a record written here.
#[derive(Debug, Clone)]
pub struct New {
    /// The record.
    pub record: Record,
    /// The tier at which records begin.
    pub lowest_tier: Tier,
    /// Allows any tier and day.
    pub force: bool,
}

impl New {
    /// Whether a new record may have an id: there is none of it, or only one whose arrival was undone.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn is_free(snapshot: &Snapshot<'_>, id: &Id) -> Result<bool, StoreError> {
        match snapshot.standing(id)? {
            Some(standing) => Ok(is_ghost(standing, &snapshot.changes(standing.row)?, &snapshot.undone()?)),
            None => Ok(true),
        }
    }
}

/// What the author of a new record may want to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Noticed {
    /// Fields that are empty and should not stay so.
    pub empty: Vec<&'static str>,
    /// Other records of the same error text.
    pub alike: Vec<Id>,
}

impl Verb for New {
    type Detail = Noticed;

    /// Adds the record. It counts as edited here until it is exported.
    ///
    /// # Errors
    /// If the id is taken, or the record claims what has to be earned.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Noticed, Refusal> {
        let mut alike = work.tx.of_signature(&self.record.signature)?;
        alike.retain(|id| *id != self.record.id);
        self.add(work)?;
        let texts = [("regex", &self.record.regex), ("root_cause", &self.record.root_cause)];
        let empty = texts.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(name, _)| name).collect();
        Ok(Noticed { empty, alike })
    }
}

impl New {
    fn add(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        let record = &self.record;
        let there = work.tx.load(&record.id)?;
        if let Some(ghost) = &there
            && work.is_ghost(ghost.standing)?
        {
            self.check(work.context)?;
            let revived = Revision { is_withdrawn: false, ..work.becoming(ghost, record.clone())? };
            return work.save_as_is(ghost, &revived).map(drop);
        }
        if let Some(Stored { standing, .. }) = there {
            let message = format!("there is a record {} already", record.id);
            return Err(Refusal::new(Cause::Conflict, message).hint(match standing.is_withdrawn {
                true => format!("it is withdrawn; `canonry restore {}` brings it back", record.id),
                false => format!("`canonry edit {}` changes it", record.id),
            }));
        }
        self.check(work.context)?;
        work.tx.insert(&record.clone().into(), None)?;
        let fields = vec![FieldChange { path: "withdrawn".to_owned(), old: None, new: Some(Json::from(false)) }];
        work.note(record.id.clone(), fields);
        Ok(())
    }

    /// Whether the record claims only what a new record may.
    ///
    /// # Errors
    /// Where its tier is not the lowest, it was confirmed in the future, or its id cannot be a path everywhere.
    pub fn check(&self, context: &Context) -> Result<(), Refusal> {
        let record = &self.record;
        Refusal::unportable(&record.id)?;
        let mut details = Vec::new();
        if record.verification_tier != self.lowest_tier {
            details.push(format!(
                "verification_tier: a new record begins at {}, not {}",
                self.lowest_tier, record.verification_tier
            ));
        }
        for (name, day) in [("first_seen", record.first_seen), ("last_confirmed", record.last_confirmed)] {
            if day > context.day {
                details.push(format!("{name}: {day} lies in the future (today is {})", context.day));
            }
        }
        if self.force || details.is_empty() {
            return Ok(());
        }
        Err(Refusal::new(Cause::Policy, format!("{} claims what a new record cannot", record.id))
            .details(details)
            .hint("`canonry promote` raises the tier; or override with --force --reason TEXT"))
    }
}
