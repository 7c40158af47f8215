//! `canonry search`

use std::io::Read;
use std::ops::Range;

use serde_json::{Map, Value, json};

use super::console::Console;
use super::env::Env;
use super::failure::{Exit, Failure};
use super::filter::FilterArgs;
use super::global::Global;
use super::ids;
use super::plain::one_line;
use super::style;
use crate::record::Record;
use crate::store::{Match, Matches, Query, SearchedPlace};

/// The number of characters that are shown around a match.
const AROUND: usize = 60;

/// Search records by their words
///
/// Searches signatures, causes, actions, reasons, codes, tags, aliases and ids, English and Chinese, and prints the
/// best matches first. Case and word boundaries in identifiers are ignored: NotFound, not_found and notfound find the
/// same records, and they find ModuleNotFoundError. Words in double quotes are a phrase, and a * stands for any ending
/// of a word.
///
/// If no record has all the words, those that have some of them are printed, and a likely spelling is suggested.
///
/// If the text has more than 64 words, such as a page, records whose signature is in the text come first; words that
/// few records have count most. To find the records of a log or of an error text, use `canonry match`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The words to look for, or - to read them from standard input
    #[arg(required = true, value_name = "TEXT", allow_negative_numbers = true)]
    text: Vec<String>,
    /// Print up to N records
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let text = match args.text.as_slice() {
        words if ids::are_on_stdin(words) => standard_input(console.env())?,
        words if words.iter().any(|word| word == "-") => {
            return Err(Failure::usage("- cannot be combined with words").hint("give - alone, or words"));
        }
        words => words.join(" "),
    };
    let Some(query) = Query::new(&text) else {
        return Err(Failure::usage("there is no word in the text to look for").hint("use letters or digits"));
    };
    let mut store = global.open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let filter = args.filter.filter(&mut snapshot, global)?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let matches = snapshot.search(&query, &filter, limit)?;
    drop(snapshot);
    if console.is_json() {
        print_json(&matches, console)?;
        return Ok(Exit::Done);
    }
    if let Some(note) = note(&matches, query.is_long()) {
        console.note(note);
    }
    if text.trim().contains('\n') {
        console.note("to find the records of an error text of several lines, use `canonry match`");
    }
    for hit in &matches.records {
        print(hit, console)?;
    }
    if matches.records.len() == limit {
        console.note(format!("the first {} are shown; --limit N shows more", args.limit));
    }
    Ok(Exit::Done)
}

/// A log may contain anything, so bytes that are not UTF-8 are replaced.
fn standard_input(env: &Env) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = env.input.clone().read_to_end(&mut bytes);
    read.map_err(|error| Failure::file("standard input could not be read", &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The note for the case that no record has all the words.
fn note(matches: &Matches, is_long: bool) -> Option<String> {
    let meant = match matches.suggestions.as_slice() {
        [] => None,
        texts => Some(format!("did you mean {}?", one_line(&texts.join(" or ")))),
    };
    match (matches.records.is_empty(), meant) {
        _ if matches.has_all_words => None,
        (true, None) => Some("no record has any of this; `canonry list` lists all records".to_owned()),
        (true, Some(meant)) => Some(format!("no record has any of this; {meant}")),
        (false, _) if is_long => Some("the text is long; these records match it best by their signatures:".to_owned()),
        (false, None) => Some("no record has all of these words; these have some of them:".to_owned()),
        (false, Some(meant)) => Some(format!("no record has all of these words; {meant} These have some of them:")),
    }
}

fn print(hit: &Match, console: &mut Console) -> Result<(), Failure> {
    let (strong, faint) = (style::STRONG, style::FAINT);
    let id = format!("{strong}{}{strong:#}", hit.id);
    match &hit.place {
        Some((SearchedPlace::Field(Record::SIGNATURE), text)) => {
            console.line(format!("{id}  {}", excerpt(text, &hit.marks)))
        }
        Some((place, text)) => {
            console.line(format!("{id}  {}", start(&hit.record.signature)))?;
            console.line(format!("    {faint}{place}:{faint:#} {}", excerpt(text, &hit.marks)))
        }
        None => console.line(format!("{id}  {}", start(&hit.record.signature))),
    }
}

fn print_json(matches: &Matches, console: &mut Console) -> Result<(), Failure> {
    let records: Vec<Value> = matches.records.iter().map(object).collect();
    let rest = Map::from_iter([
        ("has_all_words".to_owned(), json!(matches.has_all_words)),
        ("suggestions".to_owned(), json!(matches.suggestions)),
        ("records".to_owned(), Value::Array(records)),
    ]);
    console.object(json!({ "records": matches.records.len() }), rest)
}

fn object(hit: &Match) -> Value {
    let place = hit.place.as_ref().map(|(place, _)| place.to_string());
    let text = hit.place.as_ref().map(|(_, text)| text.as_str());
    json!({ "id": hit.id.as_str(), "signature": hit.record.signature, "field": place, "text": text })
}

/// The first line of a signature, cut if it is long.
fn start(signature: &str) -> String {
    let line = signature.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(AROUND + AROUND / 2).collect();
    let rest = if cut.len() < signature.len() { "…" } else { "" };
    format!("{}{rest}", one_line(&cut))
}

/// The text around the first match, every match in it marked.
fn excerpt(text: &str, marks: &[Range<usize>]) -> String {
    let first = marks.first().map_or(0, |mark| mark.start);
    let from = text.char_indices().map(|(at, _)| at).filter(|at| *at <= first).rev().nth(AROUND / 2).unwrap_or(0);
    let to = text.char_indices().map(|(at, _)| at).filter(|at| *at >= first).nth(AROUND * 2).unwrap_or(text.len());
    let piece = |range: Range<usize>| one_line(text.get(range).unwrap_or_default());
    let mut line = if from > 0 { "…".to_owned() } else { String::new() };
    let mut at = from;
    for mark in marks.iter().filter(|mark| mark.end <= to) {
        let look = style::MARK;
        line.push_str(&format!("{}{look}{}{look:#}", piece(at..mark.start), piece(mark.clone())));
        at = mark.end;
    }
    line.push_str(&piece(at..to));
    if to < text.len() {
        line.push('…');
    }
    line
}
