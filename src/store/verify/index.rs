//! Comparing the search index with the words of the records.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use crate::ledger::RecordKey;

use super::dossier::Examined;
use super::fingerprint::{self, COLUMNS, IndexFingerprint};
use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::literals::LiteralSum;
use super::verification::Verification;
use crate::store::search::COLUMNS as NAMES;

/// The fingerprints of all records that are sound, by their keys.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    of: HashMap<RecordKey, IndexFingerprint>,
    /// Records for which it is unknown what the index should have.
    unknown: Vec<RecordKey>,
    /// What the table of literals should have for each record; `None` if that is unknown.
    literals: HashMap<RecordKey, Option<LiteralSum>>,
}

impl Fingerprints {
    /// Adds that of a record.
    pub(super) fn add(&mut self, examined: &Examined) {
        match examined.fingerprint {
            Some(fingerprint) => drop(self.of.insert(examined.row, fingerprint)),
            None => self.unknown.push(examined.row),
        }
        self.literals.insert(examined.row, examined.literals);
    }
}

impl Verification<'_> {
    /// The records for which the search index or the table of literals is wrong.
    pub(super) fn index(&self, records: Fingerprints) -> Vec<Flaw> {
        let literals = self.literals(&records.literals);
        let words = self.compare(records);
        let mut flaws = words.unwrap_or_else(|error| vec![Flaw::unreadable(Inspection::Index, &error)]);
        flaws.extend(literals);
        flaws
    }

    fn compare(&self, records: Fingerprints) -> rusqlite::Result<Vec<Flaw>> {
        let Fingerprints { mut of, unknown, literals: _ } = records;
        let mut held = self.held()?;
        for row in &unknown {
            held.remove(row);
        }
        let mut flaws = Vec::new();
        let mut flaw = |row: RecordKey, damage: Damage| -> rusqlite::Result<()> {
            flaws.push(self.flaw_of(row, damage)?);
            Ok(())
        };
        let mut rows: Vec<RecordKey> = held.keys().chain(of.keys()).copied().collect();
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            match (held.remove(&row), of.remove(&row)) {
                (None, Some(_)) => flaw(row, Damage::NotIndexed { row })?,
                (Some(_), None) => flaw(row, Damage::IndexedUnknown { row })?,
                (Some(held), Some(wanted)) if held != wanted => {
                    flaw(row, Damage::OtherWords { row })?;
                }
                _ => {}
            }
        }
        Ok(flaws)
    }

    /// A flaw of the record with this key, which may not exist.
    pub(super) fn flaw_of(&self, row: RecordKey, damage: Damage) -> rusqlite::Result<Flaw> {
        let record = self
            .connection()
            .prepare_cached("SELECT canon_id FROM record WHERE id = ?1")?
            .query_row([row], |row| row.get(0))
            .optional()?;
        Ok(Flaw { record, damage })
    }

    /// What the index has for each record.
    fn held(&self) -> rusqlite::Result<HashMap<RecordKey, IndexFingerprint>> {
        let mut held: HashMap<RecordKey, IndexFingerprint> = HashMap::new();
        let mut sizes = self.connection().prepare("SELECT id, sz FROM search_docsize")?;
        let mut rows = sizes.query([])?;
        while let Some(row) = rows.next()? {
            let lengths = lengths(row.get_ref(1)?.as_blob()?);
            held.insert(row.get(0)?, IndexFingerprint { places: 0, lengths });
        }
        self.connection().execute_batch(include_str!("index.sql"))?;
        let mut places = self.connection().prepare("SELECT term, doc, col, \"offset\" FROM temp.verified_instance")?;
        let mut rows = places.query([])?;
        // The words are in order, so most are the same as the one before.
        let (mut last, mut term) = (Vec::new(), fingerprint::term(b""));
        while let Some(row) = rows.next()? {
            let word = row.get_ref(0)?.as_bytes()?;
            if word != last {
                last.clear();
                last.extend_from_slice(word);
                term = fingerprint::term(word);
            }
            let column = row.get_ref(2)?.as_bytes()?;
            let column = (0..).zip(NAMES).find(|(_, name)| name.as_bytes() == column).map_or(u32::MAX, |(at, _)| at);
            let place = fingerprint::place(term, column, row.get(3)?);
            let of_record = held.entry(row.get(1)?).or_default();
            of_record.places = of_record.places.wrapping_add(place);
        }
        Ok(held)
    }
}

/// The lengths of the columns as FTS5 writes them: numbers in groups of seven bits, the highest first, each but the
/// last byte with its highest bit set.
fn lengths(bytes: &[u8]) -> [u32; COLUMNS] {
    let mut lengths = [0; COLUMNS];
    let mut bytes = bytes.iter();
    for length in &mut lengths {
        for byte in bytes.by_ref() {
            *length = *length << 7 | u32::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
    }
    lengths
}
