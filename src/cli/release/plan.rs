//! `canonry release plan`

use serde_json::{Map, Value, json};

use super::{diff, gate};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::policy::PolicyArgs;
use crate::curate::{Policy, ReleasePlan, plan_release};
use crate::publish::{GroupedEntries, SetDifference};

/// Show what a release would be now: the gate, and what changed
///
/// The demands of the gate are those of the table `release` in the policy. Then follows what changed since the latest
/// release, in the groups of the notes in its snapshot. Nothing is written. The exit code is 6 if a demand is not met.
/// This is `release create --dry-run` without a name.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print every entry of what changed
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.policy.policy(global)?;
    let mut store = global.open_read(&global.existing_database()?)?;
    let plan = plan_release(&mut store.snapshot()?, &policy, global.today()?, &global.progress())?;
    print(&plan, &policy, (args.all, "--all prints them"), console)?;
    Ok(if plan.unmet() > 0 { Exit::Policy } else { Exit::Done })
}

/// Prints what a release is made of; of each group of changes only the first, unless all are wanted. `more` says how to
/// see them all.
pub(super) fn print(
    plan: &ReleasePlan,
    policy: &Policy,
    (all, more): (bool, &str),
    console: &mut Console,
) -> Result<(), Failure> {
    if console.is_json() {
        let (counts, rest) = to_json(plan, policy);
        return console.object(json!(counts), rest);
    }
    gate::print(&plan.gate, console)?;
    console.line("")?;
    let (Some(before), Some(difference)) = (&plan.before, &plan.difference) else {
        return console.line("This is the first release; there is none before to compare it with.");
    };
    diff::line(&format!("What changed since release {}", before.what.name), console)?;
    diff::line(&difference.count_line(), console)?;
    for GroupedEntries { title, entries } in difference.groups(&policy.ladder) {
        diff::entries(title, &entries, (all, more), console)?;
    }
    Ok(())
}

/// The counts of a plan, and the rest of it.
pub(super) fn to_json(plan: &ReleasePlan, policy: &Policy) -> (Map<String, Value>, Map<String, Value>) {
    let none = SetDifference::default();
    let difference = plan.difference.as_ref().unwrap_or(&none);
    let mut counts = Map::from_iter([("unmet".to_owned(), json!(plan.unmet()))]);
    if let Value::Object(changes) = diff::counts(difference) {
        counts.extend(changes);
    }
    let notes = plan.difference.as_ref().map(|difference| difference.grouped(&policy.ladder));
    let rest = Map::from_iter([
        ("previous".to_owned(), json!(plan.before.as_ref().map(|before| before.what.name.as_str()))),
        ("state".to_owned(), json!(plan.state)),
        ("gate".to_owned(), gate::to_json(&plan.gate)),
        ("notes".to_owned(), json!(notes)),
        ("records".to_owned(), diff::records(difference)),
    ]);
    (counts, rest)
}
