//! Steps that change texts and lists of texts.

use std::collections::HashSet;

use super::super::refusal::{EditRefusal, Refusal};
use super::Replacement;
use super::name::EditedField;
use super::step::{EditState, StepEffect, json_value, text_value};
use crate::record::Json;

impl EditState<'_> {
    /// Replaces every match in the texts of a field. Items that the record does not have are skipped.
    pub(super) fn replace(&mut self, replacement: &Replacement) -> Result<StepEffect, Refusal> {
        let word = &replacement.field;
        let names = match EditedField::every(self.before, word)? {
            Ok(names) => names,
            Err(missing) => return Ok(StepEffect::Missing(missing)),
        };
        for name in &names {
            if !(name.is_text() || name.is_text_list() || name.is_own()) {
                return Err(EditRefusal::NotText(word.clone()).into());
            }
            self.change(name, |slot| {
                let Some(value) = slot else { return };
                if let Some(new) = value.as_str().and_then(|text| replacement.apply(&text)) {
                    *value = Json::from(new);
                } else if value.is_list() && value.text().contains('"') {
                    *value = replace_in_list(value, replacement, name.is_set());
                }
            });
        }
        Ok(StepEffect::Done)
    }

    /// Adds an element to a list. A tag, an alias or a source that already exists stays at its position.
    pub(super) fn add_element(&mut self, word: &str, text: &str) -> Result<(), Refusal> {
        let (name, element) = self.element(word, text)?;
        let mut is_list = false;
        self.change(&name, |slot| {
            if let Some(list) = slot.as_mut().filter(|value| value.is_list()) {
                if !(name.is_set() && list.elements().any(|own| own == element)) {
                    *list = list.with_element(&element);
                }
                is_list = true;
            }
        });
        if is_list { Ok(()) } else { Err(EditRefusal::NotAList(word.to_owned()).into()) }
    }

    pub(super) fn remove_element(&mut self, word: &str, text: &str) -> Result<StepEffect, Refusal> {
        let (name, element) = self.element(word, text)?;
        let mut found = None;
        self.change(&name, |slot| {
            if let Some(list) = slot.as_mut().filter(|value| value.is_list()) {
                let at = list.elements().position(|listed| listed == element);
                found = Some(at.is_some());
                if let Some(gone) = at {
                    *list = list.elements().enumerate().filter(|(at, _)| *at != gone).map(|(_, own)| own).collect();
                }
            }
        });
        match found {
            Some(true) => Ok(StepEffect::Done),
            None => Err(EditRefusal::NotAList(word.to_owned()).into()),
            Some(false) => {
                let (id, word, text) = (self.before.record.id.clone(), word.to_owned(), text.to_owned());
                Ok(StepEffect::Missing(EditRefusal::NotContained { id, word, text }.into()))
            }
        }
    }

    /// The list that a word names, and the element that a text means there.
    fn element(&self, word: &str, text: &str) -> Result<(EditedField, Json), Refusal> {
        let name = EditedField::resolve(self.before, word)?;
        if name.is_text() {
            return Err(EditRefusal::NotAList(word.to_owned()).into());
        }
        let element = if name.is_text_list() { text_value(text) } else { json_value(&name, word, text)? };
        Ok((name, element))
    }
}

/// Replaces in the texts of a list. In a list without duplicates, an element that becomes equal to another, or empty,
/// is removed.
fn replace_in_list(list: &Json, replacement: &Replacement, is_set: bool) -> Json {
    let new = |element: &Json| element.as_str().and_then(|text| replacement.apply(&text)).map(Json::from);
    let replaced: Vec<(Json, Option<Json>)> = list.elements().map(|element| (element.clone(), new(&element))).collect();
    let stay = replaced.iter().filter(|(_, new)| new.is_none()).map(|(old, _)| old.clone());
    let mut kept: HashSet<Json> = stay.collect();
    let becomes = |(old, new): (Json, Option<Json>)| match new {
        None => Some(old),
        Some(new) if !is_set => Some(new),
        Some(new) => (!new.is_empty() && kept.insert(new.clone())).then_some(new),
    };
    replaced.into_iter().filter_map(becomes).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, Step};
    use super::*;
    use crate::curate::Which;
    use crate::curate::fixture::{apply, context, edit, id, refused_edit, store, stored};
    use crate::store::Filter;

    fn add(word: &str, text: &str) -> Step {
        Step::Add(word.to_owned(), text.to_owned())
    }

    fn remove(word: &str, text: &str) -> Step {
        Step::Remove(word.to_owned(), Some(text.to_owned()))
    }

    #[test]
    fn only_text_is_replaced_in() {
        let replacement = || "evidence_count=/0/1/".parse().unwrap();
        assert_eq!(refused_edit(vec![Step::Replace(replacement())]), EditRefusal::NotText("evidence_count".to_owned()));
    }

    #[test]
    fn only_a_list_gains_and_loses_elements() {
        for step in [add, remove] {
            for (word, text) in [("root_cause", "c"), ("evidence_count", "0")] {
                assert_eq!(refused_edit(vec![step(word, text)]), EditRefusal::NotAList(word.to_owned()));
            }
        }
    }

    #[test]
    fn a_set_has_an_element_once() {
        let mut store = store(&["x/a"]);
        edit(&mut store, &["x/a"], add("tags", "one"));
        assert_eq!(edit(&mut store, &["x/a"], add("tags", "one")), []);
        assert_eq!(stored(&mut store, "x/a").revision.record.tags, ["one"]);
    }

    #[test]
    fn an_element_that_no_named_record_has_cannot_be_removed() {
        let (id, word, text) = (id("x/a"), "tags".to_owned(), "gone".to_owned());
        assert_eq!(refused_edit(vec![remove("tags", "gone")]), EditRefusal::NotContained { id, word, text });
    }

    #[test]
    fn an_element_may_be_missing_in_all_that_a_filter_chooses() {
        let steps = vec![remove("tags", "gone")];
        apply(&Edit::new(Which::Filter(Filter::default()), steps), &mut store(&["x/a"]), &context()).unwrap();
    }
}
