//! `canonry check --fix`

use serde_json::{Map, json};

use super::arguments::Args;
use super::printed::Printed;
use super::scan::{self, Sink, scan};
use crate::check::{Finding, Settings};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::{changes, verb};
use crate::curate::{CheckRecords, FixFindings};
use crate::store::{Filter, Snapshot, Store};

/// Fixes what can be fixed.
pub(super) fn run(args: &Args, settings: Settings, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let fix = FixCommand { settings, with_offers: args.with_offers, writing: &args.writing };
    let offers = fix.run(|snapshot| args.chosen(snapshot, global), global, console)?;
    note_offers(offers, args, console);
    Ok(Exit::Done)
}

/// Says how many findings have a fix that was not applied, because a person should look at it.
pub(super) fn note_offers(offers: u64, args: &Args, console: &mut Console) {
    if offers > 0 && !args.with_offers {
        let number = if offers == 1 { "1 finding has".to_owned() } else { format!("{offers} findings have") };
        console.note(format!("{number} a fix that a person should look at: `canonry check --fix --unsafe --dry-run`"));
    }
}

/// A command that fixes what some checks find.
pub(in crate::cli) struct FixCommand<'a> {
    /// Which checks.
    pub(in crate::cli) settings: Settings,
    /// Also applies fixes that a person should look at.
    pub(in crate::cli) with_offers: bool,
    /// How it writes.
    pub(in crate::cli) writing: &'a Writing,
}

impl FixCommand<'_> {
    /// Fixes what is found in the records of a filter, as one batch, and prints what changed; returns how many findings
    /// have a fix that a person should look at.
    pub(in crate::cli) fn run(
        self,
        filter: impl FnOnce(&Snapshot<'_>) -> Result<Filter, Failure>,
        global: &Global,
        console: &mut Console,
    ) -> Result<u64, Failure> {
        let FixCommand { settings, with_offers, writing } = self;
        let mut store = Store::open_read(&global.existing_database()?)?;
        let mut snapshot = store.snapshot()?;
        let check = CheckRecords { filter: filter(&snapshot)?, settings };
        let bar = scan::bar(&check, &snapshot, console)?;
        let mut found = Fixable::new(with_offers);
        let index = scan(&check, &mut snapshot, bar, &mut found)?;
        let Fixable { findings, offers, .. } = found;
        drop(snapshot);
        drop(store);
        let fix = FixFindings { findings, settings: check.settings, index, with_offers };
        let (context, _, outcome) = verb::carry_out(global, writing, console, |_, _| Ok(fix))?;
        let counts = Map::from_iter([("fixes".to_owned(), json!(outcome.detail))]);
        changes::print(console, &context, &outcome, counts, Map::new())?;
        Ok(offers)
    }
}

/// Collects what can be fixed.
pub(super) struct Fixable {
    pub(super) findings: Vec<Finding>,
    /// How many findings have a fix that a person should look at.
    pub(super) offers: u64,
    with_offers: bool,
}

impl Fixable {
    pub(super) fn new(with_offers: bool) -> Self {
        Fixable { findings: Vec::new(), offers: 0, with_offers }
    }
}

impl Sink for Fixable {
    fn add(&mut self, printed: Printed<'_>) -> Result<(), Failure> {
        let Some(finding) = printed.finding() else { return Ok(()) };
        self.offers += u64::from(finding.fix.as_ref().is_some_and(|fix| !fix.safe));
        self.findings.extend(FixFindings::is_fixable(finding, self.with_offers).then(|| finding.clone()));
        Ok(())
    }
}
