//! Readers of filters, queries and the policy.

use std::cell::RefCell;
use std::fmt::{Debug, Display};
use std::str::FromStr;

use canonry::cli::readers::read_filter;
use canonry::curate::{Policy, Replacement};
use canonry::ledger::{EvidenceKind, Outcome, ReporterKind};
use canonry::publish::Form;
use canonry::record::{Date, Id, Rate, Resolvable, Tier};
use canonry::store::{Containing, Filter, ListedColumn, Listing, Query, Snapshot, StoreError};

use super::{CHINESE, FULL};
use crate::test_database::TestDatabase;

thread_local! {
    static STORE: RefCell<TestDatabase> = RefCell::new(TestDatabase::new(&[FULL.to_owned(), CHINESE.to_owned()]));
}

/// The policy of a set.
pub fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match text.parse::<Policy>() {
        Ok(policy) => {
            let again = policy.to_toml().parse::<Policy>();
            assert_eq!(again.as_ref(), Ok(&policy), "{}", policy.to_toml());
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(error.span.is_none_or(|span| text.get(span).is_some()), "the place lies outside of the text");
        }
    }
}

/// A text to search for.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Some(query) = Query::new(&text) else { return };
    STORE.with(|database| {
        let matches = database.borrow_mut().store.snapshot().unwrap().search(&query, &Filter::default(), 20).unwrap();
        for found in &matches.records {
            let text = found.place.as_ref().map_or("", |(_, text)| text);
            assert!(found.marks.iter().all(|mark| text.get(mark.clone()).is_some_and(|word| !word.is_empty())));
            assert!(found.marks.windows(2).all(|two| two[0].end <= two[1].start));
        }
    });
}

/// Words of a command line, a line each.
pub fn filter(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if text.contains('\0') {
        return; // no command line can hold it
    }
    let words: Vec<&str> = text.lines().collect();
    for word in &words {
        reads_back::<Date>(word);
        reads_back::<Rate>(word);
        reads_back::<Id>(word);
        reads_back::<Tier>(word);
        reads_back::<Resolvable>(word);
        reads_back::<Form>(word);
        reads_back::<EvidenceKind>(word);
        reads_back::<Outcome>(word);
        reads_back::<ReporterKind>(word);
        let _ = (word.parse::<ListedColumn>(), word.parse::<Containing>(), word.parse::<Replacement>());
    }
    let Ok(filter) = read_filter(&words) else { return };
    STORE.with(|database| {
        let mut listed = 0;
        let columns = vec!["id".parse().unwrap()];
        let listing = Listing { filter: filter.clone(), columns, order: None, limit: None };
        let mut database = database.borrow_mut();
        let snapshot = database.store.snapshot().unwrap();
        let list = |_| {
            listed += 1;
            Ok::<_, StoreError>(())
        };
        snapshot.list(&listing, list).unwrap();
        assert_eq!(snapshot.count(&filter).unwrap(), listed);
        assert!(listed <= 2);
        unknown(&snapshot, &filter, listed);
    });
}

/// A value that no record has is named only if it selects none.
fn unknown(snapshot: &Snapshot<'_>, filter: &Filter, listed: u64) {
    let unknown = snapshot.unknown_values(filter).unwrap();
    for (field, values) in [("domain", &filter.domains), ("category", &filter.categories), ("tag", &filter.tags)] {
        let all = !values.is_empty()
            && values.iter().all(|value| unknown.iter().any(|one| one.field == field && one.value == *value));
        assert!(!all || listed == 0, "{field} is called unknown and chooses {listed}");
    }
}

/// A parsed word is parsed again from its output.
fn reads_back<T: FromStr<Err: Debug> + Display + PartialEq + Debug>(word: &str) {
    if let Ok(value) = word.parse::<T>() {
        assert_eq!(value.to_string().parse::<T>().unwrap(), value);
    }
}
