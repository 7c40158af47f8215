//! Running a verb of a command that writes, alike for all of them.

use serde_json::Map;

use super::ask::{agrees, is_asked, question};
use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use crate::curate::{Changed, Context, Outcome, Refusal, Verb};
use crate::store::{Snapshot, Store};

/// Applies a verb. Asks before a large change; nobody waits for the answer, for the database is locked again only
/// after it. Then the verb does what was shown, or nothing.
pub(super) fn apply<V: Verb>(
    verb: &V,
    store: &mut Store,
    context: &Context,
    writing: &Writing,
    console: &mut Console,
) -> Result<Outcome<V::Detail>, Refusal> {
    let mut shown: Option<Vec<Changed>> = None;
    let mut outcome = verb.apply(store, context, &mut |changed| {
        shown = is_asked(writing, changed.len()).then(|| changed.to_vec());
        shown.is_none()
    });
    if let Some(shown) = shown {
        if !agrees(&question(&shown)) {
            return outcome;
        }
        let mut is_other = false;
        outcome = verb.apply(store, context, &mut |changed| {
            is_other = changed != shown;
            !is_other
        });
        if is_other {
            return Err(Refusal::Overtaken);
        }
    }
    let outcome = outcome?;
    if !context.dry_run {
        console.stored(outcome.batch);
    }
    Ok(outcome)
}

/// Runs a verb, which `verb` makes from what the database has; see [`apply`].
pub(super) fn carry_out<V: Verb>(
    global: &Global,
    writing: &Writing,
    console: &mut Console,
    verb: impl FnOnce(&Snapshot<'_>, &Context) -> Result<V, Failure>,
) -> Result<(Context, V, Outcome<V::Detail>), Failure> {
    let context = global.context(writing)?;
    let mut store = Store::open(&global.existing_database()?)?;
    let verb = verb(&store.snapshot()?, &context)?;
    let outcome = apply(&verb, &mut store, &context, writing, console)?;
    Ok((context, verb, outcome))
}

/// Runs a verb, and prints what it changed.
pub(super) fn run<V: Verb>(
    global: &Global,
    writing: &Writing,
    console: &mut Console,
    verb: impl FnOnce(&Snapshot<'_>, &Context) -> Result<V, Failure>,
) -> Result<Exit, Failure> {
    let (context, _, outcome) = carry_out(global, writing, console, verb)?;
    changes::print(console, &context, &outcome, Map::new(), Map::new())?;
    Ok(Exit::Done)
}
