//! Findings as JSON.

use serde_json::{Map, Value, json};

use super::counts::{FindingCounts, names};
use super::printed::Printed;
use crate::check::{Alteration, Code, FieldFix, Fix};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::record::Json;

/// Prints all findings as the object of the command.
pub(super) fn print(findings: &[Value], tally: &FindingCounts, console: &mut Console) -> Result<(), Failure> {
    let codes: Vec<Value> = tally
        .codes
        .iter()
        .map(|((code, severity), counted)| {
            json!({
                "code": code.map(Code::short), "name": names(*code).1, "severity": severity.as_str(),
                "findings": counted.findings, "safe": counted.safe, "offers": counted.offers,
            })
        })
        .collect();
    let rest = Map::from_iter([("codes".to_owned(), Value::Array(codes))]);
    let mut object = console.object_with_list(&tally.counts(), &rest, "findings")?;
    findings.iter().try_for_each(|finding| object.element(finding))?;
    object.end()
}

/// One finding, or a fault of a text that is not a record.
pub(in crate::cli) fn object(printed: Printed<'_>) -> Value {
    let (span, at) = (printed.span(), printed.at);
    json!({
        "code": printed.code().map(Code::short), "name": printed.name(), "severity": printed.severity().as_str(),
        "record": printed.record(), "item": printed.item().map(|item| item.to_string()), "field": printed.path(),
        "file": at.map(|at| at.file), "line": at.map(|at| at.place.start.line),
        "column": at.map(|at| at.place.start.column),
        "start": span.map(|span| span.start), "end": span.map(|span| span.end),
        "message": printed.message(), "fix": printed.fix().map(fix),
        "fingerprint": printed.fingerprint().to_string(),
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
