//! What an import does with each record, without a process.

mod approved;
mod checked;
mod events;
mod inputs;

use std::convert::Infallible;

use super::*;
use crate::curate::fixture::{apply, context, id, record, set, store, stored};
use crate::curate::{Sealed, Undo, Withdraw};
use crate::intake::{Draft, Origin};
use crate::record::{Id, Json, Record, Start, Take};
use crate::store::KnownDigests;

/// Follows an import: collects the rejections, and answers the question about withdrawals.
#[derive(Default)]
struct Follower {
    rejections: Vec<Rejection>,
    withdrawals: Vec<Id>,
    is_declined: bool,
}

impl Watch for Follower {
    type Error = Infallible;

    fn event(&mut self, event: Event<'_>) -> Result<(), Self::Error> {
        if let Event::Rejected(_, rejection) = event {
            self.rejections.push(rejection);
        }
        Ok(())
    }

    fn approve_withdrawals(&mut self, ids: &[Id], _is_many: bool) -> Result<bool, Self::Error> {
        self.withdrawals = ids.to_vec();
        Ok(!self.is_declined)
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

/// The record of an id with a root cause.
fn caused(word: &str, root_cause: &str) -> Record {
    Record { root_cause: root_cause.to_owned(), ..record(word) }
}

/// Records as drafts, a line each.
fn drafts(records: &[Record]) -> impl Iterator<Item = Draft> {
    (1..).zip(records).map(|(line, record)| draft(line, record.clone()))
}

fn draft(line: usize, record: Record) -> Draft {
    let origin = Origin { start: Start { line, column: 1 }, ..Origin::of("up.ndjson") };
    Draft { origin, first: None, content: Ok(record) }
}

/// Imports drafts of a source; what it did, or why not.
fn follow<W: Watch>(
    import: &Import,
    store: &mut Store,
    (context, source): (&Context, &str),
    drafts: impl IntoIterator<Item = Draft>,
    watch: &mut W,
) -> Result<Imported, Stopped<W::Error>> {
    let source: Arc<str> = Arc::from(source);
    let import = Import { sources: vec![Arc::clone(&source)], ..import.clone() };
    let incoming = |draft| Incoming::new(draft, Some(Arc::clone(&source)), &KnownDigests::default());
    let drafts: Vec<Incoming> = drafts.into_iter().map(incoming).collect();
    import.apply(store, context, drafts.into_iter(), watch).map(|applied| applied.detail)
}

/// The same, for a caller without errors.
fn run(
    import: &Import,
    store: &mut Store,
    source: &str,
    drafts: impl IntoIterator<Item = Draft>,
    watch: &mut impl Watch<Error = Infallible>,
) -> Result<Imported, Refusal> {
    follow(import, store, (&context(), source), drafts, watch).map_err(|stopped| match stopped {
        Stopped::Refused(refusal) => refusal,
        Stopped::Watch(never) => match never {},
    })
}

/// Imports records from one source; what it did, or why not, and the rejections.
fn import(import: &Import, store: &mut Store, records: &[Record]) -> (Result<Imported, Refusal>, Vec<Rejection>) {
    let mut follower = Follower::default();
    (run(import, store, "up", drafts(records), &mut follower), follower.rejections)
}

fn counts(store: &mut Store, records: &[Record]) -> Counts {
    import(&Import::default(), store, records).0.unwrap().counts
}

fn root_cause(store: &mut Store, word: &str) -> String {
    stored(store, word).revision.record.root_cause
}

/// A record that both sides changed since the source brought it.
fn disputed() -> (Store, [Record; 1]) {
    let mut store = store(&[]);
    counts(&mut store, &[caused("x/a", "base")]);
    set(&mut store, &["x/a"], "root_cause", "ours");
    (store, [caused("x/a", "theirs")])
}

#[test]
fn a_new_record_is_added_and_an_equal_one_unchanged() {
    let mut store = store(&[]);
    let none = Counts::default();
    assert_eq!(counts(&mut store, &[record("x/a"), record("x/b")]), Counts { added: 2, ..none });
    let again = counts(&mut store, &[record("x/a"), caused("x/b", "new")]);
    assert_eq!(again, Counts { unchanged: 1, changed: 1, ..none });
    assert_eq!(root_cause(&mut store, "x/b"), "new");
}

#[test]
fn what_was_edited_here_is_kept_if_the_source_did_not_change() {
    let mut store = store(&[]);
    counts(&mut store, &[record("x/a")]);
    set(&mut store, &["x/a"], "root_cause", "ours");
    assert_eq!(counts(&mut store, &[record("x/a")]), Counts { kept: 1, ..Counts::default() });
    assert_eq!(root_cause(&mut store, "x/a"), "ours");
}

#[test]
fn changes_of_different_fields_are_merged() {
    let mut store = store(&[]);
    counts(&mut store, &[record("x/a")]);
    set(&mut store, &["x/a"], "root_cause", "ours");
    let theirs = Record { regex: "theirs".to_owned(), ..record("x/a") };
    assert_eq!(counts(&mut store, &[theirs]), Counts { changed: 1, ..Counts::default() });
    let merged = stored(&mut store, "x/a").revision.record;
    assert_eq!((merged.root_cause.as_str(), merged.regex.as_str()), ("ours", "theirs"));
}

#[test]
fn what_both_sides_changed_is_a_conflict_and_nothing_is_imported() {
    let (mut store, theirs) = disputed();
    let (refused, rejections) = import(&Import::default(), &mut store, &theirs);
    let Err(Refusal::Import(ImportRefusal::Records(counts))) = refused else { panic!("{refused:?}") };
    assert_eq!((counts.rejected, counts.conflicts), (1, 1));
    let [Rejection::Conflict { id: of, conflicts, .. }] = rejections.as_slice() else { panic!("{rejections:?}") };
    let [conflict] = conflicts.as_slice() else { panic!("{conflicts:?}") };
    let text = |text: &str| Some(Json::from(text));
    assert_eq!((of, conflict.field.field, conflict.item.as_ref()), (&id("x/a"), Record::ROOT_CAUSE, None));
    let sides = (conflict.base.clone(), conflict.ours.clone(), conflict.theirs.clone());
    assert_eq!(sides, (text("base"), text("ours"), text("theirs")));
    assert_eq!(root_cause(&mut store, "x/a"), "ours");
}

#[test]
fn a_conflict_is_resolved_for_a_side_or_by_a_value() {
    for (side, expected) in [(Side::Ours, "ours"), (Side::Theirs, "theirs")] {
        let (mut store, theirs) = disputed();
        import(&Import { on_conflict: Some(side), ..Import::default() }, &mut store, &theirs).0.unwrap();
        assert_eq!(root_cause(&mut store, "x/a"), expected);
    }
    let by = |value: Json| {
        let text = |text: &str| Some(Json::from(text));
        let (base, ours, theirs) = (text("base"), text("ours"), text("theirs"));
        let (name, take) = (ConflictName::Field("root_cause".to_owned()), Take::Value(value));
        let resolution = Resolution { id: id("x/a"), name, item: None, base, ours, theirs, take };
        Import { resolutions: [resolution].into_iter().collect(), ..Import::default() }
    };
    let (mut store, theirs) = disputed();
    import(&by(Json::from("both")), &mut store, &theirs).0.unwrap();
    assert_eq!(root_cause(&mut store, "x/a"), "both");
    let (mut store, theirs) = disputed();
    let (refused, rejections) = import(&by(Json::from(false)), &mut store, &theirs);
    assert!(matches!(refused, Err(Refusal::Import(ImportRefusal::Records(_)))));
    assert!(matches!(rejections.as_slice(), [Rejection::InvalidResolution { .. }]), "{rejections:?}");
}

#[test]
fn an_old_state_from_elsewhere_is_stale_unless_it_is_meant() {
    let mut store = store(&[]);
    counts(&mut store, &[caused("x/a", "old")]);
    set(&mut store, &["x/a"], "root_cause", "new");
    let mut from = |import: &Import| {
        let drafts = [draft(1, caused("x/a", "old"))];
        run(import, &mut store, "another", drafts, &mut Follower::default()).unwrap().counts
    };
    assert_eq!(from(&Import::default()), Counts { stale: 1, ..Counts::default() });
    let meant = Import { take_stale: true, ..Import::default() };
    assert_eq!(from(&meant), Counts { changed: 1, ..Counts::default() });
    assert_eq!(root_cause(&mut store, "x/a"), "old");
}

#[test]
fn a_record_that_a_whole_source_no_longer_has_is_withdrawn_if_that_is_approved() {
    let mut store = store(&[]);
    counts(&mut store, &[record("x/a"), record("x/b")]);
    let left = import(&Import::default(), &mut store, &[record("x/a")]).0.unwrap();
    assert_eq!((left.counts.withdrawn, left.remarks.missing.first.as_slice()), (0, [id("x/b")].as_slice()));
    let whole = Import { whole: true, ..Import::default() };
    let mut answer = |is_declined| {
        let mut follower = Follower { is_declined, ..Follower::default() };
        let imported = run(&whole, &mut store, "up", [draft(1, record("x/a"))], &mut follower);
        assert_eq!(follower.withdrawals, [id("x/b")]);
        imported
    };
    assert!(matches!(answer(true), Err(Refusal::Declined)));
    assert_eq!(answer(false).unwrap().counts.withdrawn, 1);
    assert!(stored(&mut store, "x/b").standing.is_withdrawn);
}

#[test]
fn nothing_is_withdrawn_if_a_record_could_not_be_read() {
    let mut store = store(&[]);
    counts(&mut store, &[record("x/a"), record("x/b")]);
    let whole = Import { whole: true, keep_going: true, ..Import::default() };
    let (refused, _) = import(&whole, &mut store, &[record("x/a"), record("x/con")]);
    let Err(Refusal::Import(ImportRefusal::NotWhole { unread, unfollowed })) = refused else { panic!("{refused:?}") };
    assert_eq!((unread, unfollowed), (1, Vec::new()));
}

#[test]
fn a_withdrawn_record_stays_so_and_one_whose_arrival_was_undone_is_new() {
    let mut store = store(&[]);
    counts(&mut store, &[record("x/a")]);
    counts(&mut store, &[record("x/b")]);
    let withdraw = Withdraw { ids: vec![id("x/a")], restore: false, merge_into: None };
    apply(&withdraw, &mut store, &context()).unwrap();
    apply(&Undo { batch: Some(2.into()), id: None, partly: false }, &mut store, &context()).unwrap();
    let Imported { counts, remarks, .. } =
        import(&Import::default(), &mut store, &["x/a", "x/b"].map(record)).0.unwrap();
    assert_eq!((counts.added, counts.kept, remarks.stay_withdrawn.first), (1, 1, vec![id("x/a")]));
    let withdrawn = ["x/a", "x/b"].map(|word| stored(&mut store, word).standing.is_withdrawn);
    assert_eq!(withdrawn, [true, false]);
}

#[test]
fn a_source_changes_only_what_it_is_trusted_with() {
    let mut store = store(&[]);
    counts(&mut store, &[record("x/a")]);
    let trusting = |trust| Import { trust, ..Import::default() };
    let both = [Record { regex: "new".to_owned(), ..caused("x/a", "new") }];
    let only_new = trusting(Trust { only_new: true, ..Trust::default() });
    assert_eq!(import(&only_new, &mut store, &both).0.unwrap().counts, Counts { kept: 1, ..Counts::default() });
    let keep = vec!["root_cause".parse().unwrap()];
    let keeping = trusting(Trust { keep, ..Trust::default() });
    assert_eq!(import(&keeping, &mut store, &both).0.unwrap().counts, Counts { changed: 1, ..Counts::default() });
    let record = stored(&mut store, "x/a").revision.record;
    assert_eq!((record.root_cause.as_str(), record.regex.as_str()), ("c", "new"));
}
