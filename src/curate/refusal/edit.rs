//! Why an edit is refused.

use std::fmt;

use crate::record::{Conflict, Fault, Field, Id, ItemKind, NamedField, Record};

/// Why an edit of a record is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EditRefusal {
    /// A name is not that of a field.
    #[error("there is no field {word}")]
    NoField {
        /// The name.
        word: String,
        /// The field that was probably meant.
        near: Option<String>,
        /// The name of a custom key with that word.
        custom: String,
    },
    /// A list of items cannot be set as a whole.
    #[error("{0} is a list of items, which cannot be set as a whole")]
    ItemList(String),
    /// Samples and waivers have their own commands.
    #[error("{0} is not part of the record, but kept with it")]
    Annotation(Field),
    /// A field of the format is named like a custom key.
    #[error("{0} is a field of the format, not a custom key")]
    NotCustom(String),
    /// Only text can be replaced in.
    #[error("{0} is not a text field")]
    NotText(String),
    /// Only lists have elements to add and remove.
    #[error("{0} is not a list")]
    NotAList(String),
    /// A list has no such element.
    #[error("{word} of {id} does not contain {text}")]
    NotContained {
        /// The record.
        id: Id,
        /// The list.
        word: String,
        /// The element, as it was typed.
        text: String,
    },
    /// A text is not the JSON that it has to be.
    #[error("{word}: expected {expected}, found '{text}'")]
    NotJson {
        /// The field, or the letter of the item.
        word: String,
        /// What it has to be.
        expected: Expected,
        /// The beginning of the text.
        text: String,
    },
    /// Every id of a kind of items is used, which only happens in a damaged database.
    #[error("no id is left for another of the {}", .0.list())]
    NoIdLeft(ItemKind),
    /// A field of the format cannot be removed.
    #[error("{0} is a field of the format and cannot be removed")]
    NotRemovable(String),
    /// A list has no such place.
    #[error("{word} cannot move to position {place}: the positions are 1 to {places}")]
    NoPlace {
        /// The item.
        word: String,
        /// The place, from 1.
        place: usize,
        /// The number of places.
        places: usize,
    },
    /// The result breaks rules of the format.
    #[error("{id} would no longer be a valid record")]
    Invalid {
        /// The record.
        id: Id,
        /// What is wrong; at least one. A path has the field's name from the steps of the edit.
        faults: Vec<Fault>,
    },
    /// Two steps change the same field, or move the same item.
    #[error("{word}{} is {} in one edit", also(other), twice(*first, *second))]
    Twice {
        /// The field or item, as the later step names it.
        word: String,
        /// The name in the earlier step, if it is another one.
        other: Option<String>,
        /// What the earlier step does to it.
        first: Act,
        /// What the later step does to it.
        second: Act,
    },
    /// An item is both removed and changed.
    #[error("{0} is removed and changed in one edit")]
    RemovedAndChanged(String),
    /// An edit cannot change an id.
    #[error("the id of {from} cannot be edited")]
    Id {
        /// The id.
        from: Id,
        /// The new id.
        to: Id,
    },
    /// Fields are changed that have their own commands.
    #[error("{id}: an edit cannot change this")]
    Guarded {
        /// The record.
        id: Id,
        /// The fields; at least one.
        fields: Vec<Guarded>,
    },
    /// The record changed since its text was read.
    #[error("{0} was changed by somebody else meanwhile")]
    StaleText(Id),
    /// The record changed since its text was read, in fields that the text also changes.
    #[error("{id} changed meanwhile in the same fields as the text")]
    Conflict {
        /// The record.
        id: Id,
        /// The fields, with their names in the current record; `theirs` is the text.
        fields: Vec<(NamedField, Conflict)>,
    },
}

/// A field that edits do not change, because another command or canonry itself does
/// ([`ChangedBy::OwnCommand`](crate::record::ChangedBy)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// The tier; records are promoted and demoted.
    VerificationTier,
    /// The day of the last confirmation, which is set together with evidence.
    LastConfirmed,
    /// The number of pieces of evidence, which follows the ledger.
    EvidenceCount,
    /// The day of the last change.
    LastUpdated,
}

impl Guarded {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Guarded; 4] =
        [Guarded::VerificationTier, Guarded::LastConfirmed, Guarded::EvidenceCount, Guarded::LastUpdated];

    /// The field.
    pub fn field(self) -> Field {
        match self {
            Guarded::VerificationTier => Record::VERIFICATION_TIER,
            Guarded::LastConfirmed => Record::LAST_CONFIRMED,
            Guarded::EvidenceCount => Record::EVIDENCE_COUNT,
            Guarded::LastUpdated => Record::LAST_UPDATED,
        }
    }

    /// Whether two records differ in the field.
    pub fn differs(self, old: &Record, new: &Record) -> bool {
        match self {
            Guarded::VerificationTier => old.verification_tier != new.verification_tier,
            Guarded::LastConfirmed => old.last_confirmed != new.last_confirmed,
            Guarded::EvidenceCount => old.evidence_count != new.evidence_count,
            Guarded::LastUpdated => old.last_updated != new.last_updated,
        }
    }
}

/// What a step does to a field or an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It gets a new value.
    Set,
    /// Matches in it are replaced.
    Replaced,
    /// It is removed.
    Removed,
    /// It is moved.
    Moved,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Act::Set => "set",
            Act::Replaced => "replaced",
            Act::Removed => "removed",
            Act::Moved => "moved",
        })
    }
}

/// The form that a text in a step must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// An object.
    Item,
    /// An array.
    List,
    /// Any JSON value.
    Value,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::Item => "an item as JSON",
            Expected::List => "a list",
            Expected::Value => "a value as JSON has it",
        })
    }
}

fn also(other: &Option<String>) -> String {
    other.as_ref().map_or(String::new(), |other| format!(" (also named {other})"))
}

fn twice(first: Act, second: Act) -> String {
    if first == second { format!("{first} twice") } else { format!("{first} and {second}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::ChangedBy;

    #[test]
    fn the_guarded_fields_are_those_that_have_a_command_of_their_own() {
        // Not even force changes these two: the id is refused, and the domain follows from it.
        let is_name = |field: &Field| [Record::ID, Record::DOMAIN].contains(field);
        let own = Field::all(None).filter(|field| field.kind().changed_by() == ChangedBy::OwnCommand);
        let own: Vec<Field> = own.filter(|field| !is_name(field)).collect();
        let mut guarded = Guarded::ALL.map(Guarded::field);
        guarded.sort_unstable();
        assert_eq!(own, guarded);
    }
}
