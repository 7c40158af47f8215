//! Random sequences of commands: whatever was done can be told, replayed and taken back.

use std::collections::BTreeMap;

use canonry::curate::{
    AddEvidence, Confirm, Context, Demote, Draft, Edit, EvidenceTarget, Import, MoveEvidence, New, Origin, Policy,
    Promote, Reading, Refusal, Rename, Rewrite, Step, Targets, Undo, Verb, Which, Withdraw, WithdrawEvidence,
};
use canonry::record::{Date, Id, Record, Revision, Start, canonical, read};
use canonry::store::{Environment, EvidenceKind, NewEvidence, Outcome, ReporterKind, Store};
use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::properties::{Silent, record};

/// Records that the sequences begin with.
const IDS: [&str; 3] = ["x/a", "x/b", "y/c"];

/// A command, its choices as numbers that are taken modulo what there is.
#[derive(Debug, Clone)]
pub enum Command {
    Import(String),
    New(String),
    Rewrite(usize, String),
    Step(usize, Step),
    Rename(usize, usize),
    Withdraw(usize, bool),
    MergeInto(usize, usize),
    Add(usize, Option<String>, u32, EvidenceKind),
    WithdrawEvidence(i64),
    MoveEvidence(i64, usize, Option<String>),
    Confirm(usize),
    Promote(usize),
    Demote(usize),
    Undo(i64, bool),
    /// In all records at once.
    StepAll(Step),
    /// Of one record.
    UndoOf(i64, usize),
}

pub fn command() -> impl Strategy<Value = Command> {
    let which = 0_usize..8;
    let item = prop_oneof!["[wdv][1-3]".prop_map(Some), Just(None)];
    let kind = prop::sample::select(EvidenceKind::ALL);
    let id = prop::sample::select(IDS.to_vec());
    let set = |field: &'static str, value: &'static str| Just(Step::Set(field.to_owned(), value.to_owned()));
    let step = prop_oneof![
        set("root_cause", "Another cause."),
        set("w1.success_rate", "0.25"),
        set("d1.why_fails", "It never did."),
        set("extra.note", "{\"a\": [1.50, null]}"),
        Just(Step::Add("w".to_owned(), "{\"action\": \"Added\", \"success_rate\": 0.5, \"how\": \"\"}".to_owned())),
        Just(Step::Add("tags".to_owned(), "new".to_owned())),
        "[wdv][1-3]".prop_map(|item| Step::Remove(item, None)),
        ("[wdv][1-3]", 1_usize..4).prop_map(|(item, place)| Step::Move(item, place)),
    ];
    prop_oneof![
        2 => id.prop_flat_map(record).prop_map(Command::Import),
        1 => record("z/new").prop_map(Command::New),
        2 => (which.clone(), record("x/any")).prop_map(|(at, text)| Command::Rewrite(at, text)),
        4 => (which.clone(), step).prop_map(|(at, step)| Command::Step(at, step)),
        1 => (which.clone(), 0_usize..3).prop_map(|(at, name)| Command::Rename(at, name)),
        1 => (which.clone(), any::<bool>()).prop_map(|(at, restore)| Command::Withdraw(at, restore)),
        1 => (which.clone(), which.clone()).prop_map(|(at, into)| Command::MergeInto(at, into)),
        3 => (which.clone(), item.clone(), 1_u32..4, kind).prop_map(|(at, item, count, kind)| Command::Add(at, item, count, kind)),
        1 => (1_i64..6).prop_map(Command::WithdrawEvidence),
        2 => (1_i64..6, which.clone(), item).prop_map(|(e, at, item)| Command::MoveEvidence(e, at, item)),
        1 => which.clone().prop_map(Command::Confirm),
        1 => which.clone().prop_map(Command::Promote),
        1 => which.prop_map(Command::Demote),
        3 => (1_i64..12, any::<bool>()).prop_map(|(back, partly)| Command::Undo(back, partly)),
    ]
}

/// A database of its own, written by one command a day.
pub struct Desk {
    folder: TempDir,
    pub store: Store,
    day: u32,
}

impl Desk {
    pub fn new(texts: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        Store::create(&path).unwrap();
        let mut desk = Desk { store: Store::open(&path).unwrap(), folder, day: 0 };
        texts.iter().for_each(|text| desk.import(text));
        desk
    }

    pub fn context(&mut self) -> Context {
        self.day += 1;
        let day: Date = format!("2026-{:02}-{:02}", 1 + self.day / 28, 1 + self.day % 28).parse().unwrap();
        Context { day, actor: "mei".into(), reason: Some("test".into()), command: "test".into(), dry_run: false }
    }

    fn import(&mut self, text: &str) {
        let context = self.context();
        let origin = Origin { source: "test".into(), start: Start::default() };
        let reading = Reading { known: self.store.known_digests().unwrap(), latest: None };
        let draft = Draft::new(origin, text.as_bytes().to_vec(), &reading).of_source(Some("test".into()));
        // A conflict is an answer, too.
        let _ = Import::default().apply(&mut self.store, &context, std::iter::once(draft), &mut Silent);
    }

    pub fn last(&self) -> i64 {
        self.store.batch_of_day("9999-12-31".parse().unwrap()).unwrap().unwrap_or_default()
    }

    /// Every record that ever was, by its key.
    fn revisions(&self) -> BTreeMap<i64, Revision> {
        (1..).map_while(|row| self.store.load_row(row).unwrap().map(|stored| (row, stored.revision))).collect()
    }

    /// What an export would publish.
    fn published(&self) -> Vec<String> {
        let mut living: Vec<Revision> = self.revisions().into_values().filter(|one| !one.is_withdrawn).collect();
        living.sort_by(|a, b| a.record.id.cmp(&b.record.id));
        living.iter().map(|revision| canonical(&revision.record)).collect()
    }

    fn id(&self, at: usize) -> Id {
        let revisions = self.revisions();
        revisions.values().nth(at % revisions.len()).unwrap().record.id.clone()
    }

    pub fn run(&mut self, command: &Command) -> Result<(), Refusal> {
        let context = self.context();
        let last = self.last();
        let parse = |text: &str| -> Record { read(text.as_bytes(), Start::default()).unwrap() };
        let policy = Policy::default();
        let which = |id: Id| Which::Ids(vec![id]);
        let mut yes = |_: &[_]| true;
        match command {
            Command::Import(text) => {
                self.import(text);
                Ok(())
            }
            Command::New(text) => New { record: parse(text), lowest_tier: policy.ladder[0].clone(), force: true }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
            Command::Rewrite(at, text) => {
                let (id, mut record) = (self.id(*at), parse(text));
                record.domain = id.domain().to_owned();
                record.id = id.clone();
                let rewrite = Rewrite { id, based_on: None, merge: false, record, force: true };
                rewrite.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::Step(at, step) => Edit { which: which(self.id(*at)), steps: vec![step.clone()], force: false }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
            Command::StepAll(step) => {
                let ids = self.revisions().values().map(|revision| revision.record.id.clone()).collect();
                Edit { which: Which::Ids(ids), steps: vec![step.clone()], force: false }
                    .apply(&mut self.store, &context, &mut yes)
                    .map(drop)
            }
            Command::UndoOf(back, at) => {
                Undo { batch: Some((last - back).max(1)), id: Some(self.id(*at)), partly: false }
                    .apply(&mut self.store, &context, &mut yes)
                    .map(drop)
            }
            Command::Rename(at, name) => {
                let to = ["x/a", "z/renamed", "z/other"][*name].parse().unwrap();
                Rename { from: self.id(*at), to }.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::Withdraw(at, restore) => Withdraw { ids: vec![self.id(*at)], restore: *restore, merge_into: None }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
            Command::MergeInto(at, into) => {
                let (ids, merge_into) = (vec![self.id(*at)], Some(self.id(*into)));
                let verb = Withdraw { ids, restore: false, merge_into };
                verb.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::Add(at, item, count, kind) => {
                let outcome = (*kind == EvidenceKind::Outcome).then_some(Outcome::Partial);
                let evidence = NewEvidence {
                    item: None,
                    kind: *kind,
                    outcome,
                    count: *count,
                    day: context.day,
                    reporter: "lena".into(),
                    reporter_kind: ReporterKind::User,
                    url: None,
                    note: None,
                    environment: Environment::default(),
                };
                let targets = Targets::Named(vec![EvidenceTarget { id: self.id(*at), item: item.clone() }]);
                let verb = AddEvidence { targets, evidence, again: false };
                verb.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::WithdrawEvidence(number) => {
                WithdrawEvidence { numbers: vec![*number] }.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::MoveEvidence(number, at, item) => {
                let to = EvidenceTarget { id: self.id(*at), item: item.clone() };
                MoveEvidence { numbers: vec![*number], to }.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::Confirm(at) => {
                let (which, on) = (which(self.id(*at)), context.day);
                Confirm { which, on, url: None, note: Some("looked".into()), kind: EvidenceKind::Review }
                    .apply(&mut self.store, &context, &mut yes)
                    .map(drop)
            }
            Command::Promote(at) => {
                Promote { which: which(self.id(*at)), to: None, force: true, explain: false, policy: &policy }
                    .apply(&mut self.store, &context, &mut yes)
                    .map(drop)
            }
            Command::Demote(at) => Demote { which: which(self.id(*at)), to: policy.ladder[0].clone(), policy: &policy }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
            Command::Undo(back, partly) => Undo { batch: Some((last - back).max(1)), id: None, partly: *partly }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
        }
    }

    /// What has to hold whatever was done.
    pub fn check(&self) {
        let connection = Connection::open(self.folder.path().join("canonry.db")).unwrap();
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        for (table, key) in [("version", ""), ("dead_end", ""), ("workaround", ""), ("tag", "-"), ("alias", "-")] {
            let living = if key.is_empty() { "WHERE gone_in IS NULL" } else { "" };
            let sql = format!(
                "SELECT count(*) FROM (SELECT max(position) + 1 AS top, count(DISTINCT position) AS many, count(*) AS all_rows \
                 FROM {table} {living} GROUP BY record) WHERE top <> many OR many <> all_rows"
            );
            assert_eq!(number(&sql), 0, "holes in {table}");
        }
        let gone = "SELECT count(*) FROM workaround w WHERE gone_in IS NOT NULL AND NOT EXISTS \
            (SELECT 1 FROM evidence e WHERE e.record = w.record AND e.workaround = w.id)";
        assert_eq!(number(gone), 0, "an item is marked gone though nothing hangs on it");
        for revision in self.revisions().values() {
            let digest = canonry::store::Digest::of(&canonical(&revision.record));
            assert_eq!(self.store.standing(&revision.record.id).unwrap().unwrap().digest, digest);
        }
    }

    /// What is counted beyond the ledger: what the record came with.
    fn authored(&self) -> BTreeMap<i64, i64> {
        let count = |(row, revision): (i64, Revision)| {
            let ledger = self.store.ledger(row).unwrap();
            let counted: i64 = ledger.iter().filter(|one| one.counts()).map(|one| i64::from(one.what.count)).sum();
            (row, i64::try_from(revision.record.evidence_count).unwrap() - counted)
        };
        self.revisions().into_iter().map(count).collect()
    }
}

fn keeps_counts(command: &Command) -> bool {
    !matches!(
        command,
        Command::Import(_) | Command::Rewrite(..) | Command::New(_) | Command::Undo(..) | Command::UndoOf(..)
    )
}

pub fn texts() -> impl Strategy<Value = Vec<String>> {
    (record(IDS[0]), record(IDS[1]), record(IDS[2])).prop_map(|(a, b, c)| vec![a, b, c])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_done_can_be_told_replayed_and_taken_back(texts in texts(), commands in prop::collection::vec(command(), 1..14)) {
        let mut desk = Desk::new(&texts);
        let start = desk.published();
        let first = desk.last();
        let mut snapshots = BTreeMap::from([(first, desk.revisions())]);
        for command in &commands {
            let (before, authored) = (desk.revisions(), desk.authored());
            let outcome = desk.run(command);
            desk.check();
            match outcome {
                Err(Refusal::Store(error)) => prop_assert!(false, "{:?}: {}", command, error),
                Err(_) => prop_assert_eq!(&desk.revisions(), &before, "a refused command changed something"),
                Ok(()) if keeps_counts(command) => {
                    for (row, count) in desk.authored() {
                        // A count that an author set below the ledger's does not fall with the ledger.
                        let before = authored.get(&row).copied().unwrap_or(count);
                        prop_assert!(count == before || before < 0 && before < count, "record {row}: {before}, {count}");
                    }
                }
                Ok(()) => {}
            }
            snapshots.insert(desk.last(), desk.revisions());
        }
        let end = desk.published();

        // Told: every state on the way.
        for (batch, revisions) in &snapshots {
            for row in desk.revisions().keys() {
                let then = desk.store.revision_at(*row, *batch).unwrap();
                prop_assert_eq!(then.as_ref(), revisions.get(row), "record {} after batch {}", row, batch);
            }
        }
        // Replayed.
        let mut again = Desk::new(&texts);
        commands.iter().for_each(|command| drop(again.run(command)));
        prop_assert_eq!(&again.published(), &end);
        // Taken back, the last one first.
        for batch in (first + 1..=desk.last()).rev() {
            take_back(&mut desk, batch);
            desk.check();
        }
        prop_assert_eq!(desk.published(), start);
    }
}

/// Undoes a batch; one that was undone on the way is so already.
fn take_back(desk: &mut Desk, batch: i64) {
    let context = desk.context();
    let undo = Undo { batch: Some(batch), id: None, partly: false };
    match undo.apply(&mut desk.store, &context, &mut |_| true) {
        Ok(_) => {}
        Err(refusal) => {
            let message = refusal.to_string();
            assert!(message.contains("undone already"), "batch {batch}: {message}");
        }
    }
}
