//! Replacing values by a map.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{ValueMap, ValueMove};
use crate::curate::refusal::EditRefusal;
use crate::curate::{Refusal, Verb, Work};
use crate::record::{Field, FieldKind, Fields, FormatField, Id, Json, Part, Revision};
use crate::store::{BatchVerb, Stored};

/// Replaces values of fields in all records that have them.
#[derive(Debug, Clone, Default)]
pub struct ReplaceValues {
    /// The values, and their replacements.
    pub map: ValueMap,
}

/// The replaced values of one field, each with the index of its move in the map and its new value.
type Moves<'m> = HashMap<&'m str, (usize, &'m str)>;

impl Verb for ReplaceValues {
    /// The number of records that had the value, for each move.
    type Detail = Vec<u64>;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::ReplaceValues
    }

    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<u64>, Refusal> {
        let mut by_field: BTreeMap<FormatField, Moves<'_>> = BTreeMap::new();
        for (at, ValueMove { field, from, to }) in self.map.moves().iter().enumerate() {
            by_field.entry(*field).or_default().insert(from, (at, to));
        }
        let mut stored: BTreeMap<Id, Stored> = BTreeMap::new();
        for (field, moves) in &by_field {
            for row in work.tx.rows_with(*field, &moves.keys().copied().collect::<Vec<_>>())? {
                let one = work.tx.load_known(row)?;
                stored.insert(one.revision.record.id.clone(), one);
            }
        }
        let mut records = vec![0_u64; self.map.moves().len()];
        let progress = work.context.progress.change(stored.len());
        for stored in stored.into_values() {
            let (new, made) = replaced(&stored.revision, &by_field)?;
            for (at, records) in records.iter_mut().enumerate() {
                *records += u64::from(made.contains(&at));
            }
            work.save(&stored, new)?;
            progress.step();
        }
        Ok(records)
    }
}

/// The revision after the moves, and the moves that changed it.
fn replaced(
    revision: &Revision,
    by_field: &BTreeMap<FormatField, Moves<'_>>,
) -> Result<(Revision, BTreeSet<usize>), Refusal> {
    let (mut fields, mut made) = (Fields::of(revision), BTreeSet::new());
    for (format, moves) in by_field {
        for field in places(*format, revision) {
            let new = fields.get(field).and_then(|value| value_after(value, format.kind(), moves, &mut made));
            if let Some(new) = new {
                fields.set(field, Some(new));
            }
        }
    }
    let invalid = |faults| EditRefusal::Invalid { id: revision.record.id.clone(), faults };
    let new = fields.assemble(revision.is_withdrawn).map_err(invalid)?;
    Ok((new, made))
}

/// A field in each item that has it.
fn places(field: FormatField, revision: &Revision) -> Vec<Field> {
    match field.part() {
        Part::Record => vec![field.of(0)],
        Part::Item(kind) => revision.items.of(kind).iter().map(|id| field.of(*id)).collect(),
    }
}

/// The new value, if it changes; `made` gets the moves. If several elements of a set become equal, one of them is left.
fn value_after(value: &Json, kind: FieldKind, moves: &Moves<'_>, made: &mut BTreeSet<usize>) -> Option<Json> {
    let mut moved = |text: &Json| {
        let (at, to) = moves.get(text.as_str()?.as_ref())?;
        made.insert(*at);
        Some(Json::from(*to))
    };
    if !value.is_list() {
        return moved(value);
    }
    let elements: Vec<(Json, Option<Json>)> = value.elements().map(|old| (old.clone(), moved(&old))).collect();
    let is_set = kind == FieldKind::Set;
    let stays = |element: &Json| elements.iter().any(|(old, new)| new.is_none() && old == element);
    let mut after: Vec<Json> = Vec::new();
    for (old, new) in &elements {
        match new {
            None => after.push(old.clone()),
            Some(new) if is_set && (stays(new) || after.contains(new)) => {}
            Some(new) => after.push(new.clone()),
        }
    }
    elements.iter().any(|(_, new)| new.is_some()).then(|| after.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, edit, store, stored};
    use crate::curate::{Step, Undo};
    use crate::intake::value_map;

    fn replacing(map: &str) -> ReplaceValues {
        let rows = value_map(format!("field,from,to\n{map}").as_bytes()).unwrap();
        ReplaceValues { map: ValueMap::new(rows).unwrap() }
    }

    #[test]
    fn a_value_is_replaced_in_every_place_and_only_once() {
        let mut store = store(&["x/a", "x/b", "x/c"]);
        crate::curate::fixture::set(&mut store, &["x/b"], "category", "Runtime-Errors");
        crate::curate::fixture::set(&mut store, &["x/c"], "category", "other");
        let verb = replacing("category,Runtime-Errors,runtime_error\nw.action,Do,Do it\ncategory,gone,here\n");
        assert_eq!(apply(&verb, &mut store, &context()).unwrap(), [1, 3, 0]);
        let of = |store: &mut crate::store::Store, id| {
            let record = stored(store, id).revision.record;
            (record.category, record.workarounds[0].action.clone(), record.last_updated == context().day)
        };
        assert_eq!(of(&mut store, "x/b"), ("runtime_error".to_owned(), "Do it".to_owned(), true));
        assert_eq!(of(&mut store, "x/c"), ("other".to_owned(), "Do it".to_owned(), true));
        let again = verb.apply(&mut store, &context(), &mut |_| true).unwrap();
        assert_eq!((again.batch, again.detail), (None, vec![0, 0, 0]));
    }

    #[test]
    fn a_set_has_no_duplicates_and_keeps_its_order() {
        let mut store = store(&["x/a"]);
        for tag in ["Docker Compose", "net", "docker-compose", "docker compose"] {
            edit(&mut store, &["x/a"], Step::Add("tags".to_owned(), tag.to_owned()));
        }
        let map = "tags,Docker Compose,docker-compose\ntags,docker compose,docker-compose\n";
        assert_eq!(apply(&replacing(map), &mut store, &context()).unwrap(), [1, 1]);
        assert_eq!(stored(&mut store, "x/a").revision.record.tags, ["net", "docker-compose"]);
        apply(&replacing("tags,net,network\n"), &mut store, &context()).unwrap();
        assert_eq!(stored(&mut store, "x/a").revision.record.tags, ["network", "docker-compose"]);
    }

    #[test]
    fn a_map_is_undone_as_one_batch() {
        let mut store = store(&["x/a", "x/b"]);
        let before = stored(&mut store, "x/b").revision;
        let verb = replacing("category,runtime_error,crash\n");
        let batch = verb.apply(&mut store, &context(), &mut |_| true).unwrap().batch;
        let undo = Undo { batch, id: None, partly: false };
        apply(&undo, &mut store, &context()).unwrap();
        assert_eq!(stored(&mut store, "x/b").revision, before);
    }
}
