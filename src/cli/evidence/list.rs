//! `canonry evidence list`

use serde_json::{Map, Value, json};

use super::split;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::suggest;
use crate::cli::table::{Column, Table};
use crate::record::{Fields, Part, Revision};
use crate::store::{Evidence, Store};

/// List the evidence on a record
///
/// Withdrawn rows are listed too, with the batch that withdrew them, and so are those on items that the record no longer
/// has.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id or alias, with #w1 or #d2 behind it for the evidence on one item
    #[arg(value_name = "ID[#ITEM]")]
    target: String,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let store = Store::open_read(&global.existing_database()?)?;
    let (word, item) = split(&args.target);
    let stored = suggest::find(&store, word)?;
    let id = stored.revision.record.id.clone();
    let item = item.map(|word| crate::curate::item(&stored.revision, word)).transpose()?;
    let mut ledger = store.ledger(stored.standing.row)?;
    ledger.retain(|evidence| item.is_none() || evidence.what.item == item);
    if console.is_json() {
        let rows: Vec<Value> = ledger.iter().map(|evidence| to_json(evidence, &stored.revision)).collect();
        let counted = ledger.iter().filter(|evidence| evidence.counts()).count();
        let counts = json!({ "evidence": rows.len(), "withdrawn": rows.len() - counted });
        let rest = Map::from_iter([("id".to_owned(), json!(id.as_str())), ("evidence".to_owned(), Value::Array(rows))]);
        console.object(counts, rest)?;
        return Ok(Exit::Done);
    }
    if ledger.is_empty() {
        console.note(format!("no evidence on {}; `canonry evidence add` records some", args.target));
        return Ok(Exit::Done);
    }
    let columns = vec![
        Column::new("", Fit::Whole),
        Column::new("day", Fit::Drop(3)),
        Column::new("kind", Fit::Drop(1)),
        Column::new("count", Fit::Drop(4)),
        Column::new("on", Fit::Drop(2)),
        Column::new("by", Fit::Cut(5)),
        Column::new("what", Fit::Cut(6)),
    ];
    let mut table = Table::new(columns, console);
    for evidence in &ledger {
        let what = &evidence.what;
        let kind = what.outcome.map_or(what.kind.to_string(), |outcome| format!("{}: {outcome}", what.kind));
        let by = format!("{} ({})", what.reporter, what.reporter_kind);
        let withdrawn = evidence.withdrawn_in.map(|batch| match evidence.moved_to {
            Some(to) => format!("moved to e{to} by batch {batch}"),
            None => format!("withdrawn by batch {batch}"),
        });
        let origin = evidence.moved_from.map(|from| format!("moved from e{from}"));
        let said: Vec<String> =
            withdrawn.into_iter().chain(origin).chain(what.note.clone()).chain(what.url.clone()).collect();
        table.row(vec![
            format!("e{}", evidence.id),
            what.day.to_string(),
            kind,
            what.count.to_string(),
            place(evidence, &stored.revision),
            by,
            said.join(" · "),
        ])?;
    }
    table.finish()?;
    Ok(Exit::Done)
}

/// The item that a piece of evidence is about, by its number.
fn place(evidence: &Evidence, revision: &Revision) -> String {
    let Some((part, id)) = evidence.what.item else { return String::new() };
    number(part, id, revision).unwrap_or_else(|| format!("{} (gone)", part.word().replace('_', " ")))
}

fn number(part: Part, id: u32, revision: &Revision) -> Option<String> {
    let at = Fields::of(revision).ids(part).iter().position(|listed| *listed == id)?;
    Some(format!("{}{}", part.letter(), at + 1))
}

fn to_json(evidence: &Evidence, revision: &Revision) -> Value {
    let what = &evidence.what;
    json!({
        "id": format!("e{}", evidence.id),
        "item": what.item.and_then(|(part, id)| number(part, id, revision)),
        "item_kind": what.item.map(|(part, _)| part.word()),
        "gone": what.item.is_some_and(|(part, id)| number(part, id, revision).is_none()),
        "kind": what.kind.as_str(),
        "outcome": what.outcome.map(|outcome| outcome.as_str()),
        "count": what.count,
        "day": what.day.to_string(),
        "reporter": what.reporter,
        "reporter_kind": what.reporter_kind.as_str(),
        "url": what.url,
        "note": what.note,
        "batch": evidence.batch,
        "withdrawn_in": evidence.withdrawn_in,
        "moved_from": evidence.moved_from.map(|from| format!("e{from}")),
        "moved_to": evidence.moved_to.map(|to| format!("e{to}")),
    })
}
