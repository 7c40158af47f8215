//! `canonry search`

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::console::{Console, style};
use super::failure::{Exit, Failure};
use super::filter::{FilterArgs, name_unknown};
use super::global::Global;
use super::plain::one_line;
use crate::store::{Found, Place, Query, Store};

/// Characters of text that are shown around a match.
const AROUND: usize = 60;

/// Find records by their words
///
/// Looks through signatures, causes, actions, reasons, codes, tags, aliases and ids, English and Chinese, and prints
/// the best matches first. Case does not count. Parts of identifiers are words too: NotFound finds
/// ModuleNotFoundError. Words in double quotes are looked for as a phrase, and a * stands for any ending of a word.
///
/// Where no record has all the words, those that have some of them are printed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The words to look for
    #[arg(required = true, value_name = "TEXT", allow_negative_numbers = true)]
    text: Vec<String>,
    /// Print at most so many records
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    filter: FilterArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let text = args.text.join(" ");
    let Some(query) = Query::new(&text) else {
        return Err(Failure::usage("there is no word in the text to look for").hint("use letters or digits"));
    };
    let filter = args.filter.filter(global)?;
    let store = Store::open_read(&global.existing_database()?)?;
    name_unknown(&filter, &store, global)?;
    let (found, has_all) = store.search(&query, &filter, args.limit)?;
    if console.is_json() {
        let records: Vec<Value> = found.iter().map(object).collect();
        let rest = Map::from_iter([
            ("has_all_words".to_owned(), json!(has_all)),
            ("records".to_owned(), Value::Array(records)),
        ]);
        console.object(json!({ "records": found.len() }), rest)?;
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        console.note("no record has any of this; `canonry list` names all records");
    } else if !has_all {
        console.note("no record has all of these words; these have some of them:");
    }
    for hit in &found {
        let (strong, faint) = (style::STRONG, style::FAINT);
        let id = format!("{strong}{}{strong:#}", hit.id);
        match &hit.place {
            Some((Place::Field("signature"), text)) => {
                console.line(format!("{id}  {}", excerpt(text, &hit.marks)))?;
            }
            Some((place, text)) => {
                console.line(format!("{id}  {}", start(&hit.record.signature)))?;
                console.line(format!("    {faint}{place}:{faint:#} {}", excerpt(text, &hit.marks)))?;
            }
            None => console.line(format!("{id}  {}", start(&hit.record.signature)))?,
        }
    }
    if found.len() == args.limit {
        console.note(format!("the first {} are shown; --limit N shows more", args.limit));
    }
    Ok(Exit::Done)
}

fn object(hit: &Found) -> Value {
    let place = hit.place.as_ref().map(|(place, _)| place.to_string());
    let text = hit.place.as_ref().map(|(_, text)| text.as_str());
    json!({ "id": hit.id.as_str(), "signature": hit.record.signature, "field": place, "text": text })
}

/// The first line of a signature, cut where it is long.
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
