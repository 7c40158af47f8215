//! What a ledger of another maintainer has that this one does not, and what follows from it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::recorded::rulings;
use crate::ledger::{
    EvidenceNumber, LedgerLine, LineHead, RecordKey, RecordedBy, RecordedPiece, RecordedRate, RecordedRewording,
    RecordedRuling, ReportKey, Uid,
};
use crate::store::rate::has_rate;
use crate::store::record::parsed;
use crate::store::rewording::has_rewording;
use crate::store::{Snapshot, StoreError};

/// The lines of a ledger that are new here, and what follows from them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LedgerNews {
    /// New pieces, each once.
    pub pieces: Vec<RecordedPiece>,
    /// Rulings that are new.
    pub rulings: Vec<RecordedRuling>,
    /// Recorded rates that are new.
    pub rates: Vec<RecordedRate>,
    /// Recorded rewordings that are new.
    pub rewordings: Vec<RecordedRewording>,
    /// By how much the number of the observations on the record that count changes.
    pub gain: i64,
    /// Who recorded a piece, new or known, if that is new.
    pub(super) recordings: Vec<LineHead>,
    /// Pieces that count and no longer do, or the other way round: whether each counts now. New ones count at first.
    pub(super) flips: Vec<(Uid, bool)>,
}

/// A piece that the ledger has.
pub(super) struct KnownPiece {
    pub number: EvidenceNumber,
    record: RecordKey,
    count: u32,
    report: Option<ReportKey>,
    counts: bool,
}

impl LedgerNews {
    /// Whether there is nothing new.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
            && self.rulings.is_empty()
            && self.rates.is_empty()
            && self.rewordings.is_empty()
            && self.recordings.is_empty()
    }
}

impl Snapshot<'_> {
    /// What lines of another ledger of a record have that the one here does not.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn ledger_news(&self, record: RecordKey, lines: Vec<LedgerLine>) -> Result<LedgerNews, StoreError> {
        self.run(|connection| news(connection, record, lines))
    }

    /// Whether the ledger of a record has all pieces of these heads, each recorded by the same.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn has_lines<'h>(
        &self,
        record: RecordKey,
        mut heads: impl Iterator<Item = &'h LineHead>,
    ) -> Result<bool, StoreError> {
        let known = self.run(|connection| known_lines(connection, record))?;
        Ok(heads.all(|head| known.contains(head)))
    }
}

fn news(connection: &Connection, record: RecordKey, lines: Vec<LedgerLine>) -> rusqlite::Result<LedgerNews> {
    let known = known_lines(connection, record)?;
    let has_rulings = lines.iter().any(|line| matches!(line, LedgerLine::Ruling(_)));
    let made = if has_rulings { rulings(connection, record)? } else { Vec::new() };
    let mut ruled: HashSet<Uid> = made.iter().map(RecordedRuling::uid).collect();
    let (mut news, mut recorded) = (LedgerNews::default(), known);
    let mut added: BTreeMap<Uid, usize> = BTreeMap::new();
    let mut said: HashSet<Uid> = HashSet::new();
    for line in lines {
        match line {
            LedgerLine::Piece(piece) => {
                let head = LineHead { uid: piece.uid, recorded: piece.recorded.clone() };
                if !recorded.insert(head.clone()) {
                    continue;
                }
                news.recordings.push(head);
                if !added.contains_key(&piece.uid) && known_piece(connection, &piece.uid)?.is_none() {
                    added.insert(piece.uid, news.pieces.len());
                    news.pieces.push(*piece);
                }
            }
            LedgerLine::Ruling(ruling) => {
                if ruled.insert(ruling.uid()) {
                    news.rulings.push(ruling);
                }
            }
            LedgerLine::Rate(rate) => {
                let uid = rate.uid();
                if said.insert(uid) && !has_rate(connection, record, &uid)? {
                    news.rates.push(*rate);
                }
            }
            LedgerLine::Rewording(rewording) => {
                let uid = rewording.uid();
                if said.insert(uid) && !has_rewording(connection, record, &uid)? {
                    news.rewordings.push(*rewording);
                }
            }
        }
    }
    // A piece known under another record may have its recording already.
    let mut fresh = Vec::new();
    for head in std::mem::take(&mut news.recordings) {
        let is_known = !added.contains_key(&head.uid) && has_recording(connection, &head)?;
        if !is_known {
            fresh.push(head);
        }
    }
    news.recordings = fresh;
    Consequences { connection, record, added, made }.add(&mut news)?;
    Ok(news)
}

/// What follows from new pieces and rulings.
struct Consequences<'c> {
    connection: &'c Connection,
    record: RecordKey,
    /// The places of the new pieces.
    added: BTreeMap<Uid, usize>,
    /// The rulings on the record's evidence before.
    made: Vec<RecordedRuling>,
}

impl Consequences<'_> {
    fn add(mut self, news: &mut LedgerNews) -> rusqlite::Result<()> {
        let mut touched: BTreeSet<Uid> = self.added.keys().copied().collect();
        touched.extend(news.rulings.iter().map(|ruling| ruling.piece));
        for place in self.added.values() {
            if let Some(piece) = news.pieces.get(*place) {
                touched.extend(self.same_report(piece.report, &news.pieces)?);
            }
        }
        if self.made.is_empty() && !touched.is_empty() {
            self.made = rulings(self.connection, self.record)?;
        }
        for uid in touched {
            let new = self.added.get(&uid).and_then(|place| news.pieces.get(*place));
            let (count, report, counted) = match (new, known_piece(self.connection, &uid)?) {
                (Some(piece), _) => (piece.evidence.count, piece.report, None),
                (None, Some(known)) if known.record == self.record => (known.count, known.report, Some(known.counts)),
                (None, _) => continue, // it is not here yet, or on another record
            };
            let is_first = self.same_report(report, &news.pieces)?.first().is_none_or(|first| *first == uid);
            let on_it = self.made.iter().chain(&news.rulings).filter(|ruling| ruling.piece == uid);
            let last = on_it.max_by_key(|ruling| (ruling.recorded.day, ruling.uid()));
            let counts = is_first && !last.is_some_and(|last| last.is_withdrawn);
            news.gain += i64::from(count) * (i64::from(counts) - i64::from(counted.unwrap_or(false)));
            if counts != counted.unwrap_or(true) {
                news.flips.push((uid, counts));
            }
        }
        Ok(())
    }

    /// The pieces, known and new, that are the report of a key. Of these only the first counts.
    fn same_report(&self, report: Option<ReportKey>, new: &[RecordedPiece]) -> rusqlite::Result<BTreeSet<Uid>> {
        let Some(key) = report else { return Ok(BTreeSet::new()) };
        let mut statement = self.connection.prepare_cached(include_str!("same_report.sql"))?;
        let parameters = named_params! { ":key": key.as_bytes(), ":record": self.record };
        let mut same: BTreeSet<Uid> =
            statement.query_map(parameters, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if new.len() > 1 || !same.is_empty() {
            same.extend(new.iter().filter(|piece| piece.report == Some(key)).map(|piece| piece.uid));
        }
        Ok(same)
    }
}

/// The pieces of a record, each for everybody who recorded it.
fn known_lines(connection: &Connection, record: RecordKey) -> rusqlite::Result<HashSet<LineHead>> {
    let mut statement = connection.prepare_cached(include_str!("known_lines.sql"))?;
    let read = |row: &Row<'_>| {
        let recorded = RecordedBy { day: parsed(row, 1)?, by: row.get(2)? };
        Ok(LineHead { uid: row.get(0)?, recorded })
    };
    statement.query_map(named_params! { ":record": record }, read)?.collect()
}

/// Whether a piece is known to have been recorded by somebody, on whatever record it is.
fn has_recording(connection: &Connection, head: &LineHead) -> rusqlite::Result<bool> {
    let Some(known) = known_piece(connection, &head.uid)? else { return Ok(false) };
    Ok(known_lines(connection, known.record)?.contains(head))
}

/// The piece of a uid.
pub(super) fn known_piece(connection: &Connection, uid: &Uid) -> rusqlite::Result<Option<KnownPiece>> {
    let mut statement = connection.prepare_cached(include_str!("standing_of_piece.sql"))?;
    let read = |row: &Row<'_>| {
        Ok(KnownPiece {
            number: row.get(0)?,
            record: row.get(1)?,
            count: row.get(2)?,
            report: row.get(3)?,
            counts: row.get(4)?,
        })
    };
    statement.query_row(named_params! { ":uid": uid.as_bytes() }, read).optional()
}
