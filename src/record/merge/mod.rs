//! Three-way merges: what two sides made of one record.

mod conflict;
mod former;
mod items;
mod members;
mod merged;
mod order;
mod sides;

use std::collections::BTreeSet;

use super::{Field, FieldKind, Fields, ItemKind, Json, Record};
pub use conflict::{Conflict, Scope, Side, Take};
pub use former::Former;
use items::Items;
pub use members::members_of;
pub use merged::Merged;
pub use sides::{Counting, Rules, Sides};

/// Merges field by field: a change of one side is used, and the same change of both sides is used once.
///
/// A list of items merges by its items: what either side added is in, what either side removed is out. Sets merge
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
    ItemKind::ALL.iter().for_each(|kind| items::complete_list(&mut merged.fields, *kind, ours, theirs));
    follow_id(&mut merged.fields);
    merged
}

fn merge_field(field: Field, sides: Sides<'_>, rules: &mut Rules<'_>, merged: &mut Merged) -> Option<Json> {
    let (was, our, their) = (sides.base.get(field), sides.ours.get(field), sides.theirs.get(field));
    // An item that only one side has is new, with all its fields.
    if field.item.is_some() && (our.is_none() || their.is_none()) {
        return our.or(their).cloned();
    }
    // Both sides may have the same number for different pieces.
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
        FieldKind::Waivers | FieldKind::Edges(_) | FieldKind::FreeForm | FieldKind::Extra => {
            return members::merge(field, (was, our, their), rules, merged);
        }
        FieldKind::Id | FieldKind::Text | FieldKind::OptionalText | FieldKind::Texts => None,
        FieldKind::Tier | FieldKind::Resolvable | FieldKind::Rate | FieldKind::Day => None,
    };
    alike.or_else(|| {
        let conflict = Conflict::of(field, Scope::Field, was, our, their);
        merged.resolve(conflict, rules)
    })
}

impl Merged {
    /// Merges, adds counts, and leaves every conflict open.
    pub fn unresolved(base: &Fields, ours: &Fields, theirs: &Fields) -> Self {
        merge(Sides { base, ours, theirs }, &mut Rules { counting: Counting::Sum, resolve: &mut |_| None })
    }
}

/// The later of two days; days in the form of the format sort as texts.
fn later(ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    [ours?, theirs?].into_iter().max().cloned()
}

/// The count of a merge; `None` if both sides set it to other numbers than those of their ledgers.
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
