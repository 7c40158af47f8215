//! `canonry blame`

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::layout::Fit;
use super::table::{Heading, Table};
use crate::curate::{blame, find};
use crate::ledger::BatchNumber;
use crate::record::{Field, Fields};
use crate::store::{Batch, BatchVerb};

/// Show who last changed each field of a record, when and why
///
/// If a field was never changed, the batch is the one that added the record.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let stored = find(&snapshot, &args.id)?;
    let id = stored.revision.record.id.clone();
    let blamed = blame(&snapshot, &stored)?;
    let fields = Fields::of(&stored.revision);
    // Empty objects of unknown keys and empty annotations are left out.
    let is_empty = |field: Field| {
        fields.get(field).is_some_and(|value| value.is_empty() && (value.is_object() || field.is_annotation()))
    };
    let numbering = stored.revision.numbering();
    let mut batches: BTreeMap<BatchNumber, Batch> = BTreeMap::new();
    let mut named = Vec::new();
    for (field, number) in blamed.into_iter().filter(|(field, _)| !is_empty(*field)) {
        let batch = match batches.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(snapshot.known_batch(number)?),
        };
        named.push((numbering.name(field), number, batch.clone()));
    }
    drop(snapshot);
    if console.is_json() {
        let fields: Vec<Value> = named
            .iter()
            .map(|(field, number, batch)| {
                json!({
                    "field": field, "batch": number, "day": batch.day.to_string(), "actor": batch.actor,
                    "reason": batch.reason, "command": batch.command, "verb": batch.verb.map(BatchVerb::as_str),
                })
            })
            .collect();
        let counts = json!({ "fields": fields.len() });
        let rest = Map::from_iter([("id".to_owned(), json!(id.as_str())), ("fields".to_owned(), Value::Array(fields))]);
        console.object(counts, rest)?;
        return Ok(Exit::Done);
    }
    let columns = vec![
        Heading::new("field", Fit::Whole),
        Heading::number("batch", Fit::Drop(1)),
        Heading::new("day", Fit::Drop(3)),
        Heading::new("who", Fit::Cut(2)),
        Heading::new("why", Fit::Cut(4)),
    ];
    let mut table = Table::new(columns, console);
    for (field, number, batch) in named {
        let why = batch.reason.unwrap_or(batch.command);
        table.row(vec![field, number.to_string(), batch.day.to_string(), batch.actor, why])?;
    }
    table.finish()?;
    Ok(Exit::Done)
}
