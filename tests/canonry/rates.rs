//! From reports to published rates: every number with its receipt.

use serde_json::Value;

use crate::generate;
use crate::support::{Sandbox, record};

/// A record with a workaround at 0.8 and a dead end at 0.7, and reports on it.
fn sandbox(rows: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("cicd/a"));
    sandbox.ok("import a.json");
    report(&sandbox, rows);
    sandbox
}

fn report(sandbox: &Sandbox, rows: &str) {
    let text = format!("record_id,item,outcome,observed_at,count,reporter,reporter_kind\n{rows}");
    sandbox.write("feedback.csv", text);
    sandbox.ok("feedback import feedback.csv");
}

fn json(sandbox: &Sandbox, words: &str) -> Value {
    serde_json::from_str(&sandbox.ok(words)).unwrap()
}

/// A claim of `rates --json`.
fn claim(sandbox: &Sandbox, name: &str) -> Value {
    let claims = json(sandbox, "--json rates");
    claims["claims"].as_array().unwrap().iter().find(|claim| claim["claim"] == name).unwrap().clone()
}

fn rate(sandbox: &Sandbox) -> f64 {
    json(sandbox, "--json show cicd/a")["records"][0]["workarounds"][0]["success_rate"].as_f64().unwrap()
}

#[test]
fn the_estimate_is_that_of_the_baseline_and_the_reports() {
    let sandbox = sandbox(
        "cicd/a,w1,success,2026-01-02,2,,user\ncicd/a,w1,fail,2026-01-02,4,,agent\ncicd/a,d1,fail,2026-01-02,2,,\n",
    );
    let w1 = claim(&sandbox, "w1.success_rate");
    // (4 * 0.8 + 2) / (4 + 2 + 4 * 0.5)
    assert!((w1["mean"].as_f64().unwrap() - 5.2 / 8.0).abs() < 1e-12, "{w1}");
    assert_eq!((w1["verdict"].as_str(), w1["reports"].as_f64()), (Some("due"), Some(4.0)));
    // A failed attempt confirms a dead end; two reports are too few.
    let d1 = claim(&sandbox, "d1.fail_rate");
    assert!((d1["mean"].as_f64().unwrap() - (4.0 * 0.7 + 2.0) / 6.0).abs() < 1e-12, "{d1}");
    assert_eq!(d1["verdict"], "pending");
}

#[test]
fn applying_publishes_what_is_due_once_and_undo_takes_it_back() {
    let sandbox = sandbox("cicd/a,w1,fail,2026-01-02,5,,\ncicd/a,d1,success,2026-01-02,2,,\n");
    sandbox.ok("export --out before");
    let before = sandbox.ok("show cicd/a --format json");
    let dry = sandbox.ok("rates --apply --dry-run");
    assert_eq!(sandbox.ok("show cicd/a --format json"), before);
    let applied = sandbox.ok("rates --apply");
    assert_eq!(dry, applied);
    assert!(applied.contains("w1.success_rate: 0.8 → 0.36") && !applied.contains("d1"), "{applied}");
    assert_eq!(sandbox.ok("rates --apply"), "");
    assert_eq!(claim(&sandbox, "w1.success_rate")["baseline"], 0.8);
    assert_eq!(claim(&sandbox, "w1.success_rate")["verdict"], "settled");
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("show cicd/a --format json"), before);
    assert_eq!(claim(&sandbox, "w1.success_rate")["verdict"], "due");
}

#[test]
fn the_order_of_reports_and_of_applying_does_not_matter() {
    let halves = ["cicd/a,w1,fail,2026-01-02,4,,\n", "cicd/a,w1,success,2026-01-03,3,,agent\n"];
    let all_at_once = sandbox(&halves.concat());
    all_at_once.ok("rates --apply");
    let step_by_step = sandbox(halves[0]);
    step_by_step.ok("rates --apply");
    report(&step_by_step, halves[1]);
    step_by_step.ok("rates --apply");
    let backward = sandbox(halves[1]);
    report(&backward, halves[0]);
    backward.ok("rates --apply");
    assert_eq!(rate(&all_at_once), 0.49);
    for other in [step_by_step, backward] {
        let (one, other) = (claim(&all_at_once, "w1.success_rate"), claim(&other, "w1.success_rate"));
        assert_eq!((&one["mean"], &one["baseline"]), (&other["mean"], &other["baseline"]));
    }
}

#[test]
fn a_withdrawn_report_takes_its_effect_back() {
    let sandbox = sandbox("cicd/a,w1,fail,2026-01-02,5,,\n");
    sandbox.ok("rates --apply");
    sandbox.ok("evidence withdraw e1 --reason spam");
    sandbox.ok("rates");
    let why = sandbox.ok("why cicd/a w1.success_rate");
    assert!(why.contains("withdrawn by batch 4") && why.contains("no report counts"), "{why}");
}

#[test]
fn a_rate_set_by_hand_is_a_new_baseline() {
    let sandbox = sandbox("cicd/a,w1,fail,2026-01-02,5,,\n");
    sandbox.ok("edit cicd/a --set w1.success_rate=0.3");
    assert_eq!(json(&sandbox, "--json rates")["counts"]["claims"], 0);
    report(&sandbox, "cicd/a,w1,success,2026-01-02,3,,\n");
    let w1 = claim(&sandbox, "w1.success_rate");
    assert_eq!((w1["baseline"].as_f64(), w1["reports"].as_f64()), (Some(0.3), Some(3.0)));
    let why = sandbox.ok("why cicd/a w1.success_rate");
    assert!(why.contains("recorded before the baseline was set"), "{why}");
    // Undoing the edit brings the first baseline back, and with it the reports that count for it.
    sandbox.ok("undo 3");
    let w1 = claim(&sandbox, "w1.success_rate");
    assert_eq!((w1["baseline"].as_f64(), w1["reports"].as_f64()), (Some(0.8), Some(8.0)));
    sandbox.ok("undo 5");
    assert_eq!(claim(&sandbox, "w1.success_rate")["baseline"], 0.3);
}

#[test]
fn an_imported_rate_is_a_new_baseline_too() {
    let sandbox = sandbox("cicd/a,w1,fail,2026-01-02,5,,\n");
    sandbox.ok("export --out tree");
    let theirs = sandbox.ok("show cicd/a --format json").replace("\"success_rate\": 0.8", "\"success_rate\": 0.6");
    sandbox.write("theirs.json", theirs);
    sandbox.ok("import theirs.json");
    report(&sandbox, "cicd/a,w1,fail,2026-01-03,1,,\n");
    let w1 = claim(&sandbox, "w1.success_rate");
    assert_eq!((w1["baseline"].as_f64(), w1["reports"].as_f64()), (Some(0.6), Some(1.0)));
}

/// Every number that was published is what its receipt says, computed here from the receipt's own rows.
#[test]
fn every_published_number_can_be_computed_again_from_its_receipt() {
    let sandbox = sandbox(
        "cicd/a,w1,fail,2026-01-02,5,lena,\ncicd/a,w1,partial,2026-01-02,3,li,agent\ncicd/a,d1,success,2026-02-02,7,,ci\n\
         cicd/a,,worse,2026-03-02,4,,maintainer\n",
    );
    sandbox.ok("rates --apply");
    for field in ["w1.success_rate", "d1.fail_rate", "fix_success_rate"] {
        let why = json(&sandbox, &format!("--json why cicd/a {field}"));
        let receipt = &why["receipt"];
        let number = |value: &Value| value.as_f64().unwrap();
        let (mut s, mut n) = (0.0, 0.0);
        for row in receipt["rows"].as_array().unwrap().iter().filter(|row| row["counts"] == true) {
            let weight = number(&row["weight"]) * number(&row["count"]);
            s += weight * number(&row["support"]);
            n += weight;
        }
        let k = number(&receipt["prior"]);
        let mean = (k * number(&receipt["baseline"]).clamp(0.02, 0.98) + s) / (k + n);
        assert!((mean - number(&receipt["mean"])).abs() < 1e-12, "{receipt}");
        assert!((mean - number(&why["value"])).abs() <= 0.005 + 1e-12, "{field}: {why}");
        assert_eq!(
            (why["value"].as_f64(), receipt["verdict"].as_str()),
            (receipt["estimate"].as_f64(), Some("settled"))
        );
    }
}

#[test]
fn tables_csv_and_filters() {
    let sandbox = sandbox("cicd/a,w1,fail,2026-01-02,5,,\ncicd/a,d1,fail,2026-01-02,1,,\n");
    let table = sandbox.ok("rates");
    assert!(
        table.lines().nth(1).unwrap().starts_with("cicd/a w1.success_rate") && table.contains("due, surprise"),
        "{table}"
    );
    assert!(table.contains('◆') && table.contains('◇'), "{table}");
    let csv = sandbox.ok("rates --csv");
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.contains("cicd/a,w1.success_rate,0.8,0.8,4,0,5,0.3556,"), "{csv}");
    assert_eq!(sandbox.ok("rates --domain other"), "");
    assert_eq!(sandbox.ok("rates --limit 1").lines().count(), 2);
}

#[test]
fn a_confidence_is_suggested_and_never_applied() {
    let sandbox = sandbox("cicd/a,w1,success,2026-01-02,1,lena,\ncicd/a,w1,success,2026-01-02,1,li,\n");
    sandbox.ok("confirm cicd/a --note looked");
    sandbox.ok("evidence add cicd/a --kind dispute --note no");
    let before = sandbox.ok("show cicd/a --format json");
    let suggestion = &json(&sandbox, "--json rates --confidence")["records"][0];
    // cap 0.7, E = 3 reporters, fresh, one of four pieces disputes it.
    assert_eq!((suggestion["independent"].as_u64(), suggestion["disputed"].as_f64()), (Some(3), Some(0.25)));
    assert!((suggestion["suggested"].as_f64().unwrap() - 0.32).abs() < 1e-9, "{suggestion}");
    let why = sandbox.ok("why cicd/a confidence");
    assert!(why.contains("0.7 × 3 / (3 + 2) × 1 × (1 - 0.25) = 0.32"), "{why}");
    assert_eq!(sandbox.ok("show cicd/a --format json"), before);
}

/// Of many claims only the foremost are held: they are those with which the whole list begins.
#[test]
fn the_table_is_the_beginning_of_the_whole_list() {
    let sandbox = Sandbox::new();
    generate::ndjson(&sandbox.path("many.ndjson"), 900).unwrap();
    generate::feedback(&sandbox.path("feedback.csv"), 7_000, 900).unwrap();
    sandbox.ok("import many.ndjson");
    sandbox.ok("feedback import feedback.csv --yes");
    let csv = sandbox.ok("rates --csv");
    let all: Vec<String> =
        csv.lines().skip(1).map(|line| line.splitn(3, ',').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert!(all.len() > 2_048, "{} claims fit into one go", all.len());
    for limit in [1, 30, 1_000, all.len(), 0] {
        let ran = sandbox.words(&format!("rates --limit {limit}"));
        let shown: Vec<String> =
            ran.out.lines().skip(1).map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(shown, all[..if limit == 0 { all.len() } else { limit }], "{limit}");
        assert!(ran.err.contains(&format!("{} claims with reports", all.len())), "{}", ran.err);
    }
}
