//! `canonry release show`

use serde_json::{Map, Value};

use super::{diff, list};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::plain::{one_line, plain};
use crate::curate::{difference, facts_of};
use crate::publish::{KeptDemand, KeptStanding, SetDifference};
use crate::record::ReleaseName;
use crate::store::Release;

/// Show a release: its state, its digest, who cut it, the gate, and how much changed
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The release
    name: ReleaseName,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let (release, facts) = facts_of(&snapshot, &args.name)?;
    let before = release.previous.as_ref().map(|name| snapshot.release(name)).transpose()?.flatten();
    let changes = match before {
        Some(before) => difference(&mut snapshot, (before.what.state, release.what.state), &global.progress())?,
        None => SetDifference::default(),
    };
    let counts = diff::counts(&changes);
    if console.is_json() {
        let rest = Map::from_iter([("release".to_owned(), list::to_json(&release, &facts))]);
        console.object(counts, rest)?;
        return Ok(Exit::Done);
    }
    print(&release, &facts.gate, &counts, console)?;
    Ok(Exit::Done)
}

fn print(release: &Release, demands: &[KeptDemand], counts: &Value, console: &mut Console) -> Result<(), Failure> {
    let Release { what, number, batch, previous } = release;
    console.line(format!("{}, {}, by {}", what.name, batch.day, plain(&batch.actor)))?;
    console.line(format!("state: batch {}, recorded by batch {number}", what.state))?;
    console.line(format!("records: {}, as {}", what.records, what.forms))?;
    console.line(format!("content digest: {}", what.content_digest))?;
    match previous {
        None => console.line("the first release")?,
        Some(before) => {
            let words = ["added", "restored", "withdrawn", "renamed", "changed"];
            let told: Vec<String> = words.iter().map(|word| format!("{} {word}", counts[word])).collect();
            console.line(format!("since {before}: {}", told.join(", ")))?;
        }
    }
    console.line(format!("gate: {}", gate(demands)))?;
    if let Some(reason) = &batch.reason {
        console.line(format!("because {}", one_line(reason)))?;
    }
    console.line(format!("policy: {}", what.policy_digest))?;
    console.line(format!("by {}", what.tool))?;
    if let Some(notes) = &what.notes {
        console.line("")?;
        console.line(plain(notes.trim_end()))?;
    }
    Ok(())
}

/// The demands that were met and those that were not, by their codes.
fn gate(demands: &[KeptDemand]) -> String {
    let of = |standing| -> Vec<&str> {
        demands.iter().filter(|one| one.standing == standing).map(|one| one.code.as_str()).collect()
    };
    let (met, unmet) = (format!("{} met", of(KeptStanding::Met).len()), of(KeptStanding::NotMet));
    if unmet.is_empty() { met } else { format!("{met}, not met and overridden: {}", unmet.join(", ")) }
}
