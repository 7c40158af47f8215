//! `canonry release notes`

use serde_json::{Map, json};

use super::diff::{States, counts};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::policy::PolicyArgs;
use crate::cli::terminal::Escapes;
use crate::curate::{Moment, difference};
use crate::store::Store;

/// Write what changed between two states of the set as notes for its readers, in Markdown
///
/// First the counts; then what is new, what got better, what was found wrong and what to look at, with links to the
/// pages of a tree. A tier is higher or lower by the ladder of the policy.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier state: a release, a batch, or a day, which means its end [default: the latest release]
    #[arg(value_name = "FROM")]
    from: Option<Moment>,
    /// The later state [default: now]
    #[arg(value_name = "TO")]
    to: Option<Moment>,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.policy.policy(global)?;
    let mut store = Store::open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let States { from, to } = States::of(args.from.as_ref(), args.to.as_ref(), &snapshot)?;
    let difference = difference(&mut snapshot, (from.batch, to.batch))?;
    let notes = difference.notes(&format!("Changes after {} up to {}", from.name, to.name), &policy.ladder);
    if console.is_json() {
        let rest = [("from", json!(from.batch)), ("to", json!(to.batch)), ("notes", json!(notes))];
        let rest = Map::from_iter(rest.map(|(key, value)| (key.to_owned(), value)));
        console.object(counts(&difference), rest)?;
        return Ok(Exit::Done);
    }
    console.bytes(notes.as_bytes(), Escapes::Text)?;
    Ok(Exit::Done)
}
