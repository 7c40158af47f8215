//! Values that the format leaves open: kept as they came, numbers in canonical spelling.

use serde_json::{Number, Value as Json};

use super::fault::{Faults, Rule, Start};
use super::value::{self, Kind, Member, Path, Value};
use crate::record::{FreeForm, number};

/// How deep free-form values may nest. Far beyond any real record, and well within what every JSON reader takes.
pub const MAX_DEPTH: usize = 100;

/// A text that is no free-form object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FreeFormError(String);

/// Reads a free-form object back from its canonical text, as [`compact`](crate::record::compact) wrote it.
///
/// serde_json alone would not do: in an object it takes some keys of its own for orders, and the value for a number.
///
/// # Errors
/// Where the text is not a JSON object, or breaks a rule of one.
pub fn read_free_form(text: &str) -> Result<FreeForm, FreeFormError> {
    read_whole(text, |faults, value| object(faults, value, &Path::Record))
}

/// Reads a value of any type back from its canonical text, as [`read_free_form`] reads an object.
///
/// # Errors
/// Where the text is not JSON, or breaks a rule of a free-form value.
pub fn read_json(text: &str) -> Result<Json, FreeFormError> {
    read_whole(text, |faults, value| any(faults, value, &Path::Record, 0))
}

fn read_whole<'t, T>(
    text: &'t str,
    read: impl FnOnce(&mut Faults<'t>, Value<'t>) -> Option<T>,
) -> Result<T, FreeFormError> {
    let value = value::parse(text).map_err(|fault| FreeFormError(fault.reason))?;
    let mut faults = Faults::new(text);
    let value = read(&mut faults, value);
    match (value, faults.located(Start::default()).first()) {
        (Some(value), None) => Ok(value),
        (_, Some(fault)) => Err(FreeFormError(fault.to_string())),
        (None, None) => Err(FreeFormError("no value".to_owned())),
    }
}

/// Reads a free-form object from a record; notes a fault and returns `None` where the value is no object.
pub(super) fn object<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>) -> Option<FreeForm> {
    object_at(faults, value, path, 1)
}

fn object_at<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>, depth: usize) -> Option<FreeForm> {
    let Some(members) = value.members(faults, path) else {
        faults.add(Rule::Type, value.part(), path, format!("expected an object, found {}", value.kind()));
        return None;
    };
    let mut object = FreeForm::new();
    for member in members {
        insert(faults, &mut object, member, path, depth);
    }
    Some(object)
}

/// Adds a member to a free-form object, or notes that its key stands there already.
pub(super) fn insert<'t>(
    faults: &mut Faults<'t>,
    object: &mut FreeForm,
    member: Member<'t>,
    path: &Path<'_>,
    depth: usize,
) {
    if object.contains_key(member.key.as_ref()) {
        return duplicate(faults, &member, path);
    }
    let inner = Path::Key(path, &member.key);
    if let Some(value) = any(faults, member.value, &inner, depth) {
        object.insert(member.key.into_owned(), value);
    }
}

/// Notes that a key stands twice, at its second place.
pub(super) fn duplicate<'t>(faults: &mut Faults<'t>, member: &Member<'t>, path: &Path<'_>) {
    let reason = "the key stands twice in its object; keep one of the two";
    faults.add(Rule::DuplicateKey, member.key_part, &Path::Key(path, &member.key), reason);
}

/// A value of any type, `depth` levels below the record.
fn any<'t>(faults: &mut Faults<'t>, value: Value<'t>, path: &Path<'_>, depth: usize) -> Option<Json> {
    if depth > MAX_DEPTH {
        faults.add(Rule::Depth, value.part(), path, format!("nested deeper than {MAX_DEPTH} levels"));
        return None;
    }
    match value.kind() {
        Kind::Text => value.text(faults, path).map(|text| Json::String(text.into_owned())),
        Kind::Object => object_at(faults, value, path, depth + 1).map(|object| Json::Object(object.into_map())),
        Kind::List => {
            let elements = value.elements()?.into_iter().enumerate();
            let read = |(index, element)| any(faults, element, &Path::Index(path, index), depth + 1);
            Some(Json::Array(elements.filter_map(read).collect()))
        }
        Kind::Null => Some(Json::Null),
        Kind::Boolean => value.boolean().map(Json::Bool),
        Kind::Number => {
            let literal = value.number().and_then(number::canonical);
            if literal.is_none() {
                faults.add(Rule::Number, value.part(), path, "the number is too large for a double");
            }
            literal.map(|literal| Json::Number(Number::from_string_unchecked(literal)))
        }
    }
}
