//! Tests that only an approved run is committed.

use super::*;
use crate::curate::Sealed;
use crate::curate::may_commit;

/// A caller that asks somebody, or has nobody to ask, and has approved a run or none.
#[derive(Default)]
struct Asking {
    may_ask: bool,
    approved: Option<Sealed>,
    run: Sealed,
}

impl Watch for Asking {
    type Error = Infallible;

    fn event(&mut self, _: Event<'_>) -> Result<(), Infallible> {
        Ok(())
    }

    fn may_ask(&self) -> bool {
        self.may_ask
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn approve(&mut self, _: &Counts, run: Sealed) -> Result<bool, Infallible> {
        self.run = run;
        Ok(may_commit(self.approved.as_ref(), &run, || self.may_ask))
    }
}

/// Runs an import about which somebody is asked, with what was approved; what it was, and whether it was kept.
fn asked(store: &mut Store, records: &[Record], approved: Option<Sealed>) -> (Sealed, bool) {
    let mut asking = Asking { may_ask: true, approved, ..Asking::default() };
    let kept = run(&Import::default(), store, "up", drafts(records), &mut asking);
    assert!(matches!(kept, Ok(_) | Err(Refusal::Declined)), "{kept:?}");
    (asking.run, kept.is_ok())
}

#[test]
fn a_run_that_was_approved_is_done_if_it_is_still_the_same() {
    let mut store = store(&[]);
    counts(&mut store, &[record("x/a")]);
    let (first, is_kept) = asked(&mut store, &[caused("x/a", "new")], None);
    assert!(!is_kept, "nothing was approved yet");
    let (other, is_kept) = asked(&mut store, &[caused("x/a", "newer")], Some(first));
    assert!(other != first && !is_kept, "it reads something else");
    set(&mut store, &["x/a"], "root_cause", "new");
    let (other, is_kept) = asked(&mut store, &[caused("x/a", "new")], Some(first));
    assert!(other != first && !is_kept, "it changes something else");
    set(&mut store, &["x/a"], "root_cause", "c");
    let (same, is_kept) = asked(&mut store, &[caused("x/a", "new")], Some(first));
    assert!(same == first && is_kept);
    assert_eq!(stored(&mut store, "x/a").revision.record.root_cause, "new");
}

#[test]
fn a_run_about_which_nobody_may_be_asked_is_done_at_once() {
    let mut asking = Asking::default();
    run(&Import::default(), &mut store(&[]), "up", drafts(&[record("x/a")]), &mut asking).unwrap();
    assert_eq!(asking.run, Sealed::default());
}
