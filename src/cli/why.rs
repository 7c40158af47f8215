//! `canonry why`

use serde_json::{Map, Value, json};

use super::changes::{again, arrival, tree, value};
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::plain::one_line;
use super::policy::PolicyArgs;
use super::style;
use super::{evidence, rates, receipt};
use crate::curate::{self, Explanation, Policy, ValueChange, ValueOrigin};
use crate::ledger::Evidence;
use crate::store::BatchVerb;

/// Explain the value of a field
///
/// Shows the first value and every change since, with who made it, when and why. For a rate with reports this is its
/// receipt: the baseline, each report with its weight and day, the formula with its numbers, the result, and whether it
/// is published. For confidence it shows the value that canonry suggests. For other fields it shows the evidence on the
/// item or the record.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  canonry why cicd/login w1.success_rate")]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
    /// The field, such as root_cause or w1.success_rate
    field: String,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    // The id is checked first: an error in it must not be hidden by one in the policy.
    let stored = curate::find(&snapshot, &args.id)?;
    let field = curate::field(&stored.revision, &args.field)?;
    let (policy, _) = args.policy.policy(global)?;
    let explanation = curate::explain(&snapshot, &policy, &stored, field)?;
    drop(snapshot);
    if console.is_json() {
        print_json(console, &explanation)?;
    } else {
        print(console, &policy, &explanation)?;
    }
    Ok(Exit::Done)
}

fn print_json(console: &mut Console, explanation: &Explanation) -> Result<(), Failure> {
    let Explanation { id, field, value, values, evidence: pieces, receipt, suggestion, is_withdrawn: _ } = explanation;
    let change = |change: &ValueChange| {
        let ValueChange { number, batch, how } = change;
        json!({
            "batch": number, "day": batch.day.to_string(), "actor": batch.actor, "reason": batch.reason,
            "command": batch.command, "verb": batch.verb.map(BatchVerb::as_str), "old": tree(how.before()), "new": tree(how.after()),
            "set_again": is_set_again(how),
        })
    };
    let piece = |one: &Evidence| {
        let mut object = evidence::object(one);
        object.insert("kind".to_owned(), json!(one.what.kind.as_str()));
        Value::Object(object)
    };
    let counts = json!({ "changes": values.len(), "evidence": pieces.len() });
    let rest = Map::from_iter([
        ("id".to_owned(), json!(id.as_str())),
        ("field".to_owned(), json!(field.to_string())),
        ("value".to_owned(), tree(value.as_ref())),
        ("changes".to_owned(), values.iter().map(change).collect()),
        ("suggestion".to_owned(), suggestion.as_ref().map_or(Value::Null, rates::suggestion_to_json)),
    ]);
    let mut object = console.object_with_list(&counts, &rest, "evidence")?;
    pieces.iter().try_for_each(|one| object.element(&piece(one)))?;
    object.end_with("receipt", &receipt.as_ref().map(receipt::PrintedReceipt::of))
}

fn print(console: &mut Console, policy: &Policy, explanation: &Explanation) -> Result<(), Failure> {
    let Explanation { id, field, value: now, values, evidence, receipt, suggestion, is_withdrawn } = explanation;
    let strong = style::STRONG;
    console.line(format!("{strong}{id} {field}{strong:#} is {}", value(now.as_ref())))?;
    values.iter().try_for_each(|change| print_change(console, change))?;
    match (receipt, suggestion) {
        (Some(receipt), _) => receipt::print(console, policy, receipt, *is_withdrawn),
        (None, Some(suggestion)) => rates::print_suggestion(console, suggestion),
        (None, None) => evidence.iter().try_for_each(|one| print_evidence(console, one)),
    }
}

/// Whether a value was set again; `None` if it is a different one.
fn is_set_again(how: &ValueOrigin) -> Option<bool> {
    match how {
        ValueOrigin::Arrival(_) | ValueOrigin::Change { .. } => None,
        ValueOrigin::SetAgain { is_undone, .. } => Some(!is_undone),
    }
}

fn print_change(console: &mut Console, change: &ValueChange) -> Result<(), Failure> {
    let ValueChange { number, batch, how } = change;
    let what = match how {
        ValueOrigin::Arrival(first) => format!("{} as {}", arrival(batch.verb), value(Some(first))),
        ValueOrigin::Change { old, new } => format!("{} → {}", value(old.as_ref()), value(new.as_ref())),
        ValueOrigin::SetAgain { rate, is_undone } => again(rate, *is_undone),
    };
    console.line(format!("  batch {number}  {}  {}: {what}", batch.day, one_line(&batch.actor)))?;
    let reason = batch.reason.as_ref().map(|reason| format!("because {reason}"));
    console.line(format!("    {}", one_line(reason.as_ref().unwrap_or(&batch.command))))
}

fn print_evidence(console: &mut Console, one: &Evidence) -> Result<(), Failure> {
    let what = &one.what;
    let kind = what.outcome.map_or(what.kind.to_string(), |outcome| format!("{} {outcome}", what.kind));
    let withdrawn = one.withdrawn_in.map_or(String::new(), |batch| format!(", withdrawn by batch {batch}"));
    let by = one_line(what.reporter.as_str());
    console
        .line(format!("  {}  {}  {kind} ×{} by {by} ({}){withdrawn}", one.id, what.day, what.count, what.reporter_kind))
}
