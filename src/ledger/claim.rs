//! Claims: the numbers in a record that reports speak of.

use super::Outcome;
use crate::record::{Field, FormatField, Part, Rate, Record, Revision};

/// A number in a record that reports speak of: how often a workaround helps, how often a dead end fails, how often the
/// error gets fixed at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Whose number it is.
    pub part: Part,
    /// The item's id; 0 for the record.
    pub item: u32,
}

impl Claim {
    /// The claim of an item, or of the record as a whole; `None` for items that claim nothing.
    pub fn of(item: Option<(Part, u32)>) -> Option<Claim> {
        match item {
            None => Some(Claim { part: Part::Record, item: 0 }),
            Some((Part::Version | Part::Record, _)) => None,
            Some((part, item)) => Some(Claim { part, item }),
        }
    }

    /// The claim that a field is; `None` if it is none.
    pub fn of_field(field: Field) -> Option<Claim> {
        let claim = Claim { part: field.part, item: field.item };
        (claim.field() == Some(field)).then_some(claim)
    }

    /// The claim's field.
    pub fn field(self) -> Option<Field> {
        self.part.rate().map(|rate| rate.of(self.item))
    }

    /// The field's name in its part.
    pub fn name(self) -> &'static str {
        self.part.rate().map_or("", FormatField::name)
    }

    /// How much an outcome speaks for the claim, from 0 to 1. An outcome is that of the attempt, so what speaks against
    /// a workaround speaks for a dead end.
    pub fn support(self, outcome: Outcome) -> f64 {
        let helped = outcome.helped();
        if self.part == Part::DeadEnd { 1.0 - helped } else { helped }
    }

    /// The published value; `None` if the revision has no such item.
    pub fn published(self, revision: &Revision) -> Option<Rate> {
        let Record { workarounds, dead_ends, fix_success_rate, .. } = &revision.record;
        let at = revision.items.of(self.part).iter().position(|id| *id == self.item);
        match self.part {
            Part::Workaround => workarounds.get(at?).map(|item| item.success_rate),
            Part::DeadEnd => dead_ends.get(at?).map(|item| item.fail_rate),
            Part::Record | Part::Version => Some(*fix_success_rate),
        }
    }

    /// Publishes a value.
    pub fn publish(self, revision: &mut Revision, rate: Rate) {
        let at = revision.items.of(self.part).iter().position(|id| *id == self.item);
        let Record { workarounds, dead_ends, fix_success_rate, .. } = &mut revision.record;
        match self.part {
            Part::Workaround => {
                at.and_then(|at| workarounds.get_mut(at)).into_iter().for_each(|item| item.success_rate = rate);
            }
            Part::DeadEnd => {
                at.and_then(|at| dead_ends.get_mut(at)).into_iter().for_each(|item| item.fail_rate = rate);
            }
            Part::Record | Part::Version => *fix_success_rate = rate,
        }
    }
}
