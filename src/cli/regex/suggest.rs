//! `canonry regex suggest`

use serde_json::{Map, Value, json};

use super::{fault, json, words};
use crate::check::{Alternative, alternatives};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::plain::one_line;
use crate::cli::policy::PolicyArgs;
use crate::cli::style;
use crate::curate::{find_id, find_living, trial_texts};
use crate::pattern::Pattern;

/// Suggest what the regex of a record could be instead
///
/// Each suggestion is one idea, with what it gains and loses of all signatures and samples. What means the same is
/// written in another way: backslashes, flags, names of groups, gaps at the edge and branches that add nothing go.
/// Gaps get an upper bound. A branch that finds only other errors goes. If the regex is the signature letter by letter,
/// or misses it, the signature is written with its variable parts open.
///
/// `canonry regex try ID PATTERN --apply` applies one.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let thresholds = args.policy.policy(global)?.0.checks.thresholds;
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let stored = find_living(&snapshot, &find_id(&snapshot, &args.id)?)?;
    let texts = trial_texts(&snapshot, &stored)?;
    drop(snapshot);
    let record = &stored.revision.record;
    let pattern = Pattern::parse(&record.regex);
    let whose = format!("the regex of {}", record.id);
    let pattern = pattern.map_err(|error| fault::failure(Exit::Rejected, &whose, &record.regex, &error))?;
    let all = alternatives(&record.signature, &pattern, &texts, thresholds.weak_literal);
    if console.is_json() {
        let suggestions: Vec<Value> = all.iter().map(to_json).collect();
        let rest = [
            ("id".to_owned(), json!(record.id.as_str())),
            ("regex".to_owned(), json::regex(&pattern, &pattern.facts())),
            ("suggestions".to_owned(), Value::Array(suggestions)),
        ];
        console.object(json!({ "suggestions": all.len() }), Map::from_iter(rest))?;
        return Ok(Exit::Done);
    }
    for one in &all {
        print(one, &pattern, console)?;
    }
    match all.first() {
        None => console.note("nothing to suggest"),
        Some(_) => console.note(format!("`canonry regex try {} PATTERN --apply` applies one", record.id)),
    }
    Ok(Exit::Done)
}

fn print(one: &Alternative<'_>, present: &Pattern, console: &mut Console) -> Result<(), Failure> {
    let strong = style::STRONG;
    console.line(format!("{strong}{}{strong:#}: {}", one.idea, words::idea(one.idea)))?;
    console.line(format!("  {}", one_line(one.pattern.text())))?;
    let (before, after) = [present, &one.pattern].map(|pattern| words::cost(pattern.cost().as_ref())).into();
    let cost = if before == after { String::new() } else { format!("; cost: {before} → {after}") };
    let (gained, lost) = (words::counted(&one.trial.gained), words::counted(&one.trial.lost));
    console.line(format!("  gains {gained}, loses {lost}{cost}"))
}

fn to_json(one: &Alternative<'_>) -> Value {
    let facts = one.pattern.facts();
    let members =
        [("idea".to_owned(), json!(one.idea.to_string())), ("new".to_owned(), json::regex(&one.pattern, &facts))];
    members.into_iter().chain(json::trial(&one.trial)).collect::<Map<String, Value>>().into()
}
