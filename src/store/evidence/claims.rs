//! All reports at once, claim by claim.

use std::collections::HashSet;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, RowIndex, Statement};

use crate::ledger::{Claim, EvidenceNumber, Outcome, RecordKey, Reporter, ReporterKind};
use crate::record::{Date, Id, ItemNumber, ItemRef, Part, Rate, Tier};
use crate::store::filter::Selection;
use crate::store::record::{UnknownWord, bad_column, count, parsed, rate};
use crate::store::{Filter, Snapshot, StoreError};

/// Reports on a claim by one reporter, of one outcome and, if days matter, of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSum {
    /// Who reported, as it was written.
    pub reporter: Reporter,
    /// The kind that they claim to be.
    pub reporter_kind: ReporterKind,
    /// Whether each report counts as one of a separate reporter.
    pub is_apart: bool,
    /// How the attempts ended.
    pub outcome: Outcome,
    /// The day; `None` if the caller did not ask for days.
    pub day: Option<Date>,
    /// The number of reports, from 1.
    pub count: u64,
}

/// A claim that has reports or was changed, with all reports on it that were not withdrawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClaimReports<'c> {
    /// The key of its record.
    pub record: RecordKey,
    /// The claim.
    pub claim: Claim,
    /// The record's id.
    pub id: &'c Id,
    /// The record's tier.
    pub tier: &'c Tier,
    /// The number of its item; `None` for the record.
    pub number: Option<ItemNumber>,
    /// The published value.
    pub published: Rate,
    /// The reports.
    pub reports: &'c [ReportSum],
}

impl Snapshot<'_> {
    /// Calls `visit` with every claim of the records of a filter that has reports or was ever changed, in the order of
    /// the records' keys. `with_days` says whether reports of different days are separate.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn each_claim(
        &self,
        filter: &Filter,
        with_days: bool,
        visit: impl FnMut(ClaimReports<'_>),
    ) -> Result<(), StoreError> {
        self.run(|connection| each_claim(connection, &filter.selection(), with_days, visit))
    }
}

/// The claim of a row.
fn claim_of(row: &Row<'_>) -> rusqlite::Result<(RecordKey, Claim)> {
    let (workaround, dead_end): (Option<u32>, Option<u32>) = (row.get(1)?, row.get(2)?);
    let claim = match (workaround, dead_end) {
        (Some(id), _) => Claim::Workaround(id),
        (None, Some(id)) => Claim::DeadEnd(id),
        (None, None) => Claim::Record,
    };
    Ok((row.get(0)?, claim))
}

/// The claim of a row that names it by its part and its item.
pub(super) fn claim_in<C: RowIndex + Copy>(row: &Row<'_>, part: C, item: C) -> rusqlite::Result<Claim> {
    let (word, id) = (row.get_ref(part)?.as_str()?, row.get(item)?);
    let claim = Part::from_word(word).and_then(|part| Claim::of(part.item(id)));
    claim.ok_or_else(|| bad_column(row, part, UnknownWord::of("part with a rate", word)))
}

/// Adds the report of a row, if it is one that counts. Columns by position: there are many rows.
fn add_report(
    row: &Row<'_>,
    withdrawn: &HashSet<EvidenceNumber>,
    reports: &mut Vec<ReportSum>,
) -> rusqlite::Result<()> {
    if row.get_ref(3)? == ValueRef::Null || !withdrawn.is_empty() && withdrawn.contains(&row.get(3)?) {
        return Ok(());
    }
    let (outcome, reporter_kind, is_apart) = (parsed(row, 4)?, parsed(row, 5)?, row.get(7)?);
    let reporter = row.get_ref(6)?.as_str()?;
    let count = count(row, 8)?;
    let day = if row.get_ref(9)? == ValueRef::Null { None } else { Some(parsed(row, 9)?) };
    // Equal ones follow each other.
    if let Some(last) = reports.last_mut()
        && (last.outcome, last.reporter_kind, last.is_apart, last.day) == (outcome, reporter_kind, is_apart, day)
        && last.reporter.as_str() == reporter
    {
        last.count = last.count.saturating_add(count);
        return Ok(());
    }
    reports.push(ReportSum { reporter: reporter.to_owned().into(), reporter_kind, is_apart, outcome, day, count });
    Ok(())
}

/// What is published of one record: its id, its tier, and the rates that it claims.
struct Claimed {
    id: Id,
    tier: Tier,
    /// Each claim with the number of its item, sorted.
    claims: Vec<(Claim, Option<ItemNumber>, Rate)>,
}

/// Reads what a record claims; `None` if it is withdrawn.
fn claimed(statement: &mut Statement<'_>, record: RecordKey) -> rusqlite::Result<Option<Claimed>> {
    let mut head = None;
    let mut claims = Vec::new();
    let mut rows = statement.query([record])?;
    while let Some(row) = rows.next()? {
        let claim = claim_in(row, 0, 1)?;
        if claim == Claim::Record {
            head = Some((parsed(row, 4)?, parsed(row, 5)?));
        }
        claims.push((claim, claim.item().map(|item| number(row, item)).transpose()?, rate(row, 3)?));
    }
    claims.sort_unstable_by_key(|(claim, ..)| *claim);
    Ok(head.map(|(id, tier)| Claimed { id, tier, claims }))
}

/// The number of the item of a row.
fn number(row: &Row<'_>, item: ItemRef) -> rusqlite::Result<ItemNumber> {
    let number = usize::try_from(row.get::<_, u32>(2)?).map_err(|error| bad_column(row, 2, error))?;
    Ok(ItemNumber { kind: item.kind, number })
}

fn each_claim(
    connection: &Connection,
    selection: &Selection,
    with_days: bool,
    mut visit: impl FnMut(ClaimReports<'_>),
) -> rusqlite::Result<()> {
    let withdrawn = withdrawn(connection)?;
    // Without conditions no record has to be looked up in the selection; withdrawn ones are skipped below.
    let (with, chosen) = match selection.is_everything {
        true => ("", ""),
        false => (selection.with.as_str(), "IN (SELECT record FROM selected)"),
    };
    // The day is not in the index: reading it means reading every row.
    let day = if with_days { "e.day" } else { "NULL" };
    let sql = include_str!("reports.sql").replace("/* day */ NULL", day);
    let sql = if chosen.is_empty() { sql } else { sql.replace("IS NOT NULL /* chosen */", chosen) };
    let mut statement = connection.prepare_cached(&format!("{with}{sql}"))?;
    let mut rows = statement.query(selection.bindings().as_slice())?;
    let mut published = connection.prepare_cached(include_str!("published.sql"))?;
    let mut current: Option<(RecordKey, Option<Claimed>)> = None;
    let mut finish = |(record, claim): (RecordKey, Claim), reports: &[ReportSum]| -> rusqlite::Result<()> {
        if current.as_ref().is_none_or(|(current, _)| *current != record) {
            current = Some((record, claimed(&mut published, record)?));
        }
        // A withdrawn record is not published, nor is a removed item.
        let Some((_, Some(Claimed { id, tier, claims }))) = &current else { return Ok(()) };
        let found = claims.binary_search_by_key(&claim, |(claim, ..)| *claim);
        if let Some((_, number, published)) = found.ok().and_then(|at| claims.get(at)) {
            visit(ClaimReports { record, claim, id, tier, number: *number, published: *published, reports });
        }
        Ok(())
    };
    let mut open: Option<(RecordKey, Claim)> = None;
    let mut reports: Vec<ReportSum> = Vec::new();
    while let Some(row) = rows.next()? {
        let claim = claim_of(row)?;
        if let Some(done) = open.filter(|open| *open != claim) {
            finish(done, &reports)?;
            reports.clear();
        }
        open = Some(claim);
        add_report(row, &withdrawn, &mut reports)?;
    }
    open.map_or(Ok(()), |claim| finish(claim, &reports))
}

/// The reports that do not count according to the latest ruling.
fn withdrawn(connection: &Connection) -> rusqlite::Result<HashSet<EvidenceNumber>> {
    let mut statement =
        connection.prepare_cached("SELECT evidence, is_withdrawn FROM ruling ORDER BY evidence, batch")?;
    let mut rows = statement.query([])?;
    let mut withdrawn = HashSet::new();
    let mut last: Option<(EvidenceNumber, bool)> = None;
    while let Some(row) = rows.next()? {
        let ruling: (EvidenceNumber, bool) = (row.get(0)?, row.get(1)?);
        if let Some((evidence, true)) = last.filter(|(evidence, _)| *evidence != ruling.0) {
            withdrawn.insert(evidence);
        }
        last = Some(ruling);
    }
    withdrawn.extend(last.filter(|(_, is_withdrawn)| *is_withdrawn).map(|(evidence, _)| evidence));
    Ok(withdrawn)
}
