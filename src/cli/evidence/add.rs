//! `canonry evidence add`

use serde_json::{Map, json};

use super::split;
use crate::cli::changes;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::{Global, Writing};
use crate::cli::{suggest, verb};
use crate::curate::{AddEvidence, Context};
use crate::record::Date;
use crate::store::{Environment, EvidenceKind, NewEvidence, Outcome, ReporterKind};

/// Record a piece of evidence on a record or one of its items
///
/// Kinds: source (where it is documented), reproduction (somebody made it happen), review (somebody read the record and
/// found it true), outcome (how an attempt ended), dispute (somebody says it is wrong; open until it is withdrawn).
///
/// The record's evidence_count grows by the count. No rate moves, and last_confirmed stays: `confirm` moves it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    canonry evidence add cicd/login --kind source --url https://docs.example.org/login\n  \
    canonry evidence add cicd/login#w1 --kind outcome --outcome success --count 3 --reporter lena")]
pub(super) struct Args {
    /// The record's id or alias, with #w1 or #d2 behind it for an item
    #[arg(value_name = "ID[#ITEM]")]
    target: String,
    /// What kind: source, reproduction, review, outcome or dispute
    #[arg(long)]
    kind: EvidenceKind,
    /// How the attempt ended, for the kind outcome: success, partial, fail or worse
    #[arg(long, required_if_eq("kind", "outcome"))]
    outcome: Option<Outcome>,
    /// So many alike
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Where it can be read
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The day it was seen [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// What there is to say
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who saw it [default: you]
    #[arg(long, value_name = "NAME")]
    reporter: Option<String>,
    /// What they are: maintainer, ci, user or agent [default: maintainer for yourself, user for others]
    #[arg(long, value_name = "KIND")]
    reporter_kind: Option<ReporterKind>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.kind != EvidenceKind::Outcome && args.outcome.is_some() {
        return Err(Failure::usage(format!("--outcome goes with --kind outcome, not {}", args.kind)));
    }
    let (word, item) = split(&args.target);
    let (context, _, outcome) = verb::carry_out(global, &args.writing, |store, context| {
        let id = suggest::resolve(store, word)?;
        Ok(AddEvidence { id, item: item.map(str::to_owned), evidence: args.evidence(context) })
    })?;
    let number = outcome.detail;
    let counts = Map::from_iter([("added".to_owned(), json!(1))]);
    let rest = Map::from_iter([("evidence".to_owned(), json!([format!("e{number}")]))]);
    if !console.is_json() {
        console.line(format!("e{number} on {}", args.target))?;
    }
    changes::print(console, &context, &outcome, counts, rest)?;
    Ok(Exit::Done)
}

impl Args {
    fn evidence(&self, context: &Context) -> NewEvidence {
        let named = self.reporter.clone().filter(|name| !name.trim().is_empty());
        let usual = if named.is_some() { ReporterKind::User } else { ReporterKind::Maintainer };
        NewEvidence {
            item: None,
            kind: self.kind,
            outcome: self.outcome,
            count: self.count,
            day: self.on.unwrap_or(context.day),
            reporter: named.unwrap_or_else(|| context.actor.clone()),
            reporter_kind: self.reporter_kind.unwrap_or(usual),
            url: self.url.clone(),
            note: self.note.clone(),
            environment: Environment::default(),
        }
    }
}
