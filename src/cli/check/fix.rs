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
use crate::store::{Filter, Snapshot};

/// Fixes what can be fixed.
pub(super) fn run(args: &Args, settings: Settings, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.filter.policy.policy(global)?;
    let told = args.told(&policy, global)?;
    let fix = FixCommand { settings, told, offers: args.offers(), writing: &args.writing };
    let counts = fix.run(|snapshot| args.chosen(snapshot, global), global, console)?;
    note_left(&counts, console);
    Ok(Exit::Done)
}

/// Says which fixes were not applied.
pub(super) fn note_left(counts: &FixCounts, console: &mut Console) {
    note_edges(counts, console);
    note_offers(counts, console);
    note_harmful(counts, console);
}

/// Says how many edges have no counterpart yet, and why.
pub(in crate::cli) fn note_edges(counts: &FixCounts, console: &mut Console) {
    let edges = match counts.edges {
        0 => return,
        1 => "1 edge has no counterpart yet: with it the probabilities".to_owned(),
        many => format!("{many} edges have no counterparts yet: with them the probabilities"),
    };
    console
        .note(format!("{edges} of a leads_to would be more than 1 together; `canonry check --select G005` lists them"));
}

/// Says how many fixes there are to review.
fn note_offers(counts: &FixCounts, console: &mut Console) {
    let number = match counts.offers {
        0 => return,
        1 => "1 finding has".to_owned(),
        many => format!("{many} findings have"),
    };
    console.note(format!("{number} a fix that a person should look at: `canonry check --fix --unsafe --dry-run`"));
}

/// Says which fixes were not applied because of what they would bring.
fn note_harmful(counts: &FixCounts, console: &mut Console) {
    let each = counts
        .harmful
        .iter()
        .map(|((code, brought), number)| format!("{} with {} {number}", code.short(), brought.short()));
    let (each, codes) = (each.collect::<Vec<_>>().join(", "), counts.harmful.keys().map(|(code, _)| code.short()));
    let (fixes, would) = match counts.harmful_fixes() {
        0 => return,
        1 => ("1 fix was".to_owned(), "it"),
        many => (format!("{many} fixes were"), "each"),
    };
    let mut codes: Vec<&str> = codes.collect();
    codes.dedup();
    console.note(format!("{fixes} not applied, because {would} would bring something as grave: {each}"));
    console.note(format!("`canonry check --fix --unsafe --select {}` applies them all the same", codes.join(",")));
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
        let mut store = global.open(&global.existing_database()?)?;
        let mut snapshot = store.snapshot()?;
        let check = CheckRecords { filter: filter(&mut snapshot)?, settings };
        let mut bar = scan::bar(&check, &snapshot, console)?;
        let fix = FixFindings::find(&mut snapshot, check, offers, told, &mut bar)?;
        bar.end();
        drop(snapshot);
        let applied = verb::apply(&fix, &mut store, &context, writing, console)?;
        let counts = &applied.detail;
        let printed = [
            ("fixes".to_owned(), json!(counts.applied)),
            ("held".to_owned(), json!(counts.edges)),
            ("harmful".to_owned(), json!(counts.harmful_fixes())),
        ];
        changes::print(console, &context, &applied, Map::from_iter(printed), Map::new())?;
        Ok(applied.detail)
    }
}
