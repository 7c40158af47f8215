//! An undo that is refused says what to do first. Doing that leads to the undo, never in a circle.

use canonry::check::Code;
use canonry::curate::{Refusal, Step, Undo, UndoRefusal, Verb};
use canonry::record::{Id, SampleKind};
use canonry::store::Undone;
use proptest::prelude::*;

use crate::histories::{command, texts};
use crate::test_database::{Command, TestDatabase};

/// Edits of a few fields of few records to few values, and complete or partial undos: they often collide.
fn narrow() -> impl Strategy<Value = Command> {
    let fields = prop::sample::select(vec!["root_cause", "category", "regex", "extra.note", "w1.how"]);
    let set = (fields, "[abc]").prop_map(|(field, value)| Step::Set(field.to_owned(), value));
    let item = prop_oneof![
        Just(Step::Add("w".to_owned(), "{\"action\": \"Added\", \"success_rate\": 0.5, \"how\": \"\"}".to_owned())),
        Just(Step::Remove("w1".to_owned(), None)),
        Just(Step::Move("w2".to_owned(), 1)),
    ];
    prop_oneof![
        6 => (0_usize..2, set.clone()).prop_map(|(at, step)| Command::Step(at, step)),
        2 => set.prop_map(Command::StepAll),
        2 => (0_usize..2, prop::sample::select(SampleKind::ALL), "[ab]")
            .prop_map(|(at, kind, text)| Command::Sample(at, kind, text)),
        1 => (0_usize..2, prop::sample::select(SampleKind::ALL))
            .prop_map(|(at, kind)| Command::WithdrawSample(at, kind, 1)),
        2 => (0_usize..2, prop::option::of(1_u32..3))
            .prop_map(|(at, days)| Command::Waive(at, Code::E011, None, days)),
        1 => (0_usize..2).prop_map(|at| Command::WithdrawWaivers(at, Code::E011, None)),
        1 => (0_usize..2, item).prop_map(|(at, step)| Command::Step(at, step)),
        6 => (1_i64..8, any::<bool>()).prop_map(|(back, partly)| Command::Undo(back, partly)),
        2 => (1_i64..8, 0_usize..2).prop_map(|(back, at)| Command::UndoOf(back, at)),
    ]
}

/// A batch, or what it did to one record.
type Target = (i64, Option<Id>);

/// Undoes a batch, and returns what the hint says to undo first.
fn attempt(database: &mut TestDatabase, (batch, id): Target) -> Result<Option<Target>, String> {
    let context = database.context();
    let undo = Undo { batch: Some(batch.into()), id: id.clone(), partly: false };
    match undo.apply(&mut database.store, &context, &mut |_| true) {
        Ok(_) => Ok(None),
        Err(Refusal::Undo(UndoRefusal::Obstructed(obstructed))) => {
            let mut named = obstructed.obstacles.iter();
            let first = named.find_map(|obstacle| Some((obstacle.batch?.get(), obstacle.of.clone().or(id.clone()))));
            first.map(Some).ok_or_else(|| format!("undo {batch}: no way out of {obstructed:?}"))
        }
        Err(refusal) => Err(format!("undo {batch}: {refusal}")),
    }
}

/// Whether there is something of a batch to undo.
fn is_open(database: &mut TestDatabase, undone: &Undone, batch: i64) -> bool {
    database
        .store
        .snapshot()
        .unwrap()
        .records_of(batch.into())
        .unwrap()
        .iter()
        .any(|row| undone.wholly_by(batch.into(), *row).is_none())
}

/// Follows the hints until the batch is undone.
fn follow(database: &mut TestDatabase, batch: i64) -> Result<(), String> {
    let bound = 8 * database.last();
    let whole = (batch, None);
    let mut target = whole.clone();
    let mut way = Vec::new();
    for _ in 0..bound {
        way.push(target.clone());
        match attempt(database, target.clone()).map_err(|why| format!("{why}; the way was {way:?}"))? {
            None if target == whole => return Ok(()),
            None => target = whole.clone(),
            Some(first) => target = first,
        }
    }
    Err(format!("in a circle: {way:?}"))
}

fn check(texts: &[String], commands: &[Command], pick: i64) -> Result<(), TestCaseError> {
    let mut database = TestDatabase::new(texts);
    commands.iter().for_each(|command| drop(database.run(command)));
    let batch = 1 + pick % database.last();
    let undone = database.store.snapshot().unwrap().undone().unwrap();
    if is_open(&mut database, &undone, batch) {
        follow(&mut database, batch).map_err(TestCaseError::fail)?;
        database.check();
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default()
    })]

    #[test]
    fn the_hint_of_a_refused_undo_leads_to_it_if_edits_collide(
        texts in texts(), commands in prop::collection::vec(narrow(), 1..14), pick in 0_i64..1000,
    ) {
        check(&texts, &commands, pick)?;
    }

    #[test]
    fn the_hint_of_a_refused_undo_leads_to_it_after_any_commands(
        texts in texts(), commands in prop::collection::vec(command(), 1..14), pick in 0_i64..1000,
    ) {
        check(&texts, &commands, pick)?;
    }
}
