//! A database that is written like one that a maintainer uses for a year, by verbs instead of processes.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

use canonry::curate::{
    AddEvidence, Anonymous, Applied, Context, Demote, Edit, EvidenceTarget, Feedback, Import, Incoming, MoveEvidence,
    Origins, Policy, Promote, PublishRates, RateSources, Receipt, Refusal, Step, Targets, Undo, Verb, Verdict, Which,
    Withdraw, WithdrawEvidence, WorkProgress, rates,
};
use canonry::intake::{Draft, FeedbackHeader, FeedbackReport, FeedbackRow, Origin};
use canonry::ledger::BatchNumber;
use canonry::ledger::{Claim, Environment, EvidenceKind, NewEvidence, Reporter, ReporterKind};
use canonry::record::{Date, Demands, Fields, Id, Limits, Part, Side, canonical};
use canonry::store::{Filter, Store, Stored};
use rusqlite::Connection;

use crate::recount::{Key, Rules, recount};
use crate::support::Sandbox;
use crate::test_database::Silent;

/// The columns of the feedback that is made here.
pub const COLUMNS: [&str; 10] = [
    "record_id",
    "item",
    "outcome",
    "successes",
    "failures",
    "count",
    "observed_at",
    "report_id",
    "reporter",
    "reporter_kind",
];

/// A row of feedback: a text for each of [`COLUMNS`].
pub type Line = [String; COLUMNS.len()];

pub struct Maintained {
    pub sandbox: Sandbox,
    pub store: Store,
    pub look: Connection,
    pub today: Date,
}

/// A database without records, which is copied: to make one takes longer than most commands.
static EMPTY: OnceLock<Vec<u8>> = OnceLock::new();

fn empty() -> Vec<u8> {
    let sandbox = Sandbox::new();
    Store::create(&sandbox.path("canonry.db")).unwrap();
    std::fs::read(sandbox.path("canonry.db")).unwrap()
}

fn yes<T>(_: &[T]) -> bool {
    true
}

/// The batch of a verb that was done; `None` if it was refused, or had nothing to do.
fn batch<T, E: Debug>(outcome: Result<Applied<T>, E>, failed: impl Fn(&E) -> bool) -> Option<i64> {
    match outcome {
        Ok(outcome) => outcome.batch.map(BatchNumber::get),
        Err(error) if failed(&error) => panic!("{error:?}"),
        Err(_) => None,
    }
}

fn is_of_the_machine(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Store(_))
}

impl Maintained {
    /// A database of these records.
    pub fn new(texts: &[String], today: &str) -> Self {
        let sandbox = Sandbox::new();
        let path = sandbox.path("canonry.db");
        std::fs::write(&path, EMPTY.get_or_init(empty)).unwrap();
        let (store, look) = (Store::open(&path).unwrap(), Connection::open(&path).unwrap());
        let mut maintained = Maintained { sandbox, store, look, today: today.parse().unwrap() };
        maintained.import("set", texts);
        maintained
    }

    fn context(&self) -> Context {
        let word = || "test".to_owned();
        Context {
            day: self.today,
            actor: "mei".into(),
            reason: Some(word()),
            command: word(),
            dry_run: false,
            checks: None,
            progress: WorkProgress::default(),
        }
    }

    fn verb<V: Verb>(&mut self, verb: &V) -> Option<i64> {
        let context = self.context();
        batch(verb.apply(&mut self.store, &context, &mut yes), is_of_the_machine)
    }

    /// Imports records; of values that both sides changed, theirs stand.
    pub fn import(&mut self, source: &str, texts: &[String]) -> Option<i64> {
        let known = self.store.snapshot().unwrap().known_digests().unwrap();
        let incoming = |text: &String| {
            let draft = Draft::new(Origin::of(source), text.as_bytes().to_vec(), &Demands::default());
            Incoming::new(draft, Some(source.into()), &known)
        };
        let records: Vec<Incoming> = texts.iter().map(incoming).collect();
        let import = Import { on_conflict: Some(Side::Theirs), ..Import::default() };
        let context = self.context();
        import.apply(&mut self.store, &context, records.into_iter(), &mut Silent).unwrap().batch.map(BatchNumber::get)
    }

    /// Imports reports, all or none.
    pub fn feedback(&mut self, lines: &[Line], anonymous: Anonymous) -> Option<i64> {
        let header = Arc::new(FeedbackHeader::new(COLUMNS.map(str::to_owned).to_vec()));
        let read = |(line, fields): (u64, &Line)| {
            FeedbackReport::read(FeedbackRow::new(line, Arc::clone(&header), fields.iter().collect()))
        };
        let rows: Vec<_> = (1..).zip(lines).map(read).collect();
        assert!(rows.iter().all(Result::is_ok), "{rows:?}");
        let context = self.context();
        let taken = Feedback { anonymous, ..Feedback::default() }.apply(
            &mut self.store,
            &context,
            &Policy::default(),
            rows.into_iter(),
            &mut Silent,
        );
        match taken {
            Err(stopped) => panic!("{stopped:?}"),
            Ok(outcome) => outcome.batch.map(BatchNumber::get),
        }
    }

    /// Records reports by hand: a reproduction of mine, or reports of somebody who is a reporter of their own.
    pub fn add(&mut self, at: &EvidenceTarget, kind: EvidenceKind, outcome: &str, count: u32) -> Option<i64> {
        let is_apart = kind == EvidenceKind::Outcome;
        let evidence = NewEvidence {
            item: None,
            kind,
            outcome: Some(outcome.parse().unwrap()),
            count,
            day: self.today,
            reporter: Reporter::named(if is_apart { "" } else { "mei" }),
            reporter_kind: ReporterKind::User,
            is_apart,
            url: None,
            note: None,
            environment: Environment::default(),
        };
        self.verb(&AddEvidence { targets: Targets::Named(vec![at.clone()]), evidence, again: true, max_count: 10_000 })
    }

    pub fn apply(&mut self, policy: &Policy) -> Option<i64> {
        let due =
            PublishRates::due(&self.store.snapshot().unwrap(), policy, &Filter::default(), &WorkProgress::default())
                .unwrap();
        self.verb(&due)
    }

    pub fn undo(&mut self, batch: i64, partly: bool) -> Option<i64> {
        self.verb(&Undo { batch: Some(batch.into()), id: None, partly })
    }

    /// Undoes what a batch did to the last of its records.
    pub fn undo_of(&mut self, batch: i64) -> Option<i64> {
        let sql =
            "SELECT r.canon_id FROM change c JOIN record r ON r.id = c.record WHERE c.batch = ?1 ORDER BY r.id DESC";
        let id: String = self.look.prepare_cached(sql).unwrap().query_row([batch], |row| row.get(0)).unwrap();
        self.verb(&Undo { batch: Some(batch.into()), id: Some(id.parse().unwrap()), partly: true })
    }

    /// Removes an item, with its reports if it has any.
    pub fn remove(&mut self, id: &Id, item: &str) -> Option<i64> {
        let steps = vec![Step::Remove(item.to_owned(), None)];
        self.verb(&Edit { which: Which::Ids(vec![id.clone()]), steps, force: true, limits: Limits::NONE })
    }

    pub fn withdraw_evidence(&mut self, numbers: &[i64]) -> Option<i64> {
        self.verb(&WithdrawEvidence { numbers: numbers.iter().copied().map(Into::into).collect() })
    }

    pub fn move_evidence(&mut self, number: i64, to: EvidenceTarget) -> Option<i64> {
        self.verb(&MoveEvidence { numbers: vec![number.into()], to })
    }

    pub fn set(&mut self, id: &Id, field: &str, value: &str) -> Option<i64> {
        let steps = vec![Step::Set(field.to_owned(), value.to_owned())];
        self.verb(&Edit { which: Which::Ids(vec![id.clone()]), steps, force: true, limits: Limits::NONE })
    }

    /// What is published as a rate.
    pub fn value(&mut self, id: &Id, field: &str) -> f64 {
        let revision = self.stored(id).revision;
        let field = canonry::curate::field(&revision, field).unwrap();
        Fields::of(&revision).get(field).unwrap().as_f64().unwrap()
    }

    /// How often a rate was set to what it was and became a new baseline, and how often that was undone.
    pub fn set_again(&self) -> (i64, i64) {
        let sql = "SELECT count(new), count(old) FROM change WHERE part = 'base' AND field <> 'base'";
        self.look.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }

    pub fn promote(&mut self, id: &Id, policy: &Policy) -> Option<i64> {
        self.verb(&Promote { which: Which::Ids(vec![id.clone()]), to: None, force: true, explain: false, policy })
    }

    pub fn demote(&mut self, id: &Id, policy: &Policy) -> Option<i64> {
        self.verb(&Demote { which: Which::Ids(vec![id.clone()]), to: policy.ladder[0].clone(), policy })
    }

    pub fn withdraw(&mut self, id: &Id, restore: bool) -> Option<i64> {
        self.verb(&Withdraw { ids: vec![id.clone()], restore, merge_into: None })
    }

    pub fn is_undone(&self, batch: i64) -> bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM undo WHERE undone = ?1)";
        self.look.prepare_cached(sql).unwrap().query_row([batch], |row| row.get(0)).unwrap()
    }

    pub fn stored(&mut self, id: &Id) -> Stored {
        self.store.snapshot().unwrap().load(id).unwrap().unwrap()
    }

    /// The ids of the records that are published, or of those that are withdrawn.
    pub fn ids(&self, withdrawn: bool) -> Vec<Id> {
        let sql = "SELECT canon_id FROM record WHERE (withdrawn_in IS NOT NULL) = ?1 ORDER BY id";
        let mut statement = self.look.prepare_cached(sql).unwrap();
        let ids = statement.query_map([withdrawn], |row| row.get::<_, String>(0)).unwrap();
        ids.map(|id| id.unwrap().parse().unwrap()).collect()
    }

    /// The numbers of the reports that count, on records that are published.
    pub fn reports(&self) -> Vec<i64> {
        let sql = "SELECT e.id FROM evidence e JOIN record r ON r.id = e.record
            WHERE e.outcome IS NOT NULL AND r.withdrawn_in IS NULL AND coalesce(
                (SELECT is_withdrawn FROM ruling WHERE evidence = e.id ORDER BY batch DESC LIMIT 1), 0) = 0
            ORDER BY e.id";
        let mut statement = self.look.prepare_cached(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// What an export publishes.
    pub fn published(&mut self) -> Vec<String> {
        let ids = self.ids(false);
        ids.iter().map(|id| canonical(&self.stored(id).revision.record)).collect()
    }

    /// The same without what each report moves.
    pub fn authored(&mut self) -> Vec<String> {
        let without = |text: String| -> String {
            let moved = ["\"evidence_count\": ", "\"last_updated\": "];
            text.lines().filter(|line| !moved.iter().any(|key| line.trim_start().starts_with(key))).collect()
        };
        self.published().into_iter().map(without).collect()
    }

    /// The published number, the estimate and the target of each claim to the last bit.
    pub fn bits(&mut self, policy: &Policy) -> BTreeMap<Key, [u64; 3]> {
        let of = |(key, receipt): (Key, Receipt)| {
            let judged = receipt.judgement;
            let numbers = [judged.published.value(), judged.estimate.mean, judged.target.value()];
            (key, numbers.map(f64::to_bits))
        };
        self.receipts(policy).into_iter().map(of).collect()
    }

    /// The receipt of each claim of a published record.
    pub fn receipts(&mut self, policy: &Policy) -> Vec<(Key, Receipt)> {
        let ids = self.ids(false);
        let snapshot = self.store.snapshot().unwrap();
        let origins = Origins::of(&snapshot).unwrap();
        let mut receipts = Vec::new();
        for id in ids {
            let stored = snapshot.load(&id).unwrap().unwrap();
            let row = stored.standing.row;
            let (changes, ledger) = (snapshot.changes(row).unwrap(), snapshot.ledger(row).unwrap());
            let recorded = snapshot.recorded_rates(row).unwrap();
            let revision = &stored.revision;
            let sources = RateSources { revision, changes: &changes, ledger: &ledger, recorded: &recorded };
            let claims = stored.revision.items.iter().map(Some).chain([None]).filter_map(Claim::of);
            for claim in claims {
                let receipt = Receipt::of(policy, &origins, claim, sources).unwrap().unwrap();
                receipts.push((named(row.get(), claim), receipt));
            }
        }
        receipts
    }

    /// Compares every receipt and every listed claim with the rows of the database; returns the number of claims with
    /// reports, and of those that are due.
    pub fn check(&mut self, rules: &Rules) -> (usize, usize) {
        let (policy, expected) = (rules.policy(), recount(&self.look, rules));
        let receipts = self.receipts(&policy);
        assert_eq!(receipts.len(), expected.len());
        for (key, receipt) in receipts {
            let (own, found) = (&expected[&key], &receipt.judgement);
            let said = format!("{key:?}: expected {own:?}, found {found:?}");
            assert_eq!(
                (found.baseline.rate.value(), receipt.baseline_batch.get()),
                (own.baseline, own.baseline_batch),
                "{said}"
            );
            assert_eq!(found.baseline.tier.as_str(), own.tier, "{said}");
            assert_eq!((found.published.value(), found.target.value()), (own.published, own.target), "{said}");
            let (s, n) = (found.tally().supporting(), found.tally().reports());
            assert!((s - own.s).abs() < 1e-9 && (n - own.n).abs() < 1e-9, "{said}");
            assert!((found.estimate.mean - own.mean).abs() < 1e-9, "{said}");
            assert_eq!(found.verdict == Verdict::Due, own.target != own.published, "{said}");
        }
        let listed = rates(
            &self.store.snapshot().unwrap(),
            &policy,
            &Filter::default(),
            (usize::MAX, |_| true),
            &WorkProgress::default(),
        )
        .unwrap();
        let found: BTreeMap<Key, (f64, f64, f64)> = listed
            .foremost
            .iter()
            .map(|one| {
                let judged = one.judgement(&policy);
                let key = named(one.row.get(), one.claim);
                (key, (judged.published.value(), judged.target.value(), judged.estimate.mean))
            })
            .collect();
        let is_listed = |own: &&Key| expected[*own].n > 0.0 || expected[*own].target != expected[*own].published;
        let own: Vec<&Key> = expected.keys().filter(is_listed).collect();
        assert_eq!(found.keys().collect::<Vec<_>>(), own);
        for key in &own {
            let (own, found) = (&expected[*key], found[*key]);
            assert_eq!((found.0, found.1), (own.published, own.target), "{key:?}: {own:?}");
            assert!((own.mean - found.2).abs() < 1e-9, "{key:?}: {own:?}, {found:?}");
        }
        let due = expected.values().filter(|own| own.target != own.published).count();
        assert_eq!((listed.claims, listed.due), (own.len(), due));
        (own.len(), due)
    }
}

/// The key of a claim, as the rows of the journal name it.
fn named(row: i64, claim: Claim) -> Key {
    let item = claim.item();
    (row, Part::of(item).word().to_owned(), item.map_or(0, |item| item.id.into()))
}
