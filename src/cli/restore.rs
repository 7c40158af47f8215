//! `canonry restore`

use serde_json::Map;

use super::ask::approves;
use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::suggest;
use crate::curate::Withdraw;
use crate::store::Store;

/// Bring withdrawn records back
///
/// The record is as it was, with its history and its evidence.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The records' ids, or aliases
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let context = global.context(&args.writing)?;
    let mut store = Store::open(&global.existing_database()?)?;
    let ids = suggest::resolve_all(&store, &args.ids)?;
    let verb = Withdraw { ids, restore: true };
    let outcome = verb.apply(&mut store, &context, &mut |changed| approves(&args.writing, changed))?;
    changes::print(console, &context, &outcome, Map::new(), Map::new())?;
    Ok(Exit::Done)
}
