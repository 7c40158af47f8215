//! Which records may have a regex that finds something in a text.

use std::collections::BTreeMap;

use crate::ledger::RecordKey;
use crate::pattern::{Folded, Literals, Prefilter, grams};
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// The keys of the records, withdrawn ones too, whose regex may find something in the text: one of its literals
    /// occurs there, or it needs none. The others find nothing. In the order of the keys, each once.
    ///
    /// Each different part of up to four characters of the text is looked up, so the caller should remove repeated
    /// lines from a long text.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn candidates(&self, text: &Folded) -> Result<Vec<RecordKey>, StoreError> {
        let mut found: BTreeMap<RecordKey, Vec<String>> = BTreeMap::new();
        self.run(|connection| {
            let sql = "SELECT record, literal FROM literal WHERE gram = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            for gram in grams(text) {
                let mut rows = statement.query([gram])?;
                while let Some(row) = rows.next()? {
                    found.entry(row.get(0)?).or_default().push(row.get(1)?);
                }
            }
            Ok(())
        })?;
        let (records, literals): (Vec<RecordKey>, Vec<Literals>) =
            found.into_iter().map(|(record, literals)| (record, Literals::new(literals))).unzip();
        let occurring = Prefilter::new(&literals).candidates(text);
        Ok(occurring.into_iter().filter_map(|number| records.get(number).copied()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Difference, Record, Revision, Start, read};
    use crate::store::{Batch, Durability, Prepared, Store, Tx};

    fn batch() -> Batch {
        let day = "2026-11-21".parse().unwrap();
        Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: None }
    }

    /// A database of records with these regexes, whose keys count from 1.
    fn store(regexes: &[&str]) -> Store {
        let minimal = read(include_bytes!("../../../fixtures/records/minimal/index.json"), Start::default()).unwrap();
        let mut store = Store::in_memory().unwrap();
        let insert = |tx: &mut Tx<'_>| {
            for (number, regex) in regexes.iter().enumerate() {
                let id = format!("cuda/r{number}").parse().unwrap();
                let record = Record { id, regex: (*regex).to_owned(), ..minimal.clone() };
                tx.insert(&Prepared::from(record), None)?;
            }
            Ok::<_, StoreError>(())
        };
        store.transact(&batch(), Durability::Full, insert).unwrap();
        store
    }

    fn candidates(store: &mut Store, text: &str) -> Vec<i64> {
        store.snapshot().unwrap().candidates(&Folded::of(text)).unwrap().into_iter().map(RecordKey::get).collect()
    }

    #[test]
    fn records_are_found_by_their_literals() {
        let mut store = store(&["Error: TS2345", "oom|令牌", r"\d+", "(open", "", "error: .*TS2345"]);
        assert_eq!(candidates(&mut store, "a.ts: ERROR: ts2345"), [1, 3, 5, 6]);
        assert_eq!(candidates(&mut store, "2345 ts"), [3, 5], "a gram alone is not enough");
        assert_eq!(candidates(&mut store, "令牌"), [2, 3, 5]);
        assert_eq!(candidates(&mut store, ""), [3, 5]);
    }

    #[test]
    fn a_record_is_found_by_its_current_regex_and_also_if_it_is_withdrawn() {
        let mut store = store(&["alpha", "gamma"]);
        let stored = store.snapshot().unwrap().load_row(1.into()).unwrap().unwrap();
        let mut new = stored.revision.clone();
        new.record.regex = "beta|gamma".to_owned();
        let new = Revision { is_withdrawn: true, ..new };
        let save = |tx: &mut Tx<'_>| tx.replace(stored.standing, &Difference::between(&stored.revision, &new));
        store.transact(&batch(), Durability::Full, save).unwrap();
        assert!(candidates(&mut store, "alpha").is_empty());
        assert_eq!(candidates(&mut store, "beta"), [1]);
        assert_eq!(candidates(&mut store, "gamma"), [1, 2]);
    }
}
