//! Editing records: step by step, or as a whole in an editor.

mod name;
mod rewrite;
mod step;

use super::work::{Verb, Work};
use super::{Cause, Context, Refusal, Which};
use crate::record::{EXTRA, Fault, Field, FreeIds, Id, Part, Record, Revision};
use name::Name;
pub use rewrite::Rewrite;
use step::Bench;
pub use step::Step;

/// The field that a name such as `w1.success_rate` means in a revision; a key of one's own is part of the field
/// `extra`.
///
/// # Errors
/// Where there is no such field or item.
pub fn field(revision: &Revision, word: &str) -> Result<Field, Refusal> {
    let name = Name::resolve(revision, word)?;
    let (part, id) = name.item.unwrap_or((Part::Record, 0));
    let named = Field::named(part, id, &name.keys.join(".")).or_else(|| Field::named(part, id, EXTRA));
    named.ok_or_else(|| Refusal::new(Cause::Missing, format!("there is no field {word}")))
}

/// Fields that have a command of their own, with what to say to whoever edits them.
const GUARDED: &[(&str, &str)] = &[
    ("verification_tier", "`canonry promote` and `canonry demote` move a record along the tiers"),
    ("last_confirmed", "`canonry confirm` moves the day, with the evidence that somebody looked"),
    ("evidence_count", "`canonry evidence add` and `evidence withdraw` keep the count in step with the ledger"),
    ("last_updated", "it is set by itself when the record changes"),
];

/// Edits records by steps.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Which records.
    pub which: Which,
    /// What to do to each of them.
    pub steps: Vec<Step>,
    /// Edits guarded fields too.
    pub force: bool,
}

impl Verb for Edit {
    type Detail = ();

    /// Edits every record, or none.
    ///
    /// # Errors
    /// Where a step does not fit a record, or what comes out is none.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        self.check_removed()?;
        let adds = self.steps.iter().any(|step| matches!(step, Step::Add(..)));
        self.which.each(work, |work, stored| {
            let free = if adds { work.identities(stored)?.free } else { FreeIds::default() };
            let mut bench = Bench::new(&stored.revision, free);
            self.steps.iter().try_for_each(|step| bench.take(step))?;
            let new = bench.finish().map_err(|faults| broken(&stored.revision.record.id, &faults))?;
            guard(&stored.revision.record, &new.record, self.force, work.context)?;
            work.save(stored, new).map(drop)
        })
    }
}

impl Edit {
    /// An item that goes is not changed, too.
    fn check_removed(&self) -> Result<(), Refusal> {
        for gone in
            self.steps.iter().filter_map(|step| if let Step::Remove(word, None) = step { Some(word) } else { None })
        {
            let field = format!("{gone}.");
            let is_changed = |step: &Step| match step {
                Step::Set(word, _) | Step::Add(word, _) | Step::Remove(word, Some(_)) => word.starts_with(&field),
                Step::Move(word, _) => word == gone,
                Step::Remove(word, None) => word.starts_with(&field),
            };
            if self.steps.iter().any(is_changed) {
                return Err(Refusal::new(Cause::Usage, format!("{gone} is taken away and changed in one edit"))
                    .hint("numbers of items are those before the edit; leave one of the two steps out"));
            }
        }
        Ok(())
    }
}

/// Refuses an edit of the fields that have commands of their own, unless it is forced with a reason.
fn guard(old: &Record, new: &Record, force: bool, context: &Context) -> Result<(), Refusal> {
    if old.id != new.id {
        return Err(Refusal::new(Cause::Policy, format!("the id of {} is not edited", old.id))
            .hint(format!("`canonry rename {} {}` does it, and the edges of other records follow", old.id, new.id)));
    }
    let touched = [
        old.verification_tier != new.verification_tier,
        old.last_confirmed != new.last_confirmed,
        old.evidence_count != new.evidence_count,
        old.last_updated != new.last_updated,
    ];
    let touched: Vec<_> = GUARDED.iter().zip(touched).filter(|(_, touched)| *touched).map(|(field, _)| field).collect();
    if touched.is_empty() || (force && context.reason.is_some()) {
        return Ok(());
    }
    let details = touched.iter().map(|(name, command)| format!("{name}: {command}")).collect();
    Err(Refusal::new(Cause::Policy, format!("{}: not by an edit", old.id))
        .details(details)
        .hint("use those commands, or override with --force --reason TEXT"))
}

/// What came out of an edit breaks rules of the format.
fn broken(id: &Id, faults: &[Fault]) -> Refusal {
    let details = faults.iter().map(|fault| format!("{id}: {}: {}", fault.path, fault.reason)).collect();
    Refusal::new(Cause::Input, format!("{id} would no longer be a record")).details(details)
}
