//! `canonry release apply`

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use serde_json::{Map, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::curate::{AppliedDelta, ApplyDelta, ApplyError};
use crate::disk::open_plain;
use crate::publish::Form;

/// Ids that are named if a tree is not the right one.
const NAMED: usize = 20;

/// Apply a delta to a published tree
///
/// The tree of the state that the delta begins with becomes that of the state that it ends with, byte for byte. No
/// database is needed. First the whole delta is compared with the tree: if one of its records is not what the delta
/// expects, nothing is written. Each file is replaced as a whole, and a command that was stopped can be run again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  canonry release apply delta.ndjson tree")]
pub(super) struct Args {
    /// The delta, as `release delta` writes it
    #[arg(value_name = "DELTA")]
    delta: PathBuf,
    /// The folder of the tree, which has the folder errors
    #[arg(value_name = "TREE")]
    tree: PathBuf,
    /// What to write: json, md, zh-md, separated by commas [default: what the tree has]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    format: Vec<Form>,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let file: File = open_plain(&args.delta).map_err(|error| Failure::input(&args.delta, &error))?;
    let mut forms = args.format.clone();
    forms.sort_unstable();
    forms.dedup();
    let apply = ApplyDelta { tree: args.tree.clone(), forms: (!forms.is_empty()).then_some(forms) };
    let applied = apply.apply(&mut BufReader::new(file), &global.progress()).map_err(|error| failure(args, error))?;
    let AppliedDelta { lines, written, removed } = applied;
    console.done(format!("{} is up to date (written {written}, removed {removed})", args.tree.display()));
    if console.is_json() {
        console.object(json!({ "lines": lines, "written": written, "removed": removed }), Map::new())?;
    } else {
        console.summary(format!("lines {lines}, written {written}, removed {removed}"))?;
    }
    Ok(Exit::Done)
}

fn failure(args: &Args, error: ApplyError) -> Failure {
    let (delta, tree) = (args.delta.display(), args.tree.display());
    match error {
        ApplyError::Line(fault) => {
            let message = format!("{delta} is not a delta; nothing was written");
            let details = vec![format!("{delta}:{}:{}: {}", fault.line, fault.column, fault.reason)];
            Failure { details, ..Failure::new(Exit::Rejected, message) }
        }
        ApplyError::OtherTree(ids) => {
            let message = format!("{tree} is not the tree that {delta} is for; nothing was written");
            let mut details: Vec<String> =
                ids.iter().take(NAMED).map(|id| format!("{id}: not the record that the delta expects")).collect();
            if ids.len() > NAMED {
                details.push(format!("and {} more", ids.len() - NAMED));
            }
            Failure { details, ..Failure::new(Exit::Conflict, message) }
                .hint("apply the deltas before this one first, each to the tree that the one before it made")
        }
        ApplyError::Tree(error) => error.into(),
        ApplyError::Read(error) => Failure::file(format!("{delta} could not be read"), &error),
    }
}
