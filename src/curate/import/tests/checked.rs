//! The findings that an import reports of the records that it adds or changes.

use super::events::{Listener, Told};
use super::*;
use crate::check::{Code, Settings, Terms};

#[test]
fn what_is_wrong_is_told_of_new_records_and_what_is_new_of_changed_ones() {
    let checked = Context { checks: Some(Settings::new(Terms::on(context().day))), ..context() };
    let mut store = store(&[]);
    let mut told = |records: &[Record]| {
        let mut listener = Listener::default();
        follow(&Import::default(), &mut store, (&checked, "up"), drafts(records), &mut listener).unwrap();
        listener.0
    };
    let first = told(&[record("x/a"), record("x/b")]);
    let [Told::Added(_), Told::Added(_), Told::Checked(a, of_a, _), Told::Checked(b, ..)] = first.as_slice() else {
        panic!("{first:?}")
    };
    assert_eq!((a, b), (&id("x/a"), &id("x/b")));
    assert!(of_a.contains(&Code::E010), "{of_a:?}");
    let mut without = record("x/a");
    without.workarounds[0].how = String::new();
    let again = told(&[without, record("x/b")]);
    let [Told::Changed(..), Told::Unchanged, Told::Checked(a, of_a, gone)] = again.as_slice() else {
        panic!("{again:?}")
    };
    assert_eq!((a, of_a.as_slice()), (&id("x/a"), [Code::W003].as_slice()), "and not what was wrong before");
    assert_eq!(gone.as_slice(), []);
    let [Told::Changed(..), Told::Checked(_, new, gone)] = &told(&[record("x/a")])[..] else { panic!() };
    assert_eq!((new.as_slice(), gone.as_slice()), ([].as_slice(), [Code::W003].as_slice()));
}
