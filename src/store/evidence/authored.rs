//! Rates that were authored, with their tiers, and rates that are published estimates.

use std::collections::{HashMap, HashSet};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};

use super::claims::claim_in;
use crate::ledger::{BatchNumber, Claim, RecordKey};
use crate::record::{Rate, Tier, read_json};
use crate::store::record::{UnknownWord, bad_column, parsed, parsed_json};
use crate::store::{Snapshot, StoreError, Tx};

/// The authored rates of claims, before estimates were published.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Authored {
    /// The authored values of claims, each with the key of its record, that only estimates changed.
    pub rates: HashMap<(RecordKey, Claim), Rate>,
    /// Records with claims that were also changed in other ways: their history has to be read.
    pub others: HashSet<RecordKey>,
    /// The first tiers of records whose tier was ever changed.
    pub tiers: HashMap<RecordKey, Tier>,
}

impl Snapshot<'_> {
    /// The authored rates of claims, before estimates were published.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn authored(&self) -> Result<Authored, StoreError> {
        self.run(authored)
    }

    /// The batches that published estimates.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn publishing_batches(&self) -> Result<HashSet<BatchNumber>, StoreError> {
        self.run(publishing_batches)
    }
}

impl Tx<'_> {
    /// Notes that this batch publishes estimates, which are not baselines.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_published(&mut self) -> Result<(), StoreError> {
        self.write(|connection, batch| {
            connection.execute("INSERT INTO applied VALUES (:batch)", named_params! { ":batch": batch })
        })
        .map(drop)
    }
}

fn publishing_batches(connection: &Connection) -> rusqlite::Result<HashSet<BatchNumber>> {
    let mut statement = connection.prepare_cached("SELECT batch FROM applied")?;
    statement.query_map([], |row| row.get("batch"))?.collect()
}

fn authored(connection: &Connection) -> rusqlite::Result<Authored> {
    let mut authored = Authored::default();
    let mut statement = connection.prepare_cached(include_str!("authored.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let record: RecordKey = row.get("record")?;
        let has_old = row.get_ref("old")? != ValueRef::Null;
        match row.get("is_estimated")? {
            true if has_old => {
                let rate: Rate = parsed(row, "old")?;
                authored.rates.insert((record, claim_in(row, "part", "item")?), rate);
            }
            true | false => drop(authored.others.insert(record)),
        }
    }
    let mut statement = connection.prepare_cached(include_str!("tiers.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let record: RecordKey = row.get("record")?;
        if let Some(old) = parsed_json(row, "old", read_json)? {
            let tier = old.as_str().and_then(|word| word.parse().ok());
            let tier = tier.ok_or_else(|| bad_column(row, "old", UnknownWord::of("tier", old.text())))?;
            authored.tiers.insert(record, tier);
        }
    }
    Ok(authored)
}
