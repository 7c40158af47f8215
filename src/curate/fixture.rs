//! A small database for tests of verbs.

use std::path::Path;

use super::{
    AddEvidence, Changed, Context, Edit, EditRefusal, EvidenceRefusal, EvidenceTarget, New, Policy, Refusal,
    ReleaseFacts, Step, Targets, Verb, Which,
};
use crate::ledger::{
    BatchNumber, Environment, EvidenceKind, EvidenceNumber, NewEvidence, Outcome, Reporter, ReporterKind,
};
use crate::publish::Form;
use crate::record::{Checksum, Id, ItemNumber, Limits, Record, Start, read};
use crate::store::{Store, Stored};

/// The day of every test.
const TODAY: &str = "2026-11-21";

/// A command of today, with a reason.
pub(super) fn context() -> Context {
    let (actor, reason, command) = ("mei".to_owned(), Some("a test".to_owned()), "test".to_owned());
    Context { reason, ..Context::new(TODAY.parse().unwrap(), actor, command) }
}

/// The same without a reason.
pub(super) fn without_reason() -> Context {
    Context { reason: None, ..context() }
}

pub(super) fn id(word: &str) -> Id {
    word.parse().unwrap()
}

/// A record of the lowest tier with one workaround and one dead end, confirmed on 2026-11-01.
pub(super) fn record(id: &str) -> Record {
    let domain = id.split('/').next().unwrap();
    let text = format!(
        r#"{{"id": "{id}", "signature": "E {id}", "regex": "E", "domain": "{domain}", "category": "runtime_error",
        "root_cause": "c", "root_cause_type": "generic",
        "dead_ends": [{{"action": "Wait", "why_fails": "w", "fail_rate": 0.5}}],
        "workarounds": [{{"action": "Do", "success_rate": 0.5, "how": "h"}}], "verification_tier": "ai_generated",
        "confidence": 0.5, "fix_success_rate": 0.5, "resolvable": "true", "first_seen": "2026-01-01",
        "last_confirmed": "2026-11-01", "last_updated": "2026-11-01", "evidence_count": 0, "locale": "en"}}"#
    );
    read(text.as_bytes(), Start::default()).unwrap()
}

/// A database in memory with records of these ids.
pub(super) fn store(ids: &[&str]) -> Store {
    with_records(Store::in_memory().unwrap(), ids)
}

/// A database in a folder with records of these ids, for code that reads it on another thread.
pub(super) fn store_in(folder: &Path, ids: &[&str]) -> Store {
    let path = folder.join("canonry.db");
    Store::create(&path).unwrap();
    with_records(Store::open(&path).unwrap(), ids)
}

fn with_records(mut store: Store, ids: &[&str]) -> Store {
    for id in ids {
        let policy = Policy::default();
        New::of(record(id), &policy).apply(&mut store, &context(), &mut |_| true).unwrap();
    }
    store
}

/// Applies a verb with approval.
pub(super) fn apply<V: Verb>(verb: &V, store: &mut Store, context: &Context) -> Result<V::Detail, Refusal> {
    verb.apply(store, context, &mut |_| true).map(|outcome| outcome.detail)
}

/// Sets a field of some records to a value, as one batch.
pub(super) fn set(store: &mut Store, ids: &[&str], field: &str, value: &str) {
    edit(store, ids, Step::Set(field.to_owned(), value.to_owned()));
}

/// Edits some records by one step and by force, as one batch; returns what changed.
pub(super) fn edit(store: &mut Store, ids: &[&str], step: Step) -> Vec<Changed> {
    let which = Which::Ids(ids.iter().map(|word| id(word)).collect());
    let edit = Edit { which, steps: vec![step], force: true, limits: Limits::default() };
    edit.apply(store, &context(), &mut |_| true).unwrap().changed
}

/// The refusal of steps that edit the record `x/a` of [`record`].
pub(super) fn refused_edit(steps: Vec<Step>) -> EditRefusal {
    match apply(&Edit::new(Which::Ids(vec![id("x/a")]), steps), &mut store(&["x/a"]), &context()) {
        Err(Refusal::Edit(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The refusal of a verb about evidence.
pub(super) fn refused_evidence<V: Verb>(verb: &V, store: &mut Store) -> EvidenceRefusal
where
    V::Detail: std::fmt::Debug,
{
    match apply(verb, store, &context()) {
        Err(Refusal::Evidence(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// An outcome that a reporter saw today.
pub(super) fn outcome(outcome: Outcome, reporter: &str) -> NewEvidence {
    NewEvidence {
        item: None,
        kind: EvidenceKind::Outcome,
        outcome: Some(outcome),
        count: 1,
        day: context().day,
        reporter: Reporter::named(reporter),
        reporter_kind: ReporterKind::User,
        is_apart: false,
        url: None,
        note: None,
        environment: Environment::default(),
    }
}

/// Records an outcome on a record, or on an item such as `x/a#w1`; returns the number of the evidence.
pub(super) fn report(store: &mut Store, on: &str, outcome: Outcome, reporter: &str) -> EvidenceNumber {
    let (word, item) = on.split_once('#').map_or((on, None), |(word, item)| (word, ItemNumber::parse(item)));
    let evidence = self::outcome(outcome, reporter);
    let targets = Targets::Named(vec![EvidenceTarget { id: id(word), item }]);
    let added = apply(&AddEvidence { targets, evidence, again: false, max_count: 1 }, store, &context()).unwrap();
    added.recorded[0].number
}

/// The number of the last batch.
pub(super) fn last_batch(store: &mut Store) -> BatchNumber {
    store.snapshot().unwrap().last_batch().unwrap()
}

/// The record of an id, as it is stored.
pub(super) fn stored(store: &mut Store, word: &str) -> Stored {
    store.snapshot().unwrap().load(&id(word)).unwrap().unwrap()
}

/// The facts of a release of the state after a batch, as if it were the first.
pub(super) fn facts(name: &str, state: BatchNumber) -> ReleaseFacts {
    ReleaseFacts {
        name: name.parse().unwrap(),
        day: context().day,
        tool: "canonry 0.1.0".to_owned(),
        modified: 1_000_000_000,
        state,
        previous: None,
        forms: Form::ALL.to_vec(),
        samples_key: None,
        policy_digest: Checksum::of(b""),
        gate: Vec::new(),
        ladder: Vec::new(),
        notes: None,
    }
}
