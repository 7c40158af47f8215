//! `canonry policy`, and the policy for the commands that heed one.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::terminal::Escapes;
use crate::curate::{DEFAULT_POLICY, Gate, Policy};

/// Show what the maintainers of this set demand
///
/// The policy is the file canonry.toml beside the database; what it leaves out is as in the default. It holds the
/// ladder of tiers, what each tier demands (its gate), and how much a report weighs by who makes it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// Print the policy in force, as a file that says the same
    ///
    /// Where there is no file, this prints the default with its explanations: a good beginning for a file of your own,
    /// as in `canonry policy show > canonry.toml`.
    Show(PolicyArgs),
}

/// Which policy.
#[derive(Debug, clap::Args)]
pub(super) struct PolicyArgs {
    /// The policy [default: canonry.toml beside the database, else the built-in one]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl PolicyArgs {
    /// The file of the policy in force; `None` if it is the built-in one.
    pub(super) fn file(&self, global: &Global) -> Result<Option<PathBuf>, Failure> {
        global.policy_file(self.policy.as_deref())
    }

    /// The policy in force, and the file that it comes from.
    pub(super) fn policy(&self, global: &Global) -> Result<(Policy, Option<PathBuf>), Failure> {
        let Some(path) = self.file(global)? else { return Ok((Policy::default(), None)) };
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::input(&path, &error))?;
        let policy = text.parse().map_err(|error: crate::curate::PolicyError| {
            let before = error.span.as_ref().and_then(|span| text.get(..span.start));
            let place = before.map_or(String::new(), |before| {
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
                format!(":{line}:{column}")
            });
            Failure::new(Exit::Rejected, format!("{}{place}: {}", path.display(), error.message))
                .hint("`canonry policy show --policy /dev/null` prints the default, with every key explained")
        })?;
        Ok((policy, Some(path)))
    }
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let PolicyCommand::Show(which) = &args.command;
    let (policy, file) = which.policy(global)?;
    if console.is_json() {
        let rest = Map::from_iter([
            ("file".to_owned(), json!(file.map(|file| file.to_string_lossy().into_owned()))),
            ("policy".to_owned(), to_json(&policy)),
        ]);
        console.object(json!({ "tiers": policy.ladder.len() }), rest)?;
        return Ok(Exit::Done);
    }
    let text = if policy == Policy::default() { DEFAULT_POLICY.to_owned() } else { policy.to_toml() };
    match file {
        Some(file) => console.note(format!("from {}", file.display())),
        None => console.note("there is no canonry.toml beside the database; this is the default"),
    }
    // TOML escapes characters as JSON does.
    console.bytes(text.as_bytes(), Escapes::Json)?;
    Ok(Exit::Done)
}

fn to_json(policy: &Policy) -> Value {
    let gate = |gate: &Gate| {
        let Gate { evidence, review_by, confirmed_within_days, no_open_dispute, reports, reporters, lower_bound } =
            gate;
        json!({
            "evidence": evidence.iter().map(|(kind, count)| (kind.to_string(), json!(count))).collect::<Map<_, _>>(),
            "review_by": review_by.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "confirmed_within_days": confirmed_within_days,
            "no_open_dispute": no_open_dispute,
            "reports": reports,
            "reporters": reporters,
            "lower_bound": lower_bound.map(crate::record::Rate::value),
        })
    };
    json!({
        "ladder": policy.ladder.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "gates": policy.gates.iter().map(|(tier, table)| (tier.to_string(), gate(table))).collect::<Map<_, _>>(),
        "limits": {
            "record_bytes": policy.limits.record_bytes, "field_bytes": policy.limits.field_bytes,
            "items": policy.limits.items,
        },
        "weights": policy.weights.iter().map(|(kind, weight)| (kind.to_string(), json!(weight))).collect::<Map<_, _>>(),
    })
}
