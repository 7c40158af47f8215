//! Merging sets: texts, edges by their targets, objects by their keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::order::merge_order;
use super::{Conflict, Kind, Merged, Rules, Scope};
use crate::record::free_form::same_option;
use crate::record::{Field, compact};

/// An element of a set: its key, and which it is among equal ones, from 0.
pub(super) type Key = (String, usize);

/// A key with the number that it has among the equal ones seen so far.
fn number(seen: &mut BTreeMap<String, usize>, key: String) -> Key {
    let next = seen.entry(key.clone()).or_default();
    *next += 1;
    (key, *next - 1)
}

/// The elements of a set in their order; none if the value is no set.
pub(super) fn members(field: Field, value: Option<&Json>) -> Vec<(Key, Json)> {
    let key = |element: &Json| match Kind::of(field) {
        Kind::Edges => element.get("error_id").and_then(Json::as_str).unwrap_or_default().to_owned(),
        _ => element.as_str().unwrap_or_default().to_owned(),
    };
    match value {
        Some(Json::Object(object)) => object.iter().map(|(key, value)| ((key.clone(), 0), value.clone())).collect(),
        Some(Json::Array(list)) => {
            let mut seen = BTreeMap::new();
            list.iter().map(|element| (number(&mut seen, key(element)), element.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// The elements of a field that merges element by element, by their keys and the number among equal ones; `None` if the
/// field merges as a whole.
pub fn members_of(field: Field, value: &Json) -> Option<BTreeMap<(String, usize), Json>> {
    let is_set = matches!(Kind::of(field), Kind::Texts | Kind::Edges | Kind::Object);
    is_set.then(|| members(field, Some(value)).into_iter().collect())
}

/// The value that has these elements, of the same form as another.
pub(super) fn assemble(like: &Json, members: Vec<(Key, Json)>) -> Json {
    match like {
        Json::Object(_) => Json::Object(Map::from_iter(members.into_iter().map(|((key, _), value)| (key, value)))),
        _ => members.into_iter().map(|(_, value)| value).collect(),
    }
}

/// Merges lists of texts: what either side added is there, what either side removed is not.
pub(super) fn texts(base: Option<&Json>, ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    let keys = |value: Option<&Json>| -> Vec<Key> {
        let mut seen = BTreeMap::new();
        let list = value.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        list.map(|text| number(&mut seen, text.to_owned())).collect()
    };
    let merged = order(&keys(base), &keys(ours), &keys(theirs));
    Some(merged.into_iter().map(|(text, _)| Json::from(text)).collect())
}

/// Merges edges or the members of an object, one by one. A member that both sides changed otherwise, or that one side
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
    // One that stays although one side removed it goes behind the others.
    let rest: Vec<Key> = our_keys.iter().chain(&their_keys).filter(|key| !ordered.contains(key)).cloned().collect();
    for key in rest {
        if !ordered.contains(&key) {
            ordered.push(key);
        }
    }
    let mut kept = Vec::new();
    for key in ordered {
        let (was, our, their) = (find(&base, &key), find(&our, &key), find(&their, &key));
        let value = match () {
            () if same_option(our, their) || same_option(their, was) => our.cloned(),
            () if same_option(our, was) => their.cloned(),
            () => {
                let scope = Scope::Member(key.0.clone());
                merged.settle(Conflict::of(field, scope, was, our, their), rules)
            }
        };
        kept.extend(value.map(|value| (key, value)));
    }
    ours.map(|ours| assemble(ours, kept))
}

/// Several edges to one target are known by all that they say: which of them is the first tells nothing.
fn tell_apart(lists: &mut [Vec<(Key, Json)>; 3]) {
    let later = lists.iter().flatten().filter(|((_, nth), _)| *nth > 0);
    let several: BTreeSet<String> = later.map(|((key, _), _)| key.clone()).collect();
    for list in lists {
        let mut seen = BTreeMap::new();
        for (key, value) in list.iter_mut().filter(|((key, _), _)| several.contains(key)) {
            *key = number(&mut seen, format!("{} {}", key.0, compact(value)));
        }
    }
}

pub(super) fn find<'m>(members: &'m [(Key, Json)], key: &Key) -> Option<&'m Json> {
    members.iter().find(|(own, _)| own == key).map(|(_, value)| value)
}

/// The keys that a merge has, in order. If both sides moved what they share, each in its own way, ours stands, for the
/// order of a set says little.
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
        let stays = |key: &&u64| their.contains(key) || !was.contains(key);
        let added = their.iter().filter(|key| !was.contains(key) && !our.contains(key));
        our.iter().filter(stays).chain(added).copied().collect()
    });
    let key = |number: u64| usize::try_from(number).ok().and_then(|at| all.get(at)).map(|key| (*key).clone());
    merged.into_iter().filter_map(key).collect()
}
