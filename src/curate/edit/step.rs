//! Single steps of an edit: set a field, replace in it, add to a list, remove, move an item.

use super::super::numbered::item;
use super::super::refusal::{EditRefusal, Expected, Refusal};
use super::Replacement;
use super::name::EditedField;
use crate::record::{
    Fault, FaultPath, FaultyItem, Fields, FreeForm, FreeIds, ItemKind, ItemNumber, ItemRef, Json, Limits, Revision,
    Rule, read_json,
};

/// A step, as it was typed. Numbers of items are those before the whole edit. Names stay texts, because the field, item
/// or custom key that one means depends on the record.
#[derive(Debug, Clone)]
pub enum Step {
    /// Set a field: `w1.success_rate`, `0.8`.
    Set(String, String),
    /// Replace every match in the text of a field.
    Replace(Replacement),
    /// Add to a list: `w` and an item as JSON, or `tags` and a text.
    Add(String, String),
    /// Remove an item, an unknown key, or (with a value) an element of a list.
    Remove(String, Option<String>),
    /// Move an item to a place in its list, counted from 1.
    Move(String, usize),
}

/// Whether a step found its subject in a record. A step that did not has changed nothing.
pub(super) enum StepEffect {
    /// It did.
    Done,
    /// It did not; the refusal if no other record has it either.
    Missing(Refusal),
}

/// A revision split into its fields while steps are applied.
pub(super) struct EditState<'r> {
    pub(super) before: &'r Revision,
    fields: Fields,
    free: FreeIds,
}

impl<'r> EditState<'r> {
    pub(super) fn new(before: &'r Revision, free: FreeIds) -> Self {
        EditState { before, fields: Fields::of(before), free }
    }

    /// The revision after the steps.
    pub(super) fn finish(&self, limits: &Limits) -> Result<Revision, Refusal> {
        let within = |limits: &Limits| self.fields.assemble_within(limits, self.before.is_withdrawn);
        let made = match within(limits) {
            Err(faults) if faults.iter().any(|fault| fault.rule == Rule::Size) => within(&limits.beyond(self.before)),
            made => made,
        };
        made.map_err(|faults| {
            let id = &self.before.record.id;
            let numbered = |fault: Fault| Fault { path: self.numbered(fault.path), ..fault };
            EditRefusal::Invalid { id: id.clone(), faults: faults.into_iter().map(numbered).collect() }.into()
        })
    }

    /// A place in the numbering of the steps: `workarounds[0].how` is `w1.how`, or the former `w2.how` if the first
    /// workaround was removed.
    fn numbered(&self, path: FaultPath) -> FaultPath {
        let Some(FaultyItem::At(kind, at)) = path.item else { return path };
        let id = self.fields.ids(kind).get(at).copied();
        let before = id.and_then(|id| self.before.number(ItemRef { kind, id }));
        let number = before.unwrap_or(ItemNumber { kind, number: at + 1 });
        FaultPath { item: Some(FaultyItem::Numbered(number)), ..path }
    }

    /// Applies a step.
    pub(super) fn apply(&mut self, step: &Step) -> Result<StepEffect, Refusal> {
        match step {
            Step::Set(word, text) => {
                let name = EditedField::resolve(self.before, word)?;
                let value = if name.is_text() { text_value(text) } else { json_value(&name, word, text)? };
                self.change(&name, |slot| *slot = Some(value));
            }
            Step::Replace(replacement) => return self.replace(replacement),
            Step::Add(word, text) => match ItemKind::from_letter(word) {
                Some(kind) => self.add_item(kind, text)?,
                None => self.add_element(word, text)?,
            },
            Step::Remove(word, None) => match item(self.before, word) {
                Ok(item) => self.remove_item(item),
                Err(Refusal::NotAnItem(_)) => self.remove_key(word)?,
                Err(missing) => return Err(missing),
            },
            Step::Remove(word, Some(text)) => return self.remove_element(word, text),
            Step::Move(word, place) => self.move_item(word, *place)?,
        }
        Ok(StepEffect::Done)
    }

    /// Changes the value with a name.
    pub(super) fn change(&mut self, name: &EditedField, change: impl FnOnce(&mut Option<Json>)) {
        let EditedField { field, own } = name;
        let Some(key) = own else {
            let mut value = self.fields.get(*field).cloned();
            change(&mut value);
            return self.fields.set(*field, value);
        };
        let unknown = self.fields.get(*field).cloned().unwrap_or_else(|| FreeForm::new().json());
        let mut value = unknown.get(key);
        change(&mut value);
        self.fields.set(*field, Some(unknown.with_member(key, value.as_ref())));
    }

    fn list(&mut self, kind: ItemKind, change: impl FnOnce(&mut Vec<u32>)) {
        let mut ids = self.fields.ids(kind);
        change(&mut ids);
        self.fields.set_ids(kind, &ids);
    }

    fn add_item(&mut self, kind: ItemKind, text: &str) -> Result<(), Refusal> {
        let members = match read_json(text) {
            Ok(item) if item.is_object() => item,
            Ok(_) | Err(_) => return Err(not_json(kind.letter(), text, Expected::Item).into()),
        };
        let id = self.free.next(kind).ok_or(EditRefusal::NoIdLeft(kind))?;
        self.fields.add_item(ItemRef { kind, id }, &members);
        self.list(kind, |ids| ids.push(id));
        Ok(())
    }

    fn remove_item(&mut self, item: ItemRef) {
        self.list(item.kind, |ids| ids.retain(|listed| *listed != item.id));
        self.fields.remove_item(item);
    }

    fn remove_key(&mut self, word: &str) -> Result<(), Refusal> {
        let name = EditedField::resolve(self.before, word)?;
        if !name.is_own() {
            return Err(EditRefusal::NotRemovable(word.to_owned()).into());
        }
        self.change(&name, |slot| *slot = None);
        Ok(())
    }

    fn move_item(&mut self, word: &str, place: usize) -> Result<(), Refusal> {
        let ItemRef { kind, id } = item(self.before, word)?;
        let mut fits = false;
        self.list(kind, |ids| {
            fits = (1..=ids.len()).contains(&place);
            if fits {
                ids.retain(|listed| *listed != id);
                ids.insert(place - 1, id);
            }
        });
        if fits {
            return Ok(());
        }
        let places = self.fields.ids(kind).len();
        Err(EditRefusal::NoPlace { word: word.to_owned(), place, places }.into())
    }
}

/// The most characters of a text that is not JSON that a refusal shows.
const MAX_SHOWN_CHARS: usize = 60;

/// The value of a text field: as it was typed; `null`, or JSON text in quotes.
pub(super) fn text_value(text: &str) -> Json {
    match read_json(text) {
        Ok(value) if value.is_null() || value.as_str().is_some() => value,
        _ => Json::from(text),
    }
}

pub(super) fn json_value(name: &EditedField, word: &str, text: &str) -> Result<Json, EditRefusal> {
    match read_json(text) {
        Ok(value) => Ok(value),
        // A custom key may be any text. But a text that begins like JSON and is not valid was meant to be JSON.
        Err(_) if name.is_own() && !text.starts_with(['{', '[']) => Ok(Json::from(text)),
        Err(_) if name.is_text_list() => Err(not_json(word, text, Expected::List)),
        Err(_) => Err(not_json(word, text, Expected::Value)),
    }
}

fn not_json(word: &str, text: &str, expected: Expected) -> EditRefusal {
    EditRefusal::NotJson { word: word.to_owned(), expected, text: text.chars().take(MAX_SHOWN_CHARS).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{refused_edit, store, stored};

    fn set(word: &str, text: &str) -> Step {
        Step::Set(word.to_owned(), text.to_owned())
    }

    fn add(word: &str, text: &str) -> Step {
        Step::Add(word.to_owned(), text.to_owned())
    }

    #[test]
    fn a_text_that_is_not_the_json_of_its_field_says_what_it_has_to_be() {
        let broken = format!("{{{}", "x".repeat(99));
        let shown: String = broken.chars().take(MAX_SHOWN_CHARS).collect();
        for (step, word, expected, text) in [
            (add("w", "no"), "w", Expected::Item, "no"),
            (add("d", "[]"), "d", Expected::Item, "[]"),
            (set("tags", "a, b"), "tags", Expected::List, "a, b"),
            (set("evidence_count", "many"), "evidence_count", Expected::Value, "many"),
            (set("extra.own", &broken), "extra.own", Expected::Value, &shown),
        ] {
            let (word, text) = (word.to_owned(), text.to_owned());
            assert_eq!(refused_edit(vec![step]), EditRefusal::NotJson { word, expected, text });
        }
    }

    #[test]
    fn an_item_is_added_only_while_an_id_is_left() {
        let before = stored(&mut store(&["x/a"]), "x/a").revision;
        let mut state = EditState::new(&before, FreeIds { workaround: u32::MAX, ..FreeIds::default() });
        let Err(Refusal::Edit(refusal)) = state.apply(&add("w", "{}")) else { panic!("an id is left") };
        assert_eq!(refusal, EditRefusal::NoIdLeft(ItemKind::Workaround));
    }

    #[test]
    fn a_field_of_the_format_is_not_removed() {
        let refused = refused_edit(vec![Step::Remove("root_cause".to_owned(), None)]);
        assert_eq!(refused, EditRefusal::NotRemovable("root_cause".to_owned()));
    }

    #[test]
    fn an_item_moves_only_within_its_list() {
        for place in [0, 2] {
            let refused = refused_edit(vec![Step::Move("w1".to_owned(), place)]);
            assert_eq!(refused, EditRefusal::NoPlace { word: "w1".to_owned(), place, places: 1 });
        }
    }
}
