//! Findings as JSON.

use serde_json::{Map, Value, json};

use super::printed::Printed;
use super::tally::Tally;
use crate::check::{Alteration, FieldFix, Fix};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::record::Json;

/// Prints all findings as the object of the command.
pub(super) fn print(findings: &[Value], tally: &Tally, console: &mut Console) -> Result<(), Failure> {
    let codes: Vec<Value> = tally
        .codes
        .iter()
        .map(|(code, counted)| {
            json!({
                "code": code.short(), "name": code.as_str(), "severity": counted.severity.as_str(),
                "findings": counted.findings, "safe": counted.safe, "offers": counted.offers,
            })
        })
        .collect();
    let rest = Map::from_iter([("codes".to_owned(), Value::Array(codes))]);
    let mut object = console.object_with_list(&tally.counts(), &rest, "findings")?;
    findings.iter().try_for_each(|finding| object.element(finding))?;
    object.end()
}

/// One finding.
pub(super) fn object(printed: Printed<'_>) -> Value {
    let finding = printed.finding;
    json!({
        "code": finding.code.short(), "name": finding.code.as_str(), "severity": finding.severity.as_str(),
        "record": finding.record.as_str(), "field": printed.path(),
        "start": finding.span.as_ref().map(|span| span.start), "end": finding.span.as_ref().map(|span| span.end),
        "message": finding.message, "fix": finding.fix.as_ref().map(fix),
        "fingerprint": finding.fingerprint.to_string(),
    })
}

fn fix(fix: &Fix) -> Value {
    json!({ "safe": fix.safe, "set": fix.set.iter().map(edit).collect::<Vec<_>>() })
}

fn edit(edit: &FieldFix) -> Value {
    let (old, new) = match &edit.change {
        Alteration::Set { old, new } => (Some(old), Some(new)),
        Alteration::Element { old, new } => (old.as_ref(), new.as_ref()),
    };
    json!({
        "record": edit.record.as_str(), "field": edit.field.to_string(),
        "of_list": matches!(edit.change, Alteration::Element { .. }),
        "old": old.map(Json::to_value), "new": new.map(Json::to_value),
    })
}
