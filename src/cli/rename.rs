//! `canonry rename`

use serde_json::Map;

use super::ask::approves;
use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::{Global, Writing};
use super::suggest;
use crate::curate::Rename;
use crate::record::{Id, IdError};
use crate::store::Store;

/// Give a record another id
///
/// Edges of other records follow, and the old id becomes an alias, so that whoever knows the record by it still finds
/// it; an import that brings the record under its old id meets the renamed one. The domain is the first segment of the
/// new id. In an exported tree the old folder stays until `export --prune`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The id that the record has, or an alias of it
    old: String,
    /// The id that it gets
    new: String,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let to: Id = args.new.parse().map_err(|error: IdError| Failure::usage(format!("{}: {error}", args.new)))?;
    let context = global.context(&args.writing)?;
    let mut store = Store::open(&global.existing_database()?)?;
    let from = suggest::resolve(&store, &args.old)?;
    let outcome = Rename { from, to }.apply(&mut store, &context, &mut |changed| approves(&args.writing, changed))?;
    changes::print(console, &context, &outcome, Map::new(), Map::new())?;
    Ok(Exit::Done)
}
