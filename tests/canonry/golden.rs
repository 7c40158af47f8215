//! The fixtures: odd records with their trees, and broken files with their messages.

use std::fmt::Write;

use canonry::record::{Rule, Start, canonical, read};

use crate::support::{Sandbox, files, project};

#[test]
fn the_records_make_the_expected_tree() {
    let sandbox = Sandbox::new();
    let records = project("fixtures/records");
    sandbox.ok(&format!("import {}", records.display()));
    sandbox.ok("export --out tree");
    let (made, expected) = (files(&sandbox.path("tree")), files(&project("fixtures/expected")));
    assert_eq!(made.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (path, bytes) in &expected {
        assert_eq!(String::from_utf8_lossy(&made[path]), String::from_utf8_lossy(bytes), "{path}");
    }
}

#[test]
fn a_canonical_record_is_read_and_written_byte_for_byte() {
    for (path, bytes) in files(&project("fixtures/expected")) {
        if path.ends_with(".json") {
            let record = read(&bytes, Start::default()).unwrap();
            assert_eq!(canonical(&record).as_bytes(), bytes, "{path}");
        }
    }
}

#[test]
fn show_prints_the_published_bytes() {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    for (path, bytes) in files(&project("fixtures/expected")) {
        let (id, file) = path.strip_prefix("errors/").unwrap().rsplit_once('/').unwrap();
        let format = match file {
            "index.json" => "json",
            "index.md" => "md",
            _ => "zh-md",
        };
        assert_eq!(sandbox.ok(&format!("show {id} --format {format}")).as_bytes(), bytes, "{path}");
    }
}

/// Every rule has one broken file, whose messages are in `messages.txt`. After a change of the wording:
/// `UPDATE_FIXTURES=1 cargo test`, and look at the diff. The file that breaks a rule. No file on Windows can be called
/// `nul.json`.
fn broken(rule: Rule) -> String {
    match rule.name() {
        "nul" => "nul-character.json".to_owned(),
        name => format!("{name}.json"),
    }
}

#[test]
fn every_rule_has_a_broken_file_and_its_messages() {
    let mut messages = String::new();
    for rule in Rule::ALL {
        let name = broken(rule);
        let bytes = std::fs::read(project("fixtures/invalid").join(&name)).unwrap();
        let faults = read(&bytes, Start::default()).unwrap_err();
        assert!(faults.iter().any(|fault| fault.rule == rule), "{name} does not break its rule: {faults:?}");
        for fault in faults {
            writeln!(messages, "{name}:{fault}").unwrap();
        }
    }
    let golden = project("fixtures/invalid/messages.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&golden, &messages).unwrap();
    }
    assert_eq!(messages, std::fs::read_to_string(golden).unwrap());
    let broken = files(&project("fixtures/invalid")).len() - 1;
    assert_eq!(broken, Rule::ALL.len(), "a file in fixtures/invalid belongs to no rule");
}

#[test]
fn the_program_prints_every_fault_of_every_file_and_imports_nothing() {
    let sandbox = Sandbox::new();
    let golden = std::fs::read_to_string(project("fixtures/invalid/messages.txt")).unwrap();
    let mut arguments = vec!["import".to_owned()];
    let folder = project("fixtures/invalid");
    arguments.extend(Rule::ALL.iter().map(|rule| folder.join(broken(*rule)).display().to_string()));
    arguments.push(sandbox.write("good.json", crate::support::record("cicd/good")).display().to_string());
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.code, Some(3));
    let said = ran.err.replace(&format!("{}/", folder.display()), "");
    let (faults, rest) = said.split_at(golden.len());
    assert_eq!(faults, golden);
    assert!(rest.starts_with("error: 17 records were rejected; nothing was imported\nhint: "), "{rest}");
    assert!(!sandbox.path("canonry.db").exists());
}
