//! `canonry release list`

use serde_json::{Map, Value, json};

use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::layout::Fit;
use crate::cli::table::{Heading, Table};
use crate::curate::{Refusal, ReleaseFacts, facts};
use crate::store::Release;

/// List the releases, the latest first
///
/// The state of a release is that after its batch. `release show NAME` says more of one.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(Args {}: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let snapshot = store.snapshot()?;
    let mut releases = snapshot.releases()?;
    releases.reverse();
    if console.is_json() {
        let object = |release| Ok(to_json(release, &facts(&snapshot, release)?));
        let list: Vec<Value> = releases.iter().map(object).collect::<Result<_, Refusal>>()?;
        let counts = json!({ "releases": list.len() });
        console.object(counts, Map::from_iter([("releases".to_owned(), Value::Array(list))]))?;
        return Ok(Exit::Done);
    }
    if releases.is_empty() {
        console.note("there are no releases yet; `canonry release create NAME --out DIR` cuts the first");
        return Ok(Exit::Done);
    }
    let columns = vec![
        Heading::new("release", Fit::Whole),
        Heading::new("day", Fit::Drop(4)),
        Heading::number("batch", Fit::Drop(3)),
        Heading::number("records", Fit::Drop(2)),
        Heading::new("content digest", Fit::Drop(0)),
        Heading::new("by", Fit::Drop(1)),
    ];
    let mut table = Table::new(columns, console);
    for Release { what, batch, .. } in releases {
        let digest: String = what.content_digest.to_string().chars().take(SHOWN_DIGITS).collect();
        let (state, records) = (what.state.to_string(), what.records.to_string());
        table.row(vec![what.name.to_string(), batch.day.to_string(), state, records, digest, batch.actor])?;
    }
    table.finish()?;
    Ok(Exit::Done)
}

/// Digits of a digest that tell releases apart.
const SHOWN_DIGITS: usize = 12;

/// A release as JSON.
pub(super) fn to_json(release: &Release, facts: &ReleaseFacts) -> Value {
    let Release { what, number, batch, previous } = release;
    let forms: Vec<&str> = facts.forms.iter().map(|form| form.as_str()).collect();
    json!({
        "name": what.name.as_str(), "day": batch.day.to_string(), "state": what.state, "batch": number,
        "records": what.records, "content_digest": what.content_digest.to_string(),
        "previous": previous.as_ref().map(|name| name.as_str()), "actor": batch.actor, "reason": batch.reason,
        "forms": forms, "policy_digest": what.policy_digest.to_string(),
        "notes": what.notes, "tool": what.tool, "gate": facts.gate,
    })
}
