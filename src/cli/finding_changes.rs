//! What a change brings and what it fixes, in words and as JSON.

use serde_json::{Value, json};

use super::plain::one_line;
use crate::curate::{FindingChanges, NamedFinding};

/// A line for each finding that is gone or new. All are new of a record that was added.
pub(super) fn lines(changes: &FindingChanges, is_added: bool) -> Vec<String> {
    let is_new = if is_added { "" } else { " is new" };
    let name = |NamedFinding { finding, field }: &NamedFinding| {
        let field = field.map_or(String::new(), |field| format!("{}: ", one_line(&field.to_string())));
        format!("{field}{} {}", finding.code.short(), finding.code.as_str())
    };
    let gone = changes.gone.iter().map(|one| format!("{} is gone", name(one)));
    let new = changes.new.iter().map(|one| format!("{}{is_new}: {}", name(one), one_line(&one.finding.message)));
    gone.chain(new).collect()
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
    let is_empty = changes.new.is_empty() && changes.gone.is_empty();
    (!is_empty).then(|| json!({ "new": list(&changes.new), "gone": list(&changes.gone) }))
}
