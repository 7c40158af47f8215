//! Steps that change texts and lists of texts where they stand.

use serde_json::Value as Json;

use super::super::{Cause, Refusal};
use super::Replacement;
use super::name::Name;
use super::step::{Bench, Found, json_value, text_value};

impl Bench<'_> {
    /// Replaces every match in the texts of a field. Items that the record does not have are not looked for.
    pub(super) fn replace(&mut self, replacement: &Replacement) -> Result<Found, Refusal> {
        let word = &replacement.field;
        let names = match Name::every(self.before, word)? {
            Ok(names) => names,
            Err(missing) => return Ok(Found::No(missing)),
        };
        for name in &names {
            if !(name.is_text() || name.is_text_list() || name.is_own()) {
                return Err(Refusal::new(Cause::Usage, format!("{word} does not hold text"))
                    .hint(format!("use --set {word}=VALUE")));
            }
            self.change(name, |slot| match slot {
                Some(Json::String(text)) => replacement.apply(text).into_iter().for_each(|new| *text = new),
                Some(Json::Array(list)) => replace_in_list(list, replacement, name.is_set()),
                _ => {}
            });
        }
        Ok(Found::Yes)
    }

    /// Adds an element to a list. A tag, an alias or a source that is there already stays where it is.
    pub(super) fn add_element(&mut self, word: &str, text: &str) -> Result<(), Refusal> {
        let (name, element) = self.element(word, text)?;
        let mut is_list = false;
        self.change(&name, |slot| {
            if let Some(Json::Array(list)) = slot {
                if !(name.is_set() && list.contains(&element)) {
                    list.push(element);
                }
                is_list = true;
            }
        });
        if is_list { Ok(()) } else { Err(no_list(word)) }
    }

    pub(super) fn remove_element(&mut self, word: &str, text: &str) -> Result<Found, Refusal> {
        let (name, element) = self.element(word, text)?;
        let mut found = None;
        self.change(&name, |slot| {
            if let Some(Json::Array(list)) = slot {
                let at = list.iter().position(|listed| *listed == element);
                found = Some(at.map(|at| drop(list.remove(at))).is_some());
            }
        });
        match found {
            Some(true) => Ok(Found::Yes),
            None => Err(no_list(word)),
            Some(false) => {
                let id = &self.before.record.id;
                let missing = Refusal::new(Cause::Missing, format!("{word} of {id} does not contain {text}"));
                Ok(Found::No(missing.hint(format!("see `canonry show {id}`"))))
            }
        }
    }

    /// The list that a word names, and the element that a text stands for there.
    fn element(&self, word: &str, text: &str) -> Result<(Name, Json), Refusal> {
        let name = Name::resolve(self.before, word)?;
        if name.is_text() {
            return Err(no_list(word));
        }
        let element = if name.is_text_list() { text_value(text) } else { json_value(&name, word, text)? };
        Ok((name, element))
    }
}

/// Replaces in the texts of a list. In a list whose elements stand once, one that becomes like another, or empty, goes.
fn replace_in_list(list: &mut Vec<Json>, replacement: &Replacement, is_set: bool) {
    let new = |element: &Json| element.as_str().and_then(|text| replacement.apply(text)).map(Json::from);
    let replaced: Vec<Option<Json>> = list.iter().map(new).collect();
    let mut kept: Vec<Json> =
        list.iter().zip(&replaced).filter(|(_, new)| new.is_none()).map(|(old, _)| old.clone()).collect();
    let mut result = Vec::with_capacity(list.len());
    for (old, new) in list.drain(..).zip(replaced) {
        let Some(new) = new else {
            result.push(old);
            continue;
        };
        if !(is_set && (new == "" || kept.contains(&new))) {
            kept.push(new.clone());
            result.push(new);
        }
    }
    *list = result;
}

fn no_list(word: &str) -> Refusal {
    Refusal::new(Cause::Usage, format!("{word} is not a list")).hint(format!("use --set {word}=VALUE"))
}
