//! `canonry show`

use clap::ValueEnum;
use serde_json::{Map, json};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::page::page;
use super::plain::plain;
use super::terminal::Escapes;
use crate::curate::{Moment, Namesake, find_unchecked, namesake};
use crate::publish::Form;
use crate::record::Revision;
use crate::store::{Snapshot, Stored};

/// Show one record
///
/// The text is for reading. Items have the numbers that other commands use, such as w1 or d2. The other formats are the
/// published forms, byte for byte.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id, or one of its aliases
    id: String,
    /// As what
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ShowFormat,
    /// As it was in this release, after this batch, or at the end of this day
    #[arg(long, value_name = "RELEASE|BATCH|DATE")]
    at: Option<Moment>,
}

/// How a record is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
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
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let found = find_unchecked(&snapshot, &args.id)?;
    // A damaged record is shown so that the user can save its content. Earlier states need a sound record.
    let damage = (!found.is_sound()).then(|| Failure::from(found.damage()));
    print(args, &snapshot, found.as_it_is(), console)?;
    let Some(damage) = damage else { return Ok(Exit::Done) };
    // Not returned as a failure, whose JSON would follow that of the record.
    console.error(&damage.message);
    damage.hint.iter().for_each(|hint| console.hint(hint));
    Ok(damage.exit)
}

/// Prints a record, whether sound or not.
fn print(args: &Args, snapshot: &Snapshot<'_>, stored: Stored, console: &mut Console) -> Result<(), Failure> {
    let id = stored.revision.record.id.clone();
    if id.as_str() != args.id {
        console.note(plain(&format!("{} is an alias of {id}", args.id)));
    }
    let namesake = namesake(snapshot, &stored)?;
    let revision = match &args.at {
        Some(at) => past(snapshot, &stored, at)?,
        None => stored.revision,
    };
    if revision.is_withdrawn {
        console.note(format!("{} is withdrawn; `canonry log {id}` shows why", revision.record.id));
    }
    if let Some(Namesake { heir, .. }) = namesake {
        console.note(format!("{heir} replaces {id}"));
    }
    let record = &revision.record;
    if console.is_json() {
        let mut object = console.object_with_list(&json!({ "records": 1 }), &Map::new(), "records")?;
        object.element(record)?;
        return object.end();
    }
    let form = match args.format {
        ShowFormat::Text => {
            let page = page(record, console.width());
            console.line(page.trim_end())?;
            return Ok(());
        }
        ShowFormat::Json => Form::Json,
        ShowFormat::Md => Form::Markdown,
        ShowFormat::ZhMd => Form::ChineseMarkdown,
    };
    let Some(published) = form.render(record) else {
        return Err(Failure::new(Exit::Missing, format!("{id} has no Chinese page"))
            .hint("it needs both signature_zh and root_cause_zh"));
    };
    let escapes = if form == Form::Json { Escapes::Json } else { Escapes::Text };
    console.bytes(published.as_bytes(), escapes)?;
    // The canonical JSON has no newline at its end, and on a terminal the prompt would follow it on the same line.
    if console.is_terminal() && !published.ends_with('\n') {
        console.bytes(b"\n", escapes)?;
    }
    Ok(())
}

/// The record as it was in an earlier state.
fn past(snapshot: &Snapshot<'_>, stored: &Stored, at: &Moment) -> Result<Revision, Failure> {
    let id = &stored.revision.record.id;
    let batch = at.batch(snapshot)?;
    snapshot.revision_at(stored.standing.row, batch)?.ok_or_else(|| {
        Failure::new(Exit::Missing, format!("{id} did not exist at {at}"))
            .hint(format!("`canonry log {id} --limit 0` shows when it was added"))
    })
}
