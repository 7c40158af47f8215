//! `canonry evidence list`

use serde_json::{Map, Value, json};

use super::named::split;
use super::object::object;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::progress::{self, FEW, StageBar, StageLength};
use crate::cli::table::{Heading, Table};
use crate::curate;
use crate::ledger::Evidence;
use crate::record::Numbering;

/// List the evidence on a record
///
/// Withdrawn rows are also listed, with the batch that withdrew them, and so are rows on items that the record no
/// longer has.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id or alias, with #w1 or #d2 appended for the evidence on one item
    #[arg(value_name = "ID[#ITEM]")]
    target: String,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let (word, item) = split(&args.target);
    let stored = curate::find(&snapshot, word)?;
    let id = stored.revision.record.id.clone();
    let item = item.map(|word| curate::item(&stored.revision, word)).transpose()?;
    let (row, numbers) = (stored.standing.row, stored.revision.numbering());
    if console.is_json() {
        let amount = snapshot.evidence_amount(row, item)?;
        let counts = json!({ "evidence": amount.pieces, "withdrawn": amount.withdrawn });
        let rest = Map::from_iter([("id".to_owned(), json!(id.as_str()))]);
        // On a terminal the list itself shows the progress.
        let bar = if console.is_terminal() { StageBar::hidden() } else { bar(amount.pieces, console) };
        let mut list = console.object_with_list(&counts, &rest, "evidence")?;
        snapshot.each_evidence(row, item, |evidence| {
            bar.inc(1);
            list.element(&to_json(&evidence, &numbers))
        })?;
        bar.end();
        list.end()?;
        return Ok(Exit::Done);
    }
    let columns = vec![
        Heading::new("", Fit::Whole),
        Heading::new("day", Fit::Drop(3)),
        Heading::new("kind", Fit::Drop(1)),
        Heading::new("count", Fit::Drop(4)),
        Heading::new("on", Fit::Drop(2)),
        Heading::new("by", Fit::Cut(5)),
        Heading::new("what", Fit::Cut(6)),
    ];
    let is_watched = console.env().messages.is_terminal();
    let pieces = if is_watched { snapshot.evidence_amount(row, item)?.pieces } else { 0 };
    let bar = bar(pieces, console);
    let mut table = Table::new(columns, console);
    let mut is_any = false;
    snapshot.each_evidence(row, item, |evidence| {
        is_any = true;
        bar.inc(1);
        table.row(cells(evidence, &numbers))
    })?;
    bar.end();
    table.finish()?;
    if !is_any {
        console.note(format!("no evidence on {}; `canonry evidence add` records some", args.target));
    }
    Ok(Exit::Done)
}

/// The progress of reading a number of pieces of evidence.
fn bar(pieces: u64, console: &Console) -> StageBar {
    match pieces < FEW {
        true => StageBar::hidden(),
        false => progress::bar(console, "reading the evidence", StageLength::Of(pieces)),
    }
}

fn cells(evidence: Evidence, numbers: &Numbering) -> Vec<String> {
    let place = place(&evidence, numbers);
    let what = evidence.what;
    let kind = what.outcome.map_or(what.kind.to_string(), |outcome| format!("{}: {outcome}", what.kind));
    let withdrawn = evidence.withdrawn_in.map(|batch| match evidence.moved_to {
        Some(to) => format!("moved to {to} by batch {batch}"),
        None => format!("withdrawn by batch {batch}"),
    });
    let origin = evidence.moved_from.map(|from| format!("moved from {from}"));
    let said: Vec<String> = withdrawn.into_iter().chain(origin).chain(what.note).chain(what.url).collect();
    vec![
        evidence.id.to_string(),
        what.day.to_string(),
        kind,
        what.count.to_string(),
        place,
        format!("{}{} ({})", what.reporter, if what.is_apart { ", each" } else { "" }, what.reporter_kind),
        said.join(" · "),
    ]
}

/// The item that a piece of evidence is about, by its number.
fn place(evidence: &Evidence, numbers: &Numbering) -> String {
    let Some(item) = evidence.what.item else { return String::new() };
    let gone = || format!("{} (gone)", item.kind.as_str().replace('_', " "));
    numbers.of(item).map_or_else(gone, |number| number.to_string())
}

fn to_json(evidence: &Evidence, numbers: &Numbering) -> Value {
    let what = &evidence.what;
    let number = what.item.and_then(|item| numbers.of(item));
    let mut object = object(evidence);
    object.extend([
        ("item".to_owned(), json!(number.map(|number| number.to_string()))),
        ("item_kind".to_owned(), json!(what.item.map(|item| item.kind.as_str()))),
        ("gone".to_owned(), json!(what.item.is_some() && number.is_none())),
        ("kind".to_owned(), json!(what.kind.as_str())),
        ("is_apart".to_owned(), json!(what.is_apart)),
        ("url".to_owned(), json!(what.url)),
        ("note".to_owned(), json!(what.note)),
        ("batch".to_owned(), json!(evidence.first_batch)),
        ("moved_from".to_owned(), json!(evidence.moved_from.map(|from| from.to_string()))),
        ("moved_to".to_owned(), json!(evidence.moved_to.map(|to| to.to_string()))),
    ]);
    Value::Object(object)
}
