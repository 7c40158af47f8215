//! `canonry facet` and `canonry graph mirror`: changes of many records.

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, project, record};

fn with(fixture: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project(&format!("fixtures/findings/{fixture}")).display()));
    sandbox
}

#[test]
fn a_map_of_variants_fixes_what_the_check_finds_and_is_undone_as_one_batch() {
    let sandbox = with("C002-category-variant.ndjson");
    let findings =
        |sandbox: &Sandbox| sandbox.json("check --all --select C002", 0)["findings"].as_array().unwrap().len();
    assert_eq!(findings(&sandbox), 2);
    let before = sandbox.ok("export --format ndjson");
    sandbox.write("map.csv", sandbox.ok("facet category --cluster --csv"));
    sandbox.ok("facet apply map.csv");
    assert_eq!(findings(&sandbox), 0);
    assert_eq!(sandbox.words("facet apply map.csv").err, "nothing to change\nno record has the value of the map\n");
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("export --format ndjson"), before);
}

#[test]
fn a_dry_run_of_a_map_changes_nothing() {
    let sandbox = with("C002-category-variant.ndjson");
    sandbox.write("map.csv", sandbox.ok("facet category --cluster --csv"));
    let before = sandbox.ok("export --format ndjson");
    assert!(sandbox.words("facet apply map.csv -n").err.ends_with("dry run: nothing was written\n"));
    assert_eq!(sandbox.ok("export --format ndjson"), before);
}

#[test]
fn a_contradictory_map_is_refused_with_its_line_and_what_to_do() {
    let sandbox = with("base.json");
    let refused = |map: &str| {
        sandbox.write("map.csv", map);
        let ran = sandbox.words("facet apply map.csv");
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains("\nhint: "), "{}", ran.err);
        ran.err.lines().next().unwrap().to_owned()
    };
    assert_eq!(refused("field,from\n"), "error: map.csv:1: the header has no column 'to'");
    assert_eq!(refused("field,from,to\ntags,a,b\ntag,a,b\n"), "error: map.csv:3: there is no field 'tag'");
    let tier = "error: map.csv:2: verification_tier is not a text, or has a command of its own";
    assert_eq!(refused("field,from,to\nverification_tier,ai_generated,verified\n"), tier);
    let twice = "error: map.csv:3: 'a' becomes 'c' here and 'b' in line 2";
    assert_eq!(refused("field,from,to\ntags,a,b\ntags,a,c\n"), twice);
}

#[test]
fn values_are_counted_by_records_and_chosen_by_filters() {
    let sandbox = with("C002-category-variant.ndjson");
    let values = |words: &str| -> Vec<(Value, u64)> {
        let printed = sandbox.json(words, 0);
        let values = printed["values"].as_array().unwrap();
        values.iter().map(|one| (one["value"].clone(), one["records"].as_u64().unwrap())).collect()
    };
    assert_eq!(values("facet domain"), [("python".into(), 4)]);
    assert_eq!(values("facet locale --limit 1"), [("en".into(), 4)]);
    assert_eq!(values("facet domain --category nothing"), []);
    assert_eq!(values("facet subcategory")[0].0, Value::Null);
    let mixed = sandbox.words("facet category apply map.csv");
    assert_eq!((mixed.code, mixed.err.contains("names its fields itself")), (Some(2), true), "{}", mixed.err);
    let unknown = sandbox.words("facet catgory");
    assert_eq!((unknown.code, unknown.err.contains("did you mean category")), (Some(2), true), "{}", unknown.err);
}

#[test]
fn mirrored_edges_leave_no_finding_and_a_dangling_edge_stays() {
    let sandbox = with("G005-edge-unmirrored.ndjson");
    let printed = sandbox.json("graph mirror", 0);
    assert_eq!(printed["counts"]["fixes"], 1);
    assert_eq!(sandbox.words("check --select G005").code, Some(0));
    assert!(sandbox.words("graph mirror").err.contains("nothing to change"));
}

/// A database in which x/a is preceded by none, leads to x/c, and precedes others that it does not lead to.
fn contradicting() -> Sandbox {
    let step = |to: &str, share: f64| json!({ "error_id": to, "probability": share, "condition": "then" });
    let leads = |record: &mut Value| record["transition_graph"]["leads_to"] = json!([step("x/c", 0.5)]);
    let after_a =
        |share: f64| move |record: &mut Value| record["transition_graph"]["preceded_by"] = json!([step("x/a", share)]);
    let sandbox = Sandbox::new();
    let lines = [
        changed(&record("x/a"), leads),
        changed(&record("x/b"), after_a(0.3)),
        changed(&record("x/c"), after_a(0.5)),
        changed(&record("x/d"), after_a(0.3)),
        changed(&record("x/e"), after_a(0.6)),
    ];
    sandbox.write("set.json", format!("[{}]", lines.join(",")));
    sandbox
}

#[test]
fn a_counterpart_that_contradicts_other_edges_is_not_added_and_reported() {
    let note = "2 edges have no counterparts yet: with them the probabilities of a leads_to would be more than 1 \
        together; `canonry check --select G005` lists them";
    for (words, is_mirror) in [("graph mirror", true), ("check --fix", false), ("check set.json --fix", false)] {
        let sandbox = contradicting();
        let check = if words.contains("set") { "check set.json" } else { "check" };
        if check == "check" {
            sandbox.ok("import set.json");
        }
        let before = sandbox.json(&format!("{check} --select G"), 0);
        assert_eq!(before["counts"]["safe"], 2, "of three, one is too much already: {before}");
        let dry = sandbox.json(&format!("{words} --dry-run"), 0);
        assert_eq!((&dry["counts"]["fixes"], &dry["counts"]["held"]), (&json!(1), &json!(2)), "{words}");
        let said = sandbox.words(words).err;
        assert!(said.contains(note), "{words}: {said}");
        assert_eq!(said.contains("2 findings have a fix that a person should look at"), !is_mirror, "{words}: {said}");
        let after = sandbox.json(&format!("{check} --select G005,G009"), 0);
        let left: Vec<_> = after["findings"].as_array().unwrap().iter().map(|one| &one["record"]).collect();
        assert_eq!(left, ["x/d", "x/e"], "{words}: {after}");
        assert_eq!(after["counts"]["safe"], 0, "{words}");
        let why = after["findings"][0]["message"].as_str().unwrap();
        assert!(why.ends_with("; with it the probabilities there would be 1.10 together"), "{why}");
        assert!(sandbox.words(words).err.contains(note), "{words}: again");
        let all = sandbox.json(&format!("{check} --fix --unsafe --select G005"), 0);
        assert_eq!((&all["counts"]["fixes"], &all["counts"]["held"]), (&json!(2), &json!(0)), "{words}");
        // All at once leads to the same.
        let at_once = contradicting();
        if check == "check" {
            at_once.ok("import set.json");
        }
        let ran = at_once.words(&format!("{check} --fix --unsafe --select G005"));
        let brings = "x/a transition_graph.leads_to: G009 edge-sum is new: the probabilities are 1.70 together";
        assert!(ran.err.contains(brings) && !ran.err.contains(note), "{words}: {}", ran.err);
        let again = at_once.json(&format!("{check} --fix --unsafe"), 0);
        assert_eq!((&again["counts"]["fixes"], &again["changes"]), (&json!(0), &json!([])), "{words}");
    }
}

#[test]
fn edges_are_mirrored_though_the_policy_ignores_the_check_unless_they_are_waived() {
    let sandbox = contradicting();
    sandbox.ok("import set.json");
    sandbox.write("canonry.toml", "[check]\nignore = ['G']\n");
    sandbox.ok("waive x/b G005 --reason known");
    let mirrored = sandbox.json("graph mirror --confusions", 0);
    let changed: Vec<_> = mirrored["changes"].as_array().unwrap().iter().map(|one| &one["fields"]).collect();
    assert!(changed.len() == 1 && changed[0].to_string().contains("x/d"), "{mirrored}");
}

#[test]
fn the_categories_of_the_corpus_are_reduced_by_as_many_as_the_check_finds() {
    let corpus = project("../shared/corpus/records.ndjson");
    if !corpus.exists() {
        return super::corpus::skip("there are no real records beside the project");
    }
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {} --quiet", corpus.display()));
    let clusters = sandbox.json("facet category --cluster", 0);
    let found = sandbox.json("check --select C002", 0);
    assert_eq!(clusters["counts"]["records"].as_u64(), found["counts"]["warnings"].as_u64());
    sandbox.write("map.csv", sandbox.ok("facet category --cluster --csv"));
    sandbox.ok("facet apply map.csv --yes");
    assert_eq!(sandbox.json("check --select C002", 0)["counts"]["warnings"], 0);
}

#[test]
fn what_a_map_brings_is_told() {
    let sandbox = with("C002-category-variant.ndjson");
    sandbox.write("map.csv", "field,from,to\ncategory,config_error,\"Config Error\"\n");
    let told = sandbox.words("facet apply map.csv --dry-run").err;
    assert!(told.contains(" category: C001 category-form is new: "), "{told}");
}

#[test]
fn findings_name_their_records_and_those_of_many_records_are_counted() {
    let sandbox = with("C002-category-variant.ndjson");
    sandbox.write("map.csv", "field,from,to\ncategory,config_error,config\n");
    let told = sandbox.words("facet apply map.csv --dry-run").err;
    assert!(told.contains("  python/venv-pip-missing category: C002 category-variant is gone\n"), "{told}");
    let many = Sandbox::with_records(&["x/a", "x/b", "x/c", "x/d", "x/e", "x/f"]);
    let told = many.words("edit --id * --set category=Type-System --yes").err;
    assert!(told.contains("new: C001 category-form in 6 records"), "{told}");
    assert!(!told.contains("C001 category-form is new"), "{told}");
}

#[test]
fn a_cluster_says_what_each_of_its_values_becomes() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    sandbox.ok("edit x/a --set category=Config-Error");
    sandbox.ok("edit x/b --set category=config");
    let table = "records  value         becomes\n\
                 \x20     1  Config-Error  config_error\n\
                 \x20     1    config      config_error\n";
    assert_eq!(sandbox.ok("facet category --cluster"), table);
}

#[test]
fn of_many_records_the_replaced_values_are_listed() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c", "x/d", "x/e", "x/f"]);
    let old = sandbox.json("facet category", 0)["values"][0]["value"].as_str().unwrap().to_owned();
    sandbox.ok("edit x/a --set category=alone");
    sandbox.write("map.csv", format!("field,from,to\ncategory,{old},new\ncategory,none,new\ncategory,alone,one\n"));
    let applied = sandbox.words("facet apply map.csv -n");
    let table = format!(
        "records  field     value{0}  becomes\n      5  category  {old}  new\n      1  category  alone{0}  one\n",
        " ".repeat(old.len() - "value".len())
    );
    assert_eq!(applied.out, table, "{}", applied.err);
    assert!(applied.err.starts_with("--json lists the changes of each record\n"), "{}", applied.err);
    assert!(applied.err.ends_with("dry run: nothing was written\n1 of the 3 values of the map is in no record\n"));
}
