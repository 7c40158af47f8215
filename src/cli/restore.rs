//! `canonry restore`

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::options::Writing;
use super::{changes, ids, verb};
use crate::curate::{Namesake, Withdraw, namesakes};

/// Restore withdrawn records
///
/// The record is published again, with its history. What `withdraw --merge-into` moved to another record stays there:
/// its aliases, edges and evidence. To undo the whole merge, use `canonry undo BATCH`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The records' ids or aliases; - reads them from standard input, one per line
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut shared = Vec::new();
    let (context, _, applied) = verb::carry_out(global, &args.writing, console, |snapshot, _| {
        let ids = ids::find_all(snapshot, &args.ids, &global.env)?;
        shared = namesakes(snapshot, &ids)?;
        Ok(Withdraw { ids, restore: true, merge_into: None })
    })?;
    let to_json =
        |one: &Namesake| json!({ "id": one.id.as_str(), "alias_of": one.heir.as_str(), "merged_in": one.batch });
    let rest = Map::from_iter([("shared_names".to_owned(), shared.iter().map(to_json).collect::<Value>())]);
    changes::print(console, &context, &applied, Map::new(), rest)?;
    for Namesake { id, heir, batch } in &shared {
        console.note(match batch {
            Some(batch) => format!(
                "{id} was merged into {heir}, which keeps its names and evidence; \
                 `canonry undo {batch}` undoes the merge"
            ),
            None => format!("{heir} has {id} as an alias; `canonry edit {heir} --remove aliases={id}` removes it"),
        });
    }
    Ok(Exit::Done)
}
