//! The file of conflicts: each line has a conflict, and its resolution once that is filled in.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use crate::record::{FreeFormError, Id, IdError, Json, Take, compact, read_json, vocabulary};

vocabulary! {
    /// A key of a line of the file.
    ConflictKey {
        /// The id of the record.
        Id = "id",
        /// What the conflict is about.
        Field = "field",
        /// The text of its item, or null.
        Item = "item",
        /// The value before both, or null.
        Base = "base",
        /// Our value, or null.
        Ours = "ours",
        /// Their value, or null.
        Theirs = "theirs",
        /// The resolution: null until it is filled in.
        Take = "take",
    }
}

/// A conflict as a line of the file has it.
#[derive(Debug, Clone, Copy)]
pub struct ConflictLine<'c> {
    /// The name of what it is about.
    pub field: &'c str,
    /// The text of its item.
    pub item: Option<&'c str>,
    /// The value before both.
    pub base: Option<&'c Json>,
    /// Our value.
    pub ours: Option<&'c Json>,
    /// Their value.
    pub theirs: Option<&'c Json>,
}

impl ConflictLine<'_> {
    /// The members of the line that say what the conflict is about.
    pub fn members(&self) -> Map<String, Value> {
        let value = |value: Option<&Json>| value.map_or(Value::Null, Json::to_value);
        Map::from_iter([
            (ConflictKey::Field.to_string(), self.field.into()),
            (ConflictKey::Item.to_string(), self.item.into()),
            (ConflictKey::Base.to_string(), value(self.base)),
            (ConflictKey::Ours.to_string(), value(self.ours)),
            (ConflictKey::Theirs.to_string(), value(self.theirs)),
        ])
    }

    /// The line, to be filled in: its resolution is null.
    pub fn line(&self, id: &Id) -> String {
        let mut entry = self.members();
        entry.shift_insert(0, ConflictKey::Id.to_string(), id.as_str().into());
        entry.insert(ConflictKey::Take.to_string(), Value::Null);
        compact(&entry)
    }
}

/// A conflict in a line of the file, with its resolution.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedConflict {
    /// The record.
    pub id: Id,
    /// The name of what it is about.
    pub field: String,
    /// The text of its item; `None` if it is null or missing.
    pub item: Option<String>,
    /// The value before both; null if there was none.
    pub base: Json,
    /// Our value; null if there is none.
    pub ours: Json,
    /// Their value; null if there is none.
    pub theirs: Json,
    /// The resolution.
    pub take: Take,
}

/// A line of the file that is filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedLine {
    /// Its number, from 1.
    pub line: u64,
    /// The conflict, or what is wrong with the line.
    pub content: Result<ResolvedConflict, ResolvedConflictError>,
}

/// Why a line of the file does not say how to resolve a conflict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolvedConflictError {
    /// It is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// It is not JSON.
    #[error(transparent)]
    NotJson(#[from] FreeFormError),
    /// A value is not a text, or is missing.
    #[error("{0}: expected a text")]
    NotText(ConflictKey),
    /// A value is neither a text nor null.
    #[error("{0}: expected a text or null")]
    NotTextOrNull(ConflictKey),
    /// A value is missing.
    #[error("{0}: missing")]
    Missing(ConflictKey),
    /// The id is not one.
    #[error("id: {0}")]
    Id(#[from] IdError),
    /// It has no resolution, not even null.
    #[error("take: missing; expected \"ours\", \"theirs\", \"base\", a value, or null")]
    NoTake,
}

/// Reads a file of conflicts. Empty lines are skipped, and so are lines whose `take` is still null.
///
/// # Errors
/// Each item is an error if the file cannot be read. What is wrong with a line is in the [`ResolvedLine`].
pub fn resolved_conflicts(reader: impl BufRead) -> impl Iterator<Item = io::Result<ResolvedLine>> {
    let read = |(line, bytes): (u64, io::Result<Vec<u8>>)| {
        let content = match bytes {
            Ok(bytes) => resolved_conflict(&bytes).transpose()?,
            Err(error) => return Some(Err(error)),
        };
        Some(Ok(ResolvedLine { line, content }))
    };
    (1..).zip(reader.split(b'\n')).filter_map(read)
}

/// Reads a line of the file; `None` if it is empty or its `take` is still null.
fn resolved_conflict(line: &[u8]) -> Result<Option<ResolvedConflict>, ResolvedConflictError> {
    let line = str::from_utf8(line).map_err(|_| ResolvedConflictError::NotUtf8)?;
    if line.trim().is_empty() {
        return Ok(None);
    }
    let entry = read_json(line)?;
    let text = |key: ConflictKey| entry.get(key.as_str()).and_then(|text| Some(text.as_str()?.into_owned()));
    let required = |key| text(key).ok_or(ResolvedConflictError::NotText(key));
    let value = |key: ConflictKey| entry.get(key.as_str()).ok_or(ResolvedConflictError::Missing(key));
    let id = required(ConflictKey::Id)?.parse()?;
    let take = value(ConflictKey::Take).map_err(|_| ResolvedConflictError::NoTake)?;
    if take.is_null() {
        return Ok(None);
    }
    // A resolution is a value, or the key of the line that has it.
    let take = match take.as_str().and_then(|word| word.parse().ok()) {
        Some(ConflictKey::Ours) => Take::Ours,
        Some(ConflictKey::Theirs) => Take::Theirs,
        Some(ConflictKey::Base) => Take::Base,
        Some(ConflictKey::Id | ConflictKey::Field | ConflictKey::Item | ConflictKey::Take) | None => Take::Value(take),
    };
    let item = text(ConflictKey::Item);
    if item.is_none() && entry.get(ConflictKey::Item.as_str()).is_some_and(|item| !item.is_null()) {
        return Err(ResolvedConflictError::NotTextOrNull(ConflictKey::Item));
    }
    Ok(Some(ResolvedConflict {
        id,
        field: required(ConflictKey::Field)?,
        item,
        base: value(ConflictKey::Base)?,
        ours: value(ConflictKey::Ours)?,
        theirs: value(ConflictKey::Theirs)?,
        take,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> ResolvedConflictError {
        resolved_conflict(line.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_line_is_read_as_it_was_written_once_it_is_filled_in() {
        let (ours, theirs) = (Json::from(1_u64), Json::from("[2]"));
        let (base, item) = (None, Some("Do"));
        let conflict = ConflictLine { field: "w1.how", item, base, ours: Some(&ours), theirs: Some(&theirs) };
        let id = "x/a".parse().unwrap();
        let line = conflict.line(&id);
        assert_eq!(resolved_conflict(line.as_bytes()).unwrap(), None);
        let filled = line.replace(r#""take": null"#, r#""take": "ours""#);
        let (field, item) = ("w1.how".to_owned(), Some("Do".to_owned()));
        let expected = ResolvedConflict { id, field, item, base: Json::null(), ours, theirs, take: Take::Ours };
        assert_eq!(resolved_conflict(filled.as_bytes()).unwrap(), Some(expected));
    }

    #[test]
    fn a_line_has_a_resolution_or_leaves_the_conflict_open() {
        let line = |take: &str| {
            format!(r#"{{"id":"x/a","field":"w1.how","item":"Do","base":null,"ours":1,"theirs":[2],"take":{take}}}"#)
        };
        let read = |take: &str| resolved_conflict(line(take).as_bytes()).unwrap();
        assert_eq!(read("null"), None);
        let resolved = read(r#""theirs""#).unwrap();
        assert_eq!((resolved.field.as_str(), resolved.item.as_deref()), ("w1.how", Some("Do")));
        assert_eq!((resolved.base.is_null(), resolved.ours, resolved.take), (true, Json::from(1_u64), Take::Theirs));
        assert_eq!(read(r#""other""#).unwrap().take, Take::Value(Json::from("other")));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_reported_by_its_key() {
        assert!(matches!(error("{"), ResolvedConflictError::NotJson(_)));
        assert_eq!(error("{}"), ResolvedConflictError::NotText(ConflictKey::Id));
        assert!(matches!(error(r#"{"id": "a"}"#), ResolvedConflictError::Id(_)));
        assert_eq!(error(r#"{"id": "x/a"}"#), ResolvedConflictError::NoTake);
        let without_base = r#"{"id": "x/a", "take": "ours", "field": "category"}"#;
        assert_eq!(error(without_base), ResolvedConflictError::Missing(ConflictKey::Base));
        let item_of_number = r#"{"id": "x/a", "take": "ours", "field": "w1.how", "item": 1}"#;
        assert_eq!(error(item_of_number), ResolvedConflictError::NotTextOrNull(ConflictKey::Item));
    }

    #[test]
    fn lines_that_are_filled_in_come_with_their_numbers() {
        let filled = |take: &str| {
            format!(r#"{{"id":"x/a","field":"category","base":null,"ours":null,"theirs":null,"take":{take}}}"#)
        };
        let file = [filled("null").as_bytes(), b"", filled("\"ours\"").as_bytes(), b"\xff", b"{\r"].join(&b'\n');
        let lines: Vec<ResolvedLine> = resolved_conflicts(file.as_slice()).map(Result::unwrap).collect();
        let [ours, no_text, no_json] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(matches!(ours, ResolvedLine { line: 3, content: Ok(ResolvedConflict { take: Take::Ours, .. }) }));
        assert_eq!(no_text, &ResolvedLine { line: 4, content: Err(ResolvedConflictError::NotUtf8) });
        assert!(matches!(no_json, ResolvedLine { line: 5, content: Err(ResolvedConflictError::NotJson(_)) }));
    }
}
