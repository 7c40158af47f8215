//! `canonry rename`

use serde_json::Map;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::{changes, edges, verb};
use crate::curate::{Rename, find_id};
use crate::record::{Id, IdError};

/// Give a record another id
///
/// Edges of other records are changed to the new id. The old id becomes an alias, so you can still use it, and an
/// import of the record under its old id finds the renamed one. The domain is the first segment of the new id. In an
/// exported tree the old folder stays until `export --prune`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The current id, or an alias
    old: String,
    /// The new id
    new: String,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let to: Id = args.new.parse().map_err(|error: IdError| Failure::usage(format!("{}: {error}", args.new)))?;
    let (context, verb, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        Ok(Rename { from: find_id(snapshot, &args.old)?, to })
    })?;
    let pointers = &applied.detail;
    let rest = Map::from_iter([("followed".to_owned(), edges::to_json(pointers))]);
    changes::print(console, &context, &applied, Map::new(), rest)?;
    if !pointers.is_empty() {
        console.note(format!("{}; the edges now point to the new id", edges::describe(&verb.from, pointers)));
    }
    Ok(Exit::Done)
}
