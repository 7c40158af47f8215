//! Merging sets: texts, edges by their targets, objects by their keys.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::order::merge_order;
use super::{Conflict, Merged, Rules, Scope};
use crate::record::{Field, FieldKind, Json, Waiver};

/// An element of a set: its key, and its index among equal ones, from 0.
pub(super) type Key = (String, usize);

/// A key with the number that it has among the equal ones seen so far.
fn number(seen: &mut BTreeMap<String, usize>, key: String) -> Key {
    let next = seen.entry(key.clone()).or_default();
    *next += 1;
    (key, *next - 1)
}

/// The elements of a set in their order; empty if the value is not a set.
pub(super) fn members(field: Field, value: Option<&Json>) -> Vec<(Key, Json)> {
    let key = |element: &Json| {
        let key = match field.kind() {
            FieldKind::Waivers => Waiver::key_of(element),
            FieldKind::Edges(_) => element.get("error_id").and_then(|id| Some(id.as_str()?.into_owned())),
            _ => element.as_str().map(Cow::into_owned),
        };
        // What a damaged journal has without a key is identified by all of it, and is no other element.
        key.unwrap_or_else(|| element.text().to_owned())
    };
    let Some(value) = value else { return Vec::new() };
    let mut seen = BTreeMap::new();
    let of_list = value.elements().map(|element| (number(&mut seen, key(&element)), element));
    let of_object = value.members().map(|(key, value)| ((key.into_owned(), 0), value));
    if value.is_object() { of_object.collect() } else { of_list.collect() }
}

/// The elements of a field that merges element by element, by their keys and the number among equal ones; `None` if the
/// field merges as a whole.
pub fn members_of(field: Field, value: &Json) -> Option<BTreeMap<(String, usize), Json>> {
    merges_by_members(field).then(|| members(field, Some(value)).into_iter().collect())
}

/// Whether a field merges element by element.
pub(super) fn merges_by_members(field: Field) -> bool {
    use FieldKind as Kind;
    matches!(field.kind(), Kind::Set | Kind::Waivers | Kind::Edges(_) | Kind::FreeForm | Kind::Extra)
}

/// The value that has these elements, of the same form as another.
pub(super) fn assemble(like: &Json, members: Vec<(Key, Json)>) -> Json {
    let members = members.into_iter();
    match like.is_object() {
        true => members.map(|((key, _), value)| (key, value)).collect(),
        false => members.map(|(_, value)| value).collect(),
    }
}

/// Merges lists of texts: what either side added is in, what either side removed is out.
pub(super) fn texts(base: Option<&Json>, ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    let keys = |value: Option<&Json>| -> Vec<Key> {
        let mut seen = BTreeMap::new();
        let list = value.into_iter().flat_map(Json::elements);
        list.filter_map(|text| Some(number(&mut seen, text.as_str()?.into_owned()))).collect()
    };
    let merged = order(&keys(base), &keys(ours), &keys(theirs));
    Some(merged.into_iter().map(|(text, _)| Json::from(text)).collect::<Json>())
}

/// Merges edges or the members of an object, one by one. A member that both sides changed differently, or that one side
/// removed and the other changed, is a conflict.
pub(super) fn merge(
    field: Field,
    (base, ours, theirs): (Option<&Json>, Option<&Json>, Option<&Json>),
    rules: &mut Rules<'_>,
    merged: &mut Merged,
) -> Option<Json> {
    let mut lists = [members(field, base), members(field, ours), members(field, theirs)];
    tell_apart(&mut lists);
    let [base, our, their] = lists;
    let keys = |members: &[(Key, Json)]| -> Vec<Key> { members.iter().map(|(key, _)| key.clone()).collect() };
    let (base_keys, our_keys, their_keys) = (keys(&base), keys(&our), keys(&their));
    let mut ordered = order(&base_keys, &our_keys, &their_keys);
    // One that stays although one side removed it is put after the others.
    let mut there: HashSet<Key> = ordered.iter().cloned().collect();
    ordered.extend(our_keys.into_iter().chain(their_keys).filter(|key| there.insert(key.clone())));
    let (base, our, their) = (by_key(&base), by_key(&our), by_key(&their));
    let mut kept = Vec::new();
    for key in ordered {
        let (was, our, their) = (base.get(&key).copied(), our.get(&key).copied(), their.get(&key).copied());
        let value = match () {
            () if our == their || their == was => our.cloned(),
            () if our == was => their.cloned(),
            () => {
                let scope = Scope::Member(key.0.clone());
                merged.resolve(Conflict::of(field, scope, was, our, their), rules)
            }
        };
        kept.extend(value.map(|value| (key, value)));
    }
    ours.map(|ours| assemble(ours, kept))
}

/// Several edges to one target are identified by their whole content, because their order has no meaning.
fn tell_apart(lists: &mut [Vec<(Key, Json)>; 3]) {
    let later = lists.iter().flatten().filter(|((_, nth), _)| *nth > 0);
    let several: BTreeSet<String> = later.map(|((key, _), _)| key.clone()).collect();
    for list in lists {
        let mut seen = BTreeMap::new();
        for (key, value) in list.iter_mut().filter(|((key, _), _)| several.contains(key)) {
            *key = number(&mut seen, format!("{} {value}", key.0));
        }
    }
}

/// The elements by their keys.
pub(super) fn by_key(members: &[(Key, Json)]) -> HashMap<&Key, &Json> {
    members.iter().map(|(key, value)| (key, value)).collect()
}

/// The keys that a merge has, in order. If both sides moved what they share, each in its own way, ours is used, because
/// the order of a set means little.
fn order(base: &[Key], ours: &[Key], theirs: &[Key]) -> Vec<Key> {
    let mut numbers: BTreeMap<&Key, u64> = BTreeMap::new();
    let mut all: Vec<&Key> = Vec::new();
    for key in base.iter().chain(ours).chain(theirs) {
        numbers.entry(key).or_insert_with(|| {
            all.push(key);
            all.len() as u64 - 1
        });
    }
    let number = |keys: &[Key]| -> Vec<u64> { keys.iter().filter_map(|key| numbers.get(key).copied()).collect() };
    let (was, our, their) = (number(base), number(ours), number(theirs));
    let merged = merge_order(&was, &our, &their).unwrap_or_else(|| {
        let set = |list: &[u64]| -> HashSet<u64> { list.iter().copied().collect() };
        let (in_was, in_our, in_their) = (set(&was), set(&our), set(&their));
        let stays = |key: &&u64| in_their.contains(key) || !in_was.contains(key);
        let added = their.iter().filter(|key| !in_was.contains(key) && !in_our.contains(key));
        our.iter().filter(stays).chain(added).copied().collect()
    });
    let key = |number: u64| usize::try_from(number).ok().and_then(|at| all.get(at)).map(|key| (*key).clone());
    merged.into_iter().filter_map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, read_json};

    #[test]
    fn elements_without_a_key_are_not_the_same() {
        let damaged = read_json(r#"[{"error_id": "x/b"}, {"probability": 0.5}, {"probability": 0.25}]"#).unwrap();
        let keys: BTreeSet<Key> = members(Record::LEADS_TO, Some(&damaged)).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys.len(), 3, "{keys:?}");
        assert!(keys.iter().all(|(key, again)| !key.is_empty() && *again == 0), "{keys:?}");
    }
}
