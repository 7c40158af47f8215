//! What `policy show` prints, and the example of a policy in docs/.

use canonry::check::{Threshold, ThresholdValue, Thresholds};
use canonry::curate::Policy;
use toml::{Table, Value};

use crate::support::{Sandbox, project};

/// A policy in which every key that may be left out is given.
const EVERY_KEY: &str = r#"
[gate.human_reviewed]
evidence = { reproduction = 1, review = 1, source = 1 }
review_by = ["maintainer", "ci"]
confirmed_within_days = 180
no_open_dispute = true

[gate.community_verified]
reports = 5
reporters = 3
reporter_kinds = 2
known_reporters = 1
lower_bound = 0.5

[reporters]
maintainer = ["mei", "lena"]
ci = ["buildbot"]
known = ["ana", "ben"]

[samples]
key = "samples"

[check]
select = ["S", "edge-dangling"]
ignore = ["S004"]
languages = ["zh"]

[check.severity]
V003 = "error"

[release]
off = ["N010"]
confirmed_by = ["upstream"]

[source.upstream]
keep = ["verification_tier", "confidence"]
new_tier = "ai_generated"
only = "new"
"#;

/// The example in docs/, as the program prints it.
fn example() -> String {
    let sandbox = Sandbox::new();
    sandbox.write("every.toml", EVERY_KEY);
    let shown = sandbox.ok("policy show --policy every.toml");
    format!(
        "# An example of canonry.toml: every key that there is, with what it means. A file of your own needs only \
            what it\n\
         # says differently; what it leaves out is as `canonry policy show` prints it if there is no file.\n\
         # Made by the program: `UPDATE_DOCS=1 cargo test policy` writes it again.\n\n{shown}"
    )
}

#[test]
fn the_example_is_what_the_program_prints() {
    let (path, example) = (project("docs/canonry.toml"), example());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &example).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), example);
}

/// The keys that the reader knows in a table, from its message about one that it does not know.
fn known(head: &str) -> Vec<String> {
    let message = format!("{head}\nno_such_key = 1").parse::<Policy>().unwrap_err().to_string();
    let expected = message.split("expected").nth(1).unwrap_or_else(|| panic!("{head}: {message}"));
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_example_has_every_key_that_the_reader_knows() {
    let file: Table = example().parse().unwrap();
    let tables = known("");
    assert!(tables.len() > 10 && tables.iter().all(|name| file.contains_key(name)), "{tables:?}");
    let by_word = ["ladder", "weight", "rho", "prior", "intercept", "slope"];
    for name in tables.iter().filter(|name| !by_word.contains(&name.as_str())) {
        let of: Vec<&Table> = match name.as_str() {
            // Each gate and source has some of the keys.
            "gate" | "source" => file[name].as_table().unwrap().values().map(|one| one.as_table().unwrap()).collect(),
            _ => vec![file[name].as_table().unwrap()],
        };
        let head = match name.as_str() {
            "gate" => "[gate.human_reviewed]".to_owned(),
            "source" => "[source.upstream]".to_owned(),
            _ => format!("[{name}]"),
        };
        let keys = known(&head);
        assert!(!keys.is_empty(), "{head}");
        for key in keys {
            assert!(of.iter().any(|table| table.contains_key(&key)), "{name}.{key} is not in docs/canonry.toml");
        }
    }
    for name in ["weight", "rho"] {
        let kinds: Vec<&String> = file[name].as_table().unwrap().keys().collect();
        assert_eq!(kinds.len(), canonry::ledger::ReporterKind::ALL.len(), "{name}: {kinds:?}");
    }
    let tiers = file["ladder"].as_array().unwrap();
    for name in ["prior", "intercept", "slope"] {
        assert!(tiers.iter().all(|tier| file[name].as_table().unwrap().contains_key(tier.as_str().unwrap())), "{name}");
    }
}

#[test]
fn every_key_has_its_row_in_the_docs() {
    let doc = std::fs::read_to_string(project("docs/policy.md")).unwrap();
    for table in known("") {
        let heads = ["gate", "source"].contains(&table.as_str()).then(|| format!("`[{table}."));
        let head = heads.unwrap_or_else(|| format!("`[{table}]"));
        assert!(doc.contains(&head) || table == "ladder" && doc.contains("| `ladder` |"), "{table} is not explained");
    }
    for head in [
        "[gate.human_reviewed]",
        "[source.upstream]",
        "[reporters]",
        "[rates]",
        "[import]",
        "[limits]",
        "[check]",
        "[release]",
    ] {
        for key in known(head) {
            let rows = doc.lines().filter(|line| line.starts_with("| `"));
            let mut named = rows.map(|row| row.split(" | ").next().unwrap());
            assert!(named.any(|names| names.contains(&format!("`{key}`"))), "{head} {key} is not explained");
        }
    }
}

#[test]
fn every_threshold_has_its_row_in_the_docs_with_its_default() {
    let doc = std::fs::read_to_string(project("docs/policy.md")).unwrap();
    for Threshold { name, value, .. } in Thresholds::default().list() {
        let value = match value {
            ThresholdValue::Whole(whole) => whole as f64,
            ThresholdValue::Share(share) => share,
        };
        let row = doc.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("{name} is not explained"));
        let usual = row.trim_end_matches(" |").rsplit(" | ").next().unwrap().replace(',', "");
        assert_eq!(usual.parse::<f64>().unwrap(), value, "{name}");
    }
}

/// A table whose keys the file chooses, such as tiers, is explained as a whole; a key is explained beside it or above.
#[test]
fn every_key_of_the_example_is_explained() {
    let example = example();
    let lines: Vec<&str> = example.lines().collect();
    let mut is_explained_as_a_whole = false;
    for (at, line) in lines.iter().enumerate() {
        let is_commented =
            line.contains(" # ") || at.checked_sub(1).is_some_and(|above| lines[above].starts_with("# "));
        match line {
            line if line.starts_with("[slope]") => {} // with [intercept]
            line if line.starts_with('[') => is_explained_as_a_whole = is_commented,
            line if line.contains(" = ") && !line.starts_with('#') => {
                assert!(is_commented || is_explained_as_a_whole, "{line} is not explained");
            }
            _ => {}
        }
        assert!(line.chars().count() <= 120, "{line} is too long");
    }
}

#[test]
fn a_policy_file_is_shown_with_every_value_in_force_and_its_meaning() {
    let sandbox = Sandbox::new();
    let default = sandbox.ok("policy show"); // there is no file yet
    sandbox.write("canonry.toml", "[rates]\nmin_reports = 5\n[rho]\nuser = 0.5\n");
    let changed = default.replacen("min_reports = 3 ", "min_reports = 5 ", 1);
    let changed =
        changed.replacen("[rho]\nmaintainer = 0\nci = 0\nuser = 0.3", "[rho]\nmaintainer = 0\nci = 0\nuser = 0.5", 1);
    assert_eq!(sandbox.ok("policy show"), changed);
    // The output is a policy with the same values.
    sandbox.write("canonry.toml", &changed);
    assert_eq!(sandbox.ok("policy show"), changed);
}

/// Whether JSON has what TOML has. The JSON may have more keys, without a value.
fn says(json: &serde_json::Value, toml: &Value, path: &str) {
    match toml {
        Value::Table(table) => table.iter().for_each(|(key, value)| {
            let plural = ["gate", "weight", "prior", "intercept", "slope", "source"].contains(&key.as_str());
            let name = if plural && path.is_empty() { format!("{key}s") } else { key.clone() };
            assert!(json.get(&name).is_some(), "{path}.{key} is not in the JSON: {json}");
            says(&json[&name], value, &format!("{path}.{key}"));
        }),
        Value::Array(list) => {
            assert_eq!(json.as_array().map(Vec::len), Some(list.len()), "{path}");
            list.iter().enumerate().for_each(|(at, one)| says(&json[at], one, path));
        }
        Value::String(text) => assert_eq!(json.as_str(), Some(text.as_str()), "{path}"),
        Value::Boolean(is) => assert_eq!(json.as_bool(), Some(*is), "{path}"),
        Value::Integer(number) => assert_eq!(json.as_f64(), Some(*number as f64), "{path}"),
        Value::Float(number) => assert_eq!(json.as_f64(), Some(*number), "{path}"),
        Value::Datetime(day) => panic!("{path} = {day}"),
    }
}

#[test]
fn the_json_has_all_that_the_text_has() {
    let sandbox = Sandbox::new();
    sandbox.write("none.toml", "");
    sandbox.write("every.toml", EVERY_KEY);
    for file in ["none.toml", "every.toml"] {
        let text: Table = sandbox.ok(&format!("policy show --policy {file}")).parse().unwrap();
        let json = sandbox.json(&format!("policy show --policy {file}"), 0);
        says(&json["policy"], &Value::Table(text), "");
    }
}

#[test]
fn a_missing_record_is_reported_before_a_policy_that_cannot_be_read() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    sandbox.write("canonry.toml", "laddr = []");
    for (words, code, said) in [
        ("why x/none confidence", 5, "there is no record x/none"),
        ("why x/a w7.how", 5, "x/a has no w7"),
        ("why x/a confidence", 3, "canonry.toml:1:1"),
    ] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(code) && ran.err.contains(said), "{words}: {}", ran.err);
    }
}
