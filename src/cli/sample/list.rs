//! `canonry sample list`

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::plain::one_line;
use crate::cli::table::{Heading, Table};
use crate::curate::{SampleStanding, SampledRegex, find};
use crate::record::{SampleKind, SampleNumber};
use crate::store::{Snapshot, Stored};

/// List samples, and whether the regexes find them
///
/// The samples are numbered: m1, m2 are those that the regex has to find, n1, n2 those that it must not find.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The records' ids or aliases [default: all that have samples]
    #[arg(value_name = "ID")]
    ids: Vec<String>,
}

/// A sample, and whether the regex of its record finds it.
struct Listed<'r> {
    id: &'r str,
    number: SampleNumber,
    text: &'r str,
    standing: SampleStanding,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let records = records(args, &snapshot)?;
    drop(snapshot);
    let listed: Vec<Listed<'_>> = records.iter().flat_map(samples).collect();
    if console.is_json() {
        let unmet = listed.iter().filter(|one| one.standing != SampleStanding::Met).count();
        let counts = json!({ "samples": listed.len(), "unmet": unmet });
        let samples: Vec<Value> = listed.iter().map(to_json).collect();
        console.object(counts, Map::from_iter([("samples".to_owned(), Value::Array(samples))]))?;
        return Ok(Exit::Done);
    }
    let columns = vec![
        Heading::new("record", Fit::Cut(2)),
        Heading::new("", Fit::Whole),
        Heading::new("the regex", Fit::Drop(3)),
        Heading::new("text", Fit::Cut(1)),
    ];
    let mut table = Table::new(columns, console);
    for one in &listed {
        let Listed { id, number, text, standing } = one;
        let cells = [(*id).to_owned(), number.to_string(), words(*standing, number.kind).to_owned(), one_line(text)];
        table.row(cells.to_vec())?;
    }
    table.finish()?;
    if listed.is_empty() {
        console.note("no samples; `canonry sample add` keeps some");
    }
    Ok(Exit::Done)
}

/// The records that are named, or all that have samples.
fn records(args: &Args, snapshot: &Snapshot<'_>) -> Result<Vec<Stored>, Failure> {
    if args.ids.is_empty() {
        let rows = snapshot.rows_with_samples()?;
        return rows.into_iter().map(|row| Ok(snapshot.load_known(row)?)).collect();
    }
    args.ids.iter().map(|word| Ok(find(snapshot, word)?)).collect()
}

fn samples(stored: &Stored) -> Vec<Listed<'_>> {
    let (record, annotations) = (&stored.revision.record, &stored.revision.annotations);
    let regex = SampledRegex::new(&record.regex);
    let of = |kind: &SampleKind| {
        let (kind, regex) = (*kind, &regex);
        (1..).zip(annotations.samples(kind)).map(move |(number, text)| {
            let (number, standing) = (SampleNumber { kind, number }, regex.standing(kind, text));
            Listed { id: record.id.as_str(), number, text, standing }
        })
    };
    SampleKind::ALL.iter().flat_map(of).collect()
}

fn words(standing: SampleStanding, kind: SampleKind) -> &'static str {
    match (standing, kind) {
        (SampleStanding::Met, SampleKind::Match) | (SampleStanding::NotMet, SampleKind::NoMatch) => "finds it",
        (SampleStanding::Met, SampleKind::NoMatch) | (SampleStanding::NotMet, SampleKind::Match) => "does not",
        (SampleStanding::NoRegex, _) => "is not one",
    }
}

fn to_json(one: &Listed<'_>) -> Value {
    let Listed { id, number, text, standing } = one;
    json!({
        "id": id, "number": number.to_string(), "kind": number.kind.as_str(), "text": text,
        "is_met": standing.is_met(),
    })
}
