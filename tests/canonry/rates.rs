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

/// Reports on an item, each by another reporter.
fn by_many(item: &str, outcome: &str, kind: &str, many: u32) -> String {
    (1..=many).map(|number| format!("cicd/a,{item},{outcome},2026-01-02,1,{outcome}{number},{kind}\n")).collect()
}

#[test]
fn the_estimate_is_that_of_the_baseline_and_the_reports() {
    let rows = [by_many("w1", "success", "user", 2), by_many("w1", "fail", "agent", 4), by_many("d1", "fail", "", 2)];
    let sandbox = sandbox(&rows.concat());
    let w1 = claim(&sandbox, "w1.success_rate");
    // (4 * 0.8 + 2) / (4 + 2 + 4 * 0.5)
    assert!((w1["mean"].as_f64().unwrap() - 5.2 / 8.0).abs() < 1e-12, "{w1}");
    assert_eq!((w1["verdict"].as_str(), w1["reports"].as_f64()), (Some("due"), Some(4.0)));
    // A failed attempt confirms a dead end; two reports are too few.
    let d1 = claim(&sandbox, "d1.fail_rate");
    assert!((d1["mean"].as_f64().unwrap() - (4.0 * 0.7 + 2.0) / 6.0).abs() < 1e-12, "{d1}");
    assert_eq!(d1["verdict"], "pending");
}

/// The m reports of one name count together as m / (1 + (m - 1) * 0.3), whatever their spelling and however they are
/// divided into rows.
#[test]
fn the_reports_of_one_reporter_count_together() {
    let rows =
        "cicd/a,w1,fail,2026-01-02,997,Lena,\ncicd/a,w1,fail,2026-01-03,2,lena,\ncicd/a,w1,fail,2026-01-03,1, LENA ,\n";
    let sandbox = sandbox(rows);
    let w1 = claim(&sandbox, "w1.success_rate");
    assert!((w1["reports"].as_f64().unwrap() - 1000.0 / 300.7).abs() < 1e-9, "{w1}");
    assert_eq!(w1["one_voice"]["reporter"], "lena");
    assert_eq!(w1["one_voice"]["without"], 0.8);
    // A kind that the policy does not grant weighs as a user; one that it grants is independent each time.
    report(&sandbox, "cicd/a,d1,fail,2026-01-02,3,ken,ci\n");
    assert!((claim(&sandbox, "d1.fail_rate")["reports"].as_f64().unwrap() - 1.875).abs() < 1e-12);
    sandbox.write("canonry.toml", "[reporters]\nci = [\"Ken\"]\n");
    assert_eq!(claim(&sandbox, "d1.fail_rate")["reports"], 3.0);
    let why = sandbox.ok("why cicd/a w1.success_rate");
    assert!(why.contains("fail ×997 by Lena (user): weight 997 / 300.7 = 3.3156, supporting 0"), "{why}");
}

#[test]
fn a_hostile_reporter_moves_a_rate_by_little() {
    let honest: String = (1..=9).map(|n| format!("cicd/a,w1,success,2026-01-02,1,honest{n},\n")).collect();
    let sandbox = sandbox(&format!("{honest}cicd/a,w1,fail,2026-01-02,1,honest10,\n"));
    sandbox.ok("edit cicd/a --set w1.success_rate=0.9");
    report(&sandbox, &format!("{honest}cicd/a,w1,fail,2026-01-03,1,honest10,\n").replace("01-02", "01-03"));
    let before = claim(&sandbox, "w1.success_rate")["mean"].as_f64().unwrap();
    for kind in ["user", "agent", "maintainer", "ci"] {
        report(&sandbox, &format!("cicd/a,w1,fail,2026-01-04,1000,mallory,{kind}\n"));
        let after = claim(&sandbox, "w1.success_rate")["mean"].as_f64().unwrap();
        assert!(before > 0.85 && before - after < 0.2, "{kind}: {before} to {after}");
        sandbox.ok("undo");
    }
}

/// Reports by maintainers at 0.88: 20 successes two half-lives before 6 fails weigh as 5.
#[test]
fn reports_age_if_the_policy_says_so() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("cicd/a"));
    sandbox.ok("import a.json");
    sandbox.ok("edit cicd/a --set w1.success_rate=0.88");
    report(&sandbox, "cicd/a,w1,success,2024-02-02,20,mei,maintainer\ncicd/a,w1,fail,2026-02-01,6,mei,maintainer\n");
    sandbox.write("canonry.toml", "[reporters]\nmaintainer = [\"mei\"]\n[rates]\nhalf_life_days = 365\n");
    let w1 = claim(&sandbox, "w1.success_rate");
    assert_eq!((w1["supporting"].as_f64(), w1["reports"].as_f64()), (Some(5.0), Some(11.0)));
    assert!((w1["mean"].as_f64().unwrap() - 0.5680).abs() < 5e-5, "{w1}");
    let why = sandbox.ok("why cicd/a w1.success_rate");
    assert!(why.contains("weight 20 × 0.5^(730/365) = 5.0000, supporting 5"), "{why}");
}

#[test]
fn applying_publishes_what_is_due_once_and_can_be_undone() {
    let sandbox = sandbox(&[by_many("w1", "fail", "", 5), by_many("d1", "success", "", 2)].concat());
    sandbox.ok("export --out before");
    let before = sandbox.ok("show cicd/a --format json");
    let dry = sandbox.ok("rates --apply --dry-run");
    assert_eq!(sandbox.ok("show cicd/a --format json"), before);
    let applied = sandbox.ok("rates --apply");
    assert_eq!(dry, applied);
    assert!(applied.contains("w1.success_rate: 0.8 → 0.36") && !applied.contains("d1"), "{applied}");
    assert_eq!(sandbox.ok("rates --apply"), "");
    assert_eq!(claim(&sandbox, "w1.success_rate")["baseline"], 0.8);
    assert_eq!(claim(&sandbox, "w1.success_rate")["verdict"], "current");
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("show cicd/a --format json"), before);
    assert_eq!(claim(&sandbox, "w1.success_rate")["verdict"], "due");
}

#[test]
fn the_order_of_reports_and_of_applying_does_not_matter() {
    let halves = [by_many("w1", "fail", "", 4), by_many("w1", "success", "agent", 3)];
    let all_at_once = sandbox(&halves.concat());
    all_at_once.ok("rates --apply");
    let step_by_step = sandbox(&halves[0]);
    step_by_step.ok("rates --apply");
    report(&step_by_step, &halves[1]);
    step_by_step.ok("rates --apply");
    let backward = sandbox(&halves[1]);
    report(&backward, &halves[0]);
    backward.ok("rates --apply");
    assert_eq!(rate(&all_at_once), 0.49);
    for other in [step_by_step, backward] {
        let (one, other) = (claim(&all_at_once, "w1.success_rate"), claim(&other, "w1.success_rate"));
        assert_eq!((&one["mean"], &one["baseline"]), (&other["mean"], &other["baseline"]));
    }
}

/// A published rate is due as soon as it is not what baseline and ledger say, even without reports.
#[test]
fn reports_that_no_longer_count_have_no_effect() {
    // The import is undone, withdrawn, or all but two of its reports are.
    let ways = ["undo 2", "evidence withdraw e1 e2 e3 e4 e5 --reason spam", "evidence withdraw e1 e3 e5 --reason spam"];
    for way in ways {
        let sandbox = sandbox(&by_many("w1", "fail", "", 5));
        sandbox.ok("rates --apply");
        assert_eq!(rate(&sandbox), 0.36);
        sandbox.ok(way);
        let w1 = claim(&sandbox, "w1.success_rate");
        assert_eq!((w1["verdict"].as_str(), w1["target"].as_f64()), (Some("due"), Some(0.8)), "{way}");
        let why = sandbox.ok("why cicd/a w1.success_rate");
        assert!(why.contains("due: 0.36 is published; `canonry rates --apply` publishes 0.8"), "{way}: {why}");
        sandbox.ok("rates --apply");
        assert_eq!(rate(&sandbox), 0.8, "{way}");
        assert_eq!(json(&sandbox, "--json rates")["counts"]["due"], 0);
        // The reports count again, and their estimate is due again.
        sandbox.ok("undo 4");
        assert_eq!(claim(&sandbox, "w1.success_rate")["target"], 0.36, "{way}");
        sandbox.ok("rates --apply");
        assert_eq!((rate(&sandbox), &claim(&sandbox, "w1.success_rate")["baseline"]), (0.36, &0.8.into()), "{way}");
    }
}

#[test]
fn a_promotion_moves_no_rate() {
    let sandbox = sandbox(&by_many("w1", "fail", "", 5));
    let before = claim(&sandbox, "w1.success_rate");
    sandbox.ok("promote cicd/a --force --reason known");
    assert_eq!(claim(&sandbox, "w1.success_rate"), before);
    assert!(sandbox.ok("why cicd/a w1.success_rate").contains("set as ai_generated: weight 4 reports"));
    // A number that is set on the new tier weighs as that tier says.
    sandbox.ok("edit cicd/a --set w1.success_rate=0.7");
    assert!(sandbox.ok("why cicd/a w1.success_rate").contains("set as human_reviewed: weight 10 reports"));
    sandbox.ok("undo");
    assert_eq!(claim(&sandbox, "w1.success_rate"), before);
}

#[test]
fn a_rate_set_by_hand_is_a_new_baseline() {
    let sandbox = sandbox(&by_many("w1", "fail", "", 5));
    sandbox.ok("edit cicd/a --set w1.success_rate=0.3");
    assert_eq!(json(&sandbox, "--json rates")["counts"]["claims"], 0);
    report(&sandbox, &by_many("w1", "success", "", 3));
    let w1 = claim(&sandbox, "w1.success_rate");
    assert_eq!((w1["baseline"].as_f64(), w1["reports"].as_f64()), (Some(0.3), Some(3.0)));
    let why = sandbox.ok("why cicd/a w1.success_rate");
    assert!(why.contains("known when the baseline was set"), "{why}");
    // Undoing the edit restores the first baseline, and with it the reports that count for it.
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

/// An estimate is not an edit: a source's rate is imported as if no estimate had been published.
#[test]
fn an_import_meets_the_baseline_whether_or_not_an_estimate_was_published() {
    let theirs = |rate: &str| record("cicd/a").replace("\"success_rate\": 0.8", &format!("\"success_rate\": {rate}"));
    for applies in [false, true] {
        let sandbox = Sandbox::new();
        sandbox.write("a.json", record("cicd/a"));
        sandbox.ok("import a.json --from up");
        report(&sandbox, &by_many("w1", "fail", "", 5));
        if applies {
            sandbox.ok("rates --apply");
        }
        let before = claim(&sandbox, "w1.success_rate");
        // Another field of theirs changes; beside it stands the rate that they had, or the estimate that we published.
        for rate in ["0.8", "0.36"].iter().take(1 + usize::from(applies)) {
            sandbox
                .write("a.json", theirs(rate).replace("\"root_cause\": \"", &format!("\"root_cause\": \"By {rate}. ")));
            sandbox.ok("import a.json --from up");
            assert_eq!(claim(&sandbox, "w1.success_rate"), before, "{applies} {rate}");
        }
        sandbox.write("a.json", theirs("0.7"));
        let ran = sandbox.words("import a.json --from up");
        assert_eq!(ran.code, Some(0), "{applies}: {}", ran.err);
        assert!(ran.err.contains("5 reports on 1 claim will no longer count"), "{}", ran.err);
        assert_eq!((rate(&sandbox), json(&sandbox, "--json rates")["counts"]["claims"].clone()), (0.7, 0.into()));
    }
    // An author's own number is an edit all the same.
    let sandbox = sandbox(&by_many("w1", "fail", "", 5));
    sandbox.ok("edit cicd/a --set w1.success_rate=0.9");
    report(&sandbox, &by_many("w1", "fail", "agent", 7));
    sandbox.ok("rates --apply");
    sandbox.write("a.json", theirs("0.7"));
    let ran = sandbox.words("import a.json");
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("ours 0.9"), "{}", ran.err);
}

/// Every number that was published is what its receipt says, computed here from the receipt's own rows.
#[test]
fn every_published_number_can_be_computed_again_from_its_receipt() {
    let sandbox = sandbox(
        "cicd/a,w1,fail,2026-01-02,5,lena,\ncicd/a,w1,partial,2026-01-02,3,li,agent\n\
            cicd/a,d1,success,2026-02-02,7,,ci\n\
         cicd/a,,worse,2026-03-02,4,,maintainer\n",
    );
    sandbox.ok("rates --apply");
    for field in ["w1.success_rate", "d1.fail_rate", "fix_success_rate"] {
        let why = json(&sandbox, &format!("--json why cicd/a {field}"));
        let receipt = &why["receipt"];
        let number = |value: &Value| value.as_f64().unwrap();
        let (mut s, mut n): (f64, f64) = (0.0, 0.0);
        for row in receipt["rows"].as_array().unwrap().iter().filter(|row| row["counts"] == true) {
            let weight = number(&row["weight"]) * number(&row["count"]);
            s += weight * number(&row["support"]);
            n += weight;
        }
        let k = number(&receipt["prior"]);
        let mean = (k * number(&receipt["baseline"]).clamp(0.02, 0.98) + s) / (k + n);
        assert!((mean - number(&receipt["mean"])).abs() < 1e-12, "{receipt}");
        assert!((mean - number(&receipt["estimate"])).abs() <= 0.005 + 1e-12, "{receipt}");
        let target = if n >= 3.0 { &receipt["estimate"] } else { &receipt["baseline"] };
        assert_eq!((&why["value"], &receipt["target"]), (target, target), "{field}: {why}");
    }
}

#[test]
fn tables_csv_and_filters() {
    let sandbox = sandbox(&[by_many("w1", "fail", "", 5), by_many("d1", "fail", "", 1)].concat());
    let table = sandbox.ok("rates");
    assert!(
        table.lines().nth(1).unwrap().starts_with("cicd/a w1.success_rate")
            && table.contains("due: 0.36, surprise, sure"),
        "{table}"
    );
    assert!(table.contains('◆') && table.contains('◇'), "{table}");
    let csv = sandbox.ok("rates --csv");
    assert_eq!(csv.lines().count(), 3);
    let row = "cicd/a,w1.success_rate,0.8,0.36,due,0.8,ai_generated,4,0.8000,0.0000,5.0000,0.3556,";
    assert!(csv.contains(row), "{csv}");
    let limited = sandbox.words("rates --only pending --limit 1");
    assert!(limited.err.contains("2 claims; 1 is due") && !limited.err.contains("more"), "{}", limited.err);
    for (mark, claims) in [("due", 1), ("pending", 1), ("surprise", 1), ("sure", 1), ("one-voice", 0)] {
        let found = json(&sandbox, &format!("--json rates --only {mark}"));
        assert_eq!(
            (found["claims"].as_array().unwrap().len(), &found["counts"]["claims"]),
            (claims, &2.into()),
            "{mark}"
        );
    }
    assert_eq!(sandbox.ok("rates --domain other"), "");
    assert_eq!(sandbox.ok("rates --limit 1").lines().count(), 2);
}

/// The values of the contract: 1,000 fails by one user, and two successes by another.
#[test]
fn withdrawing_a_thousand_reports_restores_the_baseline() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("cicd/a").replace("\"success_rate\": 0.8", "\"success_rate\": 0.92"));
    sandbox.ok("import a.json");
    report(&sandbox, "cicd/a,w1,fail,2026-01-02,1000,lena,\n");
    sandbox.ok("rates --apply");
    assert_eq!(rate(&sandbox), 0.5);
    report(&sandbox, "cicd/a,w1,success,2026-01-03,2,omar,\n");
    let mean = |sandbox: &Sandbox| claim(sandbox, "w1.success_rate")["mean"].as_f64().unwrap();
    assert!((mean(&sandbox) - 0.5887).abs() < 5e-5);
    sandbox.ok("evidence withdraw e1 e2 --reason spam");
    let w1 = claim(&sandbox, "w1.success_rate");
    assert_eq!((&w1["verdict"], &w1["target"]), (&"due".into(), &0.92.into()));
    sandbox.ok("rates --apply");
    assert_eq!((rate(&sandbox), sandbox.ok("rates")), (0.92, String::new()));
    // 2 of 10 on a baseline of ai_generated, after a promotion, too.
    report(&sandbox, &[by_many("w1", "success", "", 2), by_many("w1", "fail", "", 8)].concat());
    assert!((mean(&sandbox) - 0.4057).abs() < 5e-5);
    sandbox.ok("promote cicd/a --force --reason known");
    assert!((mean(&sandbox) - 0.4057).abs() < 5e-5);
}

/// Without the latest reporter all others are younger, and what weighs nothing makes nothing older.
#[test]
fn one_voice_is_found_among_reports_that_age() {
    let sandbox =
        sandbox("cicd/a,w1,fail,2025-02-01,8,ana,maintainer\ncicd/a,w1,success,2026-02-01,5,mei,maintainer\n");
    let policy = |more: &str| {
        let text = format!("[reporters]\nmaintainer = [\"ana\", \"mei\"]\n[rates]\nhalf_life_days = 2\n{more}");
        sandbox.write("canonry.toml", text);
    };
    policy("");
    let w1 = claim(&sandbox, "w1.success_rate");
    assert_eq!(w1["one_voice"]["reporter"], "mei");
    // (4 * 0.8) / (4 + 8), as if mei had never reported.
    assert!((w1["one_voice"]["without"].as_f64().unwrap() - 3.2 / 12.0).abs() < 1e-12, "{w1}");
    sandbox.ok("evidence withdraw e2 --reason doubt");
    assert!((claim(&sandbox, "w1.success_rate")["mean"].as_f64().unwrap() - 3.2 / 12.0).abs() < 1e-12);
    policy("[weight]\nagent = 0\n");
    report(&sandbox, "cicd/a,w1,success,2026-02-02,1,bot,agent\n");
    assert!((claim(&sandbox, "w1.success_rate")["mean"].as_f64().unwrap() - 3.2 / 12.0).abs() < 1e-12);
}

#[test]
fn a_report_that_was_known_when_the_rate_was_set_stays_known() {
    // It was undone, was imported again after the rate was set, and that was undone, too: the first import counts.
    let rows = by_many("w1", "fail", "", 1);
    let reports = |sandbox: &Sandbox| json(sandbox, "--json why cicd/a w1.success_rate")["receipt"]["reports"].clone();
    let again = sandbox(&rows);
    again.ok("undo 2");
    again.ok("edit cicd/a --set w1.success_rate=0.5");
    report(&again, &rows);
    assert_eq!(reports(&again), 1.0);
    again.ok("undo 5");
    again.ok("undo 3");
    assert!(again.ok("why cicd/a w1.success_rate").contains("known when the baseline was set"));
    assert_eq!(reports(&again), 0.0);
    // So is one that is moved away and back.
    let moved = sandbox(&rows);
    moved.ok("edit cicd/a --set w1.success_rate=0.5");
    moved.ok("evidence move e1 cicd/a#d1 --reason mistaken");
    moved.ok("evidence move e2 cicd/a#w1 --reason not");
    assert_eq!(reports(&moved), 0.0);
}

#[test]
fn an_undo_does_not_restore_a_report_that_was_withdrawn_since() {
    let rows = by_many("w1", "fail", "", 1);
    let sandbox = sandbox(&rows);
    sandbox.ok("undo 2");
    report(&sandbox, &rows);
    sandbox.ok("evidence withdraw e1 --reason spam");
    let ran = sandbox.words("undo 3");
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("evidence e1") && ran.err.contains("5"), "{}", ran.err);
    sandbox.ok("undo 5");
    assert_eq!(claim(&sandbox, "w1.success_rate")["reports"], 1.0);
}

/// An import of reports is undone field by field or at once; records and ledger are the same after both.
#[test]
fn undoing_an_import_of_reports_gives_the_same_at_once() {
    let rows =
        [by_many("w1", "fail", "", 3), by_many("d1", "success", "ci", 2), "cicd/a,,partial,2026-01-05,4,li,\n".into()];
    let undone = |others: &[&str]| {
        let sandbox = sandbox("cicd/a,w1,success,2026-01-01,2,old,\n");
        report(&sandbox, &rows.concat());
        others.iter().for_each(|words| drop(sandbox.ok(words)));
        let said = sandbox.ok("undo 3");
        let state = || {
            (
                sandbox.ok("show cicd/a --format json"),
                json(&sandbox, "--json rates"),
                json(&sandbox, "--json why cicd/a w1.success_rate")["receipt"].clone(),
            )
        };
        let after = state();
        sandbox.ok("verify");
        let undo = json(&sandbox, "--json log --limit 1")["batches"][0]["batch"].clone();
        sandbox.ok(&format!("undo {undo}"));
        (said.contains("evidence_count: 12 → 3"), after, state())
    };
    let at_one_go = undone(&[]);
    assert!(at_one_go.0);
    // Something happened to the record since, and was undone: its fields are merged.
    let merged = undone(&["edit cicd/a --set category=other", "undo 4"]);
    // An estimate was published and undone since.
    let rated = undone(&["rates --apply", "undo 4"]);
    assert_eq!((&at_one_go.1.0, &at_one_go.2.0), (&rated.1.0, &rated.2.0));
    // One that stands keeps the day of the undo.
    assert!(undone(&["rates --apply"]).1.0.contains("\"last_updated\": \"2026-11-21\""));
    let without_batches = |value: &Value| {
        let mut value = value.clone();
        for row in value["rows"].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("withdrawn_in");
        }
        value
    };
    for (one, other) in [(&at_one_go.1, &merged.1), (&at_one_go.2, &merged.2)] {
        assert_eq!((&one.0, &one.1), (&other.0, &other.1));
        assert_eq!(without_batches(&one.2), without_batches(&other.2));
    }
}

#[test]
fn a_confidence_is_suggested_and_never_applied() {
    let sandbox = sandbox(&[by_many("w1", "success", "", 5), by_many("w1", "fail", "", 2)].concat());
    sandbox.ok("edit cicd/a --set w1.success_rate=0.85");
    sandbox.ok("undo");
    sandbox.ok("rates --apply");
    let before = sandbox.ok("show cicd/a --format json");
    // (4 * 0.8 + 5) / 11 is 0.7455, and differs by more than 0.05 from 0.8.
    let suggestion = &json(&sandbox, "--json rates --confidence")["records"][0];
    assert_eq!((suggestion["workaround"].as_str(), suggestion["published"].as_f64()), (Some("w1"), Some(0.75)));
    // 5 of 7 on 0.8 with weight 4 is Beta(8.2, 2.8), here integrated from 0.65 to 0.85 in steps of a two-millionth.
    let probability = suggestion["probability"].as_f64().unwrap();
    assert!((probability - 0.559_013).abs() < 1e-5, "{suggestion}");
    assert!((suggestion["suggested"].as_f64().unwrap() - probability).abs() <= 0.005 + 1e-12, "{suggestion}");
    let why = sandbox.ok("why cicd/a confidence");
    assert!(why.contains("Beta(8.2000, 2.8000)") && why.contains("within 0.1 of 0.75"), "{why}");
    // If all reports fail, there is no more of it; with a dispute, there is none.
    sandbox.ok("evidence add cicd/a#w1 --kind dispute --note no");
    let disputed = json(&sandbox, "--json rates --confidence");
    assert_eq!((&disputed["counts"]["records"], &disputed["counts"]["disputed"]), (&0.into(), &1.into()));
    assert!(sandbox.ok("why cicd/a confidence").contains("no suggestion while a dispute is open: e8"));
    sandbox.ok("undo");
    // A dispute of a removed item does not count.
    sandbox.ok("evidence add cicd/a#d1 --kind dispute --note no");
    sandbox.ok("edit cicd/a --remove d1");
    assert!(sandbox.ok("why cicd/a confidence").contains("within 0.1 of 0.75"));
    sandbox.ok("undo");
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("show cicd/a --format json"), before);
}

/// Of many claims only the first ones are kept in memory: those with which the whole list begins.
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
        assert!(ran.err.contains(&format!("{} claims; ", all.len())), "{}", ran.err);
    }
}
