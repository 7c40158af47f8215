//! Bases of a database of schema 3, which had one for each record, whatever it was exchanged with.
//!
//! An imported state becomes the base of the source that its command names. An exported state is dropped: it counted as
//! what every source has, so that the next import undid the edits made here. Then the base is what was last imported.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::difference;
use super::row::{self, BaseRow, Brought};
use super::source::ensure;
use crate::ledger::{BatchNumber, RecordKey, SourceNumber};
use crate::record::{Date, Fields, FreeIds, Json, Revision, Start, read, read_json};
use crate::store::journal;
use crate::store::record::{Digest, parsed, parsed_json};
use crate::store::snapshot::Begin;
use crate::store::{Snapshot, Store, StoreError, Unchecked};

/// The source of records from a place that no command names.
const UNKNOWN: &str = "(unknown)";

/// Options of `import` that a value follows.
const VALUED: [&str; 7] = ["--db", "--rejects", "--on-conflict", "--by", "--reason", "--today", "--color"];

/// Whether the database still has the one base of schema 3.
pub(in crate::store) fn is_pending(store: &Store) -> Result<bool, StoreError> {
    has_old_bases(&store.connection).map_err(|error| store.error(error))
}

/// Queries the database, because `table_exists` uses the schema that this connection last read.
fn has_old_bases(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'publication')";
    connection.query_row(sql, [], |row| row.get(0))
}

/// Gives every source the bases that it had, in one transaction.
pub(in crate::store) fn finish(store: &mut Store) -> Result<(), StoreError> {
    let transaction = store.begin(Begin::Writing)?;
    // Another process may already have done it.
    if transaction.run(has_old_bases)? {
        let mut upgrade = Upgrade { transaction: &transaction, sources: HashMap::new() };
        upgrade.arrivals()?;
        upgrade.journal()?;
        transaction.run(|connection| connection.execute_batch(include_str!("finish.sql")))?;
    }
    transaction.commit()
}

/// A base with its source; `None` if there is no base, or if its source is unknown.
type Sourced = Option<(SourceNumber, BaseRow)>;

struct Upgrade<'u> {
    transaction: &'u Snapshot<'u>,
    /// The source of each batch that was looked at; `None` for one that was not an import.
    sources: HashMap<BatchNumber, Option<SourceNumber>>,
}

impl Upgrade<'_> {
    /// The state of the import that added a record is the first base of its source.
    fn arrivals(&mut self) -> Result<(), StoreError> {
        let arrivals = self.transaction.run(|connection| {
            let mut statement = connection.prepare(include_str!("arrivals.sql"))?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect::<rusqlite::Result<Vec<(RecordKey, BatchNumber, Option<Digest>)>>>()
        })?;
        for (record, batch, digest) in arrivals {
            let Some(source) = self.source_of(batch)? else { continue };
            let arrived = if digest.is_none() { self.stood(record, batch)? } else { None };
            let digest = digest.or_else(|| arrived.map(|arrived| Digest::of_record(&arrived.record)));
            let brought = digest.map(|digest| Brought { digest, batch, difference: None });
            self.write((record, source), &BaseRow { brought, sent: None })?;
        }
        Ok(())
    }

    /// The states of later imports are the next bases of their sources. The journal is rewritten in the same way.
    fn journal(&mut self) -> Result<(), StoreError> {
        let journaled = self.transaction.run(|connection| {
            let mut statement = connection.prepare(include_str!("journaled.sql"))?;
            let json = |row: &Row<'_>, column| parsed_json(row, column, read_json);
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, json(row, "old")?, json(row, "new")?)))?;
            rows.collect::<rusqlite::Result<Vec<(RecordKey, BatchNumber, Option<Json>, Option<Json>)>>>()
        })?;
        for (record, batch, old, new) in journaled {
            let (old, new) = (self.row(record, old.as_ref())?, self.row(record, new.as_ref())?);
            // An undo restored the state of another source: the source that was undone has nothing.
            if let Some((source, _)) = &old
                && new.as_ref().is_none_or(|(_, new)| new.brought.as_ref().is_none_or(|new| new.batch != batch))
            {
                self.write((record, *source), &BaseRow::default())?;
            }
            if let Some((source, new)) = &new {
                self.write((record, *source), new)?;
            }
            self.rewrite(record, batch, old, new)?;
        }
        Ok(())
    }

    /// Rewrites a journaled base as that of its source.
    fn rewrite(&self, record: RecordKey, batch: BatchNumber, old: Sourced, new: Sourced) -> Result<(), StoreError> {
        let source = new.as_ref().or(old.as_ref()).map(|(source, _)| *source);
        let text = |row: Sourced| {
            let own = row.filter(|(own, _)| Some(*own) == source)?;
            own.1.to_json().map(|row| row.text().to_owned())
        };
        let (old, new) = (text(old), text(new));
        let rewrite = |connection: &Connection| {
            if source.is_none() || old == new {
                let mut statement = connection.prepare_cached(include_str!("drop_journaled.sql"))?;
                return statement.execute(named_params! { ":record": record, ":batch": batch });
            }
            let mut statement = connection.prepare_cached(include_str!("rewrite_journaled.sql"))?;
            statement.execute(
                named_params! { ":record": record, ":batch": batch, ":source": source, ":old": old, ":new": new },
            )
        };
        self.transaction.run(rewrite).map(drop)
    }

    fn write(&self, key: row::BaseKey, base: &BaseRow) -> Result<(), StoreError> {
        self.transaction.run(|connection| row::write(connection, key, base))
    }

    /// A base as schema 3 wrote it, with its source.
    fn row(&mut self, record: RecordKey, old: Option<&Json>) -> Result<Sourced, StoreError> {
        let Some(old) = old else { return Ok(None) };
        let digest = old.get("digest").and_then(|digest| digest.as_str()?.parse::<Digest>().ok());
        let (Some(digest), Some(batch)) =
            (digest, old.get("batch").and_then(|batch| batch.as_i64()).map(BatchNumber::from))
        else {
            return Ok(None);
        };
        let mut difference = None;
        if let Some(text) = old.get("text").and_then(|text| Some(text.as_str()?.into_owned()))
            && let (Ok(there), Some(here)) = (read(text.as_bytes(), Start::default()), self.stood(record, batch)?)
        {
            let journaled = self.transaction.run(|connection| journal::items_of(connection, record))?;
            let free = FreeIds::default().beyond(&here.items).beyond(&journaled);
            difference = difference::between(&Fields::of(&here), &Fields::of(&here.becoming(there, &free.into())));
        }
        let row = BaseRow { brought: Some(Brought { digest, batch, difference }), sent: None };
        // An exported state belongs to no particular source.
        Ok(self.source_of(batch)?.map(|source| (source, row)))
    }

    fn stood(&self, record: RecordKey, batch: BatchNumber) -> Result<Option<Revision>, StoreError> {
        // Unchecked: a damaged record must not prevent reading the others.
        let now = self.transaction.load_row_unchecked(record)?.map(Unchecked::as_it_is);
        now.map_or(Ok(None), |now| self.transaction.revision_from(&now, batch))
    }

    /// The source that the command of a batch names; `None` if it was not an import.
    fn source_of(&mut self, batch: BatchNumber) -> Result<Option<SourceNumber>, StoreError> {
        if let Some(known) = self.sources.get(&batch) {
            return Ok(*known);
        }
        let command: Option<String> = self.transaction.run(|connection| {
            let mut statement = connection.prepare_cached("SELECT command FROM batch WHERE id = :id")?;
            statement.query_row(named_params! { ":id": batch }, |row| row.get(0)).optional()
        })?;
        let source = match command.as_deref().and_then(imported) {
            Some(name) => Some(self.named(&name, batch)?),
            None => None,
        };
        self.sources.insert(batch, source);
        Ok(source)
    }

    fn named(&self, name: &str, batch: BatchNumber) -> Result<SourceNumber, StoreError> {
        self.transaction.run(|connection| {
            let mut day = connection.prepare_cached("SELECT day FROM batch WHERE id = :id")?;
            let day: Date = day.query_row(named_params! { ":id": batch }, |row| parsed(row, "day"))?;
            ensure(connection, name, day)
        })
    }
}

/// The source that an import's command line names, as current imports name it; `None` if it is not an import.
fn imported(command: &str) -> Option<String> {
    let mut words = shlex::split(command)?.into_iter();
    words.find(|word| word == "import")?;
    let mut paths = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            option if VALUED.contains(&option) => drop(words.next()),
            option if option.starts_with("--") || option == "-n" || option == "-q" => {}
            path => paths.push(path.trim_start_matches("./").trim_end_matches('/').to_owned()),
        }
    }
    match paths.as_slice() {
        [path] if path != "-" && !path.is_empty() => Some(path.clone()),
        _ => Some(UNKNOWN.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_of_an_import_is_read_from_its_command() {
        let source = |command| imported(command);
        assert_eq!(source("canonry import ./upstream/ --today 2026-01-02 --keep-going"), Some("upstream".to_owned()));
        assert_eq!(source("canonry --db x.db import 'a b.json'"), Some("a b.json".to_owned()));
        assert_eq!(source("canonry import a.json b.json"), Some(UNKNOWN.to_owned()));
        assert_eq!(source("canonry import -"), Some(UNKNOWN.to_owned()));
        assert_eq!(source("canonry new x/a --reason 'to replace'"), None);
    }
}
