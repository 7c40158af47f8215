//! `canonry show`

use std::fmt::Write;

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::console::{Console, style};
use super::failure::{Exit, Failure};
use super::global::Global;
use super::plain::{one_line, plain};
use super::suggest;
use crate::publish::Form;
use crate::record::{Date, Record, Revision, compact, read_free_form};
use crate::store::{Store, Stored};

/// Show one record
///
/// The text is for reading: items carry the numbers by which other commands name them, such as w1 or d2. The other
/// formats are the published forms, byte for byte.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id, or one of its aliases
    id: String,
    /// As what
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// As it was after this batch, or at the end of this day
    #[arg(long, value_name = "BATCH|DATE")]
    at: Option<String>,
}

/// As what a record is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for reading
    Text,
    /// The canonical JSON
    Json,
    /// The English page
    Md,
    /// The Chinese page
    ZhMd,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let store = Store::open_read(&global.existing_database()?)?;
    let stored = suggest::find(&store, &args.id)?;
    let id = stored.revision.record.id.clone();
    if id.as_str() != args.id {
        console.note(plain(&format!("{} is an alias of {id}", args.id)));
    }
    let revision = match &args.at {
        Some(at) => past(&store, &stored, at)?,
        None => stored.revision,
    };
    if revision.is_withdrawn {
        console.note(format!("{} is withdrawn; `canonry log {id}` tells why", revision.record.id));
    }
    let record = &revision.record;
    if console.is_json() {
        let tree = Value::Object(read_free_form(&compact(record)).unwrap_or_default().into_map());
        console.object(json!({ "records": 1 }), Map::from_iter([("records".to_owned(), json!([tree]))]))?;
        return Ok(Exit::Done);
    }
    let form = match args.format {
        Format::Text => {
            console.line(text(record).trim_end())?;
            return Ok(Exit::Done);
        }
        Format::Json => Form::Json,
        Format::Md => Form::Markdown,
        Format::ZhMd => Form::ChineseMarkdown,
    };
    let Some(published) = form.render(record) else {
        return Err(Failure::new(Exit::Missing, format!("{id} has no Chinese page"))
            .hint("it needs both signature_zh and root_cause_zh"));
    };
    console.bytes(published.as_bytes())?;
    // The canonical JSON has no newline at its end, and on a terminal the prompt would stand right behind it.
    if console.is_terminal() && !published.ends_with('\n') {
        console.bytes(b"\n")?;
    }
    Ok(Exit::Done)
}

/// The record as it was after a batch, or at the end of a day.
fn past(store: &Store, stored: &Stored, at: &str) -> Result<Revision, Failure> {
    let id = &stored.revision.record.id;
    let batch = match (at.parse::<i64>(), at.parse::<Date>()) {
        (Ok(batch), _) => {
            if store.batch(batch)?.is_none() {
                return Err(Failure::new(Exit::Missing, format!("there is no batch {batch}"))
                    .hint(format!("`canonry log {id}` lists the batches that changed the record")));
            }
            batch
        }
        (_, Ok(day)) => store.batch_of_day(day)?.unwrap_or_default(),
        (_, Err(error)) => {
            return Err(Failure::usage(format!("--at takes the number of a batch or a day: {error}")));
        }
    };
    store.revision_at(stored.standing.row, batch)?.ok_or_else(|| {
        Failure::new(Exit::Missing, format!("{id} was not there yet at {at}"))
            .hint(format!("`canonry log {id} --limit 0` tells when it came in"))
    })
}

/// The record for reading.
fn text(record: &Record) -> String {
    let mut page = Page::default();
    let strong = style::STRONG;
    page.line(0, &format!("{strong}{}{strong:#}", record.id));
    page.text(0, &record.signature);
    record.signature_zh.iter().for_each(|text| page.text(0, text));
    page.line(0, "");
    page.field("category", &format!("{} · {}", record.category, record.domain));
    page.field("tier", record.verification_tier.as_str());
    page.field("fix rate", &format!("{}%, resolvable: {}", record.fix_success_rate.percent(), record.resolvable));
    let evidence = format!("{}%, evidence: {}", record.confidence.percent(), record.evidence_count);
    page.field("confidence", &evidence);
    page.field("first seen", &record.first_seen.to_string());
    page.field("confirmed", &format!("{}, updated {}", record.last_confirmed, record.last_updated));
    record.error_code.iter().for_each(|code| page.field("error code", code));
    page.field("regex", &record.regex);
    record.official_doc_url.iter().for_each(|url| page.field("doc", url));
    page.list("tags", &record.tags);
    page.list("aliases", &record.aliases);
    if !record.os_specific.is_empty() {
        page.field("by system", &compact(&record.os_specific));
    }
    if !record.extra.is_empty() {
        page.field("other keys", &compact(&record.extra));
    }
    page.heading("Root cause", "");
    page.text(2, &record.root_cause);
    record.root_cause_zh.iter().for_each(|text| page.text(2, text));
    if !record.versions.is_empty() {
        page.heading("Versions", "");
    }
    for (number, item) in (1..).zip(&record.versions) {
        page.item('v', number, &format!("{}  {}", item.version, item.status));
    }
    if !record.workarounds.is_empty() {
        page.heading("Workarounds", "success");
    }
    for (number, item) in (1..).zip(&record.workarounds) {
        page.item('w', number, &format!("{:>3}%  {}", item.success_rate.percent(), item.action));
        if item.how != item.action {
            page.text(12, &item.how);
        }
        page.details(&item.condition, &item.sources);
    }
    if !record.workarounds_zh.is_empty() {
        page.heading("Workarounds in Chinese", "");
    }
    for (number, step) in (1..).zip(&record.workarounds_zh) {
        page.item(' ', number, step);
    }
    if !record.dead_ends.is_empty() {
        page.heading("Dead ends", "fail");
    }
    for (number, item) in (1..).zip(&record.dead_ends) {
        page.item('d', number, &format!("{:>3}%  {}", item.fail_rate.percent(), item.text()));
        if !item.action.is_empty() {
            page.text(12, &item.why_fails);
        }
        page.details(&item.condition, &item.sources);
    }
    page.graph(record);
    page.0
}

/// Text under way. What comes from the record is made harmless for the terminal.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, indent: usize, line: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{:indent$}{line}", "");
    }

    fn text(&mut self, indent: usize, text: &str) {
        plain(text).lines().for_each(|line| self.line(indent, line));
    }

    fn field(&mut self, name: &str, value: &str) {
        let faint = style::FAINT;
        let label = format!("{faint}{name:<11}{faint:#}");
        for (number, line) in plain(value).lines().enumerate() {
            self.line(2, &format!("{}{line}", if number == 0 { label.as_str() } else { "           " }));
        }
    }

    fn list(&mut self, name: &str, values: &[String]) {
        if !values.is_empty() {
            self.field(name, &values.join(", "));
        }
    }

    fn heading(&mut self, heading: &str, unit: &str) {
        let (strong, faint) = (style::STRONG, style::FAINT);
        let unit = if unit.is_empty() { String::new() } else { format!(" {faint}({unit}){faint:#}") };
        self.line(0, &format!("\n{strong}{heading}{strong:#}{unit}"));
    }

    fn item(&mut self, letter: char, number: usize, text: &str) {
        let name = format!("{letter}{number}");
        for (line_number, line) in plain(text).lines().enumerate() {
            if line_number == 0 {
                self.line(2, &format!("{name:<4}{line}"));
            } else {
                self.line(12, line);
            }
        }
    }

    fn details(&mut self, condition: &str, sources: &[String]) {
        let faint = style::FAINT;
        let conditions = std::iter::once(condition).filter(|condition| !condition.is_empty());
        let conditions = conditions.map(|condition| ("when", condition));
        for (name, text) in conditions.chain(sources.iter().map(|source| ("source", source.as_str()))) {
            self.line(12, &format!("{faint}{name}{faint:#} {}", one_line(text)));
        }
    }

    fn graph(&mut self, record: &Record) {
        let graph = &record.transition_graph;
        if graph.leads_to.is_empty() && graph.preceded_by.is_empty() && graph.frequently_confused_with.is_empty() {
            return;
        }
        self.heading("Other errors", "");
        for (name, edges) in [("leads to", &graph.leads_to), ("after", &graph.preceded_by)] {
            for edge in edges {
                let rate = edge.probability.map_or(String::new(), |rate| format!(" {}%", rate.percent()));
                self.field(name, &format!("{}{rate}", edge.error_id));
                self.text(13, &edge.condition);
            }
        }
        for edge in &graph.frequently_confused_with {
            self.field("not to be", &format!("confused with {}", edge.error_id));
            self.text(13, &edge.distinction);
        }
    }
}
