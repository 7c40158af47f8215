//! The tables `sample` and `waiver`: the annotations of a record.

use rusqlite::{CachedStatement, Connection, Row, named_params};

use super::parsed;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Annotations, Field, FindingKey, Json, SampleKind, Waiver};
use crate::store::filter::Selection;
use crate::store::ordered::Ordered;
use crate::store::{ChangeSubject, Snapshot, StoreError, journal};

/// A row of `sample`.
pub(in crate::store) struct SampleRow {
    matches: bool,
    text: String,
}

/// The statements that read the annotations of records; `None` for a table without rows, as most are.
#[derive(Default)]
pub(in crate::store) struct AnnotationStatements<'c> {
    samples: Option<CachedStatement<'c>>,
    waivers: Option<CachedStatement<'c>>,
}

/// The annotations of records, in step with the records.
pub(in crate::store) struct AnnotationRows<'s> {
    samples: Option<Ordered<'s, SampleRow>>,
    waivers: Option<Ordered<'s, Waiver>>,
}

impl<'c> AnnotationStatements<'c> {
    /// Prepares what has to be read.
    pub(in crate::store) fn prepare(connection: &'c Connection, selection: &Selection) -> rusqlite::Result<Self> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sample), EXISTS (SELECT 1 FROM waiver)";
        let exist = |row: &Row<'_>| Ok((row.get::<_, bool>(0)?, row.get::<_, bool>(1)?));
        let (samples, waivers) = connection.prepare_cached(sql)?.query_row([], exist)?;
        let prepare = |exist: bool, sql: &str| {
            exist.then(|| connection.prepare_cached(&format!("{}{sql}", selection.with))).transpose()
        };
        Ok(AnnotationStatements {
            samples: prepare(samples, include_str!("select_samples.sql"))?,
            waivers: prepare(waivers, include_str!("select_waivers.sql"))?,
        })
    }

    /// Begins to read.
    pub(in crate::store) fn open(&mut self, selection: &Selection) -> rusqlite::Result<AnnotationRows<'_>> {
        let samples = self.samples.as_mut().map(|samples| Ordered::open(samples, selection, sample_row));
        let waivers = self.waivers.as_mut().map(|waivers| Ordered::open(waivers, selection, waiver_row));
        Ok(AnnotationRows { samples: samples.transpose()?, waivers: waivers.transpose()? })
    }
}

impl AnnotationRows<'_> {
    /// The annotations of a record. Records have to be asked for in the order of the statements.
    pub(in crate::store) fn of(&mut self, record: RecordKey) -> rusqlite::Result<Annotations> {
        let mut annotations = Annotations::default();
        if let Some(samples) = &mut self.samples {
            for SampleRow { matches, text } in samples.of(record)? {
                if matches { annotations.match_samples.push(text) } else { annotations.no_match_samples.push(text) }
            }
        }
        if let Some(waivers) = &mut self.waivers {
            annotations.waivers = waivers.of(record)?;
        }
        Ok(annotations)
    }
}

impl Snapshot<'_> {
    /// The annotations of a record.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn annotations(&self, row: RecordKey) -> Result<Annotations, StoreError> {
        let selection = Selection::row(row);
        self.run(|connection| AnnotationStatements::prepare(connection, &selection)?.open(&selection)?.of(row))
    }

    /// The keys of the published records that have samples, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rows_with_samples(&self) -> Result<Vec<RecordKey>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("with_samples.sql"))?;
            statement.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// The keys of the published records that have waivers of codes which begin with a letter, in the order of their
    /// ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn rows_with_waivers(&self, family: char) -> Result<Vec<RecordKey>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("with_waivers.sql"))?;
            statement.query_map(named_params! { ":family": family.to_string() }, |row| row.get(0))?.collect()
        })
    }
}

fn sample_row(row: &Row<'_>) -> rusqlite::Result<SampleRow> {
    Ok(SampleRow { matches: row.get(1)?, text: row.get(2)? })
}

fn waiver_row(row: &Row<'_>) -> rusqlite::Result<Waiver> {
    let until = row.get_ref(5)?.as_str_or_null()?.map(|_| parsed(row, 5)).transpose()?;
    let finding = FindingKey::new(row.get(4)?);
    Ok(Waiver { code: row.get(1)?, field: row.get(2)?, item: row.get(3)?, finding, until })
}

/// Writes the samples of a new record. Its digest does not include them, so they are journaled.
pub(super) fn insert(
    connection: &Connection,
    batch: BatchNumber,
    row: RecordKey,
    samples: &Annotations,
) -> rusqlite::Result<()> {
    replace(connection, row, &Annotations::default(), samples)?;
    let none: Json = std::iter::empty::<Json>().collect();
    for kind in SampleKind::ALL.iter().copied() {
        let texts = Json::of(samples.samples(kind));
        let subject = ChangeSubject::Field(Field::samples(kind));
        journal::insert_change(connection, batch, row, subject, (Some(&none), Some(&texts)))?;
    }
    Ok(())
}

/// Writes what differs between the old and the new annotations of a record.
pub(super) fn replace(
    connection: &Connection,
    row: RecordKey,
    old: &Annotations,
    new: &Annotations,
) -> rusqlite::Result<()> {
    if (&old.match_samples, &old.no_match_samples) != (&new.match_samples, &new.no_match_samples) {
        let delete = "DELETE FROM sample WHERE record = :record";
        connection.prepare_cached(delete)?.execute(named_params! { ":record": row })?;
        for (matches, texts) in [(true, &new.match_samples), (false, &new.no_match_samples)] {
            let insert = "INSERT INTO sample VALUES (:record, :matches, :position, :text)";
            let mut insert = connection.prepare_cached(insert)?;
            for (position, text) in (0_i64..).zip(texts) {
                let parameters =
                    named_params! { ":record": row, ":matches": matches, ":position": position, ":text": text };
                insert.execute(parameters)?;
            }
        }
    }
    if old.waivers != new.waivers {
        let delete = "DELETE FROM waiver WHERE record = :record";
        connection.prepare_cached(delete)?.execute(named_params! { ":record": row })?;
        let insert = "INSERT INTO waiver VALUES (:record, :position, :code, :field, :item, :finding, :until)";
        let mut insert = connection.prepare_cached(insert)?;
        for (position, waiver) in (0_i64..).zip(&new.waivers) {
            let Waiver { code, finding, field, item, until } = waiver;
            insert.execute(named_params! {
                ":record": row, ":position": position, ":code": code, ":field": field, ":item": item,
                ":finding": finding.as_bytes(), ":until": until.map(|day| day.to_string()),
            })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Difference, Record, Revision, Start, read};
    use crate::store::{Batch, Durability, Filter, Prepared, Store, Stored, Unchecked};

    fn batch() -> Batch {
        let day = "2026-11-21".parse().unwrap();
        Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: None }
    }

    fn record() -> Record {
        read(include_bytes!("../../../fixtures/records/minimal/index.json"), Start::default()).unwrap()
    }

    /// Saves another revision of the record with this key.
    fn save(store: &mut Store, row: RecordKey, change: impl FnOnce(&mut Revision)) -> Stored {
        let stored = store.snapshot().unwrap().load_row(row).unwrap().unwrap();
        let mut new = stored.revision.clone();
        change(&mut new);
        let save =
            |tx: &mut crate::store::Tx<'_>| tx.replace(stored.standing, &Difference::between(&stored.revision, &new));
        store.transact(&batch(), Durability::Full, save).unwrap();
        store.snapshot().unwrap().load_row(row).unwrap().unwrap()
    }

    fn annotations() -> Annotations {
        let waiver = |byte: u8, item: Option<&str>, until: Option<&str>| Waiver {
            code: "W004".to_owned(),
            finding: FindingKey::new([byte; 32]),
            field: "how".to_owned(),
            item: item.map(str::to_owned),
            until: until.map(|day| day.parse().unwrap()),
        };
        Annotations {
            match_samples: vec!["b".to_owned(), "a\n".to_owned()],
            no_match_samples: vec!["c".to_owned()],
            waivers: vec![waiver(2, Some("Clear it"), Some("2026-12-31")), waiver(1, None, None)],
        }
    }

    #[test]
    fn annotations_are_read_back_with_the_record_and_its_digest_is_the_same() {
        let mut store = Store::in_memory().unwrap();
        let row = store.transact(&batch(), Durability::Full, |tx| tx.insert(&record().into(), None)).unwrap();
        let other = Record { id: "zz/other".parse().unwrap(), domain: "zz".to_owned(), ..record() };
        store.transact(&batch(), Durability::Full, |tx| tx.insert(&Prepared::from(other), None)).unwrap();
        let before = store.snapshot().unwrap().load_row(row).unwrap().unwrap();
        let after = save(&mut store, row, |new| new.annotations = annotations());
        assert_eq!((&after.revision.annotations, after.standing), (&annotations(), before.standing));
        let mut all = Vec::new();
        let visit = |unchecked: Unchecked| {
            all.push(unchecked.checked()?.revision.annotations);
            Ok::<_, crate::store::StoreError>(std::ops::ControlFlow::Continue(()))
        };
        store.snapshot().unwrap().each_record(&Filter::default(), visit).unwrap();
        assert_eq!(all, [annotations(), Annotations::default()]);
    }

    #[test]
    fn earlier_annotations_of_a_record_are_in_its_history() {
        let mut store = Store::in_memory().unwrap();
        let row = store.transact(&batch(), Durability::Full, |tx| tx.insert(&record().into(), None)).unwrap();
        let first = save(&mut store, row, |new| new.annotations = annotations());
        let second = save(&mut store, row, |new| {
            new.annotations.match_samples.remove(0);
            new.annotations.waivers.clear();
        });
        let snapshot = store.snapshot().unwrap();
        let at = |batch: BatchNumber| snapshot.revision_at(row, batch).unwrap().unwrap();
        assert!(at(1.into()).annotations.is_empty());
        assert_eq!((at(2.into()), at(3.into())), (first.revision, second.revision));
        assert_eq!(snapshot.changes_after(row, 2.into()).unwrap().len(), 2, "the samples that match, and the waivers");
    }
}
