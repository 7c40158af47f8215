//! `canonry check --fix`

use serde_json::{Map, json};

use super::arguments::Args;
use super::printed::Printed;
use super::scan::{self, Sink, scan};
use crate::check::{Code, Finding, Settings};
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
    let left = fix.run(|snapshot| args.chosen(snapshot, global), global, console)?;
    left.note_edges(console);
    left.note_offers(console);
    Ok(Exit::Done)
}

/// Findings whose fix was not applied, because a person should review it.
#[derive(Clone, Copy, Default)]
pub(in crate::cli) struct LeftOver {
    /// All of them.
    pub(super) offers: u64,
    /// Edges without their counterpart, which would contradict others.
    pub(super) edges: u64,
}

impl LeftOver {
    /// Adds those whose fix was held back.
    pub(super) fn with_held(self, held: usize) -> Self {
        let held = u64::try_from(held).unwrap_or(u64::MAX);
        LeftOver { offers: self.offers + held, edges: self.edges + held }
    }

    /// Says how many edges have no counterpart yet, and why.
    pub(in crate::cli) fn note_edges(self, console: &mut Console) {
        let edges = match self.edges {
            0 => return,
            1 => "1 edge has no counterpart yet: with it the probabilities".to_owned(),
            many => format!("{many} edges have no counterparts yet: with them the probabilities"),
        };
        console.note(format!(
            "{edges} of a leads_to would be more than 1 together; `canonry check --select G005` lists them"
        ));
    }

    /// Says how many fixes there are to review.
    pub(super) fn note_offers(self, console: &mut Console) {
        let number = match self.offers {
            0 => return,
            1 => "1 finding has".to_owned(),
            many => format!("{many} findings have"),
        };
        console.note(format!("{number} a fix that a person should look at: `canonry check --fix --unsafe --dry-run`"));
    }
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
    /// Fixes what is found in the records of a filter, as one batch, and prints what changed; returns what is left for
    /// a person to review.
    pub(in crate::cli) fn run(
        self,
        filter: impl FnOnce(&mut Snapshot<'_>) -> Result<Filter, Failure>,
        global: &Global,
        console: &mut Console,
    ) -> Result<LeftOver, Failure> {
        let FixCommand { settings, told, offers, writing } = self;
        let mut store = Store::open_read(&global.existing_database()?)?;
        let mut snapshot = store.snapshot()?;
        let check = CheckRecords { filter: filter(&mut snapshot)?, settings };
        let bar = scan::bar(&check, &snapshot, console)?;
        let mut found = Fixable::new(offers);
        let index = scan(&check, &mut snapshot, bar, &mut found)?;
        let Fixable { findings, left, .. } = found;
        drop(snapshot);
        drop(store);
        let fix = FixFindings { findings, settings: check.settings, index, offers, told };
        let (context, _, outcome) = verb::carry_out(global, writing, console, |_, _| Ok(fix))?;
        let FixCounts { applied, held } = outcome.detail;
        let left = left.with_held(held);
        let counts = [("fixes".to_owned(), json!(applied)), ("held".to_owned(), json!(left.edges))];
        changes::print(console, &context, &outcome, Map::from_iter(counts), Map::new())?;
        Ok(left)
    }
}

/// Collects what can be fixed.
pub(super) struct Fixable {
    pub(super) findings: Vec<Finding>,
    /// What is not fixed, because a person should review it.
    pub(super) left: LeftOver,
    offers: Offers,
}

impl Fixable {
    pub(super) fn new(offers: Offers) -> Self {
        Fixable { findings: Vec::new(), left: LeftOver::default(), offers }
    }
}

impl Sink for Fixable {
    fn add(&mut self, printed: Printed<'_>) -> Result<(), Failure> {
        let Some(finding) = printed.finding() else { return Ok(()) };
        if self.offers.fixes(finding) {
            self.findings.push(finding.clone());
        } else if finding.fix.is_some() {
            self.left.offers += 1;
            self.left.edges += u64::from(finding.code == Code::G005);
        }
        Ok(())
    }
}
