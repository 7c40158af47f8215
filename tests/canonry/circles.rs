//! An undo that is refused says what to do, and doing that leads to the undo: never in a circle.

use canonry::curate::{Refusal, Step, Undo, Verb};
use canonry::store::Undone;
use proptest::prelude::*;

use crate::histories::{Command, Desk, command, texts};

/// Edits of a few fields of few records to few values, and undos, of the whole or partly: they meet all the time.
fn narrow() -> impl Strategy<Value = Command> {
    let fields = prop::sample::select(vec!["root_cause", "category", "regex", "extra.note", "w1.how"]);
    let set = (fields, "[abc]").prop_map(|(field, value)| Step::Set(field.to_owned(), value));
    let item = prop_oneof![
        Just(Step::Add("w".to_owned(), "{\"action\": \"Added\", \"success_rate\": 0.5, \"how\": \"\"}".to_owned())),
        Just(Step::Remove("w1".to_owned(), None)),
        Just(Step::Move("w2".to_owned(), 1)),
    ];
    prop_oneof![
        6 => (0_usize..2, set).prop_map(|(at, step)| Command::Step(at, step)),
        1 => (0_usize..2, item).prop_map(|(at, step)| Command::Step(at, step)),
        6 => (1_i64..8, any::<bool>()).prop_map(|(back, partly)| Command::Undo(back, partly)),
    ]
}

/// Undoes a batch, and returns what the hint says to undo first.
fn attempt(desk: &mut Desk, batch: i64) -> Result<Option<i64>, String> {
    let context = desk.context();
    let undo = Undo { batch: Some(batch), id: None, partly: false };
    match undo.apply(&mut desk.store, &context, &mut |_| true) {
        Ok(_) => Ok(None),
        Err(Refusal::Obstructed(obstructed)) => {
            let first = obstructed.obstacles.first().and_then(|obstacle| obstacle.batch);
            first.map(Some).ok_or_else(|| format!("undo {batch}: no way out of {obstructed:?}"))
        }
        Err(refusal) => Err(format!("undo {batch}: {refusal}")),
    }
}

/// Whether there is something of a batch to undo.
fn is_open(desk: &Desk, undone: &Undone, batch: i64) -> bool {
    desk.store.records_of(batch).unwrap().iter().any(|row| undone.wholly_by(batch, *row).is_none())
}

/// Does what the hints say until the batch is undone.
fn follow(desk: &mut Desk, batch: i64) -> Result<(), String> {
    let bound = 8 * desk.last();
    let mut target = batch;
    let mut way = Vec::new();
    for _ in 0..bound {
        way.push(target);
        match attempt(desk, target).map_err(|why| format!("{why}; the way was {way:?}"))? {
            None if target == batch => return Ok(()),
            None => target = batch,
            Some(first) => target = first,
        }
    }
    Err(format!("in a circle: {way:?}"))
}

fn check(texts: &[String], commands: &[Command], pick: i64) -> Result<(), TestCaseError> {
    let mut desk = Desk::new(texts);
    commands.iter().for_each(|command| drop(desk.run(command)));
    let batch = 1 + pick % desk.last();
    if is_open(&desk, &desk.store.undone().unwrap(), batch) {
        follow(&mut desk, batch).map_err(TestCaseError::fail)?;
        desk.check();
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_hint_of_a_refused_undo_leads_to_it_where_edits_meet(
        texts in texts(), commands in prop::collection::vec(narrow(), 1..14), pick in 0_i64..1000,
    ) {
        check(&texts, &commands, pick)?;
    }

    #[test]
    fn the_hint_of_a_refused_undo_leads_to_it_whatever_was_done(
        texts in texts(), commands in prop::collection::vec(command(), 1..14), pick in 0_i64..1000,
    ) {
        check(&texts, &commands, pick)?;
    }
}
