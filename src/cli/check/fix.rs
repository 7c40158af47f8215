//! `canonry check --fix`

use serde_json::{Map, json};

use super::arguments::Args;
use super::scan::scan;
use crate::check::Settings;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::{changes, verb};
use crate::curate::{CheckRecords, FixFindings};
use crate::store::Store;

/// Fixes what can be fixed, as one batch.
pub(super) fn run(args: &Args, settings: Settings, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = Store::open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let check = CheckRecords { filter: args.chosen(&snapshot, global)?, settings };
    let mut findings = Vec::new();
    let (tally, index) = scan(&check, &mut snapshot, console, |_, printed| {
        findings.extend(FixFindings::is_fixable(printed.finding, args.with_offers).then(|| printed.finding.clone()));
        Ok(())
    })?;
    drop(snapshot);
    drop(store);
    let offers = tally.codes.values().map(|counted| counted.offers).sum::<u64>();
    let fix = FixFindings { findings, settings: check.settings, index, with_offers: args.with_offers };
    let (context, _, outcome) = verb::carry_out(global, &args.writing, console, |_, _| Ok(fix))?;
    let counts = Map::from_iter([("fixes".to_owned(), json!(outcome.detail))]);
    changes::print(console, &context, &outcome, counts, Map::new())?;
    if offers > 0 && !args.with_offers {
        let number = if offers == 1 { "1 finding has".to_owned() } else { format!("{offers} findings have") };
        console.note(format!("{number} a fix that a person should look at: `canonry check --fix --unsafe --dry-run`"));
    }
    Ok(Exit::Done)
}
