//! Tests of due and published rates and of receipts.

use super::*;
use crate::curate::fixture::{apply, context, id, last_batch, report, set, store, stored};
use crate::curate::{Promote, PublishedOnly, Which, WithdrawEvidence, field};
use crate::ledger::{EvidenceNumber, Outcome, ReporterKind};
use crate::store::{Store, StoreError};

const RATE: &str = "w1.success_rate";

/// Reporters, each of whom counts in full.
const REPORTERS: [&str; 6] = ["ana", "ben", "cy", "dee", "eve", "fay"];

fn fails(store: &mut Store, reporters: usize) -> Vec<EvidenceNumber> {
    REPORTERS.iter().take(reporters).map(|name| report(store, "x/a#w1", Outcome::Fail, name)).collect()
}

/// Publishes what is due; returns how many claims.
fn publish(store: &mut Store) -> Result<usize, Refusal> {
    let due =
        PublishRates::due(&store.snapshot().unwrap(), &Policy::default(), &Filter::default(), &WorkProgress::default())
            .unwrap();
    apply(&due, store, &context())
}

fn published(store: &mut Store) -> f64 {
    stored(store, "x/a").revision.record.workarounds[0].success_rate.value()
}

fn rates_of(snapshot: &Snapshot<'_>, filter: &Filter) -> Result<Rates, Refusal> {
    rates(snapshot, &Policy::default(), filter, (10, |_| true), &WorkProgress::default())
}

/// The claims, those that are due and those that are pending.
fn counts(store: &mut Store) -> [usize; 3] {
    let all = rates_of(&store.snapshot().unwrap(), &Filter::default()).unwrap();
    [all.claims, all.due, all.pending]
}

fn receipt(store: &mut Store) -> Receipt {
    try_receipt(store).unwrap().unwrap()
}

fn try_receipt(store: &mut Store) -> Result<Option<Receipt>, StoreError> {
    let stored = stored(store, "x/a");
    let snapshot = store.snapshot().unwrap();
    let claim = Claim::of_field(field(&stored.revision, RATE).unwrap()).unwrap();
    let (revision, row) = (&stored.revision, stored.standing.row);
    let (changes, ledger) = (snapshot.changes(row).unwrap(), snapshot.ledger(row).unwrap());
    let recorded = snapshot.recorded_rates(row).unwrap();
    let origins = Origins::of(&snapshot).unwrap();
    let sources = RateSources { revision, changes: &changes, ledger: &ledger, recorded: &recorded };
    Receipt::of(&Policy::default(), &origins, claim, sources)
}

#[test]
fn a_claim_with_enough_reports_is_due_and_published_once() {
    let mut store = store(&["x/a"]);
    fails(&mut store, 6);
    assert_eq!(counts(&mut store), [1, 1, 0]);
    assert_eq!(publish(&mut store).unwrap(), 1);
    // (4 × 0.5 + 0) / (4 + 6)
    assert_eq!(published(&mut store), 0.2);
    let batch = last_batch(&mut store);
    assert_eq!(publish(&mut store).unwrap(), 0);
    assert_eq!((last_batch(&mut store), counts(&mut store)), (batch, [1, 0, 0]));
}

#[test]
fn too_few_reports_are_pending_and_change_nothing() {
    let mut store = store(&["x/a"]);
    fails(&mut store, 2);
    assert_eq!(counts(&mut store), [1, 0, 1]);
    assert_eq!(publish(&mut store).unwrap(), 0);
    assert_eq!(published(&mut store), 0.5);
}

#[test]
fn a_rate_whose_reports_agree_with_the_baseline_is_current() {
    let mut store = store(&["x/a"]);
    fails(&mut store, 3);
    for name in ["gil", "hal", "ida"] {
        report(&mut store, "x/a#w1", Outcome::Success, name);
    }
    assert_eq!(counts(&mut store), [1, 0, 0]);
    assert_eq!(receipt(&mut store).judgement.verdict, Verdict::Current);
}

#[test]
fn a_rate_whose_reports_are_withdrawn_is_its_baseline_again() {
    let mut store = store(&["x/a"]);
    let numbers = fails(&mut store, 6);
    publish(&mut store).unwrap();
    apply(&WithdrawEvidence { numbers }, &mut store, &context()).unwrap();
    assert_eq!(publish(&mut store).unwrap(), 1);
    assert_eq!(published(&mut store), 0.5);
}

#[test]
fn nothing_is_published_if_the_database_changed_since_the_rates_were_computed() {
    let mut store = store(&["x/a"]);
    fails(&mut store, 6);
    let due =
        PublishRates::due(&store.snapshot().unwrap(), &Policy::default(), &Filter::default(), &WorkProgress::default())
            .unwrap();
    set(&mut store, &["x/a"], "regex", "new");
    assert!(matches!(apply(&due, &mut store, &context()), Err(Refusal::ChangedMeanwhile)));
}

#[test]
fn withdrawn_records_have_no_rates() {
    let mut store = store(&["x/a"]);
    let (snapshot, policy) = (store.snapshot().unwrap(), Policy::default());
    let withdrawn = Filter { withdrawn: true, ..Filter::default() };
    let refusals = [
        rates_of(&snapshot, &withdrawn).err(),
        suggestions(&snapshot, &policy, &withdrawn).err(),
        calibrate(&snapshot, &policy, &withdrawn, &WorkProgress::default()).err(),
        PublishRates::due(&snapshot, &policy, &withdrawn, &WorkProgress::default()).err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Some(Refusal::ChoosesWithdrawn(PublishedOnly::Rates))), "{refusal:?}");
    }
}

#[test]
fn a_baseline_at_the_edge_is_clamped_for_the_estimate_only() {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], RATE, "1.0");
    let judgement = receipt(&mut store).judgement;
    assert_eq!((judgement.estimate.prior.clamped(), judgement.target.value()), (0.98, 1.0));
    assert_eq!(judgement.verdict, Verdict::Current);
    fails(&mut store, 6);
    // (4 × 0.98 + 0) / (4 + 6)
    assert_eq!(receipt(&mut store).judgement.target.value(), 0.39);
}

#[test]
fn a_receipt_says_of_each_report_whether_it_counts() {
    let mut store = store(&["x/a"]);
    fails(&mut store, 1);
    set(&mut store, &["x/a"], RATE, "0.6");
    let baseline = last_batch(&mut store);
    let withdrawn = report(&mut store, "x/a#w1", Outcome::Success, "ben");
    report(&mut store, "x/a#w1", Outcome::Partial, "cy");
    apply(&WithdrawEvidence { numbers: vec![withdrawn] }, &mut store, &context()).unwrap();
    let by = last_batch(&mut store);
    let Receipt { judgement, reports, baseline_batch, .. } = receipt(&mut store);
    assert_eq!((judgement.baseline.rate.value(), baseline_batch), (0.6, baseline));
    let [before, gone, counts] = reports.as_slice() else { panic!("{reports:?}") };
    assert_eq!((before.contribution, gone.contribution), (Contribution::BeforeBaseline, Contribution::Withdrawn(by)));
    let Contribution::Counts(ReporterKind::User, weight) = counts.contribution else { panic!("{counts:?}") };
    assert_eq!((weight.total(1), judgement.tally().reports()), (1.0, 1.0));
}

#[test]
fn evidence_that_was_moved_from_itself_is_read_to_an_end() {
    let mut store = store(&["x/a"]);
    fails(&mut store, 1);
    store.damage("DROP TRIGGER evidence_stays_as_it_is; UPDATE evidence SET moved_from = id");
    assert_eq!(receipt(&mut store).reports.len(), 1);
}

#[test]
fn a_journal_that_does_not_lead_to_a_baseline_is_damage() {
    for (sql, said) in [
        (
            "UPDATE change SET old = '\"x\"' WHERE field = 'success_rate'",
            "unreadable value of w#1.success_rate in batch 2",
        ),
        ("UPDATE change SET new = '7' WHERE field = 'success_rate'", "unreadable value of w#1.success_rate in batch 2"),
        ("UPDATE change SET new = NULL WHERE field = 'success_rate'", "does not tell who set w#1.success_rate"),
        (
            "UPDATE change SET old = '8' WHERE field = 'verification_tier'",
            "unreadable value of verification_tier in batch 3",
        ),
    ] {
        let mut store = store(&["x/a"]);
        set(&mut store, &["x/a"], RATE, "0.6");
        let (which, to) = (Which::Ids(vec![id("x/a")]), Some("human_reviewed".parse().unwrap()));
        let promote = Promote { which, to, force: true, explain: false, policy: &Policy::default() };
        apply(&promote, &mut store, &context()).unwrap();
        // Before schema 15 only the journal said where a rate comes from.
        store.damage("DROP TRIGGER recorded_rate_stays; DELETE FROM recorded_rate");
        store.damage_journal(sql);
        let Err(StoreError::Damaged { detail, .. }) = try_receipt(&mut store) else { panic!("{sql}") };
        assert!(detail.starts_with("the journal of x/a ") && detail.ends_with(said), "{detail}");
    }
}
