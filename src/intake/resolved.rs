//! The file of conflicts once it is filled in: on each line a conflict, and what is taken.

use crate::record::{FreeFormError, Id, IdError, Json, Take, read_json, vocabulary};

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
        /// What is taken: null until it is filled in.
        Take = "take",
    }
}

/// A conflict as a line of the file has it, with what is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedConflict {
    /// The record.
    pub id: Id,
    /// The name of what it is about.
    pub field: String,
    /// The text of its item.
    pub item: Option<String>,
    /// The value before both; null if there was none.
    pub base: Json,
    /// Our value; null if there is none.
    pub ours: Json,
    /// Their value; null if there is none.
    pub theirs: Json,
    /// What is taken.
    pub take: Take,
}

/// Why a line of the file does not say how to resolve a conflict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolvedConflictError {
    /// It is not JSON.
    #[error(transparent)]
    NotJson(#[from] FreeFormError),
    /// A value is not a text, or is missing.
    #[error("{0}: expected a text")]
    NotText(ConflictKey),
    /// A value is missing.
    #[error("{0}: missing")]
    Missing(ConflictKey),
    /// The id is not one.
    #[error("id: {0}")]
    Id(#[from] IdError),
    /// It does not say what is taken, not even that this is open.
    #[error("take: missing; expected \"ours\", \"theirs\", \"base\", a value, or null")]
    NoTake,
}

/// Reads a line of the file; `None` if its `take` is still null.
///
/// # Errors
/// What is wrong with the line.
pub fn resolved_conflict(line: &str) -> Result<Option<ResolvedConflict>, ResolvedConflictError> {
    let entry = read_json(line)?;
    let text = |key: ConflictKey| entry.get(key.as_str()).and_then(|text| Some(text.as_str()?.into_owned()));
    let required = |key| text(key).ok_or(ResolvedConflictError::NotText(key));
    let value = |key: ConflictKey| entry.get(key.as_str()).ok_or(ResolvedConflictError::Missing(key));
    let id = required(ConflictKey::Id)?.parse()?;
    let take = value(ConflictKey::Take).map_err(|_| ResolvedConflictError::NoTake)?;
    let take = match take.as_str().as_deref() {
        None if take.is_null() => return Ok(None),
        Some("ours") => Take::Ours,
        Some("theirs") => Take::Theirs,
        Some("base") => Take::Base,
        Some(_) | None => Take::Value(take),
    };
    Ok(Some(ResolvedConflict {
        id,
        field: required(ConflictKey::Field)?,
        item: text(ConflictKey::Item),
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
        resolved_conflict(line).unwrap_err()
    }

    #[test]
    fn a_line_says_what_is_taken_or_leaves_it_open() {
        let line = |take: &str| {
            format!(r#"{{"id":"x/a","field":"w1.how","item":"Do","base":null,"ours":1,"theirs":[2],"take":{take}}}"#)
        };
        let read = |take: &str| resolved_conflict(&line(take)).unwrap();
        assert_eq!(read("null"), None);
        let resolved = read(r#""theirs""#).unwrap();
        assert_eq!((resolved.field.as_str(), resolved.item.as_deref()), ("w1.how", Some("Do")));
        assert_eq!((resolved.base.is_null(), resolved.ours, resolved.take), (true, Json::from(1_u64), Take::Theirs));
        assert_eq!(read(r#""other""#).unwrap().take, Take::Value(Json::from("other")));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told_by_its_key() {
        assert!(matches!(error("{"), ResolvedConflictError::NotJson(_)));
        assert_eq!(error("{}"), ResolvedConflictError::NotText(ConflictKey::Id));
        assert!(matches!(error(r#"{"id": "a"}"#), ResolvedConflictError::Id(_)));
        assert_eq!(error(r#"{"id": "x/a"}"#), ResolvedConflictError::NoTake);
        let without_base = r#"{"id": "x/a", "take": "ours", "field": "category"}"#;
        assert_eq!(error(without_base), ResolvedConflictError::Missing(ConflictKey::Base));
    }
}
