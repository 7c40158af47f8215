//! What a verification finds.

use std::fmt;

use super::inspection::Inspection;
use crate::ledger::{BatchNumber, EvidenceNumber, RecordKey, Uid};
use crate::record::{Fault, ItemKind, ItemRef};
use crate::store::journal::{BatchVerb, ChangeSubject};

/// Something that differs from what canonry wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Flaw {
    /// The id of the record that it is about, as the table has it; `None` if it is not about a record, or the table has
    /// no id.
    pub record: Option<String>,
    /// What is wrong.
    pub damage: Damage,
}

/// What is wrong. Texts are what the database has, or what SQLite says.
#[derive(Debug, Clone, PartialEq)]
pub enum Damage {
    /// The inspection could not be made; if the flaw is about a record, what belongs to it could not be read.
    Unreadable {
        /// The inspection.
        inspection: Inspection,
        /// What SQLite says.
        error: String,
    },
    /// What SQLite's own check says about the file, in one line.
    Sqlite(String),
    /// A table, index or trigger is missing.
    MissingDefinition(String),
    /// A table, index or trigger has another definition.
    OtherDefinition(String),
    /// A text is not UTF-8.
    NotUtf8 {
        /// Its table.
        table: String,
        /// Its column.
        column: String,
        /// The columns that identify its row, with their values.
        key: Vec<(String, String)>,
    },
    /// Rows refer to rows that do not exist.
    BrokenReference {
        /// Their table.
        child: String,
        /// The table that they refer to.
        parent: String,
        /// The number of rows.
        rows: u64,
        /// The first of them; `None` if the table has no numbered rows.
        first: Option<i64>,
    },
    /// A record is listed and cannot be found.
    NotFound,
    /// The content of a record does not match its digest.
    OtherContent,
    /// The positions of a list do not count from 0 to its length.
    Positions {
        /// The list.
        list: ListOfRecord,
        /// How many elements it has, from 1.
        length: u64,
    },
    /// An item was removed, but its row still exists although no evidence refers to it.
    KeptItem(ItemRef),
    /// The search index does not have a record.
    NotIndexed {
        /// The record's key.
        row: RecordKey,
    },
    /// The search index has a record that does not exist.
    IndexedUnknown {
        /// The record's key.
        row: RecordKey,
    },
    /// The search index has other words for a record.
    OtherWords {
        /// The record's key.
        row: RecordKey,
    },
    /// The table of literals has other literals than the regex of a record needs.
    OtherLiterals {
        /// The record's key.
        row: RecordKey,
    },
    /// The table of literals has literals of a record that does not exist.
    LiteralsOfUnknown {
        /// The record's key.
        row: RecordKey,
    },
    /// A batch changed the evidence of a record, and the journal does not say so.
    NotJournaled {
        /// The batch.
        batch: BatchNumber,
    },
    /// A batch changed the number of pieces of evidence by another amount than the evidence that counts.
    OtherCount {
        /// The batch.
        batch: BatchNumber,
        /// By how much it changed `evidence_count`.
        raised: i64,
        /// By how much it changed the evidence that counts.
        gained: i64,
    },
    /// A batch repeats the ruling on evidence, or is before the evidence was added.
    EmptyRuling {
        /// The batch.
        batch: BatchNumber,
        /// The number of the evidence.
        evidence: EvidenceNumber,
    },
    /// Evidence that was moved has other content than before.
    OtherMove {
        /// Its number.
        evidence: EvidenceNumber,
        /// The number that it had before.
        from: EvidenceNumber,
    },
    /// Evidence does not match its uid.
    OtherUid {
        /// Its number.
        evidence: EvidenceNumber,
    },
    /// What is recorded of a rate does not match its uid.
    OtherLine(Uid),
    /// A batch is missing, although there are later ones.
    MissingBatch(i64),
    /// A batch undoes one that is not earlier.
    UndoesLater {
        /// The batch.
        batch: BatchNumber,
        /// What it undoes.
        undone: BatchNumber,
    },
    /// A batch undoes another one, but its verb is not undo.
    OtherVerbUndoes {
        /// The batch.
        batch: BatchNumber,
        /// What it undoes.
        undone: BatchNumber,
        /// Its verb.
        verb: BatchVerb,
    },
    /// A batch added a record, but its verb is not one that adds.
    OtherVerbAdds {
        /// The batch.
        batch: BatchNumber,
        /// Its verb.
        verb: BatchVerb,
    },
    /// A batch changed a record before another one added it.
    ChangedBeforeAdded {
        /// The batch.
        batch: BatchNumber,
        /// The batch that added the record.
        added_by: BatchNumber,
    },
    /// Rows of a record's journal name unknown fields.
    UnknownFields {
        /// The number of rows, from 1.
        rows: usize,
    },
    /// A batch set something to another value than it had after the batch.
    OtherValue {
        /// The batch.
        batch: BatchNumber,
        /// What it set.
        subject: ChangeSubject,
    },
    /// The state of a record before a batch is not valid.
    InvalidBefore {
        /// The batch.
        batch: BatchNumber,
        /// What is wrong with it.
        faults: Vec<Fault>,
    },
    /// A record names another batch that withdrew it than the journal.
    OtherWithdrawal {
        /// The batch that the record names.
        batch: BatchNumber,
        /// The batch that the journal names; `None` if it names none.
        journaled: Option<i64>,
    },
    /// A batch of the verb release recorded none, or a release does not fit its batch or the release before.
    OtherRelease {
        /// The batch.
        batch: BatchNumber,
    },
    /// The journal does not lead to what a source had.
    OtherBase {
        /// The source's name.
        source: String,
        /// The batch of the base.
        batch: BatchNumber,
    },
    /// A source had a record before it was added.
    BaseBeforeAdded {
        /// The source's name.
        source: String,
        /// The batch of the base.
        batch: BatchNumber,
    },
}

/// A list of a record whose elements have positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListOfRecord {
    /// Its items of a kind.
    Items(ItemKind),
    /// The sources of an item.
    Sources(ItemRef),
    /// Another list, by the name that the format has for it.
    Named(String),
    /// The translations of a text field.
    Translations {
        /// The field.
        field: String,
        /// The language.
        language: String,
    },
}

impl Flaw {
    /// A flaw that is not about a record, or about an unknown one.
    pub(super) fn new(damage: Damage) -> Self {
        Flaw { record: None, damage }
    }

    /// A flaw of a record.
    pub(super) fn of(record: &str, damage: Damage) -> Self {
        Flaw { record: Some(record.to_owned()), damage }
    }

    /// An inspection that could not be made.
    pub(super) fn unreadable(inspection: Inspection, error: &rusqlite::Error) -> Self {
        Flaw::new(Damage::unreadable(inspection, error))
    }
}

impl Damage {
    /// Data that could not be read for an inspection.
    pub(super) fn unreadable(inspection: Inspection, error: &impl fmt::Display) -> Self {
        Damage::Unreadable { inspection, error: error.to_string() }
    }
}
