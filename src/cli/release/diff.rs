//! `canonry release diff`

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::states::{ComparedStates, StateArgs};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::plain::one_line;
use crate::cli::policy::PolicyArgs;
use crate::cli::terminal::Escapes;
use crate::cli::width::wrap;
use crate::publish::{DifferenceEntry, Fragment, RecordFate, SetDifference};

/// Entries of a section that are printed without --all.
const PRINTED: usize = 20;

/// Show what changed between two states of the set, by its meaning
///
/// First what readers care for most: records that were withdrawn or renamed, verdicts and tiers, rates with the number
/// of reports behind them, workarounds and dead ends that came, went or were reworded, and records that are new. Dates
/// of confirmation are one line, the rest is counted; --json has every change.
///
/// A reworded text shows [-words that went-] and {+words that came+}.
///
/// TO may be the earlier state: then a record that was not there yet is told as withdrawn, and neither reasons nor
/// reports are told.
///
/// FROM and TO may also be snapshots, perhaps made by somebody else: folders, or archives (.tar.gz or .tar), which are
/// not unpacked. A word that names a file or folder, or has a slash, is one. Why records were withdrawn is not known
/// then, nor the reports behind a rate. Two snapshots are compared without a database.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    states: StateArgs,
    /// As text, or as Markdown with links to the pages of a tree
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Print every entry of each section
    #[arg(long)]
    all: bool,
    /// Exit with 1 if anything differs
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    policy: PolicyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Md,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.policy.policy(global)?;
    let ComparedStates { difference, title, from, to } = ComparedStates::of(&args.states, &policy, global)?;
    match args.format {
        _ if console.is_json() => {
            let rest = [("from", from), ("to", to), ("records", records(&difference))];
            let rest = Map::from_iter(rest.map(|(name, value)| (name.to_owned(), value)));
            console.object(counts(&difference), rest)?;
        }
        Format::Md => console.bytes(difference.markdown(&title).as_bytes(), Escapes::Text)?,
        Format::Text => print(args.all, &difference, &title, console)?,
    }
    let differs = args.exit_code && !difference.is_empty();
    Ok(if differs { Exit::Look } else { Exit::Done })
}

/// Prints what changed, of each section only the first entries unless all are wanted.
fn print(all: bool, difference: &SetDifference, title: &str, console: &mut Console) -> Result<(), Failure> {
    line(title, console)?;
    for section in difference.sections() {
        entries(section.title.as_str(), &section.entries, (all, "--all prints them"), console)?;
    }
    if difference.is_empty() {
        console.note("nothing changed");
    }
    Ok(())
}

/// Prints a line, on several if the terminal is narrow.
pub(super) fn line(text: &str, console: &mut Console) -> Result<(), Failure> {
    wrapped(text, ("", 0), console)
}

/// Prints entries below a title, only the first unless all are wanted. `more` says how to see them all.
pub(super) fn entries(
    title: &str,
    entries: &[DifferenceEntry<'_>],
    (all, more): (bool, &str),
    console: &mut Console,
) -> Result<(), Failure> {
    line("", console)?;
    line(title, console)?;
    let printed = if all { entries.len() } else { PRINTED };
    for entry in entries.iter().take(printed) {
        let text: String = entry.fragments().iter().map(text).collect();
        wrapped(&one_line(&text), ("  ", 4), console)?;
    }
    match entries.len().saturating_sub(printed) {
        0 => Ok(()),
        others => wrapped(&format!("and {others} more; {more}"), ("  ", 4), console),
    }
}

/// Prints a text after `first`; the lines that follow are indented.
fn wrapped(text: &str, (first, indent): (&str, usize), console: &mut Console) -> Result<(), Failure> {
    match console.width() {
        Some(columns) => wrap(text, columns, first, indent).iter().try_for_each(|line| console.line(line)),
        None => console.line(format!("{first}{text}")),
    }
}

fn text(fragment: &Fragment<'_>) -> String {
    match fragment {
        Fragment::Id(id) | Fragment::FormerId(id) => id.to_string(),
        Fragment::Words(text) | Fragment::Text(text) => text.clone(),
        Fragment::Removed(text) => format!("[-{text}-]"),
        Fragment::Added(text) => format!("{{+{text}+}}"),
    }
}

/// Every record that changed, with its changes.
pub(super) fn records(difference: &SetDifference) -> Value {
    difference.records.iter().map(|record| Value::from(record.to_json())).collect()
}

/// How many records changed, by what became of them.
pub(super) fn counts(difference: &SetDifference) -> Value {
    let count = |is: fn(&RecordFate) -> bool| difference.records.iter().filter(|record| is(&record.fate)).count();
    json!({
        "added": count(|fate| matches!(fate, RecordFate::Added { .. })),
        "restored": count(|fate| *fate == RecordFate::Restored),
        "withdrawn": count(|fate| matches!(fate, RecordFate::Withdrawn { .. })),
        "renamed": count(|fate| matches!(fate, RecordFate::Renamed { .. })),
        "changed": count(|fate| *fate == RecordFate::Kept),
    })
}
