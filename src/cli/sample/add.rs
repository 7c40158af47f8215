//! `canonry sample add`

use serde_json::{Map, json};

use super::text;
use crate::cli::changes;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::cli::policy::PolicyArgs;
use crate::cli::verb;
use crate::curate::{AddSample, SampleStanding, find_id};
use crate::record::SampleKind;

/// Keep a text that the regex of a record has to find, or must not find
///
/// If the regex does not do so yet, a note says so at once, and `canonry check` reports it until the regex does.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  canonry sample add python/venv-pip-missing --match \"/usr/bin/python3: No module named \
    pip\"\n  tail -n 1 build.log | canonry sample add python/venv-pip-missing --no-match -"
)]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
    #[command(flatten)]
    sample: SampleText,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    writing: Writing,
}

/// The sample: one of the two.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct SampleText {
    /// A text that the regex has to find, or - to read it from standard input
    #[arg(long = "match", value_name = "TEXT", allow_hyphen_values = true)]
    matches: Option<String>,
    /// A text that the regex must not find, or -
    #[arg(long = "no-match", value_name = "TEXT", allow_hyphen_values = true)]
    no_match: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let limits = args.policy.policy(global)?.0.limits;
    let (kind, word) = match (&args.sample.matches, &args.sample.no_match) {
        (Some(text), _) => (SampleKind::Match, text),
        (None, Some(text)) => (SampleKind::NoMatch, text),
        (None, None) => return Err(Failure::usage("a sample needs --match TEXT or --no-match TEXT")),
    };
    let text = text::read(word, console.env(), &limits)?;
    let (context, verb, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        Ok(AddSample { id: find_id(snapshot, &args.id)?, kind, text, limits })
    })?;
    let standing = applied.detail;
    let rest = Map::from_iter([("is_met".to_owned(), json!(standing.is_met()))]);
    changes::print(console, &context, &applied, Map::new(), rest)?;
    let id = &verb.id;
    match (standing, kind) {
        (SampleStanding::Met, _) => {}
        (SampleStanding::NotMet, SampleKind::Match) => {
            console.note(format!("the regex of {id} does not find it: R002"))
        }
        (SampleStanding::NotMet, SampleKind::NoMatch) => console.note(format!("the regex of {id} finds it: R003")),
        (SampleStanding::NoRegex, _) => console.note(format!("the regex of {id} cannot be read: R001")),
    }
    Ok(Exit::Done)
}
