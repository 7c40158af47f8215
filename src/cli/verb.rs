//! Running a verb of a command that writes, alike for all of them.

use serde_json::Map;

use super::ask::approves;
use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use crate::curate::{Context, Outcome, Verb};
use crate::store::Store;

/// Runs a verb, which `verb` makes with the database at hand. Asks before a large change.
pub(super) fn carry_out<V: Verb>(
    global: &Global,
    writing: &Writing,
    verb: impl FnOnce(&mut Store, &Context) -> Result<V, Failure>,
) -> Result<(Context, V, Outcome<V::Detail>), Failure> {
    let context = global.context(writing)?;
    let mut store = Store::open(&global.existing_database()?)?;
    let verb = verb(&mut store, &context)?;
    let outcome = verb.apply(&mut store, &context, &mut |changed| approves(writing, changed))?;
    Ok((context, verb, outcome))
}

/// Runs a verb, and prints what it changed.
pub(super) fn run<V: Verb>(
    global: &Global,
    writing: &Writing,
    console: &mut Console,
    verb: impl FnOnce(&mut Store, &Context) -> Result<V, Failure>,
) -> Result<Exit, Failure> {
    let (context, _, outcome) = carry_out(global, writing, verb)?;
    changes::print(console, &context, &outcome, Map::new(), Map::new())?;
    Ok(Exit::Done)
}
