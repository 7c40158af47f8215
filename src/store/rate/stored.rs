//! Reading recorded rates.

use rusqlite::{Connection, Row, named_params, params};

use crate::ledger::{BatchNumber, Claim, RecordKey, RecordedBy, RecordedRate, Uid};
use crate::record::{ItemKind, Part, Rate, Tier};
use crate::store::columns::ColumnReader;
use crate::store::record::{UnknownWord, bad_column};
use crate::store::{Snapshot, StoreError};

/// A recorded rate as the database has it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRate {
    /// The claim here; `None` if the record never had the item.
    pub claim: Option<Claim>,
    /// The line.
    pub line: RecordedRate,
    /// The batch that recorded or imported it.
    pub batch: BatchNumber,
    /// The batch that set or brought the baseline here.
    pub set_in: BatchNumber,
    /// Whether the baseline was set here: then its author knew what had arrived up to that batch, listed or not.
    pub is_own: bool,
}

/// What a recorded rate says of a claim, without its texts: a set may have a million.
#[derive(Debug, Clone, PartialEq)]
pub struct RateOrigin {
    /// The published value that it is about.
    pub rate: Rate,
    /// The baseline.
    pub baseline: Rate,
    /// The tier of the record when the baseline was set.
    pub tier: Tier,
    /// Whether the author of the baseline may have known reports.
    pub has_known: bool,
}

impl Snapshot<'_> {
    /// The recorded rates of a record, in their order: of those about one value of a claim the last decides.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn recorded_rates(&self, record: RecordKey) -> Result<Vec<StoredRate>, StoreError> {
        self.run(|connection| stored_rates(connection, record))
    }

    /// Calls `visit` with every recorded rate of a claim that the set has or had; of those about one value of a claim
    /// the last decides.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn each_rate_origin(&self, mut visit: impl FnMut((RecordKey, Claim), RateOrigin)) -> Result<(), StoreError> {
        self.run(|connection| {
            let sql = "SELECT a.record, a.part, a.item, a.rate, a.baseline, a.tier,
                           a.known <> x'' OR a.is_own AND EXISTS (
                               SELECT 1 FROM evidence e WHERE e.record = a.record AND e.batch < a.set_in)
                       FROM recorded_rate a
                       WHERE a.item IS NOT NULL
                       ORDER BY a.generation, a.number, a.uid";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let Some(claim) = claim(row, 1)? else { continue };
                let mut columns = ColumnReader::from(row, 3);
                let (rate, baseline) = (columns.rate()?, columns.rate()?);
                let (tier, has_known) = (columns.parsed()?, columns.get()?);
                visit((row.get(0)?, claim), RateOrigin { rate, baseline, tier, has_known });
            }
            Ok(())
        })
    }
}

/// The claim of a row, from the columns `part` and `item`.
fn claim(row: &Row<'_>, part: usize) -> rusqlite::Result<Option<Claim>> {
    let word = row.get_ref(part)?.as_str()?;
    let Some(id) = row.get(part + 1)? else { return Ok(None) };
    let claim = Part::from_word(word).and_then(|part| Claim::of(part.item(id)));
    claim.map(Some).ok_or_else(|| bad_column(row, part, UnknownWord::of("part with a rate", word)))
}

/// Reads a row of `recorded_rates.sql`.
pub(super) fn stored_rate(row: &Row<'_>) -> rusqlite::Result<(Uid, StoredRate)> {
    let (uid, claim) = (row.get(0)?, claim(row, 1)?);
    let kind = Part::from_word(row.get_ref(1)?.as_str()?).and_then(|part| part.item(0)).map(|item| item.kind);
    let mut columns = ColumnReader::from(row, 3);
    let (record, text): (String, Option<String>) = (columns.get()?, columns.get()?);
    let (rate, baseline, tier) = (columns.rate()?, columns.rate()?, columns.parsed()?);
    let known: Vec<u8> = columns.get()?;
    let line = RecordedRate {
        record,
        item: kind.zip(text),
        rate,
        baseline,
        tier,
        known: known.as_chunks().0.iter().copied().map(Uid::from_bytes).collect(),
        generation: columns.get()?,
        number: columns.get()?,
        recorded: RecordedBy { day: columns.parsed()?, by: columns.get()? },
    };
    Ok((uid, StoredRate { claim, line, batch: columns.get()?, set_in: columns.get()?, is_own: columns.get()? }))
}

/// The statement for recorded rates; which ones is to be put into it.
pub(super) const RATES: &str = include_str!("recorded_rates.sql");

pub(super) fn stored_rates(connection: &Connection, record: RecordKey) -> rusqlite::Result<Vec<StoredRate>> {
    let mut statement = connection.prepare_cached(&RATES.replace("/* which */", "record = :record"))?;
    let rates =
        statement.query_map(named_params! { ":record": record }, |row| stored_rate(row).map(|(_, rate)| rate))?;
    rates.collect()
}

/// Whether a recorded rate of a record is known.
pub(in crate::store) fn has_rate(connection: &Connection, record: RecordKey, uid: &Uid) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM recorded_rate WHERE record = ? AND uid = ?)";
    connection.prepare_cached(sql)?.query_row(params![record, uid.as_bytes()], |row| row.get(0))
}

/// The word for whose rate a claim is.
pub(super) fn part_of(kind: Option<ItemKind>) -> &'static str {
    match kind {
        None => "record",
        Some(kind) => kind.as_str(),
    }
}
