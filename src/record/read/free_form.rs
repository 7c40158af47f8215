//! Values without a schema: kept as they are, numbers in canonical spelling.

use std::borrow::Cow;
use std::collections::HashSet;

use super::fault::{Faults, Rule};
use super::limits::{Demands, Excess};
use super::path::Path;
use super::start::Start;
use super::value::{self, JsonType, ObjectMember, Value};
use crate::record::{FreeForm, Json, compact, number};

/// How deep free-form values may nest. Far beyond any real record, and well within what every JSON reader takes.
pub const MAX_DEPTH: usize = 100;

/// A text that is not a free-form object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FreeFormError(String);

/// Reads a free-form object back from its canonical text, as [`compact()`] wrote it.
///
/// # Errors
/// If the text is not a JSON object, or breaks a rule of one.
pub fn read_free_form(text: &str) -> Result<FreeForm, FreeFormError> {
    read_whole(text, |faults, value| object(faults, value, &Path::Record))
}

/// Reads a value of any type back from its canonical text, as [`read_free_form`] reads an object.
///
/// # Errors
/// If the text is not JSON, or breaks a rule of a free-form value.
pub fn read_json(text: &str) -> Result<Json, FreeFormError> {
    read_whole(text, |faults, value| {
        let mut out = String::with_capacity(text.len());
        any(faults, value, &Path::Record, 0, &mut out).then(|| Json::canonical(&out))
    })
}

fn read_whole<'t, T>(
    text: &'t str,
    read: impl FnOnce(&mut Faults<'t>, Value<'t>) -> Option<T>,
) -> Result<T, FreeFormError> {
    let value = value::parse(text).map_err(|fault| FreeFormError(fault.reason))?;
    let mut faults = Faults::new(text, &Demands::NONE);
    let value = read(&mut faults, value);
    match (value, faults.located(Start::default()).first()) {
        (Some(value), None) => Ok(value),
        (_, Some(fault)) => Err(FreeFormError(fault.to_string())),
        (None, None) => Err(FreeFormError("no value".to_owned())),
    }
}

/// Reads a free-form object from a record; notes a fault and returns `None` if the value is not an object.
pub(super) fn object<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>) -> Option<FreeForm> {
    let Some(members) = value.members() else {
        faults.add(Rule::Type, value.part(), path, format!("expected an object, found {}", value.kind()));
        return None;
    };
    let mut object = Object::default();
    for member in members {
        let member = ObjectMember::of(member, faults, path);
        object.insert(faults, member, path);
    }
    Some(object.finish())
}

/// A free-form object of a record while it is being read.
#[derive(Default)]
pub(super) struct Object<'t> {
    /// The canonical text without the closing bracket; empty before the first member.
    text: String,
    keys: HashSet<Cow<'t, str>>,
}

impl<'t> Object<'t> {
    /// Adds a member, or notes what is wrong with it.
    pub(super) fn insert(&mut self, faults: &mut Faults<'t>, member: ObjectMember<'t>, path: &Path<'_>) {
        let (part, key) = (member.value.part(), member.key.clone());
        let before = self.text.len();
        add(faults, &mut self.text, &mut self.keys, member, path, 1);
        // The size of the canonical text, so that a record that was imported on one line can be imported indented.
        if let Some(excess) = Excess::of_field(self.text.len() - before, faults.limits()) {
            faults.add(Rule::Size, part, &Path::Key(path, &key), excess.to_string());
        }
    }

    pub(super) fn finish(mut self) -> FreeForm {
        if self.text.is_empty() {
            return FreeForm::new();
        }
        drop(self.keys);
        self.text.push('}');
        FreeForm::from(Json::canonical(&self.text))
    }
}

/// Adds a member to the text of an object, or notes that the object already has its key.
fn add<'t>(
    faults: &mut Faults<'t>,
    out: &mut String,
    keys: &mut HashSet<Cow<'t, str>>,
    member: ObjectMember<'t>,
    path: &Path<'_>,
    depth: usize,
) {
    if keys.contains(&member.key) {
        return duplicate(faults, &member, path);
    }
    let before = out.len();
    out.push_str(if keys.is_empty() { "{" } else { ", " });
    string(out, member.key_part, &member.key);
    out.push_str(": ");
    if any(faults, member.value, &Path::Key(path, &member.key), depth, out) {
        keys.insert(member.key);
    } else {
        out.truncate(before);
    }
}

/// Notes that a key occurs twice, at its second position.
pub(super) fn duplicate<'t>(faults: &mut Faults<'t>, member: &ObjectMember<'t>, path: &Path<'_>) {
    let reason = "the key appears twice in its object; keep one of the two";
    faults.add(Rule::DuplicateKey, member.key_part, &Path::Key(path, &member.key), reason);
}

/// Writes the canonical text of a value of any type, `depth` levels below the record. Returns whether it is valid; if
/// not, that is noted, and the written text must not be used.
fn any<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>, depth: usize, out: &mut String) -> bool {
    if depth > MAX_DEPTH {
        faults.add(Rule::Depth, value.part(), path, format!("nested deeper than {MAX_DEPTH} levels"));
        return false;
    }
    match value.kind() {
        JsonType::Text => {
            let text = value.text(faults, path);
            text.iter().for_each(|text| string(out, value.part(), text));
            text.is_some()
        }
        JsonType::Object => {
            let mut keys = HashSet::new();
            for member in value.members().into_iter().flatten() {
                let member = ObjectMember::of(member, faults, path);
                add(faults, out, &mut keys, member, path, depth + 1);
            }
            out.push_str(if keys.is_empty() { "{}" } else { "}" });
            true
        }
        JsonType::List => {
            out.push('[');
            for (index, element) in value.elements().into_iter().flatten().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                let before = out.len();
                if !any(faults, element, &Path::Index(path, index), depth + 1, out) {
                    out.truncate(before);
                    out.push_str("null"); // the text stays valid JSON, although it is not used
                }
            }
            out.push(']');
            true
        }
        JsonType::Null | JsonType::Boolean => {
            out.push_str(value.part());
            true
        }
        JsonType::Number => {
            let literal = value.number().and_then(number::canonical);
            if literal.is_none() {
                faults.add(Rule::Number, value.part(), path, "the number is too large for a double");
            }
            literal.iter().for_each(|literal| out.push_str(literal));
            literal.is_some()
        }
    }
}

/// Writes a string. One without escapes is already canonical.
fn string(out: &mut String, part: &str, text: &str) {
    if part.contains('\\') { out.push_str(&compact(text)) } else { out.push_str(part) }
}
