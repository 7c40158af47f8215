//! Which rates were authored, on which tier, and which are published estimates.

use std::collections::{HashMap, HashSet};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};

use super::claims::claim_in;
use crate::ledger::{BatchNumber, Claim, RecordKey};
use crate::record::{Rate, Tier, read_json};
use crate::store::record::{UnknownWord, bad_column, parsed, parsed_json};
use crate::store::{Snapshot, StoreError, Tx};

/// What claims were before estimates were published.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Authored {
    /// The authored values of claims, each with the key of its record, that only estimates changed.
    pub rates: HashMap<(RecordKey, Claim), Rate>,
    /// Records of which a claim was changed otherwise: their history has to be looked at.
    pub others: HashSet<RecordKey>,
    /// The tiers that records had at first, if they were ever changed.
    pub tiers: HashMap<RecordKey, Tier>,
}

impl Snapshot<'_> {
    /// What claims were before estimates were published.
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
    /// Notes that this batch publishes estimates: what it sets is no baseline.
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
