//! `canonry evidence add`

use serde_json::{Map, json};

use super::named::target;
use super::printed::{note_repeated, numbers, print_recorded, repeated_to_json};
use crate::cli::changes::{self, PRINTED};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filter::FilterArgs;
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::plain::{one_line, plain};
use crate::cli::{ids, verb};
use crate::curate::{AddEvidence, Added, Context, Policy, Targets, reporter};
use crate::ledger::{Environment, Evidence, EvidenceKind, NewEvidence, Outcome, ReporterKind};
use crate::record::Date;
use crate::store::Snapshot;

/// Record evidence on records or their items
///
/// Kinds: source (where it is documented), reproduction (somebody made it happen), review (somebody read the record and
/// found it true), outcome (how an attempt ended), dispute (somebody says it is wrong; open until it is withdrawn).
///
/// Evidence with --outcome is a report, and counts for `rates`. An outcome needs it, a reproduction may have it.
///
/// The record's evidence_count grows by the count. Rates and last_confirmed do not change; `confirm` changes
/// last_confirmed. With several targets each gets the same evidence, or none does. If the ledger already has the
/// evidence with this URL, nothing is recorded.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry evidence add cicd/login --kind source --url https://docs.example.org/login\n  \
    canonry evidence add cicd/login#w1 --kind outcome --outcome success --count 3 --reporter lena\n  \
    canonry evidence add --tag docker --kind review --note 'read with Docker 29'\n  \
    canonry evidence add - --kind reproduction < ids.txt")]
pub(super) struct Args {
    /// The ids or aliases of the records, with #w1 or #d2 appended for an item; - reads them from standard input, one
    /// per line; or choose records by the options below
    #[arg(value_name = "ID[#ITEM]")]
    targets: Vec<String>,
    /// The kind: source, reproduction, review, outcome or dispute
    #[arg(long)]
    kind: EvidenceKind,
    /// How the attempt ended, for the kinds outcome and reproduction: success, partial, fail or worse
    #[arg(long, required_if_eq("kind", "outcome"))]
    outcome: Option<Outcome>,
    /// The number of equal observations, up to rates.max_count of the policy
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// The address, with http or https; required for a source
    #[arg(long, value_name = "URL", required_if_eq("kind", "source"))]
    url: Option<String>,
    /// The day it was seen [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// A note
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who saw it [default: you]
    #[arg(long, value_name = "NAME")]
    reporter: Option<String>,
    /// The kind of reporter: maintainer, ci, user or agent [default: maintainer for yourself, user for others]
    #[arg(long, value_name = "KIND")]
    reporter_kind: Option<ReporterKind>,
    /// Record it even if the ledger has evidence of this kind with this URL
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let (policy, _) = args.filter.policy.policy(global)?;
    let max_count = policy.rates.max_count;
    let (context, _, applied) = verb::carry_out(global, &args.writing, console, |snapshot, context| {
        let (targets, evidence) = (args.targets(snapshot, global)?, args.evidence(context));
        Ok(AddEvidence { targets, evidence, again: args.again, max_count })
    })?;
    let Added { recorded, known, repeated } = &applied.detail;
    print_recorded(console, recorded)?;
    for (target, Evidence { id, what, .. }) in known.iter().take(PRINTED) {
        let (day, reporter) = (what.day, plain(what.reporter.as_str()));
        console.note(format!("{target} already has this URL in {id} ({day}, {reporter}); --again records it anyway"));
    }
    note_repeated(console, repeated);
    args.note_standing(&context, &policy, console);
    let counts =
        Map::from_iter([("added".to_owned(), json!(recorded.len())), ("known".to_owned(), json!(known.len()))]);
    let known = known.iter().map(|(target, known)| json!({ "id": known.id.to_string(), "on": target.to_string() }));
    let rest = Map::from_iter([
        ("evidence".to_owned(), numbers(recorded)),
        ("known".to_owned(), known.collect()),
        ("repeated".to_owned(), repeated_to_json(repeated)),
    ]);
    changes::print(console, &context, &applied, counts, rest)?;
    Ok(Exit::Done)
}

impl Args {
    fn targets(&self, snapshot: &mut Snapshot<'_>, global: &Global) -> Result<Targets, Failure> {
        Ok(match self.filter.unless_named(&self.targets, snapshot, global)? {
            Some(filter) => Targets::Filter(filter),
            None => Targets::Named(ids::each(&self.targets, &global.env, |word| target(snapshot, word))?),
        })
    }

    /// Says that a report has the weight of a user's, if the policy does not list its reporter under their kind.
    fn note_standing(&self, context: &Context, policy: &Policy, console: &mut Console) {
        let NewEvidence { reporter, reporter_kind, outcome, .. } = self.evidence(context);
        let counted = policy.counted_kind(reporter_kind, &reporter.folded());
        if outcome.is_some() && counted != reporter_kind {
            console.note(format!(
                "this counts as the report of a {counted}: [reporters] in canonry.toml does not list {} as \
                 {reporter_kind}",
                one_line(reporter.as_str())
            ));
        }
    }

    fn evidence(&self, context: &Context) -> NewEvidence {
        let (reporter, reporter_kind) = reporter(context, self.reporter.as_deref(), self.reporter_kind);
        NewEvidence {
            item: None,
            kind: self.kind,
            outcome: self.outcome,
            count: self.count,
            day: self.on.unwrap_or(context.day),
            reporter,
            reporter_kind,
            is_apart: false,
            url: self.url.clone(),
            note: self.note.clone(),
            environment: Environment::default(),
        }
    }
}
