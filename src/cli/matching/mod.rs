//! `canonry match`

mod bench;
mod input;
mod json;
mod text;

use std::path::PathBuf;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::filter::FilterArgs;
use super::global::Global;
use crate::curate::find_matches;
use crate::pattern::ranking::LogText;
use input::Input;

/// The most other close records that are named.
const CLOSE: usize = 3;

/// Find the records of an error text
///
/// Takes whatever a terminal, a build or a program printed, and prints the records that it is about, best first, each
/// with the line that says so. Colours, times, the prefixes of loggers and containers, and escapes do not matter; the
/// last megabyte is read. If no record is known for the text, it says so and exits with 1.
///
/// A score from 0 to about 1.7 says how well the signature and the regex of a record fit a line. From 0.48 on the
/// record is known to be about it. docs/match.md explains the parts that --why prints.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry match build.log\n  \
    kubectl logs api | canonry match\n  \
    canonry match --text \"No space left on device\" --why")]
pub(super) struct Args {
    /// The file with the text, or - for standard input, which is also read if there is no FILE
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The text itself
    #[arg(long, value_name = "TEXT", conflicts_with = "file", allow_hyphen_values = true)]
    text: Option<String>,
    /// Print up to N records
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Print records with lower scores too
    #[arg(long)]
    all: bool,
    /// Print what in the line matched, what the score is made of, and which records came close
    #[arg(long)]
    why: bool,
    /// Match the texts of a benchmark instead, and print how often the right record is first
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "text", "limit", "all", "why"])]
    bench: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.bench {
        Some(path) => {
            let texts = bench::read(path, global)?;
            let mut store = global.open_read(&global.existing_database()?)?;
            let mut snapshot = store.snapshot()?;
            let filter = args.filter.filter(&mut snapshot, global)?;
            bench::run(&snapshot, &texts, &filter, console)
        }
        None => match_text(args, global, console),
    }
}

fn match_text(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let input = match &args.text {
        Some(text) => Input::of(text),
        None => Input::read(args.file.as_deref(), &global.env)?,
    };
    let mut text = LogText::read(&input.bytes, input.skipped_lines);
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let close = if args.why { CLOSE } else { 0 };
    let mut store = global.open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let filter = args.filter.filter(&mut snapshot, global)?;
    let mut found = find_matches(&snapshot, &mut text, &filter, limit.saturating_add(close))?;
    let is_empty = snapshot.highest_row()? == 0;
    drop(snapshot);
    if is_empty {
        console.note("there are no records; `canonry import PATH` imports some");
    }
    if input.skipped_bytes > 0 {
        console.note(format!("the text is long; only its last {} bytes are read", input.bytes.len()));
    }
    let exit = if found.is_known() { Exit::Done } else { Exit::Look };
    if console.is_json() {
        found.records.truncate(limit);
        json::print(&found, input.skipped_bytes, console)?;
    } else {
        text::print(&found, args.all, args.why, limit, console)?;
    }
    Ok(exit)
}
