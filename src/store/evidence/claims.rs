//! All reports at once, summed up by claim.

use std::collections::HashMap;

use rusqlite::{Connection, Row, Statement};

use super::{Outcome, ReporterKind};
use crate::record::{Id, Part, Rate, Tier};
use crate::store::filter::Selection;
use crate::store::record::{parsed, rate};
use crate::store::{Filter, Store, StoreError};

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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClaimSums<'c> {
    /// The claim.
    pub key: ClaimKey,
    /// The record's id.
    pub id: &'c Id,
    /// The record's tier.
    pub tier: &'c Tier,
    /// The number of the item in its list, from 1; 0 for the record.
    pub number: u32,
    /// The published value.
    pub published: Rate,
    /// The sums; not empty.
    pub sums: &'c [Sum],
}

impl Store {
    /// Hands out every claim of the records of a filter that has reports, in the order of the records' keys.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn each_claim(&mut self, filter: &Filter, visit: impl FnMut(ClaimSums<'_>)) -> Result<(), StoreError> {
        let path = self.path.clone();
        let wrap = |error| StoreError::new(&path, error);
        let snapshot = self.connection.transaction().map_err(wrap)?;
        each_claim(&snapshot, &filter.selection(), visit).map_err(wrap)
    }
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
    let sum = Sum { outcome: parsed(row, 3)?, reporter_kind: parsed(row, 4)?, count };
    Ok(((row.get(0)?, part, item), sum))
}

/// What is published of one record: its id, its tier, and the rates that it claims.
struct Claimed {
    id: Id,
    tier: Tier,
    /// Each claim with the number of its item in the list.
    claims: Vec<(Part, u32, u32, Rate)>,
}

/// Reads what a record claims; `None` where it is withdrawn.
fn claimed(statement: &mut Statement<'_>, record: i64) -> rusqlite::Result<Option<Claimed>> {
    let mut head = None;
    let mut claims = Vec::new();
    let mut rows = statement.query([record])?;
    while let Some(row) = rows.next()? {
        let part = Part::from_word(row.get_ref(0)?.as_str()?).unwrap_or(Part::Record);
        if part == Part::Record {
            head = Some((parsed(row, 4)?, parsed(row, 5)?));
        }
        claims.push((part, row.get(1)?, row.get(2)?, rate(row, 3)?));
    }
    Ok(head.map(|(id, tier)| Claimed { id, tier, claims }))
}

fn each_claim(
    connection: &Connection,
    selection: &Selection,
    mut visit: impl FnMut(ClaimSums<'_>),
) -> rusqlite::Result<()> {
    let withdrawn = withdrawn(connection)?;
    // Without conditions no record has to be looked for among those that are chosen; which are withdrawn shows below.
    let (with, chosen) = match selection.is_everything {
        true => ("", ""),
        false => (selection.with.as_str(), "AND e.record IN (SELECT record FROM selected)"),
    };
    let sql = format!("{with}{}", include_str!("sums.sql").replace("/* chosen */", chosen));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(selection.bindings().as_slice())?;
    let mut published = connection.prepare_cached(include_str!("published.sql"))?;
    let mut current: Option<(i64, Option<Claimed>)> = None;
    let mut finish = |key: ClaimKey, mut sums: Vec<Sum>| -> rusqlite::Result<()> {
        if current.as_ref().is_none_or(|(record, _)| *record != key.0) {
            current = Some((key.0, claimed(&mut published, key.0)?));
        }
        take_out(&mut sums, withdrawn.get(&key).map_or(&[], Vec::as_slice));
        let Some((_, Some(Claimed { id, tier, claims }))) = &current else { return Ok(()) };
        let claim = claims.iter().find(|(part, item, ..)| (*part, *item) == (key.1, key.2));
        if let Some((_, _, number, published)) = claim.filter(|_| !sums.is_empty()) {
            visit(ClaimSums { key, id, tier, number: *number, published: *published, sums: &sums });
        }
        Ok(())
    };
    let mut open: Option<ClaimKey> = None;
    let mut sums: Vec<Sum> = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, sum) = sum_row(row)?;
        if let Some(done) = open.filter(|open| *open != key) {
            finish(done, std::mem::take(&mut sums))?;
        }
        open = Some(key);
        sums.push(sum);
    }
    open.map_or(Ok(()), |key| finish(key, sums))
}

/// The sums of the reports that were withdrawn.
fn withdrawn(connection: &Connection) -> rusqlite::Result<HashMap<ClaimKey, Vec<Sum>>> {
    let mut statement = connection.prepare_cached(include_str!("withdrawn_sums.sql"))?;
    let mut rows = statement.query([])?;
    let mut withdrawn: HashMap<ClaimKey, Vec<Sum>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let (key, sum) = sum_row(row)?;
        withdrawn.entry(key).or_default().push(sum);
    }
    Ok(withdrawn)
}

/// Takes withdrawn reports out of sums.
fn take_out(sums: &mut Vec<Sum>, withdrawn: &[Sum]) {
    for gone in withdrawn {
        let alike = sums.iter_mut().find(|sum| (sum.outcome, sum.reporter_kind) == (gone.outcome, gone.reporter_kind));
        alike.into_iter().for_each(|sum| sum.count = sum.count.saturating_sub(gone.count));
    }
    sums.retain(|sum| sum.count > 0);
}
