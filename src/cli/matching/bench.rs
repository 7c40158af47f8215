//! `canonry match --bench`

use std::io::BufReader;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::input::open;
use crate::cli::layout::Fit;
use crate::cli::plain::plain;
use crate::cli::table::{Heading, Table};
use crate::curate::{BenchFigures, bench};
use crate::intake::{BenchFault, BenchText};
use crate::store::{Filter, Snapshot};

/// The most missing ids that are named.
const MAX_NAMED: usize = 5;

/// Reads the texts of a benchmark.
pub(super) fn read(path: &Path, global: &Global) -> Result<Vec<BenchText>, Failure> {
    let written = global.env.written(path);
    BenchText::read_all(BufReader::new(open(path)?)).map_err(|fault| match fault {
        BenchFault::Io(error) => Failure::input(path, &error),
        BenchFault::Line { number, .. } => Failure::new(Exit::Rejected, format!("{written}:{number}: {fault}")).hint(
            "each line is {\"text\": ..., \"class\": ..., \"expected\": ID or null, \"accept\": [ID], \"also\": [[ID]]}",
        ),
        BenchFault::Empty => Failure::new(Exit::Rejected, format!("{written} has no texts")),
    })
}

/// Matches each text, and prints how often the right record is first.
pub(super) fn run(
    snapshot: &Snapshot<'_>,
    texts: &[BenchText],
    filter: &Filter,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let figures = bench(snapshot, texts, filter)?;
    if !figures.missing.is_empty() {
        let named: Vec<&str> = figures.missing.iter().take(MAX_NAMED).map(String::as_str).collect();
        let more = if figures.missing.len() > MAX_NAMED { " and others" } else { "" };
        let count = figures.missing.len();
        console.note(format!(
            "warning: {count} of the ids of right answers are not of published records, so they are not found: {}{more}",
            plain(&named.join(", "))
        ));
    }
    if console.is_json() {
        print_json(&figures, texts.len(), console)?;
        return Ok(Exit::Done);
    }
    let columns = vec![
        Heading::new("class", Fit::Whole),
        Heading::number("texts", Fit::Whole),
        Heading::number("P@1", Fit::Whole),
    ];
    let mut table = Table::new(columns, console);
    for (class, share) in &figures.classes {
        table.row(vec![class.clone(), share.of.to_string(), format!("{:.3}", share.value())])?;
    }
    table.finish()?;
    for (name, value) in named(&figures) {
        console.line(format!("{name} {value:.3}"))?;
    }
    Ok(Exit::Done)
}

/// The figures with their usual names.
fn named(figures: &BenchFigures) -> [(&'static str, f64); 6] {
    [
        ("P@1", figures.first.value()),
        ("P@3", figures.among_three.value()),
        ("MRR", figures.reciprocal_rank),
        ("several R@5", figures.several.value()),
        ("right and known", figures.right_and_known.value()),
        ("unknown answered", figures.unknown_answered.value()),
    ]
}

fn print_json(figures: &BenchFigures, texts: usize, console: &mut Console) -> Result<(), Failure> {
    let class = |(class, share): (&String, &crate::curate::BenchShare)| {
        (class.clone(), json!({ "texts": share.of, "first": share.value() }))
    };
    let rest = Map::from_iter([
        ("first".to_owned(), json!(figures.first.value())),
        ("among_three".to_owned(), json!(figures.among_three.value())),
        ("reciprocal_rank".to_owned(), json!(figures.reciprocal_rank)),
        ("several".to_owned(), json!(figures.several.value())),
        ("right_and_known".to_owned(), json!(figures.right_and_known.value())),
        ("unknown_answered".to_owned(), json!(figures.unknown_answered.value())),
        ("missing".to_owned(), json!(figures.missing)),
        ("classes".to_owned(), Value::Object(figures.classes.iter().map(class).collect())),
    ]);
    console.object(json!({ "texts": texts }), rest)
}
