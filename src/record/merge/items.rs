//! Merging lists of items: which stay, which go, and in which order.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::order::merge_order;
use super::{Conflict, Merged, Rules, Scope, Sides, Take};
use crate::record::{Field, Fields, ItemKind, ItemRef, Json};

/// The fate of an item that one side removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Gone,
    Ours,
    Theirs,
    Base,
}

/// The items that one side removed, with the fate of each.
pub(super) struct Items {
    fates: BTreeMap<ItemRef, Fate>,
    /// Items that somebody wrote to resolve a conflict.
    written: Fields,
}

impl Fate {
    pub(super) fn value(self, field: Field, sides: Sides<'_>) -> Option<Json> {
        let side = match self {
            Fate::Gone => return None,
            Fate::Ours => sides.ours,
            Fate::Theirs => sides.theirs,
            Fate::Base => sides.base,
        };
        side.get(field).cloned()
    }
}

impl Items {
    /// Compares the items of the base. One that a side removed is removed; if the other side changed it, that is a
    /// conflict.
    pub(super) fn of(sides: Sides<'_>, rules: &mut Rules<'_>, merged: &mut Merged) -> Self {
        let mut items = Items { fates: BTreeMap::new(), written: Fields::default() };
        for kind in ItemKind::ALL.iter().copied() {
            let set = |fields: &Fields| -> HashSet<u32> { fields.ids(kind).into_iter().collect() };
            let (ours_has, theirs_has) = (set(sides.ours), set(sides.theirs));
            for id in sides.base.ids(kind) {
                let item = ItemRef { kind, id };
                let left = match (ours_has.contains(&id), theirs_has.contains(&id)) {
                    (true, true) => continue,
                    (false, false) => {
                        items.fates.insert(item, Fate::Gone);
                        continue;
                    }
                    (true, false) => sides.ours,
                    (false, true) => sides.theirs,
                };
                match first_changed(item, sides.base, left) {
                    None => drop(items.fates.insert(item, Fate::Gone)),
                    Some(field) => items.resolve(item, field, sides, rules, merged),
                }
            }
        }
        items
    }

    /// Decides what becomes of an item that one side removed and the other changed, in this field first.
    fn resolve(&mut self, item: ItemRef, field: Field, sides: Sides<'_>, rules: &mut Rules<'_>, merged: &mut Merged) {
        let object = |fields: &Fields| fields.ids(item.kind).contains(&item.id).then(|| fields.gather(item));
        let conflict = Conflict {
            field,
            scope: Scope::Item,
            base: object(sides.base),
            ours: object(sides.ours),
            theirs: object(sides.theirs),
        };
        let stays = |there: &Option<Json>, fate| if there.is_some() { fate } else { Fate::Gone };
        let take = (rules.resolve)(&conflict);
        merged.resolved += usize::from(take.is_some());
        let fate = match take {
            Some(Take::Theirs) => stays(&conflict.theirs, Fate::Theirs),
            Some(Take::Base) => Fate::Base,
            Some(Take::Value(value)) => {
                if value.is_object() {
                    self.written.add_item(item, &value);
                }
                Fate::Gone
            }
            Some(Take::Ours) => stays(&conflict.ours, Fate::Ours),
            None => {
                let fate = stays(&conflict.ours, Fate::Ours);
                merged.open.push(conflict);
                fate
            }
        };
        self.fates.insert(item, fate);
    }

    /// The fate of the item of a field, if one side removed it.
    pub(super) fn fate(&self, field: Field) -> Option<Fate> {
        self.fates.get(&field.item?).copied()
    }

    /// Adds the items that were written to resolve conflicts.
    pub(super) fn add_written(&self, merged: &mut Fields) {
        self.written.iter().for_each(|(field, value)| merged.set(field, Some(value.clone())));
    }
}

/// The first field of an item that differs from the base.
fn first_changed(item: ItemRef, base: &Fields, left: &Fields) -> Option<Field> {
    Field::all(Some(item)).find(|field| left.get(*field).is_some_and(|value| base.get(*field) != Some(value)))
}

/// Makes a list name the existing items: one that stays although one side removed it, or that was added while both
/// sides moved the others, follows the item that it followed before.
pub(super) fn complete_list(merged: &mut Fields, kind: ItemKind, ours: &Fields, theirs: &Fields) {
    let there: BTreeSet<u32> = merged.iter().filter_map(|(field, _)| field.item?.id_of(kind)).collect();
    let mut ids = merged.ids(kind);
    ids.retain(|id| there.contains(id));
    let mut listed: HashSet<u32> = ids.iter().copied().collect();
    for list in [ours.ids(kind), theirs.ids(kind)] {
        let mut before = None;
        for id in list.into_iter().filter(|id| there.contains(id)) {
            if listed.insert(id) {
                let behind = before.and_then(|before| ids.iter().position(|kept| *kept == before));
                ids.insert(behind.map_or(0, |at| at + 1), id);
            }
            before = Some(id);
        }
    }
    ids.extend(there.iter().filter(|id| !listed.contains(id)));
    merged.set_ids(kind, &ids);
}

/// Merges the orders of a list of items; `None` if both sides moved what they share, each in its own way.
pub(super) fn merge_lists(base: Option<&Json>, ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    let ids = |list: Option<&Json>| -> Option<Vec<u64>> { Some(list?.numbers().map(u64::from).collect()) };
    merge_order(&ids(base)?, &ids(ours)?, &ids(theirs)?).map(|merged| Json::of(&merged))
}
