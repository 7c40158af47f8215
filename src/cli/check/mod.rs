//! `canonry check`

mod arguments;
mod catalogue;
mod counts;
mod files;
mod fix;
mod github;
mod json;
mod named;
mod printed;
mod printer;
mod sarif;
mod scan;
mod since;
mod text;
mod waived;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use crate::curate::CheckRecords;
pub(super) use arguments::Args;
use arguments::FindingFormat;
pub(super) use counts::FindingCounts;
pub(super) use fix::{FixCommand, note_edges};
pub(super) use json::object as finding_to_json;
pub(super) use printed::Printed;
use printer::FindingPrinter;
pub(super) use text::{counts as print_counts, print as print_finding};

use scan::scan;
pub(super) use text::carets;

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.require_format(console.is_json())?;
    if args.format == FindingFormat::Json {
        console.print_json();
    }
    if args.list {
        return catalogue::list(console);
    }
    if let Some(selector) = &args.explain {
        return catalogue::explain(selector, console);
    }
    since::require(args)?;
    args.require_fix()?;
    if let Some(paths) = named::files(args, &global.env)? {
        return files::run(args, &paths, global, console);
    }
    let (policy, _) = args.filter.policy.policy(global)?;
    let settings = args.settings(&policy, global)?;
    if args.fix {
        return fix::run(args, settings, global, console);
    }
    if args.waived {
        return waived::run(args, settings, global, console);
    }
    let mut store = global.open_read(&global.existing_database().map_err(named::no_database)?)?;
    let mut snapshot = store.snapshot()?;
    let check = CheckRecords { filter: args.chosen(&mut snapshot, global)?, settings };
    let bar = scan::bar(&check, &snapshot, console)?;
    let before = since::before(args, &check, &mut snapshot, global.today()?)?;
    let mut printer = FindingPrinter::new(args, before, console)?;
    match printer.only_counts() {
        Some(counts) => scan::count(&check, &mut snapshot, bar, counts)?,
        None => scan(&check, &mut snapshot, bar, &mut printer).map(drop)?,
    }
    printer.explain(&snapshot)?;
    drop(snapshot);
    printer.finish()
}
