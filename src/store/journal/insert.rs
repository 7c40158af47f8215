//! Writing changes into the journal.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OptionalExtension, named_params, params};

use super::change::{ChangeAddress, ChangeSubject};
use crate::ledger::{BatchNumber, EvidenceNumber, RecordKey};
use crate::record::{Field, Json};
use crate::store::{StoreError, Tx};

/// The key of a change.
type ChangeKey = (RecordKey, BatchNumber, ChangeAddress);

const INSERT: &str = include_str!("insert_change.sql");
const REPLACE: &str = include_str!("replace_change.sql");

/// Journals a change, unless the values are equal. A batch writes each field of a record once.
pub(in crate::store) fn insert(
    connection: &Connection,
    batch: BatchNumber,
    row: RecordKey,
    subject: ChangeSubject,
    values: (Option<&Json>, Option<&Json>),
) -> rusqlite::Result<()> {
    let (old, new) = values;
    if old == new {
        return Ok(());
    }
    let key = (row, batch, subject.address());
    match insert_row(connection, INSERT, key, (old.map(Json::text), new.map(Json::text))) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            change_again(connection, key, new, error)
        }
        inserted => inserted,
    }
}

/// Journals that a batch changed a field once more, such as by a notice of others and then by their record: of both
/// changes one is left, from the first value to the last.
fn change_again(
    connection: &Connection,
    key: ChangeKey,
    new: Option<&Json>,
    error: rusqlite::Error,
) -> rusqlite::Result<()> {
    let (row, batch, (part, item, field)) = key;
    let parameters = params![row, batch, part, item, field];
    let sql = "SELECT old FROM change WHERE record = ? AND batch = ? AND part = ? AND item = ? AND field = ?";
    let first = connection.prepare_cached(sql)?.query_row(parameters, |row| row.get::<_, Option<String>>(0));
    let Some(old) = first.optional()? else { return Err(error) };
    let new = new.map(Json::text);
    if old.as_deref() != new {
        // A row that is replaced fires no trigger, unlike one that is changed or deleted.
        return insert_row(connection, REPLACE, key, (old.as_deref(), new));
    }
    // The triggers keep what was committed.
    let switch = |on: bool| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, on).map(drop);
    switch(false)?;
    let sql = "DELETE FROM change WHERE record = ? AND batch = ? AND part = ? AND item = ? AND field = ?";
    let deleted = connection.prepare_cached(sql)?.execute(parameters);
    switch(true)?;
    deleted.map(drop)
}

fn insert_row(
    connection: &Connection,
    sql: &str,
    (row, batch, (part, item, field)): ChangeKey,
    (old, new): (Option<&str>, Option<&str>),
) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute(named_params! {
        ":record": row, ":batch": batch, ":part": part, ":item": item, ":field": field, ":old": old, ":new": new,
    })?;
    Ok(())
}

impl Tx<'_> {
    /// Notes that a rate was set to the same value and is a new baseline from this batch on; or that this is undone.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_baseline(
        &mut self,
        row: RecordKey,
        field: Field,
        rate: &Json,
        is_undone: bool,
    ) -> Result<(), StoreError> {
        let values = if is_undone { (Some(rate), None) } else { (None, Some(rate)) };
        self.write(|connection, batch| insert(connection, batch, row, ChangeSubject::Baseline(field), values))
    }

    /// Notes that this batch changed the evidence of a record, and no field of it.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_ledger(&mut self, row: RecordKey, numbers: &[EvidenceNumber]) -> Result<(), StoreError> {
        let numbers: Json = numbers.iter().map(|number| Json::from(number.to_string())).collect();
        self.write(|connection, batch| insert(connection, batch, row, ChangeSubject::Ledger, (None, Some(&numbers))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, Start, read};
    use crate::store::{Batch, Durability, Prepared, Store};

    #[test]
    fn of_two_changes_of_a_field_by_one_batch_one_is_left_and_none_if_the_field_is_as_it_was() {
        let mut store = Store::in_memory().unwrap();
        let day = "2026-11-21".parse().unwrap();
        let batch = Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: None };
        let text = include_bytes!("../../../fixtures/records/minimal/index.json");
        let record = read(text, Start::default()).unwrap();
        let row = store.transact(&batch, Durability::Full, |tx| tx.insert(&Prepared::from(record), None)).unwrap();
        let mut change = |values: &[&str]| {
            let write = |tx: &mut Tx<'_>| {
                let values: Vec<Json> = values.iter().map(|value| Json::from(*value)).collect();
                values.windows(2).try_for_each(|pair| {
                    let subject = ChangeSubject::Field(Record::CATEGORY);
                    tx.write(|connection, batch| insert(connection, batch, row, subject, (pair.first(), pair.last())))
                })?;
                let of_batch = |batch| tx.changes_after(row, BatchNumber::before(batch));
                Ok::<_, StoreError>(tx.written_batch().map(of_batch).transpose()?.unwrap_or_default())
            };
            let changes = store.transact(&batch, Durability::Full, write).unwrap();
            let texts = |value: &Option<Json>| value.as_ref().and_then(Json::as_str).unwrap_or_default().into_owned();
            changes.iter().map(|change| (texts(&change.old), texts(&change.new))).collect::<Vec<_>>()
        };
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        assert_eq!(change(&["a", "b", "c"]), [pair("a", "c")]);
        assert_eq!(change(&["c", "d", "c"]), []);
        assert_eq!(change(&["c", "d", "c", "e"]), [pair("c", "e")]);
        let kept = store.connection.execute("DELETE FROM change", []);
        assert!(kept.unwrap_err().to_string().contains("the journal is never changed"));
    }
}
