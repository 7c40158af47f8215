//! The table `change`: the old and the new value of every field that a batch changed.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::ledger::{BatchNumber, Claim, RecordKey, SourceNumber};
use crate::record::{Field, ItemKind, Json, Part, read_json};
use crate::store::record::{UnknownWord, bad_column, parsed_json};
use crate::store::{Snapshot, StoreError};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeSubject {
    /// A field of the record or of one of its items.
    Field(Field),
    /// The record was added, according to `record.added_by`: the table has no row for that.
    Arrived,
    /// The record was withdrawn.
    Withdrawn,
    /// The record is published again.
    Restored,
    /// The baseline of a rate: the rate was set to the same value, so it is a new baseline, and the record did not
    /// change. `new` is the rate, and there is no `old`; for an undo it is the other way round.
    Baseline(Field),
    /// What a source last had, by the source's number.
    Base(SourceNumber),
    /// The evidence: a batch that changed only evidence is noted with the numbers of the rows, for the log and for
    /// undo. Evidence and rulings also name their batch.
    Ledger,
}

/// A change of one record by one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The batch.
    pub batch: BatchNumber,
    /// What changed.
    pub subject: ChangeSubject,
    /// The value before; `None` if there was none.
    pub old: Option<Json>,
    /// The value after; `None` if there is none.
    pub new: Option<Json>,
}

/// The part and the field of a base.
const BASE: &str = "base";

/// The part of a baseline: the same word, and its field is the rate.
const BASELINE: &str = BASE;

/// The part of the record itself, and the words that it has in the column of the field for other subjects.
const RECORD: &str = "record";
const WITHDRAWN: &str = "withdrawn";
const EVIDENCE: &str = "evidence";

/// The columns part, item and field.
pub(super) type ChangeAddress = (&'static str, i64, &'static str);

impl ChangeSubject {
    /// The subject for a record that is withdrawn, or restored.
    pub(in crate::store) fn of_withdrawal(is_withdrawn: bool) -> Self {
        if is_withdrawn { ChangeSubject::Withdrawn } else { ChangeSubject::Restored }
    }

    /// What an undo restores together: whether a record exists, for any reason, or the subject itself.
    pub fn matter(self) -> Self {
        match self {
            ChangeSubject::Arrived | ChangeSubject::Withdrawn | ChangeSubject::Restored => ChangeSubject::Arrived,
            ChangeSubject::Field(_) | ChangeSubject::Baseline(_) | ChangeSubject::Base(_) | ChangeSubject::Ledger => {
                self
            }
        }
    }

    pub(super) fn address(self) -> ChangeAddress {
        match self {
            ChangeSubject::Field(field) => (Part::of(field.item).word(), item_id(field), field.name()),
            ChangeSubject::Arrived | ChangeSubject::Withdrawn | ChangeSubject::Restored => (RECORD, 0, WITHDRAWN),
            ChangeSubject::Baseline(field) => (BASELINE, item_id(field), field.name()),
            ChangeSubject::Base(source) => (BASE, source.get(), BASE),
            ChangeSubject::Ledger => (RECORD, 0, EVIDENCE),
        }
    }

    fn from_row((part, item, field): (&str, i64, &str), old: Option<&Json>, new: Option<&Json>) -> Option<Self> {
        match (part, field) {
            (RECORD, WITHDRAWN) => match (old.map(Json::text), new.map(Json::text)) {
                (None, Some("false")) => Some(ChangeSubject::Arrived),
                (Some("false"), Some("true")) => Some(ChangeSubject::Withdrawn),
                (Some("true"), Some("false")) => Some(ChangeSubject::Restored),
                _ => None,
            },
            (RECORD, EVIDENCE) => Some(ChangeSubject::Ledger),
            (BASE, BASE) => Some(ChangeSubject::Base(item.into())),
            // The name of a rate says which part has it.
            (BASELINE, rate) => {
                let field = Claim::FIELDS.into_iter().find(|field| field.name() == rate)?;
                Some(ChangeSubject::Baseline(field.of(u32::try_from(item).ok()?)))
            }
            _ => Field::named(Part::from_word(part)?.item(u32::try_from(item).ok()?), field).map(ChangeSubject::Field),
        }
    }
}

/// The id of the item that has a field; 0 for the record.
fn item_id(field: Field) -> i64 {
    field.item.map_or(0, |item| i64::from(item.id))
}

impl std::fmt::Display for ChangeSubject {
    /// As in the journal, items by their ids.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ChangeSubject::Field(field) => field.fmt(f),
            ChangeSubject::Baseline(field) => write!(f, "the baseline of {field}"),
            ChangeSubject::Arrived
            | ChangeSubject::Withdrawn
            | ChangeSubject::Restored
            | ChangeSubject::Base(_)
            | ChangeSubject::Ledger => f.write_str(self.address().2),
        }
    }
}

fn change_row(row: &Row<'_>) -> rusqlite::Result<Option<Change>> {
    let (part, field) = (row.get_ref("part")?.as_str()?, row.get_ref("field")?.as_str()?);
    let value = |column| parsed_json(row, column, read_json);
    let (old, new) = (value("old")?, value("new")?);
    let subject = ChangeSubject::from_row((part, row.get("item")?, field), old.as_ref(), new.as_ref());
    let batch = row.get("batch")?;
    Ok(subject.map(|subject| Change { batch, subject, old, new }))
}

/// A change; a row that canonry did not write is an error, for without it, what the record was cannot be told.
pub(super) fn known_change(row: &Row<'_>) -> rusqlite::Result<Change> {
    change_row(row)?.ok_or_else(|| unknown_change(row))
}

fn unknown_change(row: &Row<'_>) -> rusqlite::Error {
    let word = |column: &str| row.get::<_, String>(column).unwrap_or_default();
    let name = format!("{}.{}", word("part"), word("field"));
    bad_column(row, "field", UnknownWord::of("change of field", &name))
}

/// The changes of a record after a batch, the latest first.
pub(super) fn changes_after(
    connection: &Connection,
    row: RecordKey,
    batch: BatchNumber,
) -> rusqlite::Result<Vec<Change>> {
    let mut statement = connection.prepare_cached(include_str!("select_changes.sql"))?;
    statement.query_map(named_params! { ":record": row, ":batch": batch }, known_change)?.collect()
}

/// The ids of the items of a kind in the order that the last batch gave them; `None` if no batch changed it.
pub(in crate::store) fn last_listed(
    connection: &Connection,
    row: RecordKey,
    kind: ItemKind,
) -> rusqlite::Result<Option<Vec<u32>>> {
    let mut statement = connection.prepare_cached(include_str!("last_listed.sql"))?;
    let parameters = named_params! { ":record": row, ":field": kind.list() };
    let listed = statement.query_row(parameters, |row| parsed_json(row, "new", read_json)).optional()?.flatten();
    Ok(listed.map(|listed| listed.numbers().collect()))
}

/// Every row of a record, the latest first; `None` for one that canonry did not write.
pub(in crate::store) fn all_of(connection: &Connection, row: RecordKey) -> rusqlite::Result<Vec<Option<Change>>> {
    let mut statement = connection.prepare_cached(include_str!("select_changes.sql"))?;
    statement.query_map(named_params! { ":record": row, ":batch": 0 }, change_row)?.collect()
}

fn records_of(connection: &Connection, batch: BatchNumber) -> rusqlite::Result<Vec<RecordKey>> {
    let mut statement = connection.prepare_cached(include_str!("records_of.sql"))?;
    statement.query_map(named_params! { ":batch": batch }, |row| row.get("record"))?.collect()
}

impl Snapshot<'_> {
    /// The changes of a record, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn changes(&self, row: RecordKey) -> Result<Vec<Change>, StoreError> {
        self.run(|connection| changes_after(connection, row, BatchNumber::NONE))
    }

    /// The changes of a record after a batch, the latest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn changes_after(&self, row: RecordKey, batch: BatchNumber) -> Result<Vec<Change>, StoreError> {
        self.run(|connection| changes_after(connection, row, batch))
    }

    /// The keys of the records that a batch changed, or for which it undid something that had no effect.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn records_of(&self, batch: BatchNumber) -> Result<Vec<RecordKey>, StoreError> {
        self.run(|connection| records_of(connection, batch))
    }
}
