//! The table `release`: states of the set that were published under a name.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::journal::batch_row;
use super::record::{count, parsed, signed};
use super::{Batch, Snapshot, StoreError, Tx};
use crate::ledger::BatchNumber;
use crate::record::{Checksum, ReleaseName, SamplesKey};

/// A release to be recorded: all that its snapshot is made from again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelease {
    /// Its name.
    pub name: ReleaseName,
    /// The last batch that belongs to it.
    pub state: BatchNumber,
    /// How many records it publishes.
    pub records: u64,
    /// The checksum of its content: of the lines of SHA256SUMS of the tree and the records.
    pub content_digest: Checksum,
    /// The words of the forms in its tree, separated by commas; not empty.
    pub forms: String,
    /// The key under which it publishes samples, if it does.
    pub samples_key: Option<SamplesKey>,
    /// The time of the files in its archive, in seconds since 1970 in UTC.
    pub modified: i64,
    /// The checksum of the policy.
    pub policy_digest: Checksum,
    /// The demands, as a JSON array.
    pub gate: String,
    /// The tiers of the policy, from the lowest to the highest, as a JSON array.
    pub ladder: String,
    /// What the maintainers say of it.
    pub notes: Option<String>,
    /// The program that cut it, with its version; not empty.
    pub tool: String,
}

/// A release.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// What was recorded.
    pub what: NewRelease,
    /// The number of the batch that recorded it.
    pub number: BatchNumber,
    /// That batch: who, when, and why.
    pub batch: Batch,
    /// The name of the release before; `None` for the first.
    pub previous: Option<ReleaseName>,
}

impl Snapshot<'_> {
    /// All releases, in the order in which they were cut.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn releases(&self) -> Result<Vec<Release>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY l.id"))?;
            statement.query_map([], release)?.collect()
        })
    }

    /// The release of a name, in any case; `None` if there is none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn release(&self, name: &ReleaseName) -> Result<Option<Release>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE l.name = :name"))?;
            statement.query_row(named_params! { ":name": name.as_str() }, release).optional()
        })
    }

    /// The latest release; `None` if there is none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn last_release(&self) -> Result<Option<Release>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(&format!("{SELECT} ORDER BY l.id DESC LIMIT 1"))?;
            statement.query_row([], release).optional()
        })
    }

    /// The name of the release that a batch recorded; `None` if it recorded none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn release_of(&self, batch: BatchNumber) -> Result<Option<ReleaseName>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached("SELECT name FROM release WHERE batch = :batch")?;
            statement.query_row(named_params! { ":batch": batch }, |row| parsed(row, "name")).optional()
        })
    }
}

impl Tx<'_> {
    /// Records a release, after the latest one.
    ///
    /// # Errors
    /// What goes wrong on the disk. A second release of a name is an error of SQLite.
    pub fn insert_release(&mut self, new: &NewRelease) -> Result<(), StoreError> {
        self.write(|connection, batch| insert(connection, batch, new))
    }
}

fn insert(connection: &Connection, batch: BatchNumber, new: &NewRelease) -> rusqlite::Result<()> {
    let NewRelease { name, state, records, content_digest, forms, samples_key, modified, .. } = new;
    let NewRelease { policy_digest, gate, ladder, notes, tool, .. } = new;
    let parameters = named_params! {
        ":name": name.as_str(), ":batch": batch, ":state": state, ":records": signed(*records)?,
        ":content_digest": content_digest.as_bytes(), ":forms": forms, ":samples_key": samples_key.as_ref().map(ToString::to_string),
        ":modified": modified, ":policy_digest": policy_digest.as_bytes(), ":gate": gate, ":ladder": ladder,
        ":notes": notes, ":tool": tool,
    };
    connection.prepare_cached(include_str!("insert.sql"))?.execute(parameters).map(drop)
}

const SELECT: &str = include_str!("select.sql");

fn release(row: &Row<'_>) -> rusqlite::Result<Release> {
    let word = |column: &str| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
    Ok(Release {
        what: NewRelease {
            name: parsed(row, "name")?,
            state: row.get("state")?,
            records: count(row, "records")?,
            content_digest: row.get::<_, [u8; 32]>("content_digest")?.into(),
            forms: row.get("forms")?,
            samples_key: word("samples_key")?.map(|_| parsed(row, "samples_key")).transpose()?,
            modified: row.get("modified")?,
            policy_digest: row.get::<_, [u8; 32]>("policy_digest")?.into(),
            gate: row.get("gate")?,
            ladder: row.get("ladder")?,
            notes: row.get("notes")?,
            tool: row.get("tool")?,
        },
        number: row.get("batch")?,
        batch: batch_row(row)?,
        previous: word("previous")?.map(|_| parsed(row, "previous")).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{BatchVerb, Damage, Durability, Store};

    fn batch(verb: BatchVerb) -> Batch {
        let day = "2026-11-21".parse().unwrap();
        Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: Some(verb) }
    }

    fn new(name: &str, state: i64) -> NewRelease {
        NewRelease {
            name: name.parse().unwrap(),
            state: state.into(),
            records: 3,
            content_digest: Checksum::of(b"1"),
            forms: "json,md".to_owned(),
            samples_key: Some("samples".parse().unwrap()),
            modified: 1_795_219_200,
            policy_digest: Checksum::of(b"2"),
            gate: "[]".to_owned(),
            ladder: "[\"low\", \"high\"]".to_owned(),
            notes: Some("ours".to_owned()),
            tool: "canonry 0".to_owned(),
        }
    }

    /// A database with two releases, the second of an unchanged set.
    fn store() -> Store {
        let mut store = Store::in_memory().unwrap();
        let note = |tx: &mut Tx<'_>| tx.note_published();
        store.transact(&batch(BatchVerb::PublishRates), Durability::Full, note).unwrap();
        for (name, state) in [("v1", 1), ("v2", 2)] {
            let insert = |tx: &mut Tx<'_>| tx.insert_release(&new(name, state));
            store.transact(&batch(BatchVerb::Release), Durability::Full, insert).unwrap();
        }
        store
    }

    #[test]
    fn a_release_is_read_as_it_was_recorded_after_the_one_before() {
        let mut store = store();
        let snapshot = store.snapshot().unwrap();
        let [first, second] = snapshot.releases().unwrap().try_into().unwrap();
        assert_eq!((&first.what, &second.what), (&new("v1", 1), &new("v2", 2)));
        assert_eq!((first.number, second.number), (2.into(), 3.into()));
        assert_eq!((first.previous, second.previous.clone()), (None, Some("v1".parse().unwrap())));
        assert_eq!(second.batch, batch(BatchVerb::Release));
        assert_eq!(snapshot.last_release().unwrap(), Some(second.clone()));
        assert_eq!(snapshot.release(&"V2".parse().unwrap()).unwrap(), Some(second), "in any case");
        assert_eq!(snapshot.release(&"v3".parse().unwrap()).unwrap(), None);
        assert_eq!(snapshot.release_of(3.into()).unwrap(), Some("v2".parse().unwrap()));
        assert_eq!(snapshot.release_of(1.into()).unwrap(), None);
    }

    #[test]
    fn a_name_is_recorded_once_and_a_release_is_never_changed() {
        let mut store = store();
        let again = |tx: &mut Tx<'_>| tx.insert_release(&new("V1", 3));
        assert!(store.transact(&batch(BatchVerb::Release), Durability::Full, again).is_err());
        let snapshot = store.snapshot().unwrap();
        assert_eq!((snapshot.releases().unwrap().len(), snapshot.last_batch().unwrap()), (2, 3.into()));
        for sql in ["UPDATE release SET records = 4", "DELETE FROM release"] {
            assert!(snapshot.run(|connection| connection.execute(sql, [])).is_err(), "{sql}");
        }
    }

    #[test]
    fn a_release_has_a_batch_of_its_own_and_follows_the_one_before() {
        let flaws = |sql: &str| {
            let mut store = store();
            store.damage("DROP TRIGGER release_stays_as_it_is; DROP TRIGGER release_stays; DROP TRIGGER change_stays");
            store.damage("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
            store.damage(sql);
            let flaws = store.verify(&mut ()).unwrap().1;
            let of_release = |damage: &Damage| matches!(damage, Damage::OtherRelease { .. });
            flaws.into_iter().map(|flaw| flaw.damage).filter(of_release).collect::<Vec<_>>()
        };
        assert_eq!(flaws("SELECT 1"), []);
        for (sql, batch) in [
            ("UPDATE release SET previous = NULL WHERE name = 'v2'", 3),
            ("UPDATE release SET state = 0 WHERE name = 'v2'", 3),
            ("UPDATE batch SET verb = 'edit' WHERE id = 2", 2),
            ("DELETE FROM release WHERE name = 'v2'", 3),
            ("INSERT INTO change VALUES (1, 3, 'record', 0, 'locale', NULL, '\"en\"')", 3),
        ] {
            assert_eq!(flaws(sql), [Damage::OtherRelease { batch: batch.into() }], "{sql}");
        }
    }
}
