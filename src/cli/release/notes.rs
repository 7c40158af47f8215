//! `canonry release notes`

use serde_json::{Map, json};

use super::diff::counts;
use super::states::{ComparedStates, StateArgs};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::policy::PolicyArgs;
use crate::cli::terminal::Escapes;

/// Write what changed between two states of the set as notes for its readers, in Markdown
///
/// First the counts; then what is new, what got better, what was found wrong and what to look at, with links to the
/// pages of a tree. A tier is higher or lower by the ladder of the policy. FROM and TO may also be snapshots, as for
/// `canonry release diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    states: StateArgs,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.policy.policy(global)?;
    let ComparedStates { difference, title, from, to } = ComparedStates::of(&args.states, &policy, global)?;
    let notes = difference.notes(&title, &policy.ladder);
    if console.is_json() {
        let rest = [("from", from), ("to", to), ("notes", json!(notes))];
        let rest = Map::from_iter(rest.map(|(key, value)| (key.to_owned(), value)));
        console.object(counts(&difference), rest)?;
        return Ok(Exit::Done);
    }
    console.bytes(notes.as_bytes(), Escapes::Text)?;
    Ok(Exit::Done)
}
