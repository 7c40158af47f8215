//! Texts that are matched with records.

use std::cell::RefCell;

use canonry::curate::find_matches;
use canonry::pattern::ranking::LogText;
use canonry::store::{Filter, Snapshot};

use super::{CHINESE, FULL};
use crate::test_database::TestDatabase;

thread_local! {
    static STORE: RefCell<TestDatabase> = RefCell::new(TestDatabase::new(&[FULL.to_owned(), CHINESE.to_owned()]));
}

/// An error text of any bytes.
pub fn matching(bytes: &[u8]) {
    let mut text = LogText::read(bytes, 0);
    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
    STORE.with(|database| {
        let mut database = database.borrow_mut();
        let snapshot: Snapshot<'_> = database.store.snapshot().unwrap();
        let found = find_matches(&snapshot, &mut text, &Filter::default(), 10).unwrap();
        for one in &found.records {
            let ranked = &one.ranked;
            assert!((0.0..=1.8).contains(&ranked.score), "{ranked:?}");
            assert!((1..=2 * lines).contains(&ranked.line), "{ranked:?}");
            for span in ranked.words.iter().chain(&ranked.regex) {
                assert!(ranked.passage.get(span.clone()).is_some(), "{span:?} in {:?}", ranked.passage);
            }
        }
        assert!(found.records.is_sorted_by(|one, next| one.ranked.score >= next.ranked.score));
    });
}
