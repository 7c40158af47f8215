//! The table `base`, row by row.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use crate::ledger::{BatchNumber, RecordKey, SourceNumber};
use crate::record::{Json, read_json};
use crate::store::record::{Digest, parsed_json};

/// What a source last had of a record, by digest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BaseDigests {
    /// What was last imported from it; `None` if nothing was.
    pub brought: Option<Digest>,
    /// What an export has written there since; `None` if none has.
    pub sent: Option<Digest>,
}

/// The key of a base: the record and the source.
pub(in crate::store) type BaseKey = (RecordKey, SourceNumber);

/// A row of `base`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct BaseRow {
    pub brought: Option<Brought>,
    pub sent: Option<(Digest, BatchNumber)>,
}

/// What was imported from a source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Brought {
    pub digest: Digest,
    /// The record here after this batch is what was imported, except for the difference.
    pub batch: BatchNumber,
    pub difference: Option<Json>,
}

impl BaseRow {
    /// The row as JSON for the journal; `None` for a missing row.
    pub(super) fn to_json(&self) -> Option<Json> {
        let noted = |digest: &Digest, batch: BatchNumber| {
            [("digest", Json::from(format!("{digest:?}"))), ("batch", Json::from(batch.get()))]
        };
        let object = |members: &mut dyn Iterator<Item = (&str, Json)>| -> Json {
            members.map(|(key, value)| (key.to_owned(), value)).collect()
        };
        let brought = self.brought.as_ref().map(|Brought { digest, batch, difference }| {
            let difference = ("difference", difference.clone().unwrap_or_else(Json::null));
            object(&mut noted(digest, *batch).into_iter().chain([difference]))
        });
        let sent = self.sent.as_ref().map(|(sent, batch)| object(&mut noted(sent, *batch).into_iter()));
        let sides = [("brought", brought), ("sent", sent)];
        let sides = sides.map(|(side, noted)| (side, noted.unwrap_or_else(Json::null)));
        (self != &BaseRow::default()).then(|| object(&mut sides.into_iter()))
    }

    /// Reads it from the journal; `None` if canonry did not write it.
    pub(super) fn from_json(value: &Json) -> Option<Self> {
        let noted =
            |side: &Json| Some((side.get("digest")?.as_str()?.parse().ok()?, side.get("batch")?.as_i64()?.into()));
        let (brought, sent) = (value.get("brought")?, value.get("sent")?);
        let brought = match brought.is_null() {
            true => None,
            false => {
                let (digest, batch) = noted(&brought)?;
                let difference = brought.get("difference").filter(|difference| !difference.is_null());
                Some(Brought { digest, batch, difference })
            }
        };
        let sent = if sent.is_null() { None } else { Some(noted(&sent)?) };
        Some(BaseRow { brought, sent })
    }
}

/// Notes what was imported of a new record.
///
/// This is a separate statement, and not an upsert, because SQLite opens a savepoint for one that may change several
/// rows, and at each savepoint FTS5 writes everything that it has in memory.
pub(in crate::store) fn first(
    connection: &Connection,
    (record, source): BaseKey,
    digest: &Digest,
    batch: BatchNumber,
) -> rusqlite::Result<()> {
    let parameters =
        named_params! { ":record": record, ":source": source, ":digest": digest.as_bytes(), ":batch": batch };
    connection.prepare_cached(include_str!("insert_first.sql"))?.execute(parameters)?;
    Ok(())
}

pub(super) fn select(connection: &Connection, (record, source): BaseKey) -> rusqlite::Result<BaseRow> {
    let mut statement = connection.prepare_cached(include_str!("select.sql"))?;
    let row = statement.query_row(named_params! { ":record": record, ":source": source }, base_row).optional()?;
    Ok(row.unwrap_or_default())
}

/// Reads the columns digest, batch, difference, sent_digest and sent_batch.
pub(super) fn base_row(row: &Row<'_>) -> rusqlite::Result<BaseRow> {
    let brought = match noted(row, "digest", "batch")? {
        Some((digest, batch)) => {
            Some(Brought { digest, batch, difference: parsed_json(row, "difference", read_json)? })
        }
        None => None,
    };
    Ok(BaseRow { brought, sent: noted(row, "sent_digest", "sent_batch")? })
}

/// A digest with its batch; `None` if there is no digest.
fn noted(row: &Row<'_>, digest: &str, batch: &str) -> rusqlite::Result<Option<(Digest, BatchNumber)>> {
    let digest: Option<Digest> = row.get(digest)?;
    digest.map(|digest| Ok((digest, row.get(batch)?))).transpose()
}

/// Writes a row, or deletes it if it is empty.
pub(super) fn write(connection: &Connection, (record, source): BaseKey, row: &BaseRow) -> rusqlite::Result<()> {
    if row == &BaseRow::default() {
        let mut delete = connection.prepare_cached("DELETE FROM base WHERE record = :record AND source = :source")?;
        return delete.execute(named_params! { ":record": record, ":source": source }).map(drop);
    }
    let brought = row.brought.as_ref();
    let mut upsert = connection.prepare_cached(include_str!("upsert.sql"))?;
    upsert.execute(named_params! {
        ":record": record,
        ":source": source,
        ":digest": brought.map(|brought| brought.digest.as_bytes()),
        ":batch": brought.map(|brought| brought.batch),
        ":difference": brought.and_then(|brought| brought.difference.as_ref()).map(Json::text),
        ":sent_digest": row.sent.as_ref().map(|(digest, _)| digest.as_bytes()),
        ":sent_batch": row.sent.map(|(_, batch)| batch),
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_read_back_from_the_journal_and_other_values_are_not_bases() {
        let (digest, difference) = (Digest::of("{}"), Some(read_json("[]").unwrap()));
        let brought = |difference| Some(Brought { digest, batch: 2.into(), difference });
        for row in [
            BaseRow { brought: brought(None), sent: None },
            BaseRow { brought: brought(difference), sent: Some((digest, 3.into())) },
            BaseRow { brought: None, sent: Some((digest, 3.into())) },
        ] {
            assert_eq!(BaseRow::from_json(&row.to_json().unwrap()), Some(row));
        }
        for text in [
            "7",
            "{}",
            r#"{"brought": null}"#,
            r#"{"brought": {"digest": "ab", "batch": 2}, "sent": null}"#,
            &format!(r#"{{"brought": null, "sent": {{"digest": "{digest:?}"}}}}"#),
        ] {
            assert_eq!(BaseRow::from_json(&read_json(text).unwrap()), None, "{text}");
        }
    }
}
