//! What checks find in the imported records.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::check::{Code, Finding, Severity};
use crate::cli::changes::PRINTED;
use crate::cli::check::{FindingCounts, Printed, finding_to_json, print_counts, print_finding};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::finding_changes;
use crate::curate::{FindingChanges, NamedFinding};
use crate::record::{Id, Revision};

/// The findings of an import.
#[derive(Debug, Default)]
pub(super) struct ArrivalFindings {
    tally: FindingCounts,
    /// The first errors and warnings, with their records.
    first: Vec<(Finding, Revision)>,
    /// All of them, as JSON.
    pub(super) all: Vec<Value>,
    /// The records in which each error or warning is gone, each as often as it is.
    pub(super) gone: BTreeMap<Code, Vec<Id>>,
    /// What is said of the first that are gone.
    first_gone: Vec<String>,
    /// Records whose signature matches other records too, with these.
    pub(super) matching: Vec<(Id, Vec<Id>)>,
}

impl ArrivalFindings {
    pub(super) fn add(&mut self, revision: &Revision, changes: FindingChanges, is_json: bool) {
        self.tally.records += 1;
        if !changes.matching.is_empty() {
            self.matching.push((revision.record.id.clone(), changes.matching));
        }
        let id = &revision.record.id;
        for gone in changes.gone.iter().filter(|gone| gone.finding.severity != Severity::Note) {
            self.gone.entry(gone.finding.code).or_default().push(id.clone());
            if self.first_gone.len() < PRINTED {
                self.first_gone.push(finding_changes::gone(id, gone));
            }
        }
        for NamedFinding { finding, .. } in changes.new {
            let printed = Printed::stored(&finding, Some(revision));
            self.tally.add(printed);
            if finding.severity == Severity::Note {
                continue;
            }
            if is_json {
                self.all.push(finding_to_json(printed));
            } else if self.first.len() < PRINTED {
                self.first.push((finding, revision.clone()));
            }
        }
    }

    /// Prints the first findings and how often each code was found.
    pub(super) fn print(&self, console: &mut Console) -> Result<(), Failure> {
        for (finding, revision) in &self.first {
            print_finding(Printed::stored(finding, Some(revision)), console)?;
        }
        let grave = self.tally.of(Severity::Error) + self.tally.of(Severity::Warning);
        let unprinted = usize::try_from(grave).unwrap_or(usize::MAX).saturating_sub(self.first.len());
        console.more(unprinted, "finding", "`canonry check` prints them all");
        print_counts(&self.tally, false, console)?;
        for (id, others) in &self.matching {
            finding_changes::matching(id, others).into_iter().for_each(|line| console.note(line));
        }
        if self.gone.is_empty() {
            return Ok(());
        }
        self.first_gone.iter().try_for_each(|line| console.line(line))?;
        let all: usize = self.gone.values().map(Vec::len).sum();
        let unprinted = all.saturating_sub(self.first_gone.len());
        let gone: Vec<String> =
            self.gone.iter().map(|(code, records)| format!("{} {}", code.short(), records.len())).collect();
        console.summary(format!("gone: {}", gone.join(", ")))?;
        console.more(unprinted, "finding", "--json names the records in which they are gone");
        Ok(())
    }
}
