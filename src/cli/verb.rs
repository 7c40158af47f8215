//! Running the verb of a command that writes, the same for all of them.

use serde_json::Map;

use super::ask::{agrees, is_asked, question};
use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use crate::curate::{Applied, Changed, Context, Pass, Refusal, Verb, in_passes, may_commit};
use crate::store::{Snapshot, Store};

/// Applies a verb. Asks before a large change while the database is not locked; then the verb does what was shown, or
/// nothing.
pub(super) fn apply<V: Verb>(
    verb: &V,
    store: &mut Store,
    context: &Context,
    writing: &Writing,
    console: &mut Console,
) -> Result<Applied<V::Detail>, Refusal> {
    let env = console.env().clone();
    let pass = |store: &mut Store, approved: Option<Vec<Changed>>| {
        let mut open = None;
        let applied = verb.apply(store, context, &mut |changed| {
            let is_kept = may_commit(approved.as_deref(), changed, || is_asked(writing, changed.len(), &env));
            open = (!is_kept).then(|| changed.to_vec());
            is_kept
        });
        match open {
            Some(changed) => Ok(Pass::Open(changed)),
            None => applied.map(Pass::Done),
        }
    };
    let ask = |_: &mut Store, changed: Vec<Changed>| {
        if agrees(&env, &question(&changed)) { Ok(changed) } else { Err(Refusal::Declined) }
    };
    let applied = in_passes(store, pass, ask)?;
    if !context.dry_run {
        console.stored(applied.batch);
    }
    Ok(applied)
}

/// Runs a verb, which `verb` makes from what the database has; see [`apply`].
pub(super) fn carry_out<V: Verb>(
    global: &Global,
    writing: &Writing,
    console: &mut Console,
    verb: impl FnOnce(&mut Snapshot<'_>, &Context) -> Result<V, Failure>,
) -> Result<(Context, V, Applied<V::Detail>), Failure> {
    carry_out_as(global.context(writing)?, global, writing, console, verb)
}

/// As [`carry_out`], with another context.
pub(super) fn carry_out_as<V: Verb>(
    context: Context,
    global: &Global,
    writing: &Writing,
    console: &mut Console,
    verb: impl FnOnce(&mut Snapshot<'_>, &Context) -> Result<V, Failure>,
) -> Result<(Context, V, Applied<V::Detail>), Failure> {
    let mut store = global.open(&global.existing_database()?)?;
    let verb = verb(&mut store.snapshot()?, &context)?;
    let applied = apply(&verb, &mut store, &context, writing, console)?;
    Ok((context, verb, applied))
}

/// Runs a verb, and prints what it changed.
pub(super) fn run<V: Verb>(
    global: &Global,
    writing: &Writing,
    console: &mut Console,
    verb: impl FnOnce(&mut Snapshot<'_>, &Context) -> Result<V, Failure>,
) -> Result<Exit, Failure> {
    let (context, _, applied) = carry_out(global, writing, console, verb)?;
    changes::print(console, &context, &applied, Map::new(), Map::new())?;
    Ok(Exit::Done)
}
