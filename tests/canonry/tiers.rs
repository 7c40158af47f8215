//! The ladder of tiers, its gates and the policy that sets them.

use serde_json::json;

use crate::support::{Sandbox, record};

fn tier(sandbox: &Sandbox, id: &str) -> String {
    sandbox.json(&format!("show {id}"), 0)["records"][0]["verification_tier"].as_str().unwrap().to_owned()
}

/// What human_reviewed requires of a record.
fn review(sandbox: &Sandbox, id: &str) {
    sandbox.ok(&format!("evidence add {id} --kind source --url https://example.org"));
    sandbox.ok(&format!("confirm {id} --note looked"));
}

/// The requirements that a record does not meet, as the JSON of `--explain` has them.
fn missing(sandbox: &Sandbox, words: &str) -> Vec<String> {
    let object = sandbox.json(&format!("promote --explain {words}"), 0);
    let requirements = object["assessments"][0]["requirements"].as_array().unwrap();
    let missing = requirements.iter().filter(|one| one["is_met"] == false);
    let words = missing.map(|one| match one["evidence_kind"].as_str() {
        Some(kind) => format!("{kind} {}", one["needed"]),
        None => one["kind"].as_str().unwrap().to_owned(),
    });
    words.collect()
}

#[test]
fn a_refusal_says_what_explain_says_and_exits_with_6() {
    let sandbox = Sandbox::with_two_records();
    let explained = sandbox.ok("promote x/a --explain");
    assert!(explained.starts_with("x/a ai_generated → human_reviewed: 3 requirements not met\n"), "{explained}");
    let ran = sandbox.words("promote x/a");
    assert_eq!(ran.code, Some(6));
    for line in explained.lines().skip(1) {
        assert!(ran.err.contains(line.trim()), "{line}\n{}", ran.err);
    }
    assert_eq!(tier(&sandbox, "x/a"), "ai_generated");
}

/// Each line that says what is missing says the command that helps; after all of them, nothing is missing.
#[test]
fn the_gates_of_human_reviewed_are_met_one_by_one() {
    let sandbox = Sandbox::with_two_records();
    let all = ["source 1", "review 1", "confirmed_within_days"];
    assert_eq!(missing(&sandbox, "x/a"), all);
    sandbox.ok("evidence add x/a#w1 --kind source --url https://example.org");
    assert_eq!(missing(&sandbox, "x/a"), all[1..]);
    sandbox.ok("evidence add x/a --kind review --reporter lena");
    assert_eq!(missing(&sandbox, "x/a"), all[1..], "a user's review is not that of a maintainer");
    sandbox.ok("evidence add x/a --kind review");
    assert_eq!(missing(&sandbox, "x/a"), all[2..]);
    sandbox.ok("confirm x/a --note n --on 2026-05-24"); // 181 days ago
    assert_eq!(missing(&sandbox, "x/a"), all[2..]);
    sandbox.ok("confirm x/a --note n --on 2026-05-25"); // 180 days ago
    sandbox.ok("evidence add x/a --kind dispute --note wrong");
    assert_eq!(missing(&sandbox, "x/a"), ["no_open_dispute"]);
    sandbox.ok("evidence withdraw e6 --reason settled");
    assert!(sandbox.ok("promote x/a").contains("verification_tier: \"ai_generated\" → \"human_reviewed\""));
    sandbox.ok("undo");
    assert_eq!(tier(&sandbox, "x/a"), "ai_generated");
}

#[test]
fn evidence_on_a_removed_item_does_not_count_for_a_gate() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("confirm x/a --note looked");
    sandbox.ok("evidence add x/a#w2 --kind source --url https://example.org");
    assert_eq!(missing(&sandbox, "x/a"), Vec::<String>::new());
    sandbox.ok("edit x/a --remove w2");
    assert_eq!(missing(&sandbox, "x/a"), ["source 1"]);
}

#[test]
fn with_a_filter_records_that_may_be_promoted_are_and_those_one_requirement_short_are_listed() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("c.json", record("x/c"));
    sandbox.ok("import c.json");
    review(&sandbox, "x/a");
    sandbox.ok("confirm x/b --note looked");
    let ran = sandbox.words("promote --tier ai_generated");
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains("one requirement short: x/b: source evidence, 1 or more (found 0)"), "{}", ran.err);
    assert!(ran.err.ends_with("promoted 1, one requirement short 1, others 1\n"), "{}", ran.err);
    assert_eq!((tier(&sandbox, "x/a"), tier(&sandbox, "x/b")), ("human_reviewed".into(), "ai_generated".into()));
    // Either all of the records that are named are promoted or none.
    review(&sandbox, "x/b");
    assert_eq!(sandbox.words("promote x/b x/c").code, Some(6));
    assert_eq!(tier(&sandbox, "x/b"), "ai_generated");
}

#[test]
fn force_and_demotion_need_a_reason_and_the_journal_keeps_it() {
    let sandbox = Sandbox::with_two_records();
    assert_eq!(sandbox.words("promote x/a --force").code, Some(2));
    sandbox.ok("promote x/a --to community_verified --force --reason urgent");
    assert!(sandbox.ok("log x/a").contains("--force --reason urgent"));
    assert_eq!(sandbox.words("demote x/a --to ai_generated").code, Some(2));
    sandbox.ok("demote x/a --to human_reviewed --reason doubt");
    for (words, code) in [
        ("demote x/a --to human_reviewed --reason r", 2),
        ("demote x/a --to community_verified --reason r", 2),
        ("demote x/a --to gold --reason r", 2),
        ("promote x/a --to human_reviewed", 2),
        ("promote x/none", 5),
        ("promote", 2),
    ] {
        assert_eq!(sandbox.words(words).code, Some(code), "{words}");
    }
    assert_eq!(tier(&sandbox, "x/a"), "human_reviewed");
}

/// The options say what is done separately from the records with which it is done.
#[test]
fn the_help_lists_options_under_their_heading() {
    let sandbox = Sandbox::new();
    for (command, options) in [
        ("promote", ["--to <TIER>", "--explain", "--force", "--policy <FILE>"].as_slice()),
        ("demote", &["--to <TIER>", "--policy <FILE>"]),
        ("edit", &["--set <FIELD=VALUE>", "--force"]),
    ] {
        let help = sandbox.ok(&format!("{command} --help"));
        let (own, rest) = help.split_once("Which records (all conditions must be met; a,b is a or b):").unwrap();
        for option in options {
            assert!(own.contains(option) && !rest.contains(option), "{command}: {option}\n{help}");
        }
    }
}

#[test]
fn a_ladder_in_the_policy_replaces_the_default() {
    let sandbox = Sandbox::with_two_records();
    sandbox
        .write("canonry.toml", "ladder = ['草稿', 'ai_generated', 'gold']\n[gate.gold]\nevidence = { dispute = 2 }\n");
    let shown = sandbox.ok("policy show");
    sandbox.write("again.toml", &shown);
    assert_eq!(sandbox.ok("policy show --policy again.toml"), shown);
    assert_eq!(missing(&sandbox, "x/a"), ["dispute 2"]);
    sandbox.ok("demote x/a --to 草稿 --reason r");
    sandbox.ok("promote x/a"); // ai_generated demands nothing here
    // A record whose tier is no longer on the ladder is not moved.
    sandbox.write("canonry.toml", "ladder = ['draft', 'final']\n");
    let ran = sandbox.words("promote x/a");
    assert!(ran.code == Some(6) && ran.err.contains("is not on the ladder"), "{}", ran.err);
    assert_eq!(sandbox.json("promote --id *", 0)["counts"]["promoted"], 0);
    sandbox.ok("demote x/a --to draft --reason moved");
    sandbox.ok("promote x/a");
    assert_eq!(tier(&sandbox, "x/a"), "final");
}

#[test]
fn a_policy_with_a_mistake_is_refused_with_its_position() {
    let sandbox = Sandbox::with_two_records();
    for (text, says) in [
        ("ladder = []", "has no tier"),
        ("ladder = ['a', 'a']", "has a twice"),
        ("\nlader = ['a']", "canonry.toml:2:1: unknown field `lader`"),
        ("[gate.gold]\nreports = 1", "gate.gold: the default ladder has no tier 'gold'"),
        ("[gate.human_reviewed]\nlower_bound = nan", "from 0 to 1"),
        ("[gate.human_reviewed]\nreports = -1", "canonry.toml:2:11"),
        ("[weight]\nuser = -1.0", "canonry.toml:2:8: weight.user: expected a number from 0 to 1000, not -1"),
        ("[weight]\nuser = 1\n[rho]\nuser = 2", "canonry.toml:4:8: rho.user: expected a number from 0 to 1, not 2"),
        ("[reporters]\nciy = []", "canonry.toml:2:1: unknown field `ciy`"),
        ("[rates]\nhalf_life_day = 3", "canonry.toml:2:1: unknown field `half_life_day`"),
        ("[rates]\n\n[confidence]\nstale = 0.5", "canonry.toml:3:2: confidence: this table is no longer used"),
    ] {
        sandbox.write("canonry.toml", text);
        for words in ["promote x/a", "policy show", "demote x/a --to ai_generated --reason r"] {
            let ran = sandbox.words(words);
            assert!(ran.code == Some(3) && ran.err.contains(says), "{text}: {words}: {}", ran.err);
        }
    }
    sandbox.write("canonry.toml", "[confidence]");
    let ran = sandbox.words("policy show");
    assert!(ran.err.contains("hint: delete the table"), "{}", ran.err);
    assert_eq!(sandbox.json("promote x/a", 3)["error"]["exit"], json!(3));
    assert_eq!(sandbox.words("policy show --policy none.toml").code, Some(2));
}
