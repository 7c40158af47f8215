use std::cell::Cell;
use std::fs;

use super::*;
use crate::record::{Difference, Revision, Start, read};
use crate::store::{Batch, Durability, Prepared, Store, Tx};

/// A database of records with these ids, in this order.
fn store(ids: &[&str]) -> Store {
    let mut store = Store::in_memory().unwrap();
    fill(&mut store, ids);
    store
}

fn fill(store: &mut Store, ids: &[&str]) {
    let text = include_bytes!("../../../fixtures/records/minimal/index.json");
    write(store, |tx| {
        for id in ids {
            let mut record = read(text, Start::default()).unwrap();
            record.id = id.parse().unwrap();
            record.domain = record.id.domain().to_owned();
            tx.insert(&Prepared::from(record), None)?;
        }
        Ok(())
    });
}

fn write(store: &mut Store, act: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError>) {
    let day = "2026-11-21".parse().unwrap();
    let batch = Batch { day, actor: "mei".to_owned(), reason: None, command: "test".to_owned(), verb: None };
    store.transact(&batch, Durability::Full, act).unwrap();
}

/// What is read in windows of a size, if it is full after a number of records.
fn read_in_windows(store: &mut Store, size: usize, full_after: usize) -> Vec<(usize, String)> {
    read_if_sound(store, size, full_after).unwrap()
}

fn read_if_sound(store: &mut Store, size: usize, full_after: usize) -> Result<Vec<(usize, String)>, StoreError> {
    let (mut seen, number) = (Vec::new(), Cell::new(0));
    let visit = |place, unchecked: Unchecked| {
        number.set(number.get() + 1);
        seen.push((place, unchecked.look().revision.record.id.to_string()));
        Ok::<_, StoreError>(ControlFlow::Continue(()))
    };
    store.snapshot()?.each_in_windows(size, || number.get() >= full_after, visit)?;
    Ok(seen)
}

fn placed(places: &[(usize, &str)]) -> Vec<(usize, String)> {
    places.iter().map(|(place, id)| (*place, (*id).to_owned())).collect()
}

#[test]
fn a_window_is_read_in_the_order_in_which_its_records_are_stored() {
    let mut store = store(&["x/d", "x/b", "x/e", "x/a", "x/c"]);
    let expected = placed(&[(1, "x/b"), (0, "x/a"), (2, "x/c"), (3, "x/d"), (4, "x/e")]);
    assert_eq!(read_in_windows(&mut store, 3, usize::MAX), expected);
    assert_eq!(read_in_windows(&mut store, 3, usize::MAX), expected, "a second time on the same connection");
}

#[test]
fn a_full_window_goes_on_in_the_order_of_the_ids() {
    let mut store = store(&["x/d", "x/c", "x/b", "x/a"]);
    assert_eq!(read_in_windows(&mut store, 4, 1), placed(&[(3, "x/d"), (0, "x/a"), (1, "x/b"), (2, "x/c")]));
    let halved = placed(&[(2, "x/c"), (0, "x/a"), (1, "x/b"), (3, "x/d")]);
    assert_eq!(read_in_windows(&mut store, 3, 1), halved);
}

#[test]
fn withdrawn_records_have_no_place() {
    let mut store = store(&["x/d", "x/c", "x/b", "x/a"]);
    write(&mut store, |tx| {
        for id in ["x/a", "x/c"] {
            let stored = tx.load(&id.parse().unwrap())?.unwrap();
            let new = Revision { is_withdrawn: true, ..stored.revision.clone() };
            tx.replace(stored.standing, &Difference::between(&stored.revision, &new))?;
        }
        Ok(())
    });
    assert_eq!(read_in_windows(&mut store, 3, usize::MAX), placed(&[(0, "x/b"), (1, "x/d")]));
}

#[test]
fn it_ends_if_the_visitor_breaks() {
    let mut store = store(&["x/c", "x/b", "x/a"]);
    let mut seen = 0;
    let visit = |_, _| {
        seen += 1;
        Ok::<_, StoreError>(ControlFlow::Break(()))
    };
    store.snapshot().unwrap().each_in_windows(2, || false, visit).unwrap();
    assert_eq!(seen, 1);
}

#[test]
fn an_index_that_does_not_fit_the_records_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("canonry.db");
    Store::create(&path).unwrap();
    let mut store = Store::open(&path).unwrap();
    fill(&mut store, &["x/delta", "x/bravo", "x/alpha", "x/charlie"]);
    let expected = read_in_windows(&mut store, 3, usize::MAX);
    drop(store);
    let bytes = fs::read(&path).unwrap();
    let mut refused = 0;
    for (at, _) in bytes.windows(7).enumerate().filter(|(_, window)| *window == b"x/bravo") {
        // Where the entry of an index ends with the id, the key of its record follows.
        for (at, bit) in [(at + 6, 0), (at + 7, 0), (at + 7, 1), (at + 7, 3)] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            fs::write(&path, flipped).unwrap();
            for full_after in [1, usize::MAX] {
                let read = Store::open_read(&path).and_then(|mut store| read_if_sound(&mut store, 3, full_after));
                match read {
                    Ok(read) if full_after == usize::MAX => assert_eq!(read, expected),
                    Ok(read) => assert_eq!(read.len(), expected.len()),
                    Err(error) => {
                        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(refused >= 8, "{refused}");
}
