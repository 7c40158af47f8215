//! Translations, tags and aliases: lists of plain texts of a record.

use rusqlite::{Connection, Row, named_params};

use crate::ledger::RecordKey;

use super::{UnknownWord, bad_column, parsed};
use crate::record::{Id, Record};
use crate::store::{Snapshot, StoreError};

/// The language that the format knows beside the record's own.
const CHINESE: &str = "zh";

/// A row of `translation`.
pub(in crate::store) enum Translation {
    Signature(String),
    RootCause(String),
    Workaround(String),
}

pub(in crate::store) fn insert_translations(
    connection: &Connection,
    row: RecordKey,
    record: &Record,
) -> rusqlite::Result<()> {
    let single = [("signature", &record.signature_zh), ("root_cause", &record.root_cause_zh)];
    let single = single.into_iter().filter_map(|(field, text)| text.as_ref().map(|text| (field, 0, text)));
    let steps = (0_i64..).zip(&record.workarounds_zh).map(|(position, text)| ("workarounds", position, text));
    let mut statement =
        connection.prepare_cached("INSERT INTO translation VALUES (:record, :language, :field, :position, :text)")?;
    for (field, position, text) in single.chain(steps) {
        statement.execute(named_params! {
            ":record": row, ":language": CHINESE, ":field": field, ":position": position, ":text": text,
        })?;
    }
    Ok(())
}

pub(in crate::store) fn insert_names(connection: &Connection, row: RecordKey, record: &Record) -> rusqlite::Result<()> {
    let mut tag = connection.prepare_cached("INSERT INTO tag VALUES (:record, :position, :tag)")?;
    for (position, text) in (0_i64..).zip(&record.tags) {
        tag.execute(named_params! { ":record": row, ":position": position, ":tag": text })?;
    }
    let mut alias = connection.prepare_cached("INSERT INTO alias VALUES (:record, :position, :alias)")?;
    for (position, text) in (0_i64..).zip(&record.aliases) {
        alias.execute(named_params! { ":record": row, ":position": position, ":alias": text })?;
    }
    Ok(())
}

pub(super) fn delete_translations(connection: &Connection, row: RecordKey) -> rusqlite::Result<()> {
    let sql = "DELETE FROM translation WHERE record = :record";
    connection.prepare_cached(sql)?.execute(named_params! { ":record": row }).map(drop)
}

pub(super) fn delete_names(connection: &Connection, row: RecordKey) -> rusqlite::Result<()> {
    for sql in ["DELETE FROM tag WHERE record = :record", "DELETE FROM alias WHERE record = :record"] {
        connection.prepare_cached(sql)?.execute(named_params! { ":record": row })?;
    }
    Ok(())
}

impl Snapshot<'_> {
    /// The records that have an alias, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn by_alias(&self, alias: &str) -> Result<Vec<Id>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("by_alias.sql"))?;
            let ids = statement.query_map(named_params! { ":alias": alias }, |row| parsed(row, "canon_id"))?;
            ids.collect::<rusqlite::Result<_>>()
        })
    }
}

pub(in crate::store) fn translation_row(row: &Row<'_>) -> rusqlite::Result<Translation> {
    let text = row.get(2)?;
    Ok(match row.get_ref(1)?.as_str()? {
        "signature" => Translation::Signature(text),
        "root_cause" => Translation::RootCause(text),
        "workarounds" => Translation::Workaround(text),
        other => return Err(bad_column(row, 1, UnknownWord::of("translated field", other))),
    })
}

pub(in crate::store) fn tag_row(row: &Row<'_>) -> rusqlite::Result<String> {
    row.get(1)
}

pub(in crate::store) fn alias_row(row: &Row<'_>) -> rusqlite::Result<String> {
    row.get(1)
}
