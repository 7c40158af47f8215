//! Three-way merges: what two sides made of one record.

mod conflict;
mod former;
mod items;
mod members;
mod order;

use std::collections::BTreeSet;

use super::{Field, FieldKind, Fields, Json, Part, Record};
pub use conflict::{Conflict, Scope, Side, Take};
pub use former::Former;
use items::Items;
pub use members::members_of;

/// The states that a merge begins with.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'f> {
    /// What both sides come from.
    pub base: &'f Fields,
    /// What stands here.
    pub ours: &'f Fields,
    /// What the other side has.
    pub theirs: &'f Fields,
}

/// How `evidence_count` merges if both sides changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// The pieces that each side added are added up.
    Sum,
    /// Theirs, and what our ledger has gained since the base; a loss is negative.
    Gained(i64),
    /// The larger one: nobody knows which pieces both sides counted.
    Larger,
}

/// How a merge is done.
pub struct Rules<'r> {
    /// How counts of evidence merge.
    pub counting: Counting,
    /// Settles a conflict; `None` leaves it open.
    pub settle: &'r mut dyn FnMut(&Conflict) -> Option<Take>,
}

/// The result of a merge.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    /// The fields; those with an open conflict are ours.
    pub fields: Fields,
    /// The conflicts that were not settled.
    pub open: Vec<Conflict>,
    /// How many conflicts were settled.
    pub settled: usize,
}

/// Merges field by field: what one side changed is taken from it, what both changed alike is taken once.
///
/// A list of items merges by its items: what either side added is there, what either side removed is not. Sets merge
/// by their elements, objects by their keys, days to the later one. What is left is a conflict.
pub fn merge(sides: Sides<'_>, rules: &mut Rules<'_>) -> Merged {
    let mut merged = Merged::default();
    let items = Items::of(sides, rules, &mut merged);
    let Sides { base, ours, theirs } = sides;
    let fields: BTreeSet<Field> =
        [base, ours, theirs].iter().flat_map(|fields| fields.iter().map(|(field, _)| field)).collect();
    for field in fields {
        let value = match items.fate(field) {
            Some(fate) => fate.value(field, sides),
            None => merge_field(field, sides, rules, &mut merged),
        };
        merged.fields.set(field, value);
    }
    items.add_written(&mut merged.fields);
    Part::ITEMS.into_iter().for_each(|part| items::complete_list(&mut merged.fields, part, ours, theirs));
    follow_id(&mut merged.fields);
    merged
}

fn merge_field(field: Field, sides: Sides<'_>, rules: &mut Rules<'_>, merged: &mut Merged) -> Option<Json> {
    let (was, our, their) = (sides.base.get(field), sides.ours.get(field), sides.theirs.get(field));
    // An item that only one side has is new: as a whole.
    if field.part != Part::Record && (our.is_none() || their.is_none()) {
        return our.or(their).cloned();
    }
    // Both sides may have come to the same number by different pieces.
    let is_counted = field.kind() == FieldKind::Count && matches!(rules.counting, Counting::Gained(_));
    let is_sure = !is_counted || our == was;
    if their == was || is_sure && our == their {
        return our.cloned();
    }
    if our == was {
        return their.cloned();
    }
    let alike = match field.kind() {
        // It follows the id.
        FieldKind::Domain => return our.cloned(),
        FieldKind::LatestDay => later(our, their),
        FieldKind::Count => count(was, our, their, rules.counting),
        FieldKind::Items(_) => items::merge_lists(was, our, their),
        FieldKind::Set => members::texts(was, our, their),
        FieldKind::Edges(_) | FieldKind::FreeForm | FieldKind::Extra => {
            return members::merge(field, (was, our, their), rules, merged);
        }
        FieldKind::Id | FieldKind::Text | FieldKind::OptionalText | FieldKind::Texts => None,
        FieldKind::Tier | FieldKind::Resolvable | FieldKind::Rate | FieldKind::Day => None,
    };
    alike.or_else(|| {
        let conflict = Conflict::of(field, Scope::Field, was, our, their);
        merged.settle(conflict, rules)
    })
}

impl Merged {
    /// Merges, adds counts up, and leaves every conflict open.
    pub fn unsettled(base: &Fields, ours: &Fields, theirs: &Fields) -> Self {
        merge(Sides { base, ours, theirs }, &mut Rules { counting: Counting::Sum, settle: &mut |_| None })
    }

    /// The value that a conflict is settled with, or ours if it stays open.
    fn settle(&mut self, conflict: Conflict, rules: &mut Rules<'_>) -> Option<Json> {
        let take = (rules.settle)(&conflict);
        let is_open = take.is_none();
        self.settled += usize::from(!is_open);
        let Conflict { base, ours, theirs, .. } = &conflict;
        let value = match take {
            Some(Take::Theirs) => theirs.clone(),
            Some(Take::Base) => base.clone(),
            Some(Take::Value(value)) => Some(value),
            Some(Take::Ours) | None => ours.clone(),
        };
        // A field of the record is always there: a base that had none leaves it as it is.
        let value = if conflict.scope == Scope::Field { value.or_else(|| ours.clone()) } else { value };
        if is_open {
            self.open.push(conflict);
        }
        value
    }
}

/// The later of two days; days in the form of the format sort as texts.
fn later(ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    [ours?, theirs?].into_iter().max().cloned()
}

/// The count of a merge; `None` if both sides set it otherwise than their ledgers say.
fn count(base: Option<&Json>, ours: Option<&Json>, theirs: Option<&Json>, counting: Counting) -> Option<Json> {
    let number = |value: Option<&Json>| value.and_then(Json::as_i64);
    let (our, their) = (number(ours)?, number(theirs)?);
    let count = match (counting, number(base)) {
        (Counting::Gained(gained), base) => {
            let authored = our.saturating_sub(gained);
            if base.is_some_and(|base| base != authored && base != their) && their != authored {
                return None;
            }
            their.saturating_add(gained)
        }
        (Counting::Sum, Some(base)) => our.saturating_add(their.saturating_sub(base)),
        (Counting::Sum | Counting::Larger, _) => our.max(their),
    };
    Some(Json::from(count.max(0)))
}

fn follow_id(merged: &mut Fields) {
    let id = merged.get(Record::ID).and_then(Json::as_str);
    let domain = id.as_ref().and_then(|id| id.split('/').next()).map(Json::from);
    merged.set(Record::DOMAIN, domain);
}

#[cfg(test)]
mod tests;
