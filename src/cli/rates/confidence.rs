//! `canonry rates --confidence`

use serde_json::{Map, Value, json};

use super::Args;
use crate::cli::console::Console;
use crate::cli::csv_table::Csv;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::table::{Column, Table};
use crate::curate::{Policy, Suggestion, suggest};
use crate::record::{Id, Rate};
use crate::store::{Filter, Store};

/// A record with the confidence that is suggested for it.
struct Line {
    id: Id,
    published: Rate,
    suggestion: Suggestion,
}

impl Line {
    fn change(&self) -> f64 {
        (self.suggestion.confidence.value() - self.published.value()).abs()
    }
}

pub(super) fn run(
    store: &Store,
    policy: &Policy,
    filter: &Filter,
    args: &Args,
    global: &Global,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let today = global.today()?;
    let mut lines = Vec::new();
    for row in store.rows_with_evidence(filter)? {
        let Some(stored) = store.load_row(row)? else { continue };
        let suggestion = suggest(policy, &stored.revision, &store.ledger(row)?, today);
        let record = stored.revision.record;
        lines.push(Line { id: record.id, published: record.confidence, suggestion });
    }
    lines.sort_by(|a, b| b.change().total_cmp(&a.change()).then_with(|| a.id.cmp(&b.id)));
    if console.is_json() {
        let all: Vec<Value> = lines.iter().map(to_json).collect();
        let rest = Map::from_iter([("records".to_owned(), Value::Array(all))]);
        console.object(json!({ "records": lines.len() }), rest)?;
        return Ok(Exit::Done);
    }
    if lines.is_empty() {
        console.note("no record has evidence; `canonry evidence add` records some");
        return Ok(Exit::Done);
    }
    let shown = if args.limit == 0 { lines.len() } else { args.limit.min(lines.len()) };
    if args.csv.is_wanted() {
        let mut csv = Csv::new(&HEADER, console)?;
        lines.iter().try_for_each(|line| csv.row(cells(line)))?;
        csv.finish()?;
        return Ok(Exit::Done);
    }
    let fits = [Fit::Whole, Fit::Drop(2), Fit::Drop(1), Fit::Drop(6), Fit::Drop(5), Fit::Drop(4), Fit::Drop(3)];
    let columns = HEADER.into_iter().zip(fits).map(|(header, fit)| match fit {
        Fit::Whole => Column::new(header, fit),
        fit => Column::number(header, fit),
    });
    let mut table = Table::new(columns.collect(), console);
    lines.iter().take(shown).try_for_each(|line| table.row(cells(line)))?;
    table.finish()?;
    console.more(lines.len() - shown, "record", "--limit 0, --csv or --json print them all");
    console.note(
        "suggestions only: `canonry why ID confidence` explains one, `canonry edit ID --set confidence=...` takes it",
    );
    Ok(Exit::Done)
}

/// The columns of the table and of the CSV.
const HEADER: [&str; 7] =
    ["record", "confidence", "suggested", "sources and reporters", "cap", "freshness", "disputed"];

fn cells(line: &Line) -> Vec<String> {
    let Suggestion { cap, independent, freshness, disputed, confidence } = &line.suggestion;
    vec![
        line.id.to_string(),
        line.published.to_string(),
        confidence.to_string(),
        independent.to_string(),
        cap.to_string(),
        freshness.to_string(),
        super::short(*disputed),
    ]
}

fn to_json(line: &Line) -> Value {
    let Suggestion { cap, independent, freshness, disputed, confidence } = &line.suggestion;
    json!({
        "id": line.id.as_str(), "confidence": line.published.value(), "suggested": confidence.value(),
        "independent": independent, "cap": cap, "freshness": freshness, "disputed": disputed,
    })
}
