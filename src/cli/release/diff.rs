//! `canonry release diff`

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::plain::one_line;
use crate::cli::terminal::Escapes;
use crate::cli::width::wrap;
use crate::curate::{Moment, difference};
use crate::ledger::BatchNumber;
use crate::publish::{Fragment, RecordFate, SetDifference};
use crate::store::{Snapshot, Store};

/// Entries of a section that are printed without --all.
const PRINTED: usize = 20;

/// Show what changed between two states of the set, by its meaning
///
/// First what readers care for most: records that were withdrawn or renamed, verdicts and tiers, rates with the number
/// of reports behind them, workarounds and dead ends that came, went or were reworded, and records that are new. Dates
/// of confirmation are one line, the rest is counted; --json has every change.
///
/// A reworded text shows [-words that went-] and {+words that came+}.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier state: a release, a batch, or a day, which means its end [default: the latest release]
    #[arg(value_name = "FROM")]
    from: Option<Moment>,
    /// The later state [default: now]
    #[arg(value_name = "TO")]
    to: Option<Moment>,
    /// As text, or as Markdown with links to the pages of a tree
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Print every entry of each section
    #[arg(long)]
    all: bool,
    /// Exit with 1 if anything differs
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Md,
}

/// The states that are compared.
pub(super) struct States {
    pub(super) from: NamedState,
    pub(super) to: NamedState,
}

/// The state after a batch, with its name.
pub(super) struct NamedState {
    pub(super) batch: BatchNumber,
    pub(super) name: String,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = Store::open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let states = States::of(args.from.as_ref(), args.to.as_ref(), &snapshot)?;
    let difference = difference(&mut snapshot, (states.from.batch, states.to.batch))?;
    let title = format!("Changes after {} up to {}", states.from.name, states.to.name);
    match args.format {
        _ if console.is_json() => {
            let records: Vec<Value> = difference.records.iter().map(|record| record.to_json().into()).collect();
            let rest = [
                ("from", json!(states.from.batch)),
                ("to", json!(states.to.batch)),
                ("records", Value::Array(records)),
            ];
            let rest = Map::from_iter(rest.map(|(name, value)| (name.to_owned(), value)));
            console.object(counts(&difference), rest)?;
        }
        Format::Md => console.bytes(difference.markdown(&title).as_bytes(), Escapes::Text)?,
        Format::Text => print(args.all, &difference, &title, console)?,
    }
    let differs = args.exit_code && !difference.is_empty();
    Ok(if differs { Exit::Look } else { Exit::Done })
}

impl States {
    /// The states that a user names: without the first it is the latest release, without the second what is now.
    pub(super) fn of(from: Option<&Moment>, to: Option<&Moment>, snapshot: &Snapshot<'_>) -> Result<Self, Failure> {
        let from = match from {
            Some(from) => NamedState::of(from, snapshot)?,
            None => NamedState::of_release(snapshot)?,
        };
        let to = match to {
            Some(to) => NamedState::of(to, snapshot)?,
            None => NamedState::after(snapshot.last_batch()?),
        };
        if from.batch > to.batch {
            let message = format!("{} is later than {}", from.name, to.name);
            let (from, to) = (from.word(), to.word());
            return Err(Failure::usage(message).hint(format!("name the earlier state first: {to} {from}")));
        }
        Ok(States { from, to })
    }
}

impl NamedState {
    fn of(moment: &Moment, snapshot: &Snapshot<'_>) -> Result<Self, Failure> {
        let batch = moment.batch(snapshot)?;
        Ok(match moment {
            Moment::Batch(_) | Moment::Day(_) => NamedState::after(batch),
            Moment::Release(_) => NamedState { batch, name: moment.to_string() },
        })
    }

    fn after(batch: BatchNumber) -> Self {
        NamedState { batch, name: format!("batch {batch}") }
    }

    /// That of the latest release.
    fn of_release(snapshot: &Snapshot<'_>) -> Result<Self, Failure> {
        match snapshot.last_release()? {
            Some(release) => NamedState::of(&Moment::Release(release.what.name), snapshot),
            None => Err(Failure::new(Exit::Missing, "there is no release yet to compare with")
                .hint("name an earlier state: `canonry release diff 1` shows what changed after batch 1")),
        }
    }

    /// What names it on the command line.
    fn word(&self) -> &str {
        self.name.rsplit(' ').next().unwrap_or_default()
    }
}

/// Prints what changed, of each section only the first entries unless all are wanted.
pub(super) fn print(all: bool, difference: &SetDifference, title: &str, console: &mut Console) -> Result<(), Failure> {
    let columns = console.width();
    let line = |text: &str, first: &str, indent: usize, console: &mut Console| match columns {
        Some(columns) => wrap(text, columns, first, indent).iter().try_for_each(|line| console.line(line)),
        None => console.line(format!("{first}{text}")),
    };
    line(title, "", 0, console)?;
    for section in difference.sections() {
        line("", "", 0, console)?;
        line(section.title.as_str(), "", 0, console)?;
        let printed = if all { section.entries.len() } else { PRINTED };
        for entry in section.entries.iter().take(printed) {
            let text: String = entry.fragments().iter().map(text).collect();
            line(&one_line(&text), "  ", 4, console)?;
        }
        match section.entries.len().saturating_sub(printed) {
            0 => {}
            more => line(&format!("and {more} more; --all prints them"), "  ", 4, console)?,
        }
    }
    if difference.is_empty() {
        console.note("nothing changed");
    }
    Ok(())
}

fn text(fragment: &Fragment<'_>) -> String {
    match fragment {
        Fragment::Id(id) | Fragment::FormerId(id) => id.to_string(),
        Fragment::Words(text) | Fragment::Text(text) => text.clone(),
        Fragment::Removed(text) => format!("[-{text}-]"),
        Fragment::Added(text) => format!("{{+{text}+}}"),
    }
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
