//! Tests of which reports fit, and which are known.

use super::*;
use crate::curate::fixture::{apply, context, edit, id, last_batch, set, store_in, stored};
use crate::curate::{FutureDay, MissingItem, Sealed, Step, Undo, Withdraw, WithdrawEvidence, WrongDay};
use crate::intake::report_of as read;
use crate::intake::{FeedbackFile, feedback_csv};
use crate::ledger::BatchNumber;
use crate::record::{ItemKind, ItemNumber};

/// Follows an import, and collects why reports did not fit.
#[derive(Default)]
struct Follower {
    misfits: Vec<Misfit>,
    /// How many reports were to be recorded, and how many were.
    recorded: (u64, u64),
}

impl FeedbackWatch for Follower {
    type Error = io::Error;

    fn broken(&mut self, error: io::Error) -> io::Error {
        error
    }

    fn checked(&mut self, _: &FeedbackRow, misfits: &[Misfit]) -> Result<(), Self::Error> {
        self.misfits.extend_from_slice(misfits);
        Ok(())
    }

    fn recording(&mut self, reports: u64) {
        self.recorded.0 += reports;
    }

    fn recorded(&mut self, reports: u64) {
        self.recorded.1 += reports;
    }

    fn approve(&mut self, _: &FeedbackCounts, _: usize, _: Sealed) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

pub(super) type Pairs<'p> = &'p [(&'p str, &'p str)];

/// Imports the reports that fit; the summary, and why others did not.
pub(super) fn import(store: &mut Store, rows: &[Pairs<'_>]) -> (FeedbackSummary, Vec<Misfit>) {
    import_as(Feedback { keep_going: true, ..Feedback::default() }, store, rows)
}

pub(super) fn import_as(feedback: Feedback, store: &mut Store, rows: &[Pairs<'_>]) -> (FeedbackSummary, Vec<Misfit>) {
    let mut follower = Follower::default();
    let rows: Vec<Result<FeedbackReport, FeedbackRow>> = rows.iter().map(|pairs| read(pairs)).collect();
    let applied = feedback.apply(store, &context(), &Policy::default(), rows.into_iter(), &mut follower).unwrap();
    let (to_record, recorded) = follower.recorded;
    assert_eq!(to_record, recorded, "the progress is told in full");
    (applied.detail, follower.misfits)
}

/// Why one failure does not fit.
pub(super) fn misfit(store: &mut Store, pairs: Pairs<'_>) -> Misfit {
    let pairs: Vec<(&str, &str)> = [("outcome", "fail")].iter().chain(pairs).copied().collect();
    let (summary, misfits) = import(store, &[&pairs]);
    assert_eq!((summary.counts.added, summary.counts.rejected), (0, 1));
    let [misfit] = misfits.as_slice() else { panic!("{misfits:?}") };
    misfit.clone()
}

#[test]
fn a_record_is_found_by_its_id_or_an_alias_that_is_unique() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a", "x/b"]);
    set(&mut store, &["x/a"], "aliases", r#"["mine", "both"]"#);
    set(&mut store, &["x/b"], "aliases", r#"["both"]"#);
    let (summary, misfits) = import(&mut store, &[&[("record_id", "mine"), ("outcome", "fail")]]);
    assert_eq!((summary.counts.added, misfits), (1, Vec::new()));
    assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 1);
    let ids = vec![id("x/a"), id("x/b")];
    assert_eq!(misfit(&mut store, &[("record_id", "both")]), Misfit::Ambiguous { name: "both".to_owned(), ids });
    let (name, near) = ("x/none".to_owned(), Vec::new());
    assert_eq!(misfit(&mut store, &[("record_id", "x/none")]), Misfit::NoRecord { name, near });
}

#[test]
fn an_item_is_found_by_its_number_or_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a"]);
    let (name, word) = (|| "x/a".to_owned(), "w2".to_owned());
    let no_item = Misfit::NoItem(MissingItem { name: name(), word, kind: ItemKind::Workaround, count: 1 });
    assert_eq!(misfit(&mut store, &[("item", "w2")]), no_item);
    let Misfit::NoText { near, .. } = misfit(&mut store, &[("item", "Dow")]) else { panic!("it has this text") };
    let number = |kind| ItemNumber { kind, number: 1 };
    assert_eq!(near[0], (number(ItemKind::Workaround), "Do".to_owned()));
    edit(&mut store, &["x/a"], Step::Set("d1.action".to_owned(), "Do".to_owned()));
    let numbers = vec![number(ItemKind::Workaround), number(ItemKind::DeadEnd)];
    assert_eq!(misfit(&mut store, &[("item", "Do")]), Misfit::SeveralItems { name: name(), numbers });
}

#[test]
fn a_report_is_of_a_published_record_and_of_a_day_on_which_it_was_known() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a"]);
    let day = |text: &str| text.parse().unwrap();
    let future = Misfit::Day(FutureDay { day: day("2026-11-23"), today: day("2026-11-21") }.into());
    assert_eq!(misfit(&mut store, &[("observed_at", "2026-11-23")]), future);
    let (name, first_seen) = ("x/a".to_owned(), day("2026-01-01"));
    let before = Misfit::Day(WrongDay::BeforeFirstSeen { name, day: day("2025-12-31"), first_seen });
    assert_eq!(misfit(&mut store, &[("observed_at", "2025-12-31")]), before);
    let withdraw = Withdraw { ids: vec![id("x/a")], restore: false, merge_into: None };
    apply(&withdraw, &mut store, &context()).unwrap();
    assert_eq!(misfit(&mut store, &[]), Misfit::Withdrawn("x/a".to_owned()));
}

#[test]
fn a_report_that_does_not_fit_stops_the_import_unless_it_keeps_going() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a"]);
    let rows = [read(&[("outcome", "fail")]), read(&[("outcome", "fail"), ("record_id", "x/none")])];
    let refused = Feedback::default().apply(
        &mut store,
        &context(),
        &Policy::default(),
        rows.into_iter(),
        &mut Follower::default(),
    );
    let Err(Stopped::Refused(Refusal::Import(ImportRefusal::Reports(counts)))) = refused else { panic!("imported") };
    assert_eq!((counts.added, counts.rejected), (1, 1));
    assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 0);
}

#[test]
fn an_input_that_breaks_off_ends_the_import_and_undoes_it() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a"]);
    let text = b"record_id,item,observed_at,outcome\nx/a,,2026-01-02,fail\n";
    let FeedbackFile { format, lines } = feedback_csv(text.chain(Failing), None).unwrap();
    let lines = (&format, lines);
    let stopped = Feedback { keep_going: true, ..Feedback::default() }.apply_lines(
        &mut store,
        &context(),
        &Policy::default(),
        lines,
        &mut Follower::default(),
    );
    assert!(matches!(&stopped, Err(Stopped::Watch(error)) if error.to_string() == "the disk is gone"), "{stopped:?}");
    assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 0);
}

#[test]
fn a_report_that_was_imported_before_is_a_duplicate() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a"]);
    let report: Pairs<'_> = &[("outcome", "fail"), ("reporter", "lena"), ("report_id", "1")];
    let changed: Pairs<'_> = &[("outcome", "success"), ("reporter", "lena"), ("report_id", "1")];
    let first = import(&mut store, &[report, changed]).0;
    assert_eq!((first.counts.added, first.duplicates.twice), (1, 1));
    let again = import(&mut store, &[report]).0;
    assert_eq!((again.counts.added, again.duplicates.imported_before), (0, 1));
    assert_eq!(import(&mut store, &[changed]).0.duplicates.changed, 1);
    assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 1);
}

#[test]
fn a_report_that_was_imported_again_arrived_with_the_last_import_that_is_not_undone() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a"]);
    let row = stored(&mut store, "x/a").standing.row;
    let import = |store: &mut Store| {
        assert_eq!(import(store, &[&[("outcome", "fail")]]).0.counts.added, 1);
        last_batch(store)
    };
    let undo = |store: &mut Store, batch: BatchNumber| {
        apply(&Undo { batch: Some(batch), id: None, partly: false }, store, &context()).unwrap();
        last_batch(store)
    };
    let first = import(&mut store);
    undo(&mut store, first);
    let again = import(&mut store);
    let mut last = again;
    // The import, then undos, each of the batch before.
    for counts in [true, false, true, false, true, false, true] {
        let snapshot = store.snapshot().unwrap();
        let report = snapshot.ledger(row).unwrap().remove(0);
        let is_undone = snapshot.undone().unwrap().by(again, row).is_some();
        assert_eq!((report.counts(), is_undone), (counts, !counts), "after batch {last}");
        assert_eq!(report.arrived_in, if counts { again } else { first }, "after batch {last}");
        let since = snapshot.reports_since(row, report.what.item, first).unwrap();
        assert_eq!(since.counting, u64::from(counts), "after batch {last}");
        drop(snapshot);
        last = undo(&mut store, last);
    }
}

#[test]
fn a_report_that_counts_although_its_import_is_undone_arrived_with_that_import() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = store_in(folder.path(), &["x/a"]);
    let row = stored(&mut store, "x/a").standing.row;
    let of = |reporter| [("outcome", "fail"), ("reporter", reporter)];
    let reports: [Pairs<'_>; 2] = [&of("lena"), &of("omar")];
    let came = |store: &mut Store| -> Vec<(bool, BatchNumber)> {
        let ledger = store.snapshot().unwrap().ledger(row).unwrap();
        ledger.iter().map(|report| (report.counts(), report.arrived_in)).collect()
    };
    let undo = |store: &mut Store, batch: BatchNumber| {
        apply(&Undo { batch: Some(batch), id: None, partly: true }, store, &context()).unwrap();
        last_batch(store)
    };
    import(&mut store, &reports);
    let first = last_batch(&mut store);
    undo(&mut store, first);
    assert_eq!(import(&mut store, &reports).0.counts.added, 2);
    let again = last_batch(&mut store);
    apply(&WithdrawEvidence { numbers: vec![2.into()] }, &mut store, &context()).unwrap();
    let withdrawn = last_batch(&mut store);
    undo(&mut store, again);
    assert_eq!(came(&mut store), [(false, first), (false, first)]);
    // Before the second was withdrawn by hand, it counted because it had been imported again.
    let back = undo(&mut store, withdrawn);
    assert_eq!(came(&mut store), [(false, first), (true, again)]);
    assert_eq!(store.snapshot().unwrap().reports_since(row, None, first).unwrap().counting, 1);
    // Now it is withdrawn by hand again, so only the first was undone with the import and is recorded again.
    undo(&mut store, back);
    assert_eq!(came(&mut store), [(false, first), (false, first)]);
    assert_eq!(import(&mut store, &reports).0.counts.added, 1);
    assert_eq!(came(&mut store), [(true, last_batch(&mut store)), (false, first)]);
}
