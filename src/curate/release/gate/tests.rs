//! Each demand, met and not met.

use super::*;
use crate::check::Code;
use crate::curate::fixture::{apply, context, id, last_batch, report, set, store, without_reason};
use crate::curate::{AddSample, Rename, Undo, Withdraw, WithdrawEvidence, WorkProgress};
use crate::ledger::{BatchNumber, Outcome};
use crate::record::{Limits, SampleKind, SampleNumber};
use crate::store::Store;

/// What stands against a demand, in comparison with a state, under a policy.
fn unmet(store: &mut Store, demand: Demand, state: BatchNumber, policy: &str) -> Vec<Shortfall> {
    let policy: Policy = policy.parse().unwrap();
    let records = store.snapshot().unwrap().count(&Filter::default()).unwrap();
    let before = GateBase { state, records, samples_key: None };
    let all = gate(&mut store.snapshot().unwrap(), &policy, Some(&before), (context().day, &WorkProgress::default()))
        .unwrap();
    assert_eq!(all.iter().map(|one| one.demand).collect::<Vec<_>>(), Demand::ALL);
    let one = all.into_iter().find(|one| one.demand == demand).unwrap();
    match one.standing {
        DemandStanding::NotMet(shortfalls) => shortfalls,
        DemandStanding::Met => Vec::new(),
        DemandStanding::Off => panic!("{demand} is off"),
    }
}

/// A record, and the state after a field of it was set to a value.
fn with(field: &str, value: &str) -> (Store, BatchNumber) {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], field, value);
    let state = last_batch(&mut store);
    (store, state)
}

fn undo(store: &mut Store, batch: BatchNumber) {
    let undo = Undo { batch: Some(batch), id: None, partly: false };
    apply(&undo, store, &without_reason()).unwrap();
}

#[test]
fn n001_new_errors_and_new_findings_of_the_named_checks_are_not_allowed() {
    let (mut store, state) = with("category", "auth_error");
    assert_eq!(unmet(&mut store, Demand::Findings, state, ""), []);
    set(&mut store, &["x/a"], "regex", "zzz");
    let found = unmet(&mut store, Demand::Findings, state, "");
    assert!(matches!(found.as_slice(), [Shortfall::Finding { code: Code::R002, .. }]), "{found:?}");
    let note = "[check.severity]\nR002 = 'note'\n";
    assert_eq!(unmet(&mut store, Demand::Findings, state, note).len(), 1, "it is named");
    assert_eq!(unmet(&mut store, Demand::Findings, state, &format!("{note}[release]\nno_new = []")), []);
    assert_eq!(unmet(&mut store, Demand::Findings, state, "[release]\nno_new = []").len(), 1, "it is an error");
    let now = last_batch(&mut store);
    assert_eq!(unmet(&mut store, Demand::Findings, now, ""), [], "it is no longer new");
}

#[test]
fn n002_a_fix_rate_of_a_sure_record_falls_with_reports_only() {
    let (mut store, state) = with("confidence", "0.9");
    let fall = |store: &mut Store, rate: &str| set(store, &["x/a"], "fix_success_rate", rate);
    fall(&mut store, "0.46");
    assert_eq!(unmet(&mut store, Demand::FallenRates, state, ""), []);
    fall(&mut store, "0.45");
    let found = unmet(&mut store, Demand::FallenRates, state, "");
    assert!(matches!(found.as_slice(), [Shortfall::FallenRate { from, to, .. }] if from > to), "{found:?}");
    report(&mut store, "x/a#w1", Outcome::Fail, "lena");
    assert_eq!(unmet(&mut store, Demand::FallenRates, state, ""), []);
    let (mut unsure, state) = with("confidence", "0.79");
    fall(&mut unsure, "0.1");
    assert_eq!(unmet(&mut unsure, Demand::FallenRates, state, ""), []);
}

#[test]
fn n003_a_tier_goes_down_with_a_reason_only() {
    let (mut store, state) = with("verification_tier", "human_reviewed");
    undo(&mut store, state);
    let (from, to) = ("human_reviewed".parse().unwrap(), "ai_generated".parse().unwrap());
    let lower = Shortfall::LowerTier { id: id("x/a"), from, to };
    assert_eq!(unmet(&mut store, Demand::Tiers, state, ""), [lower]);
    let (mut explained, state) = with("verification_tier", "human_reviewed");
    set(&mut explained, &["x/a"], "verification_tier", "ai_generated");
    assert_eq!(unmet(&mut explained, Demand::Tiers, state, ""), []);
    set(&mut explained, &["x/a"], "verification_tier", "community_verified");
    assert_eq!(unmet(&mut explained, Demand::Tiers, state, ""), []);
}

#[test]
fn n004_a_record_goes_with_a_reason_only() {
    let mut store = store(&["x/a", "x/b"]);
    let state = last_batch(&mut store);
    let withdraw = Withdraw { ids: vec![id("x/b")], restore: false, merge_into: None };
    apply(&withdraw, &mut store, &context()).unwrap();
    assert_eq!(unmet(&mut store, Demand::Missing, state, ""), []);
    undo(&mut store, 1.into());
    assert_eq!(unmet(&mut store, Demand::Missing, state, ""), [Shortfall::Missing { id: id("x/a") }]);
}

#[test]
fn n005_a_former_id_is_an_alias() {
    let mut store = store(&["x/a"]);
    let state = last_batch(&mut store);
    apply(&Rename { from: id("x/a"), to: id("x/b") }, &mut store, &without_reason()).unwrap();
    assert_eq!(unmet(&mut store, Demand::Aliases, state, ""), []);
    assert_eq!(unmet(&mut store, Demand::Missing, state, ""), []);
    set(&mut store, &["x/b"], "aliases", "[]");
    let no_alias = Shortfall::NoAlias { from: id("x/a"), to: id("x/b") };
    assert_eq!(unmet(&mut store, Demand::Aliases, state, ""), [no_alias]);
}

#[test]
fn n006_evidence_falls_by_what_was_ruled_out() {
    let mut store = store(&["x/a"]);
    let first = report(&mut store, "x/a#w1", Outcome::Success, "lena");
    report(&mut store, "x/a#w1", Outcome::Success, "ana");
    let state = last_batch(&mut store);
    apply(&WithdrawEvidence { numbers: vec![first] }, &mut store, &context()).unwrap();
    assert_eq!(unmet(&mut store, Demand::Evidence, state, ""), []);
    set(&mut store, &["x/a"], "evidence_count", "0");
    let less = Shortfall::LessEvidence { id: id("x/a"), from: 2, to: 0, ruled_out: 1 };
    assert_eq!(unmet(&mut store, Demand::Evidence, state, ""), [less]);
}

#[test]
fn n007_a_record_is_confirmed_by_evidence() {
    let (mut store, state) = with("last_confirmed", "2026-11-10");
    set(&mut store, &["x/a"], "last_confirmed", "2026-11-09");
    assert_eq!(unmet(&mut store, Demand::Confirmations, state, ""), [], "an earlier day claims less");
    set(&mut store, &["x/a"], "last_confirmed", "2026-11-20");
    let (from, to) = ("2026-11-10".parse().unwrap(), "2026-11-20".parse().unwrap());
    let unfounded = Shortfall::Unfounded { id: id("x/a"), from, to };
    assert_eq!(unmet(&mut store, Demand::Confirmations, state, ""), [unfounded]);
    report(&mut store, "x/a#w1", Outcome::Success, "lena");
    assert_eq!(unmet(&mut store, Demand::Confirmations, state, ""), []);
}

#[test]
fn n008_samples_are_matched_or_not_as_they_say() {
    let mut store = store(&["x/a"]);
    let state = last_batch(&mut store);
    for (kind, text) in [(SampleKind::Match, "E 5"), (SampleKind::NoMatch, "zz")] {
        let add = AddSample { id: id("x/a"), kind, text: text.to_owned(), limits: Limits::default() };
        apply(&add, &mut store, &context()).unwrap();
    }
    assert_eq!(unmet(&mut store, Demand::Samples, state, ""), []);
    set(&mut store, &["x/a"], "regex", "z");
    let unmet = unmet(&mut store, Demand::Samples, state, "");
    let sample = |word| Shortfall::Sample { id: id("x/a"), sample: SampleNumber::parse(word).unwrap() };
    assert_eq!(unmet, [sample("m1"), sample("n1")]);
}

#[test]
fn n009_an_empty_database_that_imports_the_set_publishes_the_same() {
    let mut store = store(&["x/a", "x/a/b", "x/a-b"]);
    let state = last_batch(&mut store);
    set(&mut store, &["x/a"], "signature_zh", "错误");
    set(&mut store, &["x/a"], "root_cause_zh", "原因");
    report(&mut store, "x/a#w1", Outcome::Success, "lena");
    apply(&Rename { from: id("x/a-b"), to: id("y/c") }, &mut store, &context()).unwrap();
    apply(&Withdraw { ids: vec![id("x/a/b")], restore: false, merge_into: None }, &mut store, &context()).unwrap();
    assert_eq!(unmet(&mut store, Demand::Reproducible, state, ""), []);
    let now = last_batch(&mut store);
    assert_eq!(unmet(&mut store, Demand::Reproducible, now, ""), []);
    let small = unmet(&mut store, Demand::Reproducible, now, "[limits]\nfield_bytes = 2");
    let ids: Vec<&str> = small
        .iter()
        .map(|one| match one {
            Shortfall::NotReproduced { id, fault: ReproductionFault::Refused { .. } } => id.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids, ["x/a", "y/c"]);
}

#[test]
fn n009_samples_that_cannot_be_published_are_named_and_a_delta_has_to_give_those_that_can() {
    let mut store = store(&["x/a", "x/b"]);
    for record in ["x/a", "x/b"] {
        let (kind, text) = (SampleKind::Match, "E 5".to_owned());
        apply(&AddSample { id: id(record), kind, text, limits: Limits::default() }, &mut store, &context()).unwrap();
    }
    set(&mut store, &["x/b"], "extra.samples", "1");
    let state = last_batch(&mut store);
    let found = unmet(&mut store, Demand::Reproducible, state, "[samples]\nkey = 'samples'");
    let not = |word, fault| Shortfall::NotReproduced { id: id(word), fault };
    let (key, delta) = (ReproductionFault::SamplesKey("samples".parse().unwrap()), ReproductionFault::Delta);
    // The state before published no samples, and no record changed since.
    assert_eq!(found, [not("x/a", delta.clone()), not("x/b", key), not("x/b", delta)]);
}

#[test]
fn n009_a_delta_gives_samples_under_a_key_that_the_release_before_did_not_have() {
    let mut store = store(&["x/a", "x/b"]);
    let (kind, text) = (SampleKind::Match, "E 5".to_owned());
    apply(&AddSample { id: id("x/a"), kind, text, limits: Limits::default() }, &mut store, &context()).unwrap();
    let state = last_batch(&mut store);
    for policy in ["[samples]\nkey = 'samples'", ""] {
        assert_eq!(unmet(&mut store, Demand::Reproducible, state, policy), []);
    }
    set(&mut store, &["x/a"], "category", "other");
    assert_eq!(unmet(&mut store, Demand::Reproducible, state, "[samples]\nkey = 'samples'"), []);
}

#[test]
fn n010_due_rates_are_published_first() {
    let mut store = store(&["x/a"]);
    let state = last_batch(&mut store);
    for reporter in ["a", "b", "c", "d", "e", "f"] {
        report(&mut store, "x/a#w1", Outcome::Fail, reporter);
    }
    let unmet_of = |store: &mut Store, policy: &str| unmet(store, Demand::DueRates, state, policy);
    let found = unmet_of(&mut store, "");
    assert!(matches!(found.as_slice(), [Shortfall::DueRates { due: 1.., allowed: 0 }]), "{found:?}");
    assert_eq!(unmet_of(&mut store, "[release]\nmax_due = 9"), []);
}

#[test]
fn n011_only_a_share_of_the_set_changes() {
    let mut store = store(&["x/a", "x/b"]);
    let state = last_batch(&mut store);
    let policy = "[release]\nmax_changed = 0.5";
    set(&mut store, &["x/a"], "category", "auth_error");
    assert_eq!(unmet(&mut store, Demand::Share, state, policy), []);
    set(&mut store, &["x/b"], "category", "auth_error");
    assert_eq!(unmet(&mut store, Demand::Share, state, policy), [Shortfall::Share { changed: 2, of: 2, allowed: 0.5 }]);
}

#[test]
fn a_demand_that_is_off_is_not_made_and_a_share_of_one_asks_for_nothing() {
    let mut store = store(&["x/a"]);
    let standings = |store: &mut Store, text: &str| {
        let policy: Policy = text.parse().unwrap();
        let all =
            gate(&mut store.snapshot().unwrap(), &policy, None, (context().day, &WorkProgress::default())).unwrap();
        all.into_iter().filter(|one| one.standing == DemandStanding::Off).map(|one| one.demand).collect::<Vec<_>>()
    };
    assert_eq!(standings(&mut store, ""), [Demand::Share]);
    assert_eq!(standings(&mut store, "[release]\noff = ['N001', 'N011']"), [Demand::Findings, Demand::Share]);
}

#[test]
fn the_first_release_is_compared_with_nothing_and_all_is_met() {
    let mut store = store(&["x/a"]);
    set(&mut store, &["x/a"], "regex", "zzz");
    let all = gate(&mut store.snapshot().unwrap(), &Policy::default(), None, (context().day, &WorkProgress::default()))
        .unwrap();
    assert!(all.iter().all(|one| !one.is_unmet()), "{all:?}");
}
