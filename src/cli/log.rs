//! `canonry log`

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::changes::{self, PRINTED};
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::merged;
use super::plain::{one_line, plain};
use super::style;
use crate::curate::{Episode, Refusal, find, history};
use crate::ledger::{BatchNumber, RecordKey, Ruling};
use crate::record::{Id, RecordChange};
use crate::store::{BatchVerb, LogEntry, LogQuery, MergedBatch, Snapshot, Undone};

/// List the batches of the journal, the latest first
///
/// Each command that writes is a batch with a number. With a record's id this lists the batches that changed it, with
/// the old and the new values. Below a merge are the batches of the other database that it brought. `undo` undoes a
/// batch.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The record's id or alias [default: all records]
    id: Option<String>,
    /// List up to N batches; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// Show only this batch, with all its changes
    #[arg(long, value_name = "BATCH")]
    batch: Option<BatchNumber>,
}

/// A batch with what it did, if the user asked for that.
struct LoggedBatch {
    entry: LogEntry,
    episodes: Vec<(Id, Episode)>,
    /// What it brought of other databases, if it is a merge.
    merged: Vec<MergedBatch>,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let stored = args.id.as_deref().map(|word| find(&snapshot, word)).transpose()?;
    let id = stored.as_ref().map(|stored| stored.revision.record.id.clone());
    let record = stored.as_ref().map(|stored| stored.standing.row);
    let limit = (args.limit > 0).then_some(args.limit);
    let entries = snapshot.log(LogQuery { record, batch: args.batch, limit })?;
    if let (Some(batch), true) = (args.batch, entries.is_empty()) {
        let Some(id) = id else { return Err(Refusal::NoBatch { batch, last: snapshot.last_batch()? }.into()) };
        let failure = Failure::new(Exit::Missing, format!("batch {batch} did not change {id}"));
        return Err(failure.hint("`canonry log` lists them"));
    }
    let undone = snapshot.undone()?;
    let mut lines = Vec::new();
    for entry in entries {
        let is_merge = entry.batch.verb == Some(BatchVerb::Merge);
        let merged = if is_merge { snapshot.merged_batches(entry.id, record)? } else { Vec::new() };
        lines.push(LoggedBatch { entry, episodes: Vec::new(), merged });
    }
    match (&stored, args.batch) {
        (Some(stored), _) => {
            let id = &stored.revision.record.id;
            // Only for the batches that are shown, because the journal may be long.
            let since = lines.last().map_or(BatchNumber::END, |line| line.entry.id);
            let mut episodes: BTreeMap<BatchNumber, Episode> = BTreeMap::new();
            episodes.extend(history(&snapshot, stored, since)?.into_iter().map(|episode| (episode.batch, episode)));
            for line in &mut lines {
                line.episodes.extend(episodes.remove(&line.entry.id).map(|episode| (id.clone(), episode)));
            }
        }
        (None, Some(batch)) => {
            if let Some(line) = lines.first_mut() {
                line.episodes = of_batch(&snapshot, batch, if console.is_json() { usize::MAX } else { PRINTED })?;
            }
        }
        (None, None) => {}
    }
    drop(snapshot);
    if console.is_json() {
        let batches: Vec<Value> = lines.iter().map(|line| to_json(line, &undone)).collect();
        let counts = json!({ "batches": batches.len() });
        console.object(counts, Map::from_iter([("batches".to_owned(), Value::Array(batches))]))?;
        return Ok(Exit::Done);
    }
    if lines.is_empty() {
        console.note("nothing was written yet");
    }
    lines.iter().try_for_each(|line| print(console, line, &undone, record))?;
    Ok(Exit::Done)
}

/// What a batch did to each of its records, up to a limit.
fn of_batch(snapshot: &Snapshot<'_>, batch: BatchNumber, most: usize) -> Result<Vec<(Id, Episode)>, Failure> {
    let mut episodes = Vec::new();
    for row in snapshot.records_of(batch)?.into_iter().take(most) {
        let stored = snapshot.load_known_unchecked(row)?.as_it_is();
        let id = stored.revision.record.id.clone();
        // There is none if the batch undid something that was already undone: it is noted with the record, but did not
        // change it.
        let episode = history(snapshot, &stored, batch)?.into_iter().find(|one| one.batch == batch);
        episodes.extend(episode.map(|episode| (id, episode)));
    }
    Ok(episodes)
}

fn print(console: &mut Console, line: &LoggedBatch, undone: &Undone, record: Option<RecordKey>) -> Result<(), Failure> {
    let LogEntry { id, batch, records, fields } = &line.entry;
    let (strong, faint) = (style::STRONG, style::FAINT);
    let plural = |count: &u64, one: &str| format!("{count} {one}{}", if *count == 1 { "" } else { "s" });
    let amount = format!("{}, {}", plural(records, "record"), plural(fields, "change"));
    console.line(format!(
        "{strong}{id}{strong:#}  {}  {}  {faint}{amount}{faint:#}",
        batch.day,
        plain(&batch.actor)
    ))?;
    console.line(format!("    {}", one_line(&batch.command)))?;
    if let Some(reason) = &batch.reason {
        console.line(format!("    because {}", one_line(reason)))?;
    }
    merged::print(console, &line.merged)?;
    if let Some(what) = undone.what(*id) {
        console.line(format!("    undoes batch {what}"))?;
    }
    let undos = undone.undos_of(*id);
    if !undos.is_empty() && record.is_none_or(|record| undone.by(*id, record).is_some()) {
        let undos: Vec<String> = undos.iter().map(BatchNumber::to_string).collect();
        let taken = undone.records(*id);
        let is_whole = record.is_some() || u64::try_from(taken).is_ok_and(|taken| taken >= *records);
        let part = if is_whole { String::new() } else { format!(" for {taken} of {records} records") };
        console.line(format!("    undone{part} by batch {}", undos.join(", ")))?;
    }
    for (id, episode) in &line.episodes {
        if record.is_none() {
            console.line(format!("    {id}"))?;
        }
        for field in &episode.fields {
            match field {
                RecordChange::Arrived => console.line(format!("      {}", changes::arrival(batch.verb)))?,
                RecordChange::Withdrawn | RecordChange::Restored | RecordChange::Field(_) => {
                    console.line(format!("      {}", changes::line(field)))?;
                }
            }
        }
        for one in &episode.restated {
            console.line(format!("      {}", changes::restated(one)))?;
        }
        for Ruling { evidence, is_withdrawn, .. } in &episode.rulings {
            let what = if *is_withdrawn { "no longer counts" } else { "counts from here on" };
            console.line(format!("      {evidence} {what}"))?;
        }
    }
    let unprinted = usize::try_from(*records).unwrap_or(usize::MAX).saturating_sub(line.episodes.len());
    if line.episodes.len() == PRINTED {
        console.more(unprinted, "record", "--json lists them all");
    }
    Ok(())
}

fn to_json(line: &LoggedBatch, undone: &Undone) -> Value {
    let LogEntry { id, batch, records, fields } = &line.entry;
    let episode = |(id, episode): &(Id, Episode)| {
        let mut change = changes::to_json(id, &episode.fields, &episode.restated);
        let ruling = |one: &Ruling| json!({ "id": one.evidence.to_string(), "withdrawn": one.is_withdrawn });
        let evidence: Vec<Value> = episode.rulings.iter().map(ruling).collect();
        if let Value::Object(object) = &mut change {
            object.insert("evidence".to_owned(), Value::Array(evidence));
        }
        change
    };
    json!({
        "batch": id, "day": batch.day.to_string(), "actor": batch.actor, "reason": batch.reason,
        "command": batch.command, "verb": batch.verb.map(BatchVerb::as_str), "records": records, "fields": fields,
        "undoes": undone.what(*id), "undone_by": undone.undos_of(*id), "merged": merged::to_json(&line.merged),
        "changes": line.episodes.iter().map(episode).collect::<Vec<_>>(),
    })
}
