//! Rates that several maintainers set and publish: everybody computes the same ones.

use serde_json::{Value, json};

use crate::exchanging::{Maintainer, Numbers, exchange_all};

const CLAIM: &str = "x/a w1.success_rate";

fn two() -> [Maintainer; 2] {
    [Maintainer::new("tom"), Maintainer::new("mei")]
}

/// Reports of different reporters on the first workaround of x/a.
fn fails(one: &Maintainer, reporters: &[&str]) {
    for reporter in reporters {
        one.ok(&format!(
            "evidence add x/a#w1 --kind outcome --outcome fail --reporter {reporter} --reporter-kind user --on 2026-11-01"
        ));
    }
}

/// The value of a claim with its baseline, the tier of that, and the estimate.
fn receipt(one: &Maintainer) -> [Value; 4] {
    let why = one.sandbox.json(&format!("why {CLAIM}"), 0);
    let receipt = &why["receipt"];
    [&why["value"], &receipt["baseline"], &receipt["baseline_tier"], &receipt["estimate"]].map(Value::clone)
}

fn assert_same_rates(all: &[Maintainer]) {
    for other in &all[1..] {
        assert_eq!(all[0].rates(), other.rates());
        assert_eq!(receipt(&all[0]), receipt(other));
    }
}

#[test]
fn a_published_estimate_is_an_estimate_for_others_with_the_baseline_behind_it() {
    let all = two();
    let [tom, mei] = &all;
    fails(tom, &["lena", "omar", "kim", "ada", "bob"]);
    tom.ok("rates --apply --yes");
    exchange_all(&all);
    let [value, baseline, tier, estimate] = receipt(mei);
    assert_eq!((&baseline, &tier), (&json!(0.8), &json!("ai_generated")));
    assert_eq!(value, estimate);
    assert_same_rates(&all);
    // One who gets the set only now, too.
    let new = Maintainer::new("kim");
    new.import(tom);
    assert_eq!(receipt(&new), receipt(tom));
    assert_eq!(new.rates(), tom.rates());
}

#[test]
fn reports_that_the_author_of_a_rate_did_not_know_count_for_it_wherever_they_were_recorded() {
    let all = two();
    let [tom, mei] = &all;
    fails(tom, &["lena", "omar"]);
    tom.ok("edit x/a --set w1.success_rate=0.8");
    fails(mei, &["kim", "ada", "bob"]);
    exchange_all(&all);
    assert_same_rates(&all);
    let why = mei.sandbox.json(&format!("why {CLAIM}"), 0);
    let counted = why["receipt"]["rows"].as_array().unwrap().iter().filter(|one| one["counts"] == true).count();
    assert_eq!(counted, 3, "{}", why["receipt"]);
}

#[test]
fn a_promotion_moves_no_rate_anywhere() {
    let all = two();
    let [tom, mei] = &all;
    tom.ok("promote x/a --to human_reviewed --force --reason read");
    exchange_all(&all);
    let new = Maintainer::new("kim");
    new.import(mei);
    fails(mei, &["lena", "omar", "kim", "ada", "bob"]);
    exchange_all(&all);
    new.import(mei);
    assert_eq!(receipt(tom)[2], json!("ai_generated"));
    assert_same_rates(&all);
    assert_eq!(receipt(&new), receipt(tom));
}

#[test]
fn an_undone_rate_has_its_old_baseline_everywhere() {
    let all = two();
    let [tom, mei] = &all;
    fails(tom, &["lena", "omar", "kim"]);
    exchange_all(&all);
    let before = receipt(tom);
    tom.ok("edit x/a --set w1.success_rate=0.9");
    exchange_all(&all);
    assert_eq!(receipt(mei)[1], json!(0.9));
    tom.ok("undo");
    exchange_all(&all);
    assert_eq!(receipt(mei), before);
    assert_same_rates(&all);
    let undo = tom.sandbox.json("log --limit 1", 0)["batches"][0]["batch"].clone();
    tom.ok(&format!("undo {undo}"));
    exchange_all(&all);
    assert_eq!(receipt(mei)[1], json!(0.9));
    assert_same_rates(&all);
}

#[test]
fn of_two_estimates_that_were_published_apart_everybody_has_the_same() {
    let all = two();
    let [tom, mei] = &all;
    fails(tom, &["lena", "omar", "kim", "ada", "bob"]);
    tom.ok("rates --apply --yes");
    fails(mei, &["eva", "jan", "liu"]);
    mei.ok("rates --apply --yes");
    exchange_all(&all);
    assert_same_rates(&all);
    assert_eq!(receipt(tom)[1], json!(0.8));
    tom.ok("rates --apply --yes");
    exchange_all(&all);
    assert_same_rates(&all);
    assert_eq!(mei.rates()[0]["verdict"], json!("current"));
}

#[test]
fn a_rate_that_was_edited_in_the_file_is_what_an_author_set() {
    let all = two();
    let [tom, mei] = &all;
    fails(tom, &["lena", "omar", "kim", "ada", "bob"]);
    exchange_all(&all);
    tom.export(true);
    let path = tom.sandbox.path("tree/errors/x/a/index.json");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"success_rate\": 0.8"), "{text}");
    std::fs::write(&path, text.replace("\"success_rate\": 0.8", "\"success_rate\": 0.7")).unwrap();
    mei.ok(&format!("import --from tom {}", tom.sandbox.path("tree").display()));
    assert_eq!(receipt(mei)[1], json!(0.7));
    mei.export(true);
    tom.import(mei);
    exchange_all(&all);
    assert_same_rates(&all);
    assert_eq!(receipt(tom)[3], json!(0.7), "all reports were known");
}

#[test]
fn an_undone_import_takes_its_baselines_with_it() {
    let all = two();
    let [tom, mei] = &all;
    fails(mei, &["lena", "omar", "kim"]);
    let before = receipt(mei);
    // The same value, but from here on nobody's reports were unknown to its author.
    exchange_all(&all);
    tom.ok("edit x/a --set w1.success_rate=0.8");
    tom.export(true);
    assert!(mei.import(tom));
    assert_ne!(receipt(mei), before);
    mei.ok("undo");
    assert_eq!(receipt(mei), before);
    exchange_all(&all);
    assert_same_rates(&all);
}

#[test]
fn a_report_that_was_withdrawn_when_a_rate_was_set_is_known_everywhere_if_that_is_undone() {
    let all = two();
    let [tom, mei] = &all;
    fails(tom, &["lena", "omar", "kim"]);
    tom.ok("evidence withdraw e1 --reason wrong");
    let withdrawal = tom.sandbox.json("log --limit 1", 0)["batches"][0]["batch"].to_string();
    tom.ok("edit x/a --set w1.success_rate=0.7");
    exchange_all(&all);
    tom.ok(&format!("undo {withdrawal}"));
    exchange_all(&all);
    assert_same_rates(&all);
    assert_eq!(receipt(mei)[3], json!(0.7));
}

#[test]
fn a_report_that_another_lets_count_again_after_a_rate_was_set_counts_for_it_everywhere() {
    let all = two();
    let [tom, mei] = &all;
    fails(mei, &["lena", "omar", "kim"]);
    mei.ok("evidence withdraw e1 --reason wrong");
    let withdrawal = mei.sandbox.json("log --limit 1", 0)["batches"][0]["batch"].to_string();
    exchange_all(&all);
    tom.ok("edit x/a --set w1.success_rate=0.7");
    exchange_all(&all);
    mei.ok(&format!("undo {withdrawal}"));
    exchange_all(&all);
    assert_same_rates(&all);
    assert_ne!(receipt(tom)[3], json!(0.7));
}

fn live(seed: u64, steps: usize) {
    let mut numbers = Numbers::new(seed);
    let all = ["tom", "mei", "李雷"].map(Maintainer::new);
    all.iter().for_each(|one| one.export(true));
    for step in 0..steps {
        let one = &all[numbers.below(all.len())];
        let id = numbers.one_of(&["x/a", "x/b"]);
        let claims = [("#w1", "w1.success_rate"), ("#d1", "d1.fail_rate"), ("", "fix_success_rate")];
        let (item, _) = claims[numbers.below(claims.len())];
        let words = match numbers.below(13) {
            0 => {
                // Each sets another one, and all publish: so no two authors are in conflict. A value that was there
                // before would look like an older copy.
                let place = all.iter().position(|any| any.name == one.name).unwrap();
                format!("edit {id} --set {}=0.{}", claims[place].1, 10 + step)
            }
            1..=4 => {
                let (outcome, reporter) =
                    (numbers.one_of(&["success", "fail"]), numbers.one_of(&["lena", "omar", "kim"]));
                format!(
                    "evidence add {id}{item} --kind outcome --outcome {outcome} --reporter {reporter}{step} --reporter-kind ci --on 2026-11-01"
                )
            }
            5 | 6 => "rates --apply --yes".to_owned(),
            // Each rewords what nobody else edits, and what tom removes he adds again.
            11 if one.name != "李雷" => {
                let text = numbers.one_of(&["Log-in-again", "Ask-somebody", "Reinstall", "Call-the-vendor"]);
                let field = if one.name == "tom" { "w1.action" } else { "d1.why_fails" };
                format!("edit {id} --set {field}={text}-{step}")
            }
            12 if one.name == "tom" => {
                let shown = one.sandbox.json(&format!("show {id}"), 0);
                match shown["records"][0]["workarounds"].as_array().unwrap().is_empty() {
                    true => {
                        format!("edit {id} --add w={{\"action\":\"Reinstall-3\",\"success_rate\":0.{}}}", 10 + step)
                    }
                    false => format!("edit {id} --remove w1 --reason gone --force"),
                }
            }
            7 if one.name == "tom" => format!(
                "promote {id} --to {} --force --reason read",
                numbers.one_of(&["human_reviewed", "community_verified"])
            ),
            8 => {
                one.export(numbers.below(2) == 0);
                continue;
            }
            _ => {
                let other = &all[numbers.below(all.len())];
                let path = other.sandbox.path("tree");
                format!("import --from {} --keep-going {}", other.name, path.display())
            }
        };
        // Some are refused, such as a promotion to the tier that a record has.
        let ran = one.run("2026-11-21", &words);
        assert!(matches!(ran.code, Some(0 | 2..=6)), "seed {seed}: {words}: {}", ran.err);
    }
    for _ in 0..4 {
        for one in &all {
            one.export(false);
            for other in all.iter().filter(|other| other.name != one.name) {
                let path = one.sandbox.path("tree").display().to_string();
                // What its author set again later may come from a third one first; from the author it is no conflict.
                let ran = other.run("2026-11-21", &format!("import --from {} --on-conflict ours {path}", one.name));
                assert_eq!(ran.code, Some(0), "seed {seed}: {}", ran.err);
            }
        }
    }
    for one in &all {
        one.export(true);
        one.ok("verify");
    }
    for other in &all[1..] {
        assert_eq!(all[0].tree(), other.tree(), "seed {seed}");
        assert_eq!(all[0].rates(), other.rates(), "seed {seed}");
    }
}

#[test]
fn maintainers_who_set_and_publish_rates_end_with_the_same_estimates() {
    (1..4).for_each(|seed| live(seed, 25));
}

#[test]
#[ignore = "takes minutes"]
fn many_maintainers_who_set_and_publish_rates_end_with_the_same_estimates() {
    (100..400).for_each(|seed| live(seed, 40));
}
