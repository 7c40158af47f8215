//! Tests of undo and of its obstacles.

use super::*;
use crate::curate::fixture::{apply, context, edit, id, last_batch, record, report, set, store, stored};
use crate::curate::{Contested, EvidenceTarget, MoveEvidence, New, Policy, RebuildIndexes, Rename, Step};
use crate::ledger::{BatchNumber, Outcome};
use crate::record::{ItemNumber, NamedField, Record};
use crate::store::{Store, StoreError};

fn undo(store: &mut Store, batch: impl Into<Option<i64>>) -> Result<Undid, Refusal> {
    let batch = batch.into().map(BatchNumber::from);
    apply(&Undo { batch, id: None, partly: false }, store, &context())
}

fn refused(undone: Result<Undid, Refusal>) -> UndoRefusal {
    match undone {
        Err(Refusal::Undo(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn obstructed(undone: Result<Undid, Refusal>) -> Obstructed {
    match undone {
        Err(Refusal::Undo(UndoRefusal::Obstructed(obstructed))) => *obstructed,
        other => panic!("{other:?}"),
    }
}

/// A batch that prevents an undo.
fn obstacle(batch: BatchNumber, on: &str, what: Contested) -> Obstacle {
    Obstacle { batch: Some(batch), undid: None, of: None, fields: vec![(id(on), what)] }
}

/// The field that is contested in most tests.
const ROOT_CAUSE: Contested = Contested::Field(NamedField { field: Record::ROOT_CAUSE, number: None });

fn root_cause(store: &mut Store, word: &str) -> String {
    stored(store, word).revision.record.root_cause
}

#[test]
fn an_undo_writes_the_old_value_and_can_be_undone() {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], "root_cause", "new");
    assert_eq!(undo(&mut store, None).unwrap(), Undid { batch: 2.into(), left: Vec::new() });
    assert_eq!(root_cause(&mut store, "x/a"), "c");
    undo(&mut store, 3).unwrap();
    assert_eq!(root_cause(&mut store, "x/a"), "new");
}

#[test]
fn a_record_whose_arrival_is_undone_stays_as_a_withdrawn_one() {
    let mut store = store(&["x/a"]);
    undo(&mut store, 1).unwrap();
    assert!(stored(&mut store, "x/a").standing.is_withdrawn);
    assert_eq!(refused(undo(&mut store, None)), UndoRefusal::Nothing);
}

#[test]
fn a_batch_that_does_not_exist_is_refused_with_the_last_one() {
    let undone = undo(&mut store(&["x/a"]), 7);
    assert!(
        matches!(undone, Err(Refusal::NoBatch { batch, last }) if (batch, last) == (7.into(), 1.into())),
        "{undone:?}"
    );
}

#[test]
fn an_undone_batch_is_not_undone_again() {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], "root_cause", "new");
    undo(&mut store, 2).unwrap();
    assert_eq!(refused(undo(&mut store, 2)), UndoRefusal::Already { batch: 2.into(), only: None, by: 3.into() });
}

#[test]
fn a_batch_that_undoes_itself_or_a_later_one_is_damage_and_not_a_loop() {
    for (rows, said) in
        [("(3, 1, 3, 0)", "batch 3 undoes batch 3"), ("(2, 1, 3, 0), (3, 1, 2, 0)", "batch 2 undoes batch 3")]
    {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], "root_cause", "new");
        set(&mut store, &["x/a"], "regex", "newer");
        store.damage(&format!("INSERT INTO undo VALUES {rows}"));
        let Err(Refusal::Store(StoreError::Damaged { detail, .. })) = undo(&mut store, 2) else { panic!("{rows}") };
        assert_eq!(detail, format!("{said}, which is not an earlier one"));
    }
}

/// Asserts that an undo of a batch reports damage and changes nothing.
fn assert_damage(store: &mut Store, batch: i64, detail: &str) {
    let said = undo(store, batch);
    assert!(
        matches!(&said, Err(Refusal::Store(StoreError::Damaged { detail: said, .. })) if said == detail),
        "{said:?}"
    );
    assert_eq!(root_cause(store, "x/a"), "new");
    assert!(!stored(store, "x/a").standing.is_withdrawn);
}

#[test]
fn a_record_that_is_said_to_be_added_after_its_first_change_is_damage_and_not_an_arrival() {
    let mut store = store(&["x/a", "x/b"]);
    set(&mut store, &["x/a"], "root_cause", "new");
    set(&mut store, &["x/a", "x/b"], "regex", "newer");
    store.damage("UPDATE record SET added_by = 4 WHERE canon_id = 'x/a'");
    let detail = "batch 3 changed record.id 1, but record.added_by says that batch 4 added it";
    assert_damage(&mut store, 4, detail);
    assert_damage(&mut store, 3, detail);
}

#[test]
fn a_batch_that_is_noted_with_a_record_of_a_later_batch_is_damage() {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], "root_cause", "new");
    undo(&mut store, 2).unwrap();
    undo(&mut store, 3).unwrap();
    set(&mut store, &["x/a"], "regex", "newer");
    store.damage("DROP TRIGGER change_stays; DELETE FROM change; UPDATE record SET added_by = 5");
    assert_damage(&mut store, 4, "batch 4 is noted with record.id 1, but only a later batch added that");
}

#[test]
fn a_batch_that_did_not_change_the_record_or_any_is_refused() {
    let mut store = store(&["x/a", "x/b"]);
    let of_b = Undo { batch: Some(1.into()), id: Some(id("x/b")), partly: false };
    let refusal = refused(apply(&of_b, &mut store, &context()));
    assert_eq!(refusal, UndoRefusal::NotOf { batch: 1.into(), id: id("x/b") });
    apply(&RebuildIndexes, &mut store, &context()).unwrap();
    let rebuilt = last_batch(&mut store);
    assert_eq!(refused(undo(&mut store, rebuilt.get())), UndoRefusal::ChangedNothing(rebuilt));
}

#[test]
fn a_later_change_of_the_same_field_is_an_obstacle_and_one_of_another_is_not() {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], "root_cause", "one");
    set(&mut store, &["x/a"], "regex", "two");
    set(&mut store, &["x/a"], "root_cause", "three");
    let Obstructed { batch, only, obstacles, free } = obstructed(undo(&mut store, 2));
    assert_eq!((batch, only, free), (2.into(), None, Vec::new()));
    assert_eq!(obstacles, [obstacle(4.into(), "x/a", ROOT_CAUSE)]);
    undo(&mut store, 4).unwrap();
    undo(&mut store, 2).unwrap();
    let record = stored(&mut store, "x/a").revision.record;
    assert_eq!((record.root_cause.as_str(), record.regex.as_str()), ("c", "two"));
}

#[test]
fn what_nothing_prevents_is_undone_if_partly_is_set() {
    let mut store = store(&["x/a", "x/b"]);
    set(&mut store, &["x/a", "x/b"], "root_cause", "both");
    set(&mut store, &["x/a"], "root_cause", "mine");
    assert_eq!(obstructed(undo(&mut store, 3)).free, [id("x/b")]);
    let partly = Undo { batch: Some(3.into()), id: None, partly: true };
    let undid = apply(&partly, &mut store, &context()).unwrap();
    assert_eq!(undid, Undid { batch: 3.into(), left: vec![obstacle(4.into(), "x/a", ROOT_CAUSE)] });
    let after = ["x/a", "x/b"].map(|word| root_cause(&mut store, word));
    assert_eq!(after, ["mine", "c"]);
}

#[test]
fn an_edit_is_an_obstacle_to_undoing_the_arrival_of_its_record() {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], "root_cause", "new");
    let obstacles = obstructed(undo(&mut store, 1)).obstacles;
    assert_eq!(obstacles, [obstacle(2.into(), "x/a", ROOT_CAUSE)]);
}

#[test]
fn an_id_that_another_record_has_by_now_is_an_obstacle() {
    let mut store = store(&["x/a"]);
    apply(&Rename { from: id("x/a"), to: id("x/b") }, &mut store, &context()).unwrap();
    let policy = Policy::default();
    let new = New::of(record("x/a"), &policy);
    apply(&new, &mut store, &context()).unwrap();
    let obstacles = obstructed(undo(&mut store, 2)).obstacles;
    assert_eq!(obstacles, [obstacle(3.into(), "x/b", Contested::Id(id("x/a")))]);
    undo(&mut store, 3).unwrap();
    undo(&mut store, 2).unwrap();
    assert!(!stored(&mut store, "x/a").standing.is_withdrawn);
}

#[test]
fn evidence_that_was_moved_since_is_an_obstacle_and_a_move_is_undone_in_both_records() {
    let mut store = store(&["x/a", "x/b"]);
    let number = report(&mut store, "x/a#w1", Outcome::Fail, "lena");
    let to = EvidenceTarget { id: id("x/b"), item: ItemNumber::parse("w1") };
    let moved = apply(&MoveEvidence { numbers: vec![number], to }, &mut store, &context()).unwrap();
    let obstacles = obstructed(undo(&mut store, 3)).obstacles;
    assert_eq!(obstacles, [obstacle(4.into(), "x/a", Contested::Evidence(1.into()))]);
    let half = Undo { batch: Some(4.into()), id: Some(id("x/a")), partly: false };
    let to = moved.moved[0].to.number;
    let halved = UndoRefusal::Halved { batch: 4.into(), from: number, to };
    assert_eq!(refused(apply(&half, &mut store, &context())), halved);
    undo(&mut store, 4).unwrap();
    let counts = ["x/a", "x/b"].map(|word| stored(&mut store, word).revision.record.evidence_count);
    assert_eq!(counts, [1, 0]);
}

#[test]
fn an_import_of_reports_is_undone_although_its_rate_was_set_since() {
    let mut store = store(&["x/a"]);
    report(&mut store, "x/a#w1", Outcome::Fail, "lena");
    edit(&mut store, &["x/a"], Step::Set("w1.success_rate".to_owned(), "0.25".to_owned()));
    undo(&mut store, 2).unwrap();
    let record = stored(&mut store, "x/a").revision.record;
    assert_eq!((record.evidence_count, record.workarounds[0].success_rate.value()), (0, 0.25));
}
