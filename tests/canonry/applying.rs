//! Published rates are a function of baselines and ledger. It does not matter when and how often they were applied, in
//! which order reports were imported, and what was withdrawn since.

use std::collections::BTreeMap;

use canonry::curate::{Anonymous, EvidenceTarget};
use canonry::ledger::EvidenceKind;
use canonry::record::{Id, ItemNumber};
use rusqlite::Connection;

use crate::generate::{self, Dice};
use crate::maintained::{Line, Maintained};
use crate::migrations::thaw;
use crate::recount::{Rules, recount};
use crate::support::{Sandbox, changed, files, project};
use crate::year::{item, line, one, rate};

/// The day of all that is done here.
const TODAY: &str = "2026-11-21";

/// A few records: with few of them, each has many reports.
fn records() -> Vec<String> {
    let mut own = files(&project("fixtures/records"));
    let full = String::from_utf8(own.remove("full/index.json").unwrap()).unwrap();
    [full].into_iter().chain((0..3).map(generate::record)).collect()
}

/// An act; its subject is a number, modulo the number of subjects.
#[derive(Debug, Clone)]
enum Act {
    Feedback(Vec<Line>),
    /// Publishes by the first or the second rules.
    Apply(usize),
    WithdrawEvidence(usize),
    MoveEvidence(usize, EvidenceTarget),
    Apart(EvidenceTarget, u32),
    /// Undoes what the act of this number did.
    Undo(usize),
    Set(Id, String, f64),
    Import(String),
    Promote(Id),
    Demote(Id),
    Withdraw(Id),
    Restore(Id),
}

impl Act {
    /// Whether it is about the reports, and not about the records.
    fn is_of_reports(&self) -> bool {
        use Act::{Apart, Apply, Feedback, MoveEvidence, Undo, WithdrawEvidence};
        matches!(self, Feedback(_) | Apply(_) | WithdrawEvidence(_) | MoveEvidence(..) | Apart(..) | Undo(_))
    }
}

/// What happens in a set, the same for the same seed.
fn script(seed: u64) -> Vec<Act> {
    let mut maintained = Maintained::new(&records(), TODAY);
    let (ids, mut dice) = (maintained.ids(false), Dice::new(seed));
    let mut acts: Vec<Act> = Vec::new();
    for at in 0..14 {
        let id = one(&ids, &mut dice);
        let word = item(&mut maintained, &mut dice, &id);
        let target = EvidenceTarget { id: id.clone(), item: ItemNumber::parse(&word) };
        acts.push(match dice.below(20) {
            _ if at == 0 => feedback(&mut maintained, &mut dice, &ids, at),
            0..=3 => feedback(&mut maintained, &mut dice, &ids, at),
            4..=7 => Act::Apply(dice.below(2)),
            8 => Act::WithdrawEvidence(dice.below(1_000)),
            9 => Act::MoveEvidence(dice.below(1_000), target),
            10 => Act::Apart(target, 1 + u32::try_from(dice.below(4)).unwrap()),
            11 | 12 => {
                // Undoing what an author did is different: estimates that were published since prevent it.
                let can = |at: &usize| acts[*at].is_of_reports() && !matches!(acts[*at], Act::Apply(_));
                let before: Vec<usize> = (0..at).filter(can).collect();
                Act::Undo(before[dice.below(before.len())])
            }
            13 | 17 | 18 => {
                let field = match word.get(..1) {
                    None => "fix_success_rate".to_owned(),
                    Some("w") => format!("{word}.success_rate"),
                    Some(_) => format!("{word}.fail_rate"),
                };
                // The rate may already have been set, or an estimate may be published by now.
                let rate = if dice.below(3) > 0 { maintained.value(&id, &field) } else { rate(&mut dice) };
                Act::Set(id, field, rate)
            }
            14 => {
                let record = canonry::record::canonical(&maintained.stored(&id).revision.record);
                Act::Import(changed(&record, |tree| tree["fix_success_rate"] = rate(&mut dice).into()))
            }
            15 => Act::Promote(id),
            16 if dice.below(2) == 0 => Act::Demote(id),
            16 => Act::Withdraw(id),
            _ => Act::Restore(id),
        });
    }
    acts
}

fn feedback(maintained: &mut Maintained, dice: &mut Dice, ids: &[Id], at: usize) -> Act {
    Act::Feedback((0..6 + dice.below(12)).map(|row| line(maintained, dice, ids, format!("{at}-{row}"))).collect())
}

/// Performs one act; returns the batch, if there was something to do.
fn done(maintained: &mut Maintained, act: &Act, batches: &[Option<i64>], rules: &[Rules; 2]) -> Option<i64> {
    let policy = rules[0].policy();
    let reports = maintained.reports();
    let report = |at: usize| (!reports.is_empty()).then(|| reports[at % reports.len()]);
    match act {
        Act::Feedback(lines) => {
            let living = maintained.ids(false);
            let is_there = |line: &&Line| living.iter().any(|id| id.as_str() == line[0]);
            maintained.feedback(&lines.iter().filter(is_there).cloned().collect::<Vec<_>>(), Anonymous::One)
        }
        Act::Apply(which) => maintained.apply(&rules[*which].policy()),
        Act::WithdrawEvidence(at) => maintained.withdraw_evidence(&[report(*at)?]),
        Act::MoveEvidence(at, to) => maintained.move_evidence(report(*at)?, to.clone()),
        Act::Apart(at, count) => maintained.add(at, EvidenceKind::Outcome, "fail", *count),
        Act::Undo(at) => maintained.undo(batches[*at]?, false),
        Act::Set(id, field, rate) => maintained.set(id, field, &rate.to_string()),
        Act::Import(text) => maintained.import("set", std::slice::from_ref(text)),
        Act::Promote(id) => maintained.promote(id, &policy),
        Act::Demote(id) => maintained.demote(id, &policy),
        Act::Withdraw(id) => maintained.withdraw(id, false),
        Act::Restore(id) => maintained.withdraw(id, true),
    }
}

/// Performs some of the acts of a script, one after another.
fn run(acts: &[Act], rules: &[Rules; 2], is_done: impl Fn(&Act) -> bool) -> (Maintained, Vec<Option<i64>>) {
    let mut maintained = Maintained::new(&records(), TODAY);
    let mut batches = Vec::new();
    for act in acts {
        let batch = if is_done(act) { done(&mut maintained, act, &batches, rules) } else { None };
        batches.push(batch);
    }
    (maintained, batches)
}

/// The two sets of rules; a seed chooses one of them.
fn rules(seed: u64) -> [Rules; 2] {
    let mut rules = [Rules::usual(), Rules::unusual()];
    rules.rotate_left(usize::from(seed.is_multiple_of(2)));
    rules
}

#[test]
fn applying_at_any_times_and_once_gives_the_same_set() {
    let (mut applied, mut undone, mut again) = (0, 0, 0);
    for seed in 1..=16 {
        let (acts, rules) = (script(seed), rules(seed));
        let policy = rules[0].policy();
        let (mut often, batches) = run(&acts, &rules, |_| true);
        let (mut once, others) = run(&acts, &rules, |act| !matches!(act, Act::Apply(_)));
        for ((act, batch), other) in acts.iter().zip(&batches).zip(&others) {
            match act {
                Act::Apply(_) => applied += usize::from(batch.is_some()),
                _ => assert_eq!(batch.is_some(), other.is_some(), "seed {seed}, {act:?}: one was refused"),
            }
            undone += usize::from(matches!(act, Act::Undo(_)) && batch.is_some());
        }
        often.apply(&policy);
        once.apply(&policy);
        assert_eq!(often.bits(&policy), once.bits(&policy), "seed {seed}: {acts:#?}");
        assert_eq!(often.authored(), once.authored(), "seed {seed}");
        assert_eq!(often.check(&rules[0]).1, 0);
        again += often.set_again().0 + once.set_again().0;
    }
    assert!(applied > 20 && undone > 8 && again > 8, "{applied} {undone} {again}");
}

#[test]
fn without_its_reports_a_set_is_as_if_there_had_never_been_any() {
    let mut moved = 0;
    for seed in 101..=108 {
        let (acts, rules) = (script(seed), rules(seed));
        let policy = rules[0].policy();
        for by_undo in [false, true] {
            let (mut maintained, batches) = run(&acts, &rules, |_| true);
            maintained.ids(true).iter().for_each(|id| {
                maintained.withdraw(id, true);
            });
            maintained.apply(&policy);
            let before = maintained.bits(&policy);
            if by_undo {
                for (act, batch) in acts.iter().zip(&batches).rev() {
                    if matches!(act, Act::Feedback(_) | Act::Apart(..)) {
                        batch.iter().for_each(|batch| {
                            maintained.undo(*batch, true);
                        });
                    }
                }
            }
            // What was moved since is not undone with the file from which it was imported.
            let left = maintained.reports();
            let moves = acts.iter().filter(|act| matches!(act, Act::MoveEvidence(..))).count();
            assert!(!by_undo || left.len() <= moves, "seed {seed}: {left:?} were not undone");
            if !left.is_empty() {
                maintained.withdraw_evidence(&left).unwrap();
            }
            maintained.apply(&policy);
            assert_eq!(maintained.check(&rules[0]), (0, 0), "seed {seed}");
            assert!(recount(&maintained.look, &rules[0]).values().all(|own| own.published == own.baseline));
            let (mut never, _) = run(&acts, &rules, |act| !act.is_of_reports());
            never.ids(true).iter().for_each(|id| {
                never.withdraw(id, true);
            });
            assert_eq!(maintained.authored(), never.authored(), "seed {seed}");
            moved += usize::from(maintained.bits(&policy) != before);
        }
    }
    assert!(moved > 10, "{moved}");
}

#[test]
fn order_and_splitting_of_files_change_nothing() {
    for seed in 201..=206 {
        let rules = &rules(seed)[0];
        let policy = rules.policy();
        let mut dice = Dice::new(seed);
        let mut maintained = Maintained::new(&records(), TODAY);
        let ids = maintained.ids(false);
        let mut lines: Vec<Line> = (0..90).map(|row| line(&mut maintained, &mut dice, &ids, row.to_string())).collect();
        // Each reporter counts their own reports.
        let mut made: BTreeMap<String, u32> = BTreeMap::new();
        for line in &mut lines {
            let own = made.entry(line[8].trim().to_lowercase()).or_default();
            *own += 1;
            line[7] = own.to_string();
        }
        let taken = |files: &[Vec<Line>]| {
            let mut maintained = Maintained::new(&records(), TODAY);
            files.iter().for_each(|lines| {
                maintained.feedback(lines, Anonymous::One);
            });
            maintained.apply(&policy).unwrap();
            assert_eq!(maintained.check(rules).1, 0);
            (maintained.bits(&policy), maintained.published())
        };
        let whole = taken(std::slice::from_ref(&lines));
        let mut files: Vec<Vec<Line>> = vec![Vec::new(); 7];
        while !lines.is_empty() {
            let line = lines.swap_remove(dice.below(lines.len()));
            // A row may be in a later file again.
            for _ in 0..1 + dice.below(2) {
                files[dice.below(7)].push(line.clone());
            }
        }
        assert_eq!(taken(&files), whole, "seed {seed}");
        files.reverse();
        assert_eq!(taken(&[files.concat()]), whole, "seed {seed}");
    }
}

/// What the program of schema 5 published rests on the baselines that its journal tells, and is applied once.
#[test]
fn a_database_of_schema_5_is_applied_once_from_the_baselines_of_its_journal() {
    let sandbox = Sandbox::new();
    thaw(&sandbox, "v5.sql");
    sandbox.ok("list");
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let rules = Rules::usual();
    let before = recount(&connection, &rules);
    let claims = [
        ("python/venv-pip-missing", 0.92),
        ("rust/borrow-mutable-twice", 0.9),
        ("node/heap-out-of-memory", 0.7),
        ("cicd/registry-unauthorized", 0.88),
    ];
    for (id, baseline) in claims {
        let own = before.iter().find(|(key, own)| own.id == id && key.1 == "workaround" && key.2 == 1).unwrap().1;
        assert_eq!(own.baseline, baseline, "{id}");
    }
    let mut due = 0;
    for (key, own) in &before {
        let field = match key.1.as_str() {
            "workaround" => format!("w{}.success_rate", key.2),
            "dead_end" => format!("d{}.fail_rate", key.2),
            _ => "fix_success_rate".to_owned(),
        };
        let why = sandbox.json(&format!("why {} {field}", own.id), 0);
        assert_eq!(why["receipt"]["baseline"], own.baseline, "{own:?}");
        assert_eq!(why["receipt"]["target"], own.target, "{own:?}");
        assert_eq!(why["value"], own.published, "{own:?}");
        due += usize::from(own.published != own.target);
    }
    assert_eq!(sandbox.json("rates", 0)["counts"]["due"], due);
    assert!(due > 0);
    sandbox.ok("rates --apply --yes");
    let after = recount(&connection, &rules);
    assert!(after.values().all(|own| own.published == own.target));
    assert!(before.iter().all(|(key, own)| after[key].baseline == own.baseline && after[key].target == own.target));
    let tree = sandbox.ok("export --format ndjson");
    sandbox.ok("rates --apply --yes");
    assert_eq!(sandbox.ok("export --format ndjson"), tree);
    let batches = |connection: &Connection| {
        connection.query_row("SELECT max(batch) FROM applied", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let last = batches(&connection);
    sandbox.ok("rates --apply --yes");
    assert_eq!(batches(&connection), last);
}
