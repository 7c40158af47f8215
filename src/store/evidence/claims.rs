//! All reports at once, summed up by claim.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row, named_params};

use super::{Outcome, ReporterKind};
use crate::record::{Id, Part, Rate, Tier};
use crate::store::filter::Selection;
use crate::store::record::{parsed_at, rate};
use crate::store::{Filter, Store, StoreError, Tx};

/// A claim by its record, its part and its item; 0 for the record as a whole.
pub type ClaimKey = (i64, Part, u32);

/// So many reports of one outcome by one kind of reporters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// How the attempts ended.
    pub outcome: Outcome,
    /// Who reported them.
    pub reporter_kind: ReporterKind,
    /// How many they are.
    pub count: u64,
}

/// A claim with the sums of all reports on it that were not withdrawn.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimSums {
    /// The claim.
    pub key: ClaimKey,
    /// The record's id.
    pub id: Id,
    /// The record's tier.
    pub tier: Tier,
    /// The number of the item in its list, from 1; 0 for the record.
    pub number: u32,
    /// The published value.
    pub published: Rate,
    /// The sums.
    pub sums: Vec<Sum>,
}

/// What claims were before estimates were published.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Authored {
    /// The authored values of claims that only estimates changed.
    pub rates: HashMap<ClaimKey, Rate>,
    /// Records of which a claim was changed otherwise: their history has to be looked at.
    pub others: HashSet<i64>,
}

impl Store {
    /// Every claim of the records of a filter that has reports, in the order of the records' keys.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn claims(&mut self, filter: &Filter) -> Result<Vec<ClaimSums>, StoreError> {
        let path = self.path.clone();
        let wrap = |error| StoreError::new(&path, error);
        let snapshot = self.connection.transaction().map_err(wrap)?;
        claims(&snapshot, &filter.selection()).map_err(wrap)
    }

    /// What claims were before estimates were published.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn authored(&self) -> Result<Authored, StoreError> {
        authored(&self.connection).map_err(|error| self.error(error))
    }

    /// The batches that published estimates.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn applied(&self) -> Result<HashSet<i64>, StoreError> {
        applied(&self.connection).map_err(|error| self.error(error))
    }
}

impl Tx<'_> {
    /// Every claim of the records of a filter that has reports, in the order of the records' keys.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn claims(&self, filter: &Filter) -> Result<Vec<ClaimSums>, StoreError> {
        claims(self.connection, &filter.selection()).map_err(|error| self.error(error))
    }

    /// What claims were before estimates were published.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn authored(&self) -> Result<Authored, StoreError> {
        authored(self.connection).map_err(|error| self.error(error))
    }

    /// The batches that published estimates.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn applied(&self) -> Result<HashSet<i64>, StoreError> {
        applied(self.connection).map_err(|error| self.error(error))
    }

    /// Notes that this batch publishes estimates: what it sets is no baseline.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn note_applied(&mut self) -> Result<(), StoreError> {
        let batch = self.batch_id()?;
        let note = |connection: &Connection| {
            connection.execute("INSERT INTO applied VALUES (:batch)", named_params! { ":batch": batch })
        };
        note(self.connection).map(drop).map_err(|error| self.error(error))
    }
}

fn applied(connection: &Connection) -> rusqlite::Result<HashSet<i64>> {
    let mut statement = connection.prepare_cached("SELECT batch FROM applied")?;
    statement.query_map([], |row| row.get("batch"))?.collect()
}

/// A row of reports that are summed up: which claim, and how many. Columns by position: there are many rows.
fn sum_row(row: &Row<'_>) -> rusqlite::Result<(ClaimKey, Sum)> {
    let (workaround, dead_end): (Option<u32>, Option<u32>) = (row.get(1)?, row.get(2)?);
    let (part, item) = match (workaround, dead_end) {
        (Some(id), _) => (Part::Workaround, id),
        (None, Some(id)) => (Part::DeadEnd, id),
        (None, None) => (Part::Record, 0),
    };
    let count = u64::try_from(row.get::<_, i64>(5)?).unwrap_or_default();
    let sum = Sum { outcome: parsed_at(row, 3)?, reporter_kind: parsed_at(row, 4)?, count };
    Ok(((row.get(0)?, part, item), sum))
}

fn claims(connection: &Connection, selection: &Selection) -> rusqlite::Result<Vec<ClaimSums>> {
    let mut withdrawn: HashMap<ClaimKey, Vec<Sum>> = HashMap::new();
    let mut statement = connection.prepare_cached(include_str!("withdrawn_sums.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (key, sum) = sum_row(row)?;
        withdrawn.entry(key).or_default().push(sum);
    }
    drop(rows);
    // Without conditions no record has to be looked for among those that are chosen; which are withdrawn shows below.
    let (with, chosen) = match selection.parameters.is_empty() {
        true => ("", ""),
        false => (selection.with.as_str(), "AND e.record IN (SELECT record FROM selected)"),
    };
    let sql = format!("{with}{}", include_str!("sums.sql").replace("/* chosen */", chosen));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(selection.bindings().as_slice())?;
    let mut published = connection.prepare_cached(include_str!("published.sql"))?;
    let mut found: Vec<ClaimSums> = Vec::new();
    let mut of_record: Vec<(Part, u32, u32, Rate)> = Vec::new();
    let mut head: Option<(i64, Id, Tier)> = None;
    while let Some(row) = rows.next()? {
        let (key, sum) = sum_row(row)?;
        if head.as_ref().is_none_or(|(record, ..)| *record != key.0) {
            of_record.clear();
            head = None;
            let mut lines = published.query(named_params! { ":record": key.0 })?;
            while let Some(line) = lines.next()? {
                let part = Part::from_word(line.get_ref(0)?.as_str()?).unwrap_or(Part::Record);
                if part == Part::Record {
                    head = Some((key.0, parsed_at(line, 4)?, parsed_at(line, 5)?));
                }
                of_record.push((part, line.get(1)?, line.get(2)?, rate(line, "rate")?));
            }
        }
        if let Some(last) = found.last_mut().filter(|last| last.key == key) {
            last.sums.push(sum);
        } else if let (Some((_, _, number, rate)), Some((_, id, tier))) =
            (of_record.iter().find(|(part, item, ..)| (*part, *item) == (key.1, key.2)), &head)
        {
            let (id, tier) = (id.clone(), tier.clone());
            found.push(ClaimSums { key, id, tier, number: *number, published: *rate, sums: vec![sum] });
        }
    }
    for claim in found.iter_mut().filter(|_| !withdrawn.is_empty()) {
        for gone in withdrawn.get(&claim.key).into_iter().flatten() {
            let same = |sum: &&mut Sum| (sum.outcome, sum.reporter_kind) == (gone.outcome, gone.reporter_kind);
            claim
                .sums
                .iter_mut()
                .find(same)
                .into_iter()
                .for_each(|sum| sum.count = sum.count.saturating_sub(gone.count));
        }
        claim.sums.retain(|sum| sum.count > 0);
    }
    found.retain(|claim| !claim.sums.is_empty());
    Ok(found)
}

fn authored(connection: &Connection) -> rusqlite::Result<Authored> {
    let mut authored = Authored::default();
    let mut statement = connection.prepare_cached(include_str!("authored.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let record: i64 = row.get("record")?;
        let old: Option<String> = row.get("old")?;
        let rate = old.and_then(|old| old.parse::<Rate>().ok());
        match (row.get::<_, bool>("is_estimated")?, rate) {
            (true, Some(rate)) => {
                let part = Part::from_word(row.get_ref("part")?.as_str()?).unwrap_or(Part::Record);
                authored.rates.insert((record, part, row.get("item")?), rate);
            }
            _ => drop(authored.others.insert(record)),
        }
    }
    Ok(authored)
}
