//! Findings as SARIF 2.1.0, which code scanning services read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html>

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::printed::{At, INVALID, Printed};
use super::waived::Waived;
use crate::check::{Code, Severity};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::terminal::Escapes;
use crate::record::{Place, Start, compact};

/// The schema of the format.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The page of the checks.
const PAGE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/checks.md");

/// The name of a finding's fingerprint. It ends with the version of the computation.
const FINGERPRINT: &str = "canonryFinding/v1";

/// The description of texts that are not records, for the rule without a code.
const INVALID_IS: &str = "A text is not a valid record, or its id stands twice. Nothing else of it can be checked. \
    Correct it as the message says; docs/format.md has the rules.";

/// The findings of a run, each as a result.
#[derive(Default)]
pub(super) struct SarifRun {
    results: Vec<Value>,
    /// The rules in the order of the first finding of each.
    rules: Vec<Option<Code>>,
    indices: BTreeMap<Option<Code>, usize>,
}

impl SarifRun {
    /// Adds what is wrong.
    pub(super) fn add(&mut self, printed: Printed<'_>) {
        self.add_result(printed, Vec::new());
    }

    /// Adds what is waived. The waiver is kept beside the record, which is external in the words of the standard.
    pub(super) fn add_waived(&mut self, waived: &Waived) {
        let mut suppression = json!({ "kind": "external", "status": "accepted" });
        if let (Value::Object(suppression), Some(reason)) = (&mut suppression, waived.reason()) {
            suppression.insert("justification".to_owned(), json!(reason));
        }
        self.add_result(waived.printed(), vec![suppression]);
    }

    /// Adds a result. Either every result of a run has suppressions, possibly an empty list, or none has: only then it
    /// is known which are open.
    fn add_result(&mut self, printed: Printed<'_>, suppressions: Vec<Value>) {
        let code = printed.code();
        let rules = &mut self.rules;
        let index = *self.indices.entry(code).or_insert_with(|| {
            rules.push(code);
            rules.len() - 1
        });
        let about: Vec<String> =
            printed.record().map(str::to_owned).into_iter().chain(printed.path().map(Into::into)).collect();
        let about = about.join(" ");
        let mut location = json!({ "logicalLocations": [{ "fullyQualifiedName": about }] });
        if let (Value::Object(location), Some(at)) = (&mut location, printed.at.filter(|at| at.file != "-")) {
            location.insert("physicalLocation".to_owned(), physical(at));
        }
        self.results.push(json!({
            "ruleId": id(code),
            "ruleIndex": index,
            "level": level(printed.severity()),
            "message": { "text": format!("{about}: {}", printed.message()) },
            "locations": [location],
            "suppressions": suppressions,
            "partialFingerprints": { FINGERPRINT: printed.fingerprint().to_string() },
        }));
    }

    /// Prints the log with this one run.
    pub(super) fn print(self, console: &mut Console) -> Result<(), Failure> {
        let driver = json!({
            "name": "canonry",
            "version": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": self.rules.into_iter().map(rule).collect::<Vec<_>>(),
        });
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": driver },
                "columnKind": "unicodeCodePoints",
                "results": self.results,
            }],
        });
        console.bytes(format!("{}\n", compact(&log)).as_bytes(), Escapes::Json)
    }
}

/// The id of a rule.
fn id(code: Option<Code>) -> &'static str {
    code.map_or(INVALID, Code::short)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A rule with its explanation.
fn rule(code: Option<Code>) -> Value {
    let (name, what, explanation, severity) = match code {
        Some(code) => (code.as_str(), code.what(), code.explanation(), code.severity()),
        None => (INVALID, INVALID_IS.to_owned(), INVALID_IS, Severity::Error),
    };
    let anchor = code.map_or(String::new(), |code| format!("#{}-{code}", code.short().to_lowercase()));
    // The line before the paragraph has marks of Markdown, and says what the level says.
    let paragraph = explanation.split_once("\n\n").map_or(explanation, |(_, paragraph)| paragraph);
    json!({
        "id": id(code),
        "name": name,
        "shortDescription": { "text": what },
        "fullDescription": { "text": paragraph },
        "help": { "text": paragraph, "markdown": explanation },
        "helpUri": format!("{PAGE}{anchor}"),
        "defaultConfiguration": { "level": level(severity) },
    })
}

/// A place in a file.
fn physical(at: At<'_>) -> Value {
    let Place { start, end } = at.place;
    let mut region = json!({ "startLine": start.line, "startColumn": start.column });
    let Start { line, column } = end;
    if let (Value::Object(region), true) = (&mut region, (line, column) > (start.line, start.column)) {
        region.insert("endLine".to_owned(), json!(line));
        region.insert("endColumn".to_owned(), json!(column));
    }
    json!({ "artifactLocation": { "uri": uri(at.file) }, "region": region })
}

/// A path as a reference of RFC 3986: a relative one stays relative.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let escaped = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        // The separator of Windows.
        b'\\' if cfg!(windows) => "/".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    format!("{scheme}{}", path.bytes().map(escaped).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference_that_leads_to_it() {
        assert_eq!(uri("./errors/a b/index.json"), "errors/a%20b/index.json");
        assert_eq!(uri("/tmp/中:%.json"), "file:///tmp/%E4%B8%AD%3A%25.json");
    }

    #[test]
    fn every_rule_has_what_a_reader_needs() {
        for code in Code::ALL.iter().copied().map(Some).chain([None]) {
            let rule = rule(code);
            for key in ["shortDescription", "fullDescription", "help"] {
                let text = rule[key]["text"].as_str().unwrap();
                assert!(text.len() > 15, "{rule}");
            }
        }
    }
}
