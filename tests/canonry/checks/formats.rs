//! The formats for services: annotations of GitHub and SARIF.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Sandbox, project, record};

/// Files with findings of every severity, with and without a place of their own, and a text that is no record.
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
fn in_a_database_github_is_told_of_the_record() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    sandbox.ok("import a.json");
    let out = sandbox.ok("check --select T006 --format github");
    assert!(out.starts_with("::warning title=T006 stale::x/a last_confirmed: last confirmed"), "{out}");
}

/// The keys of an object.
fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Whether an object has these keys and no others but those that may be missing.
fn has(value: &Value, required: &[&str], optional: &[&str]) {
    let (keys, required) = (keys(value), required.iter().copied().collect::<BTreeSet<_>>());
    let allowed: BTreeSet<&str> = required.iter().chain(optional).copied().collect();
    assert!(keys.is_superset(&required) && keys.is_subset(&allowed), "{keys:?}: {required:?}, {optional:?}");
}

fn is_text(value: &Value) {
    assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{value}");
}

/// A log has the properties that the schema of SARIF 2.1.0 requires, of the types that it gives them, and no others
/// than those that the standard has for the object.
fn check_log(log: &Value) {
    has(log, &["version", "runs"], &["$schema"]);
    assert_eq!(log["version"], "2.1.0");
    let [run] = log["runs"].as_array().unwrap().as_slice() else { panic!("one run: {log}") };
    has(run, &["tool", "results"], &["columnKind"]);
    assert!(["utf16CodeUnits", "unicodeCodePoints"].contains(&run["columnKind"].as_str().unwrap()));
    has(&run["tool"], &["driver"], &[]);
    let driver = &run["tool"]["driver"];
    has(driver, &["name"], &["version", "informationUri", "rules"]);
    url::Url::parse(driver["informationUri"].as_str().unwrap()).unwrap();
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        let texts = ["shortDescription", "fullDescription", "help"];
        has(rule, &["id"], &[texts.as_slice(), &["name", "helpUri", "defaultConfiguration"]].concat());
        texts.iter().for_each(|text| {
            has(&rule[text], &["text"], &["markdown"]);
            is_text(&rule[text]["text"]);
        });
        url::Url::parse(rule["helpUri"].as_str().unwrap()).unwrap();
        assert!(
            ["none", "note", "warning", "error"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap())
        );
    }
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len(), "no rule stands twice");
    for result in run["results"].as_array().unwrap() {
        let optional = ["ruleId", "ruleIndex", "level", "locations", "partialFingerprints"];
        has(result, &["message"], &optional);
        has(&result["message"], &["text"], &[]);
        is_text(&result["message"]["text"]);
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(result["ruleId"], rule["id"]);
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        result["partialFingerprints"].as_object().unwrap().values().for_each(is_text);
        result["locations"].as_array().unwrap().iter().for_each(check_location);
    }
}

fn check_location(location: &Value) {
    has(location, &["logicalLocations"], &["physicalLocation"]);
    for logical in location["logicalLocations"].as_array().unwrap() {
        has(logical, &["fullyQualifiedName"], &[]);
        is_text(&logical["fullyQualifiedName"]);
    }
    let Some(physical) = location.get("physicalLocation") else { return };
    has(physical, &["artifactLocation"], &["region"]);
    let base = url::Url::parse("file:///").unwrap();
    base.join(physical["artifactLocation"]["uri"].as_str().unwrap()).unwrap();
    let region = &physical["region"];
    has(region, &["startLine", "startColumn"], &["endLine", "endColumn"]);
    assert!(region.as_object().unwrap().values().all(|number| number.as_u64().unwrap() >= 1), "{region}");
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
