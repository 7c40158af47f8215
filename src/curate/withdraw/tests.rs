//! What withdrawing, restoring and merging records does, without a process.

use super::*;
use crate::curate::fixture::{apply, context, id, report, set, store, stored, without_reason};
use crate::curate::{EvidenceTarget, Moved, Recorded};
use crate::ledger::{EvidenceNumber, Outcome};
use crate::record::ItemNumber;
use crate::store::Store;

fn withdraw(ids: &[&str], merge_into: Option<&str>) -> Withdraw {
    Withdraw { ids: ids.iter().map(|word| id(word)).collect(), restore: false, merge_into: merge_into.map(id) }
}

fn merged(store: &mut Store, from: &str, into: &str) -> Withdrawn {
    apply(&withdraw(&[from], Some(into)), store, &context()).unwrap()
}

#[test]
fn a_withdrawn_record_is_kept_and_can_be_restored() {
    let mut store = store(&["x/a"]);
    apply(&withdraw(&["x/a"], None), &mut store, &context()).unwrap();
    let stored_so = stored(&mut store, "x/a");
    assert!(stored_so.standing.is_withdrawn);
    let restore = Withdraw { restore: true, ..withdraw(&["x/a"], None) };
    apply(&restore, &mut store, &without_reason()).unwrap();
    let restored = stored(&mut store, "x/a");
    assert!(!restored.standing.is_withdrawn && restored.revision.record == stored_so.revision.record);
}

#[test]
fn withdrawing_needs_a_reason_and_a_record() {
    let mut store = store(&["x/a"]);
    let refused = apply(&withdraw(&["x/a"], None), &mut store, &without_reason());
    assert!(matches!(refused, Err(Refusal::ReasonNeeded(Reasoned::Withdrawal))));
    let refused = apply(&withdraw(&["x/a", "x/none"], None), &mut store, &context());
    assert!(matches!(refused, Err(Refusal::NoRecord(none)) if none == id("x/none")));
    assert!(!stored(&mut store, "x/a").standing.is_withdrawn, "all are withdrawn, or none");
}

#[test]
fn the_record_that_stays_is_another_one_and_published() {
    let mut store = store(&["x/a", "x/b"]);
    let refused = apply(&withdraw(&["x/a", "x/b"], Some("x/b")), &mut store, &context());
    assert!(matches!(refused, Err(Refusal::MergedIntoItself(into)) if into == id("x/b")));
    apply(&withdraw(&["x/b"], None), &mut store, &context()).unwrap();
    let refused = apply(&withdraw(&["x/a"], Some("x/b")), &mut store, &context());
    assert!(matches!(refused, Err(Refusal::Withdrawn(into)) if into == id("x/b")));
}

#[test]
fn names_and_edges_lead_to_the_record_that_stays() {
    let mut store = store(&["x/a", "x/b", "x/c"]);
    set(&mut store, &["x/a"], "aliases", r#"["old"]"#);
    set(&mut store, &["x/c"], "leads_to", r#"[{"error_id": "x/a", "probability": null, "condition": ""}]"#);
    let withdrawn = merged(&mut store, "x/a", "x/b");
    let pointer = Pointer { id: id("x/c"), lists: vec!["leads_to".to_owned()] };
    assert_eq!(withdrawn.pointed_to, [(id("x/a"), vec![pointer])]);
    assert_eq!(stored(&mut store, "x/b").revision.record.aliases, ["x/a", "old"]);
    assert_eq!(stored(&mut store, "x/c").revision.record.transition_graph.leads_to[0].error_id, "x/b");
    let gone = stored(&mut store, "x/a");
    assert!(gone.standing.is_withdrawn && gone.revision.record.aliases.is_empty());
    let found = namesake(&store.snapshot().unwrap(), &gone).unwrap().unwrap();
    assert_eq!((found.heir, found.batch), (id("x/b"), Some(6.into())));
}

#[test]
fn evidence_moves_to_the_item_with_equal_text_or_stays() {
    let mut store = store(&["x/a", "x/b"]);
    let whole = report(&mut store, "x/a", Outcome::Fail, "lena");
    let alike = report(&mut store, "x/a#d1", Outcome::Fail, "omar");
    let other = report(&mut store, "x/a#w1", Outcome::Fail, "zoe");
    set(&mut store, &["x/a"], "w1.action", "Do something else");
    let Inherited { moved, left, .. } = merged(&mut store, "x/a", "x/b").merged;
    assert_eq!(left, [other]);
    let from: Vec<EvidenceNumber> = moved.iter().map(|one| one.from).collect();
    let to: Vec<EvidenceTarget> = moved.into_iter().map(|Moved { to: Recorded { target, .. }, .. }| target).collect();
    let on = |item: Option<&str>| EvidenceTarget { id: id("x/b"), item: item.and_then(ItemNumber::parse) };
    assert_eq!((from, to), (vec![whole, alike], vec![on(None), on(Some("d1"))]));
    let counts = ["x/a", "x/b"].map(|word| stored(&mut store, word).revision.record.evidence_count);
    assert_eq!(counts, [1, 2]);
}

#[test]
fn records_that_share_a_name_with_a_withdrawn_one_are_found() {
    let mut store = store(&["x/a", "x/b", "x/c", "x/d", "x/e"]);
    merged(&mut store, "x/a", "x/b");
    apply(&withdraw(&["x/c", "x/e"], None), &mut store, &context()).unwrap();
    set(&mut store, &["x/d"], "aliases", r#"["x/c"]"#);
    let ids = ["x/a", "x/none", "x/b", "x/c", "x/e", "x/a"].map(id);
    let found = namesakes(&store.snapshot().unwrap(), &ids).unwrap();
    let merged = Namesake { id: id("x/a"), heir: id("x/b"), batch: Some(6.into()) };
    assert_eq!(found, [merged, Namesake { id: id("x/c"), heir: id("x/d"), batch: None }]);
    apply(&withdraw(&["x/b"], None), &mut store, &context()).unwrap();
    let found = namesakes(&store.snapshot().unwrap(), &[id("x/a")]).unwrap();
    assert_eq!(found, [], "an heir that is withdrawn itself replaces nothing");
}
