//! `canonry regex show`

use serde_json::{Map, Value, json};

use super::{fault, json, words};
use crate::check::{TrialText, TrialTexts};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::plain::one_line;
use crate::cli::style;
use crate::cli::table::{Heading, Table};
use crate::curate::{claimants, find, trial_texts};
use crate::pattern::{Pattern, PatternFault};
use crate::record::{Id, Record};

/// Show what the regex of a record finds and costs
///
/// Shows the signature and the samples that it should find and does not, the other errors that it finds, and the
/// records whose regexes find its own signature. Width is the number of characters that a match has. A text can be
/// found only if it has one of the literals that the regex needs. The cost is that of a line made of the regex's own
/// literals, in an engine that backtracks.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id or alias
    id: String,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let stored = find(&snapshot, &args.id)?;
    let claimed_by = claimants(&snapshot, &stored.revision.record)?;
    let texts = trial_texts(&snapshot, &stored)?;
    drop(snapshot);
    let record = &stored.revision.record;
    match Pattern::parse(&record.regex) {
        Ok(pattern) => show(record, &pattern, &texts, &claimed_by, console)?,
        Err(fault) => show_fault(record, &fault, &claimed_by, console)?,
    }
    Ok(Exit::Done)
}

fn show(
    record: &Record,
    pattern: &Pattern,
    texts: &TrialTexts,
    claimed_by: &[Id],
    console: &mut Console,
) -> Result<(), Failure> {
    let hits = texts.found_by(pattern);
    let facts = pattern.facts();
    let (missed, foreign) = (texts.missed(&hits), texts.foreign(&hits));
    let unwanted: Vec<&TrialText> = texts.unwanted_samples(&hits);
    let found = foreign.values().map(Vec::len).sum::<usize>();
    if console.is_json() {
        let slugs = foreign.iter().map(|(slug, of)| json!({ "slug": slug, "texts": json::texts(of.iter().copied()) }));
        let rest = [
            ("id", json!(record.id.as_str())),
            ("fault", Value::Null),
            ("regex", json::regex(pattern, &facts)),
            ("missed", Value::Array(json::texts(missed.iter().copied()))),
            ("unwanted", Value::Array(json::texts(unwanted.iter().copied()))),
            ("foreign", Value::Array(slugs.collect())),
            ("claimed_by", ids(claimed_by)),
        ];
        return console.object(counts(found, foreign.len(), claimed_by.len()), object(rest));
    }
    console.line(format!("{}{}{:#}", style::STRONG, one_line(pattern.text()), style::STRONG))?;
    console.line(format!("width    {}", words::width(pattern.width())))?;
    console.line(format!("needs    {}", one_line(&words::literals(pattern))))?;
    console.line(format!("cost     {}", words::cost(pattern.cost().as_ref())))?;
    console.line(format!("engines  {}", one_line(&words::engines(pattern, &facts))))?;
    for (what, texts) in [("misses", &missed), ("must not", &unwanted)] {
        for text in texts {
            console.line(format!("{what:<8} {}: {}", words::named(text), one_line(&text.text)))?;
        }
    }
    let whose: Vec<String> = claimed_by.iter().map(Id::to_string).collect();
    console
        .line(format!("found by {}", if whose.is_empty() { "no other regex".to_owned() } else { whose.join(", ") }))?;
    if foreign.is_empty() {
        return console.summary("it finds no other error");
    }
    let columns = vec![
        Heading::new("finds also", Fit::Cut(3)),
        Heading::new("record", Fit::Cut(2)),
        Heading::new("text", Fit::Cut(1)),
    ];
    let mut table = Table::new(columns, console);
    for (slug, texts) in &foreign {
        for text in texts {
            table.row(vec![(*slug).to_owned(), words::named(text), one_line(&text.text)])?;
        }
    }
    table.finish()?;
    let errors = if foreign.len() == 1 { "1 other error" } else { &format!("{} other errors", foreign.len()) };
    console.summary(format!("it finds {errors}"))
}

/// Shows an invalid regex.
fn show_fault(record: &Record, fault: &PatternFault, claimed_by: &[Id], console: &mut Console) -> Result<(), Failure> {
    if console.is_json() {
        let kind = fault.kind.as_str();
        let (start, end) = (fault.span.start, fault.span.end);
        let rest = [
            ("id", json!(record.id.as_str())),
            ("fault", json!({ "kind": kind, "start": start, "end": end, "reason": fault.reason })),
            ("regex", Value::Null),
            ("missed", json!([])),
            ("unwanted", json!([])),
            ("foreign", json!([])),
            ("claimed_by", ids(claimed_by)),
        ];
        return console.object(counts(0, 0, claimed_by.len()), object(rest));
    }
    fault::marked(&record.regex, fault).iter().try_for_each(|line| console.line(line))?;
    console.line(format!("it does not compile: {fault}"))
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn ids(ids: &[Id]) -> Value {
    ids.iter().map(Id::as_str).collect()
}

fn counts(texts: usize, slugs: usize, claimed_by: usize) -> Value {
    json!({ "foreign": texts, "slugs": slugs, "claimed_by": claimed_by })
}
