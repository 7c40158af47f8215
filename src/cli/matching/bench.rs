//! `canonry match --bench`

use std::io::{BufRead, BufReader};
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
use crate::intake::BenchText;
use crate::store::{Filter, Snapshot};

/// The most missing ids that are named.
const MAX_NAMED: usize = 5;

/// Reads the texts of a benchmark.
pub(super) fn read(path: &Path, global: &Global) -> Result<Vec<BenchText>, Failure> {
    let mut texts = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(open(path)?).split(b'\n')) {
        let line = line.map_err(|error| Failure::input(path, &error))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let text = BenchText::read(&line).map_err(|error| {
            let place = format!("{}:{number}", global.env.written(path));
            Failure::new(Exit::Rejected, format!("{place}: this is not a text of a benchmark: {error}")).hint(
                "each line is {\"text\": ..., \"class\": ..., \"expected\": ID or null, \"accept\": [ID], \"also\": [[ID]]}",
            )
        })?;
        texts.push(text);
    }
    if texts.is_empty() {
        return Err(Failure::new(Exit::Rejected, format!("{} has no texts", global.env.written(path))));
    }
    Ok(texts)
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
