//! `canonry check --waived`

use serde_json::{Map, Value, json};

use super::arguments::Args;
use super::printed::Printed;
use super::scan::{self, Bar};
use super::{json, text};
use crate::check::{Finding, FindingKind, Settings};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::plain::one_line;
use crate::curate::{CheckRecords, CheckWatch, waived_by};
use crate::ledger::BatchNumber;
use crate::record::{Revision, Waiver};
use crate::store::{Batch, Snapshot, Stored};

/// A finding that is waived.
pub(super) struct Waived {
    finding: Finding,
    waiver: Waiver,
    /// The record in which it was found; `None` if it is about the set.
    revision: Option<Revision>,
    /// The batch that waived it; `None` if the journal has none.
    by: Option<(BatchNumber, Batch)>,
}

/// Lists what is waived.
pub(super) fn run(args: &Args, settings: Settings, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut store = global.open_read(&global.existing_database()?)?;
    let mut snapshot = store.snapshot()?;
    let check = CheckRecords { filter: args.chosen(&mut snapshot, global)?, settings };
    let mut collect = Collect { bar: scan::bar(&check, &snapshot, console)?, waived: Vec::new() };
    check.apply(&mut snapshot, &mut collect)?;
    collect.bar.end();
    let mut waived = collect.waived;
    waived.iter_mut().try_for_each(|one| one.explain(&snapshot))?;
    drop(snapshot);
    if console.is_json() {
        let findings: Vec<Value> = waived.iter().map(Waived::to_json).collect();
        let rest = Map::from_iter([("findings".to_owned(), Value::Array(findings))]);
        console.object(json!({ "waived": waived.len() }), rest)?;
        return Ok(Exit::Done);
    }
    for one in &waived {
        text::print(one.printed(), console)?;
        console.line(format!("    {}", one.said()))?;
    }
    if waived.is_empty() {
        console.note("nothing is waived");
    }
    Ok(Exit::Done)
}

/// Collects what is waived.
struct Collect {
    bar: Bar,
    waived: Vec<Waived>,
}

impl CheckWatch for Collect {
    type Error = Failure;
    type Kept = FindingKind;

    fn noted(&mut self) {
        self.bar.read();
    }

    fn checked(&mut self, _: &Stored, _: Vec<FindingKind>) -> Result<(), Failure> {
        self.bar.step();
        Ok(())
    }

    fn waived(&mut self, stored: Option<&Stored>, finding: &Finding, waiver: &Waiver) -> Result<(), Failure> {
        self.waived.push(Waived::new(stored, finding, waiver));
        Ok(())
    }

    fn set(&mut self, _: Vec<Finding>) -> Result<(), Failure> {
        Ok(())
    }
}

impl Waived {
    /// A finding with its record, if it has one, before it is known who waived it.
    pub(super) fn new(stored: Option<&Stored>, finding: &Finding, waiver: &Waiver) -> Self {
        let revision = stored.map(|stored| stored.revision.clone());
        Waived { finding: finding.clone(), waiver: waiver.clone(), revision, by: None }
    }

    pub(super) fn printed(&self) -> Printed<'_> {
        Printed::stored(&self.finding, self.revision.as_ref())
    }

    /// Looks up who waived it.
    pub(super) fn explain(&mut self, snapshot: &Snapshot<'_>) -> Result<(), Failure> {
        if let Some(standing) = snapshot.standing(&self.finding.record)? {
            self.by = waived_by(snapshot, standing.row, &self.waiver)?;
        }
        Ok(())
    }

    /// Why it was waived; `None` if the journal does not say.
    pub(super) fn reason(&self) -> Option<&str> {
        self.by.as_ref().and_then(|(_, batch)| batch.reason.as_deref())
    }

    /// Who waived it, until when and why.
    fn said(&self) -> String {
        let until = self.waiver.until.map_or(String::new(), |day| format!(", until {day}"));
        let Some((number, batch)) = &self.by else { return format!("waived{until}") };
        let why = batch.reason.as_ref().unwrap_or(&batch.command);
        let (who, why) = (one_line(&batch.actor), one_line(why));
        format!("waived by {who} on {} (batch {number}){until}: {why}", batch.day)
    }

    fn to_json(&self) -> Value {
        let by = self.by.as_ref();
        let mut object = json::object(self.printed());
        if let Value::Object(members) = &mut object {
            members.insert(
                "waiver".to_owned(),
                json!({
                    "until": self.waiver.until.map(|day| day.to_string()),
                    "batch": by.map(|(number, _)| number),
                    "day": by.map(|(_, batch)| batch.day.to_string()),
                    "actor": by.map(|(_, batch)| &batch.actor),
                    "reason": by.map(|(_, batch)| &batch.reason),
                }),
            );
        }
        object
    }
}
