//! `canonry check`

mod arguments;
mod catalogue;
mod fix;
mod json;
mod printed;
mod scan;
mod tally;
mod text;

use std::io::{BufWriter, Write};

use serde_json::Value;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::terminal::{Data, Escapes};
use crate::check::Severity;
use crate::curate::CheckRecords;
use crate::record::compact;
use crate::store::Store;
pub(super) use arguments::Args;
use arguments::Format;
pub(super) use fix::FixCommand;
use printed::Printed;
use scan::scan;

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.list {
        return catalogue::list(console);
    }
    if let Some(selector) = &args.explain {
        return catalogue::explain(selector, console);
    }
    let settings = args.settings(global)?;
    if args.fix {
        return fix::run(args, settings, global, console);
    }
    let mut store = Store::open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let check = CheckRecords { filter: args.chosen(&snapshot, global)?, settings };
    let format = if console.is_json() { Format::Json } else { args.format };
    let lines = match format {
        Format::Ndjson => Some(BufWriter::new(console.data(Escapes::Json)?)),
        Format::Text | Format::Json => None,
    };
    let mut printer = Printer { format, with_notes: args.all, is_silent: args.statistics, kept: Vec::new(), lines };
    let (tally, _) = scan(&check, &mut snapshot, console, |console, printed| printer.print(printed, console))?;
    drop(snapshot);
    match format {
        Format::Json => json::print(&printer.kept, &tally, console)?,
        Format::Ndjson => printer.lines.iter_mut().try_for_each(Write::flush)?,
        Format::Text if args.statistics => text::statistics(&tally, console)?,
        Format::Text => text::summary(&tally, args.all, console)?,
    }
    Ok(tally.exit(args.fail_on))
}

/// Prints findings as they come, or keeps them for the object of --json.
struct Printer {
    format: Format,
    with_notes: bool,
    /// Only the numbers are wanted.
    is_silent: bool,
    kept: Vec<Value>,
    /// Where lines of JSON go. There may be hundreds of thousands.
    lines: Option<BufWriter<Data>>,
}

impl Printer {
    fn print(&mut self, printed: Printed<'_>, console: &mut Console) -> Result<(), Failure> {
        if self.is_silent || !(self.with_notes || printed.finding.severity != Severity::Note) {
            return Ok(());
        }
        match self.format {
            Format::Text => text::print(printed, console)?,
            Format::Json => self.kept.push(json::object(printed)),
            Format::Ndjson => {
                let line = compact(&json::object(printed));
                self.lines.iter_mut().try_for_each(|lines| writeln!(lines, "{line}"))?;
            }
        }
        Ok(())
    }
}
