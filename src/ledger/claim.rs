//! Claims: the numbers in a record that reports support or oppose.

use super::Outcome;
use crate::record::{DeadEnd, Field, FormatField, ItemKind, ItemRef, Rate, Record, Revision, Workaround};

/// A number in a record that reports support or oppose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// How often the error gets fixed at all.
    Record,
    /// How often the dead end of this id fails.
    DeadEnd(u32),
    /// How often the workaround of this id helps.
    Workaround(u32),
}

impl Claim {
    /// The fields that are claims, of the record and of its items.
    pub const FIELDS: [FormatField; 3] =
        [Record::FIX_SUCCESS_RATE.format(), DeadEnd::FAIL_RATE, Workaround::SUCCESS_RATE];

    /// The claim of an item, or of the record as a whole; `None` for a version, which claims nothing.
    pub fn of(item: Option<ItemRef>) -> Option<Claim> {
        let Some(ItemRef { kind, id }) = item else { return Some(Claim::Record) };
        match kind {
            ItemKind::Version => None,
            ItemKind::DeadEnd => Some(Claim::DeadEnd(id)),
            ItemKind::Workaround => Some(Claim::Workaround(id)),
        }
    }

    /// The claims of a revision: the record's, then those of its items.
    pub fn all(revision: &Revision) -> impl Iterator<Item = Claim> {
        let items = &revision.items;
        let dead_ends = items.dead_ends.iter().copied().map(Claim::DeadEnd);
        let workarounds = items.workarounds.iter().copied().map(Claim::Workaround);
        std::iter::once(Claim::Record).chain(dead_ends).chain(workarounds)
    }

    /// The claim that a field is; `None` if it is not a claim.
    pub fn of_field(field: Field) -> Option<Claim> {
        Claim::of(field.item).filter(|claim| claim.field() == field)
    }

    /// The item whose number it is; `None` for the record as a whole.
    pub fn item(self) -> Option<ItemRef> {
        match self {
            Claim::Record => None,
            Claim::DeadEnd(id) => Some(ItemRef { kind: ItemKind::DeadEnd, id }),
            Claim::Workaround(id) => Some(ItemRef { kind: ItemKind::Workaround, id }),
        }
    }

    /// The claim's field.
    pub fn field(self) -> Field {
        match self {
            Claim::Record => Record::FIX_SUCCESS_RATE,
            Claim::DeadEnd(id) => DeadEnd::FAIL_RATE.of(id),
            Claim::Workaround(id) => Workaround::SUCCESS_RATE.of(id),
        }
    }

    /// How much an outcome supports the claim, from 0 to 1. It is the outcome of the attempt, so a failure opposes a
    /// workaround and supports a dead end.
    pub fn support(self, outcome: Outcome) -> f64 {
        let helped = outcome.helped();
        match self {
            Claim::DeadEnd(_) => 1.0 - helped,
            Claim::Record | Claim::Workaround(_) => helped,
        }
    }

    /// Whether an outcome confirms the record: somebody followed it, and it helped. A dead end that helped does not
    /// confirm its record.
    pub fn is_confirmed_by(self, outcome: Outcome) -> bool {
        match self {
            Claim::DeadEnd(_) => false,
            Claim::Record | Claim::Workaround(_) => outcome == Outcome::Success,
        }
    }

    /// The published value; `None` if the revision has no such item.
    pub fn published(self, revision: &Revision) -> Option<Rate> {
        let Record { workarounds, dead_ends, fix_success_rate, .. } = &revision.record;
        let at = || revision.items.position(self.item()?);
        match self {
            Claim::Record => Some(*fix_success_rate),
            Claim::DeadEnd(_) => dead_ends.get(at()?).map(|item| item.fail_rate),
            Claim::Workaround(_) => workarounds.get(at()?).map(|item| item.success_rate),
        }
    }

    /// The published value, to change it; `None` if the revision has no such item.
    pub fn published_mut(self, revision: &mut Revision) -> Option<&mut Rate> {
        let Revision { record, items, .. } = revision;
        let at = || items.position(self.item()?);
        match self {
            Claim::Record => Some(&mut record.fix_success_rate),
            Claim::DeadEnd(_) => record.dead_ends.get_mut(at()?).map(|item| &mut item.fail_rate),
            Claim::Workaround(_) => record.workarounds.get_mut(at()?).map(|item| &mut item.success_rate),
        }
    }
}
