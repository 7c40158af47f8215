//! `canonry check --fix`

use serde_json::{Map, json};

use super::arguments::Args;
use super::scan;
use crate::check::Settings;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::{changes, verb};
use crate::curate::{CheckRecords, FixCounts, FixFindings, Offers};
use crate::store::{Filter, Snapshot, Store};

/// Fixes what can be fixed.
pub(super) fn run(args: &Args, settings: Settings, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.filter.policy.policy(global)?;
    let told = args.told(&policy, global)?;
    let fix = FixCommand { settings, told, offers: args.offers(), writing: &args.writing };
    let counts = fix.run(|snapshot| args.chosen(snapshot, global), global, console)?;
    note_edges(counts, console);
    note_offers(counts, console);
    Ok(Exit::Done)
}

/// Says how many edges have no counterpart yet, and why.
pub(in crate::cli) fn note_edges(counts: FixCounts, console: &mut Console) {
    let edges = match counts.edges {
        0 => return,
        1 => "1 edge has no counterpart yet: with it the probabilities".to_owned(),
        many => format!("{many} edges have no counterparts yet: with them the probabilities"),
    };
    console
        .note(format!("{edges} of a leads_to would be more than 1 together; `canonry check --select G005` lists them"));
}

/// Says how many fixes there are to review.
pub(super) fn note_offers(counts: FixCounts, console: &mut Console) {
    let number = match counts.offers {
        0 => return,
        1 => "1 finding has".to_owned(),
        many => format!("{many} findings have"),
    };
    console.note(format!("{number} a fix that a person should look at: `canonry check --fix --unsafe --dry-run`"));
}

/// A command that fixes what some checks find.
pub(in crate::cli) struct FixCommand<'a> {
    /// Which checks.
    pub(in crate::cli) settings: Settings,
    /// Of which checks it tells what the fixes bring that a person should look at.
    pub(in crate::cli) told: Settings,
    /// The fixes that it applies although a person should review them.
    pub(in crate::cli) offers: Offers,
    /// How it writes.
    pub(in crate::cli) writing: &'a Writing,
}

impl FixCommand<'_> {
    /// Fixes what is found in the records of a filter, as one batch, and prints what changed; returns how many fixes
    /// were applied, and how many are left for a person to review.
    pub(in crate::cli) fn run(
        self,
        filter: impl FnOnce(&mut Snapshot<'_>) -> Result<Filter, Failure>,
        global: &Global,
        console: &mut Console,
    ) -> Result<FixCounts, Failure> {
        let FixCommand { settings, told, offers, writing } = self;
        let context = global.context(writing)?;
        let mut store = Store::open(&global.existing_database()?)?;
        let mut snapshot = store.snapshot()?;
        let check = CheckRecords { filter: filter(&mut snapshot)?, settings };
        let mut bar = scan::bar(&check, &snapshot, console)?;
        let fix = FixFindings::find(&mut snapshot, check, offers, told, &mut bar)?;
        bar.end();
        drop(snapshot);
        let outcome = verb::apply(&fix, &mut store, &context, writing, console)?;
        let counts = outcome.detail;
        let printed = [("fixes".to_owned(), json!(counts.applied)), ("held".to_owned(), json!(counts.edges))];
        changes::print(console, &context, &outcome, Map::from_iter(printed), Map::new())?;
        Ok(counts)
    }
}
