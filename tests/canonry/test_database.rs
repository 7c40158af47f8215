//! A database with a sequence of commands, and invariants that hold after each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use canonry::check::Code;
use canonry::curate::{
    AddEvidence, AddSample, Confirm, Context, Counts, Demote, Edit, Event, EvidenceTarget, Feedback, FeedbackCounts,
    FeedbackWatch, Import, Incoming, Misfit, MoveEvidence, New, Policy, Promote, PublishRates, Refusal, Rename,
    Rewrite, Sealed, Step, Stopped, Targets, Undo, Verb, WaiveFindings, WaiverRequest, Watch, Which, Withdraw,
    WithdrawEvidence, WithdrawSamples, WithdrawWaivers, WorkProgress, difference,
};
use canonry::intake::{Draft, FeedbackHeader, FeedbackReport, FeedbackRow, Origin};
use canonry::ledger::{Environment, EvidenceKind, NewEvidence, Outcome, Reporter, ReporterKind};
use canonry::pattern::{Folded, Literals, Pattern, gram};
use canonry::publish::{RecordDifference, RecordFate, SetDifference};
use canonry::record::{
    Date, Demands, Id, ItemNumber, Json, Record, Revision, SampleKind, SampleNumber, Start, canonical, read,
};
use canonry::store::{Digest, Filter, Store, StoreError, Stored};
use rusqlite::Connection;
use tempfile::TempDir;

/// A command, with its choices as numbers modulo the number of candidates.
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
    Sample(usize, SampleKind, String),
    WithdrawSample(usize, SampleKind, usize),
    Waive(usize, Code, Option<ItemNumber>, Option<u32>),
    WithdrawWaivers(usize, Code, Option<ItemNumber>),
    MoveEvidence(i64, usize, Option<String>),
    Confirm(usize),
    Promote(usize),
    Demote(usize),
    Undo(i64, bool),
    /// In all records at once.
    StepAll(Step),
    /// Of one record.
    UndoOf(i64, usize),
    /// Reports in one file: the record and the item, and the number of each outcome.
    Feedback(Vec<(usize, Option<String>, Outcome, u32)>),
    /// Publishes what the reports say, with this number of them as the minimum.
    Rates(f64),
}

/// A database of its own, written by one command a day.
pub struct TestDatabase {
    pub store: Store,
    /// Another look at the same database.
    look: Connection,
    _folder: TempDir,
    day: u32,
}

/// A database without records, which is copied: to make one takes longer than most commands.
static EMPTY: OnceLock<Vec<u8>> = OnceLock::new();

fn empty() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("canonry.db");
    Store::create(&path).unwrap();
    std::fs::read(path).unwrap()
}

impl TestDatabase {
    pub fn new(texts: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.db");
        std::fs::write(&path, EMPTY.get_or_init(empty)).unwrap();
        let (store, look) = (Store::open(&path).unwrap(), Connection::open(&path).unwrap());
        let mut database = TestDatabase { store, look, _folder: folder, day: 0 };
        texts.iter().for_each(|text| database.import(text));
        database
    }

    pub fn context(&mut self) -> Context {
        self.day += 1;
        let day: Date = format!("2026-{:02}-{:02}", 1 + self.day / 28, 1 + self.day % 28).parse().unwrap();
        Context {
            day,
            actor: "mei".into(),
            reason: Some("test".into()),
            command: "test".into(),
            dry_run: false,
            checks: None,
            progress: WorkProgress::default(),
        }
    }

    /// Imports on a day after all days of the records.
    pub fn import(&mut self, text: &str) {
        let context = Context { day: "2100-01-01".parse().unwrap(), ..self.context() };
        let draft = Draft::new(Origin::of("test"), text.as_bytes().to_vec(), &Demands::default());
        let incoming =
            Incoming::new(draft, Some("test".into()), &self.store.snapshot().unwrap().known_digests().unwrap());
        // A conflict is a valid result, too.
        let _ = Import::default().apply(&mut self.store, &context, std::iter::once(incoming), &mut Silent);
    }

    pub fn last(&mut self) -> i64 {
        self.store
            .snapshot()
            .unwrap()
            .batch_of_day("9999-12-31".parse().unwrap())
            .unwrap()
            .map_or(0, |batch| batch.get())
    }

    /// Every record that ever was, by its key.
    fn revisions(&mut self) -> BTreeMap<i64, Revision> {
        let snapshot = self.store.snapshot().unwrap();
        (1..).map_while(|row| snapshot.load_row(row.into()).unwrap().map(|stored| (row, stored.revision))).collect()
    }

    /// What an export would publish.
    pub fn published(&mut self) -> Vec<String> {
        let mut living: Vec<Revision> = self.revisions().into_values().filter(|one| !one.is_withdrawn).collect();
        living.sort_by(|a, b| a.record.id.cmp(&b.record.id));
        living.iter().map(|revision| canonical(&revision.record)).collect()
    }

    /// All records as they were after a batch, in the order in which they are passed on.
    fn as_of(&mut self, batch: i64) -> Vec<Revision> {
        let mut all = Vec::new();
        let mut snapshot = self.store.snapshot().unwrap();
        let each = snapshot.each_as_of::<StoreError>(batch.into(), |as_of| {
            let (id, is_withdrawn) = (as_of.id(), as_of.is_withdrawn());
            let Stored { standing, revision } = as_of.checked()?;
            assert_eq!((&revision.record.id, revision.is_withdrawn), (&id, is_withdrawn));
            assert_eq!((standing.digest, standing.is_withdrawn), (Digest::of_record(&revision.record), is_withdrawn));
            all.push(revision);
            Ok(ControlFlow::Continue(()))
        });
        each.unwrap();
        all
    }

    /// Compares what is told to have changed between two batches with what did.
    fn check_between(
        &mut self,
        (since, before): (i64, &BTreeMap<i64, Revision>),
        (until, after): (i64, &BTreeMap<i64, Revision>),
    ) {
        let mut changed = BTreeMap::new();
        let mut snapshot = self.store.snapshot().unwrap();
        let each = snapshot.each_between::<StoreError>(
            (since.into(), until.into()),
            |_| {},
            |between| {
                assert!(between.changes().iter().all(|change| (since..=until).contains(&change.batch.get())));
                let row = between.row().get();
                let (was, is) = between.revisions()?;
                assert_eq!(
                    (was.as_ref(), Some(&is)),
                    (before.get(&row), after.get(&row)),
                    "record {row}: {since}, {until}"
                );
                changed.insert(row, is);
                Ok(ControlFlow::Continue(()))
            },
        );
        each.unwrap();
        let told = difference(&mut snapshot, (since.into(), until.into()), &WorkProgress::default()).unwrap();
        check_told(&told, before, after);
        let differs = |row: &&i64| before.get(*row) != after.get(*row);
        assert!(after.keys().filter(differs).all(|row| changed.contains_key(row)), "{since}, {until}");
    }

    fn id(&self, at: usize) -> Id {
        let mut statement = self.look.prepare_cached("SELECT canon_id FROM record ORDER BY id").unwrap();
        let ids: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        ids[at % ids.len()].parse().unwrap()
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
            Command::New(text) => New { force: true, ..New::of(parse(text), &policy) }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
            Command::Rewrite(at, text) => {
                let (id, mut record) = (self.id(*at), parse(text));
                record.domain = id.domain().to_owned();
                record.id = id.clone();
                let rewrite = Rewrite {
                    id,
                    based_on: None,
                    merge: false,
                    record,
                    force: true,
                    limits: policy.limits,
                    samples_key: None,
                };
                rewrite.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::Step(at, step) => Edit {
                which: which(self.id(*at)),
                steps: vec![step.clone()],
                force: false,
                limits: canonry::record::Limits::NONE,
            }
            .apply(&mut self.store, &context, &mut yes)
            .map(drop),
            Command::StepAll(step) => {
                let ids = self.revisions().values().map(|revision| revision.record.id.clone()).collect();
                Edit {
                    which: Which::Ids(ids),
                    steps: vec![step.clone()],
                    force: false,
                    limits: canonry::record::Limits::NONE,
                }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop)
            }
            Command::UndoOf(back, at) => {
                Undo { batch: Some((last - back).max(1).into()), id: Some(self.id(*at)), partly: false }
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
                let is_report = match kind {
                    EvidenceKind::Outcome => true,
                    EvidenceKind::Reproduction => count % 2 == 0,
                    EvidenceKind::Source | EvidenceKind::Review | EvidenceKind::Dispute => false,
                };
                let outcome = is_report.then_some(Outcome::Partial);
                let evidence = NewEvidence {
                    item: None,
                    kind: *kind,
                    outcome,
                    count: *count,
                    day: context.day,
                    reporter: Reporter::named("lena"),
                    reporter_kind: ReporterKind::User,
                    is_apart: false,
                    url: None,
                    note: None,
                    environment: Environment::default(),
                };
                let targets = Targets::Named(vec![EvidenceTarget {
                    id: self.id(*at),
                    item: item.as_deref().and_then(ItemNumber::parse),
                }]);
                let verb = AddEvidence { targets, evidence, again: false, max_count: u32::MAX };
                verb.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::WithdrawEvidence(number) => WithdrawEvidence { numbers: vec![(*number).into()] }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
            Command::Sample(at, kind, text) => {
                let (id, text) = (self.id(*at), text.clone());
                let verb = AddSample { id, kind: *kind, text, limits: canonry::record::Limits::NONE };
                verb.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::WithdrawSample(at, kind, number) => {
                let numbers = vec![SampleNumber { kind: *kind, number: *number }];
                WithdrawSamples { id: self.id(*at), numbers }.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::Waive(at, code, item, days) => {
                let id = self.id(*at);
                let until = days.map(|days| format!("2099-01-{days:02}").parse().unwrap());
                let which = Which::Ids(vec![id]);
                let request = WaiverRequest { which, code: *code, item: *item, until };
                let mut snapshot = self.store.snapshot().unwrap();
                let verb = WaiveFindings::find(&mut snapshot, request, &policy, context.day, || {})?;
                drop(snapshot);
                verb.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::WithdrawWaivers(at, code, item) => {
                let which = Which::Ids(vec![self.id(*at)]);
                let verb = WithdrawWaivers { which, code: *code, item: *item };
                verb.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::MoveEvidence(number, at, item) => {
                let to = EvidenceTarget { id: self.id(*at), item: item.as_deref().and_then(ItemNumber::parse) };
                MoveEvidence { numbers: vec![(*number).into()], to }
                    .apply(&mut self.store, &context, &mut yes)
                    .map(drop)
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
            Command::Feedback(rows) => self.feedback(&context, rows),
            Command::Rates(min_reports) => {
                let mut policy = policy;
                policy.rates.min_reports = *min_reports;
                let due = PublishRates::due(
                    &self.store.snapshot().unwrap(),
                    &policy,
                    &Filter::default(),
                    &WorkProgress::default(),
                )?;
                due.apply(&mut self.store, &context, &mut yes).map(drop)
            }
            Command::Undo(back, partly) => Undo { batch: Some((last - back).max(1).into()), id: None, partly: *partly }
                .apply(&mut self.store, &context, &mut yes)
                .map(drop),
        }
    }

    fn feedback(
        &mut self,
        context: &Context,
        reports: &[(usize, Option<String>, Outcome, u32)],
    ) -> Result<(), Refusal> {
        let columns = ["record_id", "item", "outcome", "count", "observed_at"].map(str::to_owned);
        let header = Arc::new(FeedbackHeader::new(columns.to_vec()));
        let row = |(line, (at, item, outcome, count)): (u64, &(usize, Option<String>, Outcome, u32))| {
            let texts = [self.id(*at).to_string(), item.clone().unwrap_or_default(), outcome.to_string()];
            let texts = texts.into_iter().chain([count.to_string(), context.day.to_string()]);
            FeedbackReport::read(FeedbackRow::new(line, Arc::clone(&header), texts.collect()))
        };
        let rows: Vec<_> = (1..).zip(reports).map(row).collect();
        let feedback = Feedback { keep_going: true, ..Feedback::default() };
        match feedback.apply(&mut self.store, context, &Policy::default(), rows.into_iter(), &mut Silent) {
            Err(Stopped::Refused(refusal)) => Err(refusal),
            _ => Ok(()),
        }
    }

    /// The invariants after any command.
    pub fn check(&mut self) {
        let revisions = self.revisions();
        self.check_these(&revisions);
    }

    fn check_these(&mut self, revisions: &BTreeMap<i64, Revision>) {
        let number =
            |sql: &str| self.look.prepare_cached(sql).unwrap().query_row([], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        for (table, key) in [("version", ""), ("dead_end", ""), ("workaround", ""), ("tag", "-"), ("alias", "-")] {
            let living = if key.is_empty() { "WHERE gone_in IS NULL" } else { "" };
            let sql = format!(
                "SELECT count(*) FROM (SELECT max(position) + 1 AS top, count(DISTINCT position) AS many, count(*) AS \
                    all_rows \
                 FROM {table} {living} GROUP BY record) WHERE top <> many OR many <> all_rows"
            );
            assert_eq!(number(&sql), 0, "holes in {table}");
        }
        let mut rows = self.look.prepare_cached("SELECT record, gram, literal FROM literal").unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let held: BTreeSet<(i64, String, String)> = rows.map(Result::unwrap).collect();
        assert_eq!(held, needed(revisions), "the table of literals");
        let gone = "SELECT count(*) FROM workaround w WHERE gone_in IS NOT NULL AND NOT EXISTS \
            (SELECT 1 FROM evidence e WHERE e.record = w.record AND e.workaround = w.id)";
        assert_eq!(number(gone), 0, "an item is marked gone although nothing refers to it");
        for revision in revisions.values() {
            let digest = canonry::store::Digest::of(&canonical(&revision.record));
            assert_eq!(self.store.snapshot().unwrap().standing(&revision.record.id).unwrap().unwrap().digest, digest);
        }
        for (row, Record { regex, signature, .. }) in revisions.iter().map(|(row, revision)| (row, &revision.record)) {
            if Pattern::parse(regex).is_ok_and(|pattern| pattern.is_found_in(signature)) {
                let candidates = self.store.snapshot().unwrap().candidates(&Folded::of(signature)).unwrap();
                assert!(candidates.contains(&(*row).into()), "{regex} finds {signature}");
            }
        }
    }

    /// What is counted beyond the ledger: what the record came with.
    fn authored(&mut self, revisions: &BTreeMap<i64, Revision>) -> BTreeMap<i64, i64> {
        let snapshot = self.store.snapshot().unwrap();
        let count = |(row, revision): (&i64, &Revision)| {
            let ledger = snapshot.ledger((*row).into()).unwrap();
            let counted: i64 = ledger.iter().filter(|one| one.counts()).map(|one| i64::from(one.what.count)).sum();
            (*row, i64::try_from(revision.record.evidence_count).unwrap() - counted)
        };
        revisions.iter().map(count).collect()
    }
}

/// The literals that the regexes of records need, with the keys of the records and the grams.
fn needed(revisions: &BTreeMap<i64, Revision>) -> BTreeSet<(i64, String, String)> {
    let mut needed = BTreeSet::new();
    for (row, revision) in revisions {
        for literal in Pattern::literals_of(&revision.record.regex).iter().flat_map(Literals::iter) {
            let kept: String = literal.chars().take(64).collect();
            needed.insert((*row, gram(&kept).to_owned(), kept));
        }
    }
    needed
}

/// Runs a sequence of commands on some records, and checks what is promised: every state on the way can be shown, what
/// is exported can be imported, nothing of it is damage, and undoing everything restores the beginning. A refused
/// command changes nothing.
pub fn shown_and_undone(texts: &[String], commands: &[Command]) -> Vec<String> {
    let mut database = TestDatabase::new(texts);
    let start = database.published();
    let first = database.last();
    let mut now = database.revisions();
    let mut snapshots = BTreeMap::from([(first, now.clone())]);
    for command in commands {
        let authored = database.authored(&now);
        let outcome = database.run(command);
        let then = database.revisions();
        database.check_these(&then);
        match outcome {
            Err(Refusal::Store(error)) => panic!("{command:?}: {error}"),
            Err(_) => assert_eq!(then, now, "a refused command changed something: {command:?}"),
            Ok(()) if keeps_counts(command) => {
                for (row, count) in database.authored(&then) {
                    // A count that an author set below the ledger's does not fall with the ledger.
                    let before = authored.get(&row).copied().unwrap_or(count);
                    assert!(count == before || before < 0 && before < count, "record {row}: {before}, {count}");
                }
            }
            Ok(()) => {}
        }
        snapshots.insert(database.last(), then.clone());
        now = then;
    }
    assert_eq!(database.store.verify(&mut ()).unwrap().1, []);
    let end = database.published();

    for (batch, revisions) in &snapshots {
        for row in now.keys() {
            let then = database.store.snapshot().unwrap().revision_at((*row).into(), (*batch).into()).unwrap();
            assert_eq!(then.as_ref(), revisions.get(row), "record {row} after batch {batch}");
        }
        let mut those: Vec<Revision> = revisions.values().cloned().collect();
        those.sort_by(|a, b| a.record.id.cmp(&b.record.id));
        assert_eq!(database.as_of(*batch), those, "all records after batch {batch}");
        let mut later = snapshots.range(batch + 1..);
        for (later, then) in [later.next(), later.next_back()].into_iter().flatten() {
            database.check_between((*batch, revisions), (*later, then));
        }
    }
    if let (Some((since, before)), Some((until, after))) = (snapshots.first_key_value(), snapshots.last_key_value()) {
        let back = ((*until).into(), (*since).into());
        let told = difference(&mut database.store.snapshot().unwrap(), back, &WorkProgress::default()).unwrap();
        check_told(&told, after, before);
    }
    assert_eq!(TestDatabase::new(&end).published(), end, "what was exported is not what an import makes of it");
    for batch in (first + 1..=database.last()).rev() {
        undo(&mut database, batch);
    }
    database.check();
    assert_eq!(database.store.verify(&mut ()).unwrap().1, []);
    assert_eq!(database.published(), start, "undoing everything does not restore the beginning");
    let is_kept = database.revisions().into_values().find(|revision| !revision.annotations.is_empty());
    assert_eq!(is_kept, None, "undoing everything does not take away what is kept with a record");
    end
}

/// Compares what is told of a difference with the records that are published: nothing differs that is not told. A
/// record that is withdrawn is told by the id that it had.
fn check_told(told: &SetDifference, before: &BTreeMap<i64, Revision>, after: &BTreeMap<i64, Revision>) {
    let key = |record: &RecordDifference| (matches!(record.fate, RecordFate::Withdrawn { .. }), record.id.clone());
    let mut all: BTreeMap<(bool, Id), &RecordDifference> =
        told.records.iter().map(|record| (key(record), record)).collect();
    let rows: BTreeSet<&i64> = before.keys().chain(after.keys()).collect();
    for row in rows {
        let published = |revision: &&Revision| !revision.is_withdrawn;
        let [was, now] = [before, after].map(|state| state.get(row).filter(published));
        let Some(id) = now.or(was).map(|revision| &revision.record.id) else { continue };
        let record = all.remove(&(now.is_none(), id.clone()));
        let fate = record.map(|record| record.fate.as_str());
        let tree = |revision: &Revision| Json::of(&revision.record).to_value();
        let (was, now) = match (was.map(tree), now.map(tree)) {
            (None, None) => continue,
            (None, Some(_)) => {
                assert_eq!(fate, Some(if before.contains_key(row) { "restored" } else { "added" }));
                continue;
            }
            (Some(_), None) => {
                assert_eq!(fate, Some("withdrawn"));
                continue;
            }
            (Some(was), Some(now)) => (was, now),
        };
        assert_eq!(was != now, record.is_some(), "{}", id);
        let names: Vec<String> =
            record.iter().flat_map(|record| &record.changes).map(|change| change.change.path.to_string()).collect();
        let is_told = |key: &str| match key {
            "id" | "domain" => fate == Some("renamed"),
            "versions" | "dead_ends" | "workarounds" => names.iter().any(|name| name.starts_with(&key[..1])),
            key => names.iter().any(|name| name.starts_with(key)),
        };
        let (was, now) = (was.as_object().unwrap(), now.as_object().unwrap());
        for key in was.keys().chain(now.keys()).filter(|key| was.get(*key) != now.get(*key)) {
            assert!(is_told(key), "{key} of {} is not told: {names:?}", id);
        }
    }
    assert!(all.is_empty(), "{all:?}");
}

fn keeps_counts(command: &Command) -> bool {
    !matches!(
        command,
        Command::Import(_) | Command::Rewrite(..) | Command::New(_) | Command::Undo(..) | Command::UndoOf(..)
    )
}

/// Undoes a batch; one that was undone on the way is so already.
fn undo(database: &mut TestDatabase, batch: i64) {
    let context = database.context();
    let undo = Undo { batch: Some(batch.into()), id: None, partly: false };
    match undo.apply(&mut database.store, &context, &mut |_| true) {
        Ok(_) => {}
        Err(refusal) => {
            let message = refusal.to_string();
            assert!(message.contains("already undone"), "batch {batch}: {message}");
        }
    }
}

/// Watches an import without printing.
pub struct Silent;

impl Watch for Silent {
    type Error = StoreError;

    fn event(&mut self, _: Event<'_>) -> Result<(), StoreError> {
        Ok(())
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, StoreError> {
        Ok(true)
    }
}

impl FeedbackWatch for Silent {
    type Error = StoreError;

    fn broken(&mut self, error: std::io::Error) -> Self::Error {
        panic!("{error}")
    }

    fn checked(&mut self, _: &FeedbackRow, _: &[Misfit]) -> Result<(), StoreError> {
        Ok(())
    }

    fn approve(&mut self, _: &FeedbackCounts, _: usize, _: Sealed) -> Result<bool, StoreError> {
        Ok(true)
    }
}
