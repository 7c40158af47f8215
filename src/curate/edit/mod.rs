//! Editing records: step by step, or as a whole in an editor.

mod name;
mod replace;
mod replace_error;
mod rewrite;
mod step;
mod text;

use super::work::{Verb, Work};
use super::{Cause, Context, Refusal, Which};
use crate::record::{Field, FreeIds, Limits, Record, Revision};
use name::{Address, Name};
pub use replace::Replacement;
pub use replace_error::ReplacementError;
pub use rewrite::Rewrite;
pub use step::Step;
use step::{Bench, Found};

/// The field that a name such as `w1.success_rate` means in a revision; a key of one's own is part of the field
/// `extra`.
///
/// # Errors
/// Where there is no such field or item.
pub fn field(revision: &Revision, word: &str) -> Result<Field, Refusal> {
    Name::resolve(revision, word).map(|name| name.field)
}

/// Fields that have a command of their own, with what to say to whoever edits them.
const GUARDED: &[(Field, &str)] = &[
    (Record::VERIFICATION_TIER, "`canonry promote` and `canonry demote` move a record along the tiers"),
    (Record::LAST_CONFIRMED, "`canonry confirm` moves the day, with the evidence that somebody looked"),
    (Record::EVIDENCE_COUNT, "`canonry evidence add` and `evidence withdraw` keep the count in step with the ledger"),
    (Record::LAST_UPDATED, "it is set by itself when the record changes"),
];

/// What steps do to a field or an item, in words.
const SET: &str = "set";
const REPLACED: &str = "replaced";
const REMOVED: &str = "taken away";
const MOVED: &str = "moved";

/// Edits records by steps.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Which records.
    pub which: Which,
    /// What to do to each of them.
    pub steps: Vec<Step>,
    /// Edits guarded fields too.
    pub force: bool,
    /// How large what the steps make may be; what is larger already may stay so.
    pub limits: Limits,
}

impl Verb for Edit {
    type Detail = ();

    /// Edits every record, or none.
    ///
    /// # Errors
    /// If a step does not fit a record, or what comes out is not a valid record. What a step was to remove or to replace
    /// has to be in one of the records that are named; by a filter it may be in none.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        self.check_removed()?;
        self.check_twice()?;
        let adds = self.steps.iter().any(|step| matches!(step, Step::Add(..)));
        let mut founds: Vec<Option<Found>> = self.steps.iter().map(|_| None).collect();
        self.which.each(work, |work, stored| {
            let free = if adds { work.identities(stored)?.free } else { FreeIds::default() };
            let mut bench = Bench::new(&stored.revision, free);
            for (step, found) in self.steps.iter().zip(&mut founds) {
                let here = bench.apply(step)?;
                if matches!((&found, &here), (None, _) | (_, Found::Yes)) {
                    *found = Some(here);
                }
            }
            let new = bench.finish(&self.limits)?;
            guard(&stored.revision.record, &new.record, self.force, work.context)?;
            let said = self.steps.iter().filter_map(|step| match step {
                Step::Set(word, _) => field(&stored.revision, word).ok(),
                Step::Replace(_) | Step::Add(..) | Step::Remove(..) | Step::Move(..) => None,
            });
            work.save_authored(stored, new, &said.collect::<Vec<Field>>()).map(drop)
        })?;
        let missing =
            founds.into_iter().find_map(|found| if let Some(Found::No(why)) = found { Some(why) } else { None });
        match (missing, &self.which) {
            (Some(why), Which::Ids(_)) => Err(why),
            _ => Ok(()),
        }
    }
}

impl Edit {
    /// A field has one new value, and an item one place: what is set is not replaced in or taken away besides.
    fn check_twice(&self) -> Result<(), Refusal> {
        let mut seen: Vec<(&str, Address<'_>, &str)> = Vec::new();
        for step in &self.steps {
            let (word, act) = match step {
                Step::Set(word, _) => (word, SET),
                Step::Replace(replacement) => (&replacement.field, REPLACED),
                Step::Remove(word, None) => (word, REMOVED),
                Step::Move(word, _) => (word, MOVED),
                Step::Add(..) | Step::Remove(_, Some(_)) => continue,
            };
            let is_of_item = matches!(step, Step::Remove(..) | Step::Move(..));
            let item = if is_of_item { Address::of_item(word) } else { None };
            let address = item.unwrap_or_else(|| Address::of(word));
            // One replacement builds on another, and what is gone is gone.
            let may_repeat = matches!(act, REPLACED | REMOVED);
            let other =
                seen.iter().find(|(_, other, other_act)| !(act == *other_act && may_repeat) && address.meets(other));
            if let Some((other, _, other_act)) = other {
                let same = if word == other { String::new() } else { format!(" (also named {other})") };
                let how = if act == *other_act { format!("{act} twice") } else { format!("{other_act} and {act}") };
                return Err(Refusal::new(Cause::Usage, format!("{word}{same} is {how} in one edit"))
                    .hint("change each field by one --set, or by one --replace after another; move an item once"));
            }
            seen.push((word, address, act));
        }
        Ok(())
    }

    /// An item that goes is not changed, too.
    fn check_removed(&self) -> Result<(), Refusal> {
        for gone in
            self.steps.iter().filter_map(|step| if let Step::Remove(word, None) = step { Some(word) } else { None })
        {
            let field = format!("{gone}.");
            let is_changed = |step: &Step| match step {
                Step::Set(word, _) | Step::Add(word, _) | Step::Remove(word, Some(_)) => word.starts_with(&field),
                Step::Replace(replacement) => replacement.field.starts_with(&field),
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
    let details = touched.iter().map(|(field, command)| format!("{field}: {command}")).collect();
    Err(Refusal::new(Cause::Policy, format!("{}: not by an edit", old.id))
        .details(details)
        .hint("use those commands, or override with --force --reason TEXT"))
}
