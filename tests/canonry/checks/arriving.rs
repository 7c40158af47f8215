//! `canonry import --check`: what is wrong with imported records.

use crate::support::{Sandbox, project};

fn fixture(name: &str) -> String {
    project(&format!("fixtures/findings/{name}")).display().to_string()
}

#[test]
fn an_import_reports_what_is_wrong_with_its_records_also_in_a_dry_run() {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", fixture("neighbour.json")));
    let import = format!("import {} --check", fixture("G003-edge-to-self.json"));
    let rehearsed = sandbox.words(&format!("{import} --dry-run"));
    let ran = sandbox.words(&import);
    assert!(ran.out.contains(": G003 edge-to-self: "), "{}", ran.out);
    assert!(ran.out.contains("\nG003 1\n1 record: 1 error, 0 warnings, "), "{}", ran.out);
    assert_eq!((rehearsed.out.as_str(), ran.code), (ran.out.as_str(), Some(0)), "findings do not refuse an import");
    assert!(!sandbox.words(&format!("{import} --dry-run")).out.contains("G003"), "it is already here");
    let nowhere = sandbox.words(&format!("{import} --dry-run --db new.db"));
    assert!(nowhere.out.contains("G003 1") && !sandbox.path("new.db").exists(), "{}", nowhere.out);
}

#[test]
fn only_what_is_new_in_a_changed_record_is_reported() {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", fixture("G003-edge-to-self.json")));
    let text = std::fs::read_to_string(fixture("G003-edge-to-self.json")).unwrap();
    let mut record: serde_json::Value = serde_json::from_str(&text).unwrap();
    record["workarounds"][0]["how"] = "".into();
    sandbox.write("new.json", record.to_string());
    let printed = sandbox.json("import new.json --check", 0);
    let codes: Vec<&str> =
        printed["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["W003"]);
    // The other way round it is gone, and the record is named.
    sandbox.write("new.json", text.as_str());
    let back = "import new.json --check";
    let gone = serde_json::json!([{"code": "W003", "findings": 1, "records": ["python/venv-pip-missing"]}]);
    assert_eq!(sandbox.json(&format!("{back} --dry-run"), 0)["gone"], gone);
    let printed = sandbox.ok(back);
    let line = "python/venv-pip-missing w1.how: W003 workaround-no-how is gone\ngone: W003 1\n";
    assert!(printed.contains(line), "{printed}");
    assert_eq!(sandbox.json("import new.json", 0).get("findings"), None, "only if it is asked for");
}
