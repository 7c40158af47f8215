//! Bringing together what two sides made of one record.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{EXTRA, Field, Fields, Part, compact, merge_order};

/// One side of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What stands here.
    Ours,
    /// What comes in.
    Theirs,
}

/// A field that both sides changed, each in its own way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field. For an item that one side took away while the other changed it, each field that was changed.
    pub field: Field,
    /// Its value before both; `None` where it was not there.
    pub base: Option<Json>,
    /// What we made of it.
    pub ours: Option<Json>,
    /// What they made of it.
    pub theirs: Option<Json>,
}

impl Conflict {
    /// Base, ours and theirs as compact JSON; `nothing` where there is no value.
    pub fn values(&self) -> [String; 3] {
        let text = |value: &Option<Json>| value.as_ref().map_or("nothing".to_owned(), compact);
        [text(&self.base), text(&self.ours), text(&self.theirs)]
    }
}

/// The day of the last change follows from the merge and never stands in its way; whoever merges sets it.
const BOOKKEEPING: &str = "last_updated";

/// The first segment of the id: it goes where the id goes.
const DOMAIN: &str = "domain";

/// A count of pieces of evidence: what each side added is added.
const COUNT: &str = "evidence_count";

/// Merges field by field: what one side changed is taken from it, what both changed alike is taken once. What is left
/// is a conflict, for which the fields of `side` are taken; without one, ours.
///
/// A list of items merges by its items: what either side added is in it, what either side took away is not.
/// `last_updated` is ours.
pub fn merge(base: &Fields, ours: &Fields, theirs: &Fields, side: Option<Side>) -> (Fields, Vec<Conflict>) {
    let mut merged = Fields::default();
    let mut conflicts = Vec::new();
    let gone = removals(base, ours, theirs, side, &mut conflicts);
    let fields: BTreeSet<Field> =
        [base, ours, theirs].iter().flat_map(|fields| fields.iter().map(|(field, _)| field)).collect();
    for field in fields {
        if gone.contains(&(field.part, field.item)) || field.name() == DOMAIN {
            continue;
        }
        let (was, our, their) = (base.get(field), ours.get(field), theirs.get(field));
        let kept = match field {
            // An item that only one side has is new, or stays although the other side took it away: as a whole.
            _ if field.part != Part::Record && (our.is_none() || their.is_none()) => our.or(their).cloned(),
            _ if field.name() == BOOKKEEPING => our.cloned(),
            _ if our == their || their == was => our.cloned(),
            _ if our == was => their.cloned(),
            _ if field.name() == COUNT => sum(was, our, their),
            _ => {
                let alike = match field.listed() {
                    Some(_) => lists(was, our, their),
                    None if field.name() == EXTRA => members(was, our, their),
                    None => None,
                };
                if alike.is_none() {
                    let value = |value: Option<&Json>| value.cloned();
                    conflicts.push(Conflict { field, base: value(was), ours: value(our), theirs: value(their) });
                }
                alike.or_else(
                    || if side == Some(Side::Theirs) { their.or(our).cloned() } else { our.or(their).cloned() },
                )
            }
        };
        merged.set(field, kept);
    }
    for part in Part::ITEMS {
        complete_list(&mut merged, part, ours, theirs);
    }
    follow_id(&mut merged);
    (merged, conflicts)
}

fn follow_id(merged: &mut Fields) {
    let own = |name| Field::named(Part::Record, 0, name);
    let id = own("id").and_then(|id| merged.get(id)).and_then(Json::as_str);
    let domain = id.and_then(|id| id.split('/').next()).map(Json::from);
    own(DOMAIN).into_iter().for_each(|field| merged.set(field, domain.clone()));
}

/// The items that are not in the merge, for one side took them away. Where the other side changed such an item, that
/// is a conflict.
fn removals(
    base: &Fields,
    ours: &Fields,
    theirs: &Fields,
    side: Option<Side>,
    conflicts: &mut Vec<Conflict>,
) -> BTreeSet<(Part, u32)> {
    let mut gone = BTreeSet::new();
    for part in Part::ITEMS {
        let (ours_has, theirs_has) = (ours.ids(part), theirs.ids(part));
        for id in base.ids(part) {
            let (left, takes_away) = match (ours_has.contains(&id), theirs_has.contains(&id)) {
                (true, true) => continue,
                (false, false) => {
                    gone.insert((part, id));
                    continue;
                }
                (true, false) => (ours, Side::Theirs),
                (false, true) => (theirs, Side::Ours),
            };
            let own = |fields: &Fields| -> Vec<(Field, Json)> {
                let fields = fields.iter().filter(|(field, _)| (field.part, field.item) == (part, id));
                fields.map(|(field, value)| (field, value.clone())).collect()
            };
            let changed: Vec<_> =
                own(left).into_iter().filter(|(field, value)| base.get(*field) != Some(value)).collect();
            if changed.is_empty() || side.unwrap_or(Side::Ours) == takes_away {
                gone.insert((part, id));
            }
            conflicts.extend(changed.into_iter().map(|(field, _)| Conflict {
                field,
                base: base.get(field).cloned(),
                ours: ours.get(field).cloned(),
                theirs: theirs.get(field).cloned(),
            }));
        }
    }
    gone
}

/// Makes a list name the items that are there: one that stays against the other side's will, or that was added where
/// both sides moved the others, stands behind the item that it stood behind.
fn complete_list(merged: &mut Fields, part: Part, ours: &Fields, theirs: &Fields) {
    let there: BTreeSet<u32> =
        merged.iter().filter(|(field, _)| field.part == part).map(|(field, _)| field.item).collect();
    let mut ids = merged.ids(part);
    ids.retain(|id| there.contains(id));
    for list in [ours.ids(part), theirs.ids(part)] {
        let mut before = None;
        for id in list.into_iter().filter(|id| there.contains(id)) {
            if !ids.contains(&id) {
                let behind = before.and_then(|before| ids.iter().position(|kept| *kept == before));
                ids.insert(behind.map_or(0, |at| at + 1), id);
            }
            before = Some(id);
        }
    }
    let field = Field::named(Part::Record, 0, part.list());
    field.into_iter().for_each(|field| merged.set(field, Some(Json::from(ids.as_slice()))));
}

fn lists(base: Option<&Json>, ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    let ids = |list: Option<&Json>| -> Option<Vec<u64>> { list?.as_array()?.iter().map(Json::as_u64).collect() };
    merge_order(&ids(base)?, &ids(ours)?, &ids(theirs)?).map(Json::from)
}

/// Merges objects of unknown keys key by key; `None` where both sides changed the same one.
fn members(base: Option<&Json>, ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    let (base, ours, theirs) = (base?.as_object()?, ours?.as_object()?, theirs?.as_object()?);
    let mut merged = Map::new();
    for key in ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key))) {
        let (was, our, their) = (base.get(key), ours.get(key), theirs.get(key));
        let kept = match () {
            () if our == their || their == was => our,
            () if our == was => their,
            () => return None,
        };
        kept.into_iter().for_each(|value| drop(merged.insert(key.clone(), value.clone())));
    }
    Some(Json::Object(merged))
}

fn sum(base: Option<&Json>, ours: Option<&Json>, theirs: Option<&Json>) -> Option<Json> {
    let count = |value: Option<&Json>| value.and_then(Json::as_i64).unwrap_or_default();
    let added = count(theirs).saturating_sub(count(base));
    Some(Json::from(count(ours).saturating_add(added).max(0)))
}
