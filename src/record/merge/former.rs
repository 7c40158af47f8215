//! Earlier states of a record: an old value from a source whose base is unknown is not a change.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Sides;
use super::members::{self, Key};
use super::order::merge_order;
use crate::record::{Field, FieldKind, Fields, ItemKind, ItemRef, Json};

/// The values that the fields of a record have had, and the items that it has had.
#[derive(Debug, Clone, Default)]
pub struct Former {
    values: BTreeMap<Field, Vec<Json>>,
    /// Items that were added or removed since the record was added: there was a time without them.
    absent: BTreeSet<ItemRef>,
    /// The texts by which items are known now.
    current: Vec<(ItemRef, String)>,
    /// Those by which items were known, that of the last one first.
    past: Vec<(ItemRef, String)>,
    /// Items that are kept because evidence refers to them, with their texts.
    kept: Vec<(ItemRef, String)>,
}

impl Former {
    /// Notes a change of a field; the latest change has to be noted first. An added item has no old values, and a
    /// removed one no new ones.
    pub fn note(&mut self, field: Field, old: Option<&Json>, new: Option<&Json>) {
        if let Some(item) = field.item.filter(|_| field.names_item()) {
            let text = |value: Option<&Json>| Some((item, value?.as_str()?.into_owned()));
            if !self.values.contains_key(&field) {
                self.current.extend(text(new));
            }
            self.past.extend(text(old));
        }
        if old.is_none() || new.is_none() {
            self.absent.extend(field.item);
        }
        let values = self.values.entry(field).or_default();
        for value in [old, new].into_iter().flatten() {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }

    /// Notes an item that the record does not have and that evidence refers to, with its text.
    pub fn note_kept(&mut self, item: ItemRef, text: String) {
        self.kept.push((item, text));
    }

    /// The texts by which items of a kind are or were known, with their ids: of two items that had a text, the one that
    /// had it last comes first.
    pub fn item_texts(&self, kind: ItemKind) -> impl Iterator<Item = (u32, &str)> {
        let all = self.current.iter().chain(&self.past).chain(&self.kept);
        let of_kind = all.filter(move |(item, text)| item.kind == kind && !text.is_empty());
        of_kind.map(|(item, text)| (item.id, text.as_str()))
    }

    fn has(&self, field: Field, value: &Json) -> bool {
        self.values.get(&field).is_some_and(|values| values.contains(value))
    }

    /// Makes values of `theirs` that the record once had here no changes: they are replaced by those of the base, or by
    /// ours if there is no base.
    pub fn forget(&self, theirs: &mut Fields, base: &Fields, ours: &Fields) {
        ItemKind::ALL.iter().for_each(|kind| self.forget_items(*kind, theirs, base, ours));
        // What both sides have is a change of both.
        let is_changed = |field, value| base.get(field) != Some(value) && ours.get(field) != Some(value);
        let changed: Vec<Field> =
            theirs.iter().filter(|(field, value)| is_changed(*field, *value)).map(|(field, _)| field).collect();
        for field in changed {
            let Some(reset) = base.get(field).or_else(|| ours.get(field)) else { continue };
            let sides = Sides { base, ours, theirs };
            let value = match field.kind() {
                FieldKind::Domain | FieldKind::Items(_) => continue,
                _ if members::merges_by_members(field) => self.without_old_members(field, reset, sides),
                _ if theirs.get(field).is_some_and(|value| self.has(field, value)) => reset.clone(),
                _ => continue,
            };
            theirs.set(field, Some(value));
        }
    }

    /// Items that were removed here do not come back, and those that an old copy does not have yet stay.
    fn forget_items(&self, kind: ItemKind, theirs: &mut Fields, base: &Fields, ours: &Fields) {
        let item = |id: u32| ItemRef { kind, id };
        let (base_ids, our_ids) = (base.ids(kind), ours.ids(kind));
        let mut ids = theirs.ids(kind);
        let set = |ids: &[u32]| -> HashSet<u32> { ids.iter().copied().collect() };
        let (in_base, in_ours) = (set(&base_ids), set(&our_ids));
        let before = ids.clone();
        ids.retain(|id| in_base.contains(id) || in_ours.contains(id) || !self.absent.contains(&item(*id)));
        let kept = set(&ids);
        for id in before.iter().filter(|id| !kept.contains(id)) {
            theirs.remove_item(item(*id));
        }
        if self.is_old_order(kind, &ids, &in_base) {
            let wide = |ids: &[u32]| -> Vec<u64> { ids.iter().copied().map(u64::from).collect() };
            let shared: Vec<u32> = ids.iter().filter(|id| in_base.contains(id)).copied().collect();
            let there: Vec<u32> = base_ids.iter().filter(|id| kept.contains(id)).copied().collect();
            if let Some(order) = merge_order(&wide(&shared), &wide(&there), &wide(&ids)) {
                ids = order.into_iter().filter_map(|id| u32::try_from(id).ok()).collect();
            }
        }
        let mut at = 0;
        for id in &base_ids {
            // Most are in the order of the base.
            let is_next = ids.get(at) == Some(id);
            match if is_next { Some(at) } else { ids.iter().position(|there| there == id) } {
                Some(place) => at = place + 1,
                None if self.absent.contains(&item(*id)) => {
                    ids.insert(at, *id);
                    at += 1;
                    Field::all(Some(item(*id))).for_each(|field| theirs.set(field, base.get(field).cloned()));
                }
                None => {}
            }
        }
        theirs.set_ids(kind, &ids);
    }

    /// Whether the items are in an order that they once had here.
    fn is_old_order(&self, kind: ItemKind, ids: &[u32], base: &HashSet<u32>) -> bool {
        let shared: Vec<u32> = ids.iter().filter(|id| base.contains(id)).copied().collect();
        let in_shared: HashSet<u32> = shared.iter().copied().collect();
        let lists = self.values.get(&Field::listing(kind));
        lists
            .into_iter()
            .flatten()
            .any(|list| list.numbers().filter(|id| in_shared.contains(id)).eq(shared.iter().copied()))
    }

    /// Their elements of a set, except for those that were removed here, with those that an old copy does not have yet.
    fn without_old_members(&self, field: Field, reset: &Json, sides: Sides<'_>) -> Json {
        let there = members::members(field, Some(reset));
        let our = members::members(field, sides.ours.get(field));
        let their = members::members(field, sides.theirs.get(field));
        let former = self.values.get(&field).into_iter().flatten();
        let former: Vec<_> = former.map(|value| members::members(field, Some(value))).collect();
        let former: Vec<HashMap<&Key, &Json>> = former.iter().map(|members| members::by_key(members)).collect();
        let was = |key: &Key, value: Option<&Json>| former.iter().any(|former| former.get(key).copied() == value);
        let (in_there, in_our) = (members::by_key(&there), members::by_key(&our));
        let mut kept: Vec<(Key, Json)> = Vec::new();
        for (key, value) in &their {
            match in_there.get(key).copied() {
                Some(reset) if was(key, Some(value)) => kept.push((key.clone(), reset.clone())),
                None if was(key, Some(value)) && !in_our.contains_key(key) => {}
                _ => kept.push((key.clone(), value.clone())),
            }
        }
        let in_their = members::by_key(&their);
        kept.extend(there.iter().filter(|(key, _)| !in_their.contains_key(key) && was(key, None)).cloned());
        let in_kept = members::by_key(&kept);
        let is_reset = kept.len() == there.len() && there.iter().all(|(key, value)| in_kept.get(key) == Some(&value));
        if is_reset { reset.clone() } else { members::assemble(reset, kept) }
    }
}
