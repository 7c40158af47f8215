//! The formats for services: annotations of GitHub and SARIF.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Sandbox, project, record};

/// Files with findings of every severity, with and without a place of their own, and a text that is not a record.
fn files() -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["S001-signature-short", "S007-signature-volatile", "G003-edge-to-self", "S003-signature-long"] {
        let text = std::fs::read_to_string(project("fixtures/findings").join(format!("{name}.json"))).unwrap();
        let text = text.replacen("python/venv-pip-missing", &format!("python/{}", name.to_lowercase()), 1);
        sandbox.write(&format!("set/{name}, 100%/index.json"), text);
    }
    sandbox.write("set/broken/index.json", "{\"id\": 3}");
    sandbox
}

#[test]
fn github_gets_a_command_for_each_finding() {
    let sandbox = files();
    let ran = sandbox.words("check set --all --format github");
    let json: Value = serde_json::from_str(&sandbox.words("--json check set --all").out).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(ran.out.lines().count(), findings.len());
    for (line, finding) in ran.out.lines().zip(findings) {
        let level = match finding["severity"].as_str().unwrap() {
            "note" => "notice",
            other => other,
        };
        let file = finding["file"].as_str().unwrap().replace('%', "%25").replace(',', "%2C");
        let start = format!("::{level} file={file},line={},", finding["line"]);
        assert!(line.starts_with(&start) && line.contains(&format!(",col={},", finding["column"])), "{line}\n{start}");
        let title = format!("title={}", finding["code"].as_str().unwrap_or("invalid-record"));
        assert!(line.contains(&title), "{line}");
        let properties = line.strip_prefix("::").unwrap().split_once("::").unwrap().0;
        assert!(properties.split(',').all(|property| property.contains('=')), "{properties}");
    }
    assert_eq!(ran.code, Some(1));
}

#[test]
fn in_a_database_the_annotation_for_github_names_the_record() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    sandbox.ok("import a.json");
    let out = sandbox.ok("check --select T006 --format github");
    assert!(out.starts_with("::warning title=T006 stale::x/a last_confirmed: last confirmed"), "{out}");
}

/// A log is valid by the schema of SARIF 2.1.0, and has what the standard asks for beyond it.
fn check_log(log: &Value) {
    let schema: Value =
        serde_json::from_slice(&std::fs::read(project("fixtures/sarif/schema-2.1.0.json")).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("sarif.json", schema).unwrap();
    let compiled = compiler.compile("sarif.json", &mut schemas).unwrap();
    schemas.validate(log, compiled).unwrap_or_else(|error| panic!("{error:#}\n{log}"));
    let [run] = log["runs"].as_array().unwrap().as_slice() else { panic!("one run: {log}") };
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "no rule stands twice");
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(result["ruleId"], rule["id"]);
        assert!(result["suppressions"].is_array(), "all results have suppressions, or none: {result}");
    }
}

#[test]
fn a_sarif_log_has_what_its_schema_requires() {
    let sandbox = files();
    let log: Value = serde_json::from_str(&sandbox.words("check set --all --format sarif").out).unwrap();
    check_log(&log);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let json: Value = serde_json::from_str(&sandbox.words("--json check set --all").out).unwrap();
    assert_eq!(results.len(), json["findings"].as_array().unwrap().len());
    let uris: BTreeSet<&str> = results
        .iter()
        .map(|one| one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert!(uris.contains("set/S001-signature-short%2C%20100%25/index.json"), "{uris:?}");
    let levels: BTreeSet<&str> = results.iter().map(|one| one["level"].as_str().unwrap()).collect();
    assert_eq!(levels.into_iter().collect::<Vec<_>>(), ["error", "note", "warning"]);
}

#[test]
fn a_sarif_log_of_a_database_names_records_and_that_of_nothing_is_empty() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    sandbox.ok("import a.json");
    let log =
        |words: &str| -> Value { serde_json::from_str(&sandbox.ok(&format!("check {words} --format sarif"))).unwrap() };
    let (found, clean) = (log("--select T006"), log("--select S001"));
    check_log(&found);
    check_log(&clean);
    let location = &found["runs"][0]["results"][0]["locations"][0];
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "x/a last_confirmed");
    assert!(location.get("physicalLocation").is_none());
    assert_eq!(clean["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn what_is_waived_is_a_suppressed_result_with_the_reason() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    sandbox.run(&["waive", "x/a", "T006", "--reason", "nothing \"new\" since"]);
    let log = |words: &str| -> Value {
        let log = serde_json::from_str(&sandbox.ok(&format!("check {words} --format sarif"))).unwrap();
        check_log(&log);
        log
    };
    let found = log("--select T006");
    let results = found["runs"][0]["results"].as_array().unwrap();
    let suppressions: Vec<&Value> = results.iter().map(|result| &result["suppressions"]).collect();
    let accepted = json!([{ "kind": "external", "status": "accepted", "justification": "nothing \"new\" since" }]);
    assert_eq!(suppressions, [&json!([]), &accepted]);
    assert_eq!(results[1]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "x/a last_confirmed");
    // A note is printed with --all only, waived or not.
    sandbox.ok("waive x/a E014 --reason known");
    let select = "x/a --select E014";
    assert_eq!(log(select)["runs"][0]["results"], json!([]));
    let shown = log(&format!("{select} --all"));
    assert_eq!(shown["runs"][0]["results"][0]["suppressions"][0]["justification"], "known");
}

#[test]
fn other_output_than_findings_is_text_or_one_object() {
    let sandbox = Sandbox::with_two_records();
    for words in ["--statistics", "--waived", "--list", "--explain S001", "--fix --dry-run"] {
        let (named, option) = (sandbox.words(&format!("check {words} --format json")), format!("check {words} --json"));
        let as_json = sandbox.words(&option);
        assert!(named.out.starts_with('{') && named.err.is_empty(), "{words}: {} {}", named.out, named.err);
        assert_eq!((named.out, named.code), (as_json.out, as_json.code), "{words}");
        for format in ["ndjson", "github", "sarif"] {
            let refused = sandbox.words(&format!("check {words} --format {format}"));
            let option = words.split(' ').next().unwrap();
            let said = format!("error: --format {format} is for findings, not for {option}\n");
            assert!(refused.code == Some(2) && refused.err.starts_with(&said), "{words}: {}", refused.err);
        }
    }
    let two = sandbox.words("check --json --format sarif");
    assert!(two.code == Some(2) && two.err.contains("--json and --format sarif are two forms"), "{}", two.err);
}
