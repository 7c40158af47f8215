//! What changed in a set between two states, in the order in which a reader of it cares.

mod entry;
mod fragment;
mod json;
mod markdown;
mod notes;
mod topic;
mod words;

use std::collections::HashMap;

use crate::record::{ChangePath, FieldChange, Id, Json, Record};
pub use entry::{DifferenceEntry, Section, SectionTitle};
pub use fragment::Fragment;
pub use notes::GroupedEntries;
pub use topic::Topic;
use words::{WordChange, word_changes};

/// What changed in a set between two states.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SetDifference {
    /// The records that are published otherwise, in the order of their ids.
    pub records: Vec<RecordDifference>,
}

/// What changed in a record between two states.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordDifference {
    /// The id after; that before if it is withdrawn.
    pub id: Id,
    /// What became of the record as a whole.
    pub fate: RecordFate,
    /// What became of its fields and items, if it was published before and after; first what readers care for most.
    pub changes: Vec<MeantChange>,
}

/// What became of a record as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordFate {
    /// It was not there before.
    Added {
        /// Its error text.
        signature: String,
    },
    /// It was withdrawn before.
    Restored,
    /// It is withdrawn now.
    Withdrawn {
        /// Why, if somebody said so.
        reason: Option<String>,
        /// The record that has its id as an alias since then, if there is one.
        merged_into: Option<Id>,
    },
    /// It had another id before.
    Renamed {
        /// The id before.
        from: Id,
    },
    /// It was published before and after, under the same id.
    Kept,
}

/// A change of a record, with what a reader needs to understand it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeantChange {
    /// What it means.
    pub topic: Topic,
    /// The change.
    pub change: FieldChange,
    /// The text of the item that it is about, as it is after or, if the item went, before; `None` if it is about the
    /// record itself.
    pub item: Option<String>,
    /// How many reports that count were recorded on a rate between the states; `None` if it is no rate.
    pub reports: Option<u64>,
}

impl RecordFate {
    /// Its word.
    pub fn as_str(&self) -> &'static str {
        match self {
            RecordFate::Added { .. } => "added",
            RecordFate::Restored => "restored",
            RecordFate::Withdrawn { .. } => "withdrawn",
            RecordFate::Renamed { .. } => "renamed",
            RecordFate::Kept => "changed",
        }
    }
}

impl SetDifference {
    /// What became of records, in the order of their ids. Of a withdrawn one, the record that it was merged into is
    /// found among them, by its aliases.
    pub fn among(mut records: Vec<RecordDifference>) -> Self {
        let aliases = ChangePath::Field(Record::ALIASES.into());
        let mut heirs = HashMap::new();
        for record in &records {
            for change in record.changes.iter().filter(|change| change.change.path == aliases) {
                let alias = |alias: Json| alias.as_str().map(|alias| (alias.into_owned(), record.id.clone()));
                heirs.extend(change.change.new.iter().flat_map(Json::elements).filter_map(alias));
            }
        }
        for RecordDifference { id, fate, .. } in &mut records {
            if let RecordFate::Withdrawn { merged_into, .. } = fate {
                *merged_into = heirs.remove(id.as_str());
            }
        }
        SetDifference { records }
    }

    /// Whether the states are published alike.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The changes of a topic, each with its record.
    pub fn of(&self, topic: Topic) -> impl Iterator<Item = (&RecordDifference, &MeantChange)> {
        self.records
            .iter()
            .flat_map(|record| record.changes.iter().map(move |change| (record, change)))
            .filter(move |(_, change)| change.topic == topic)
    }
}
