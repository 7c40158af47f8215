//! `canonry evidence`

mod add;
mod list;
mod r#move;
mod withdraw;

use clap::Subcommand;
use serde_json::{Value, json};

use super::changes::PRINTED;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use crate::curate::{EvidenceTarget, Moved, Recorded, Repeated, find_id};
use crate::store::Snapshot;

/// Record what was seen, tried or reported
///
/// Evidence is a ledger: rows are added and never changed or deleted. One that turns out wrong is withdrawn: it stays in
/// the ledger and no longer counts. One that belongs elsewhere is moved. The record's evidence_count follows.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: EvidenceCommand,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    Add(Box<add::Args>),
    List(list::Args),
    Move(r#move::Args),
    Withdraw(withdraw::Args),
}

impl Args {
    /// The command's whole name.
    pub(super) fn name(&self) -> &'static str {
        match self.command {
            EvidenceCommand::Add(_) => "evidence add",
            EvidenceCommand::List(_) => "evidence list",
            EvidenceCommand::Move(_) => "evidence move",
            EvidenceCommand::Withdraw(_) => "evidence withdraw",
        }
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        EvidenceCommand::Add(args) => add::run(args, global, console),
        EvidenceCommand::List(args) => list::run(args, global, console),
        EvidenceCommand::Move(args) => r#move::run(args, global, console),
        EvidenceCommand::Withdraw(args) => withdraw::run(args, global, console),
    }
}

/// A record, and the item behind `#` where one is named.
fn split(word: &str) -> (&str, Option<&str>) {
    match word.split_once('#') {
        Some((id, item)) => (id, Some(item)),
        None => (word, None),
    }
}

/// What a word names: a record, or with `#w1` behind it one of its items.
fn target(snapshot: &Snapshot<'_>, word: &str) -> Result<EvidenceTarget, Failure> {
    let (word, item) = split(word);
    Ok(EvidenceTarget { id: find_id(snapshot, word)?, item: item.map(str::to_owned) })
}

/// The numbers that a command is given, `e3` or `3`, in order.
fn numbers_of(words: &[String]) -> Result<Vec<i64>, Failure> {
    let number = |word: &String| {
        let digits = word.strip_prefix('e').unwrap_or(word);
        digits.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
            Failure::usage(format!("'{word}' is not a number of evidence"))
                .hint("as `evidence list` shows them, such as e3")
        })
    };
    let mut numbers = words.iter().map(number).collect::<Result<Vec<i64>, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Prints the evidence that was recorded, a line each.
pub(super) fn print_recorded(console: &mut Console, recorded: &[Recorded]) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(());
    }
    for Recorded { number, target } in recorded.iter().take(PRINTED) {
        console.line(format!("e{number} on {target}"))?;
    }
    let unprinted = recorded.len().saturating_sub(PRINTED);
    if unprinted > 0 {
        console.line(format!("… and {unprinted} more pieces of evidence; --json lists them all"))?;
    }
    Ok(())
}

/// Names the sources that their records have already.
pub(super) fn note_repeated(console: &mut Console, repeated: &[Repeated]) {
    for Repeated { target, number, place } in repeated.iter().take(PRINTED) {
        let place = match place {
            Some(EvidenceTarget { item: Some(item), .. }) => item,
            Some(_) => "the record",
            None => "an item that is gone",
        };
        console.note(format!("{} has this URL already in e{number}, on {place}; it counts again", target.id));
    }
}

/// The sources that their records have already, for JSON.
pub(super) fn repeated_to_json(repeated: &[Repeated]) -> Value {
    let one = |one: &Repeated| json!({ "id": format!("e{}", one.number), "on": one.target.to_string() });
    repeated.iter().map(one).collect()
}

/// The numbers of pieces of evidence, for JSON.
pub(super) fn numbers(recorded: &[Recorded]) -> Value {
    recorded.iter().map(|one| format!("e{}", one.number)).collect()
}

/// Prints the evidence that was moved, a line each.
pub(super) fn print_moved(console: &mut Console, moved: &[Moved]) -> Result<(), Failure> {
    for Moved { from, to } in moved.iter().take(PRINTED) {
        console.line(format!("e{from} → e{} on {}", to.number, to.target))?;
    }
    let unprinted = moved.len().saturating_sub(PRINTED);
    if unprinted > 0 {
        console.line(format!("… and {unprinted} more pieces of evidence; --json lists them all"))?;
    }
    Ok(())
}

/// The evidence that was moved, for JSON.
pub(super) fn moved_to_json(moved: &[Moved]) -> Value {
    let pair = |one: &Moved| json!({ "from": format!("e{}", one.from), "to": format!("e{}", one.to.number), "on": one.to.target.to_string() });
    moved.iter().map(pair).collect()
}
