//! `canonry withdraw`

use serde_json::Map;

use super::ask::approves;
use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::suggest;
use crate::curate::Withdraw;
use crate::store::Store;

/// Take records out of what is published
///
/// A withdrawn record is no longer listed, searched or exported, but kept with its history and its evidence; `restore`
/// brings it back. In an exported tree its files stay until `export --prune`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The records' ids, or aliases
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason("withdrawing a record")?;
    let context = global.context(&args.writing)?;
    let mut store = Store::open(&global.existing_database()?)?;
    let ids = suggest::resolve_all(&store, &args.ids)?;
    let verb = Withdraw { ids, restore: false };
    let outcome = verb.apply(&mut store, &context, &mut |changed| approves(&args.writing, changed))?;
    changes::print(console, &context, &outcome, Map::new(), Map::new())?;
    Ok(Exit::Done)
}
