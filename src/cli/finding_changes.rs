//! The findings that a change adds and fixes, in words and as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::plain::one_line;
use crate::check::Code;
use crate::curate::{FindingChanges, NamedFinding};
use crate::record::Id;

/// A line for each fixed or new finding of a record, and one for the records that match a new signature. For a record
/// that was added, all findings are new.
pub(super) fn lines(id: &Id, changes: &FindingChanges, is_added: bool) -> Vec<String> {
    let is_new = if is_added { "" } else { " is new" };
    let new = |one: &NamedFinding| format!("{}{is_new}: {}", name(id, one), one_line(&one.finding.message));
    let (gone, new) = (changes.gone.iter().map(|one| gone(id, one)), changes.new.iter().map(new));
    gone.chain(new).chain(matching(id, &changes.matching)).collect()
}

/// That a finding of a record is gone, in a line.
pub(super) fn gone(id: &Id, finding: &NamedFinding) -> String {
    format!("{} is gone", name(id, finding))
}

/// The record, the field and the code of a finding.
fn name(id: &Id, NamedFinding { finding, field }: &NamedFinding) -> String {
    let field = field.map_or(String::new(), |field| format!(" {}", one_line(&field.to_string())));
    format!("{id}{field}: {}", code_name(finding.code))
}

/// A line with the other records that match the signature of a record, if there are any.
pub(super) fn matching(id: &Id, others: &[Id]) -> Option<String> {
    let others: Vec<&str> = others.iter().map(Id::as_str).collect();
    (!others.is_empty()).then(|| format!("{id}: the signature matches {} too", others.join(", ")))
}

/// The fixed and the new findings of many records, by code: a line for each of the two, if there are any.
pub(super) fn sums<'c>(changed: impl Iterator<Item = &'c FindingChanges> + Clone) -> Vec<String> {
    let sum = |what: &str, of: fn(&FindingChanges) -> &[NamedFinding]| {
        let mut records: BTreeMap<Code, usize> = BTreeMap::new();
        for one in changed.clone() {
            let codes: BTreeSet<Code> = of(one).iter().map(|found| found.finding.code).collect();
            codes.into_iter().for_each(|code| *records.entry(code).or_default() += 1);
        }
        let in_records = |(code, number): (&Code, &usize)| {
            format!("{} in {number} record{}", code_name(*code), if *number == 1 { "" } else { "s" })
        };
        let each: Vec<String> = records.iter().map(in_records).collect();
        (!each.is_empty()).then(|| format!("{what}: {}", each.join(", ")))
    };
    [sum("gone", |findings| &findings.gone), sum("new", |findings| &findings.new)].into_iter().flatten().collect()
}

fn code_name(code: Code) -> String {
    format!("{} {}", code.short(), code.as_str())
}

/// The findings as JSON; `None` if there are none.
pub(super) fn to_json(changes: &FindingChanges) -> Option<Value> {
    let finding = |NamedFinding { finding, field }: &NamedFinding| {
        json!({
            "code": finding.code.short(), "name": finding.code.as_str(), "severity": finding.severity.as_str(),
            "field": field.map(|field| field.to_string()), "message": finding.message,
        })
    };
    let list = |all: &[NamedFinding]| all.iter().map(finding).collect::<Vec<Value>>();
    let ids: Vec<&str> = changes.matching.iter().map(Id::as_str).collect();
    let is_empty = changes.new.is_empty() && changes.gone.is_empty() && ids.is_empty();
    (!is_empty).then(|| json!({ "new": list(&changes.new), "gone": list(&changes.gone), "matching": ids }))
}
