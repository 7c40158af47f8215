//! A rate that an import or an edit sets is a new baseline: the note about reports that no longer count.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Sandbox, changed, record, record_with};

/// The records x/a, with two workarounds, and x/b, from `up.json`. Reports: 5 on w1 and 2 on d1 of x/a, 4 on x/b.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    upstream(&sandbox, |_, _| {});
    sandbox.ok("import up.json");
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 5");
    sandbox.ok("evidence add x/a#d1 --kind outcome --outcome fail --count 2");
    sandbox.ok("evidence add x/b --kind outcome --outcome fail --count 4");
    // None of these counts for a rate.
    sandbox.ok("evidence add x/a#w1 x/b#w1 --kind review --count 7");
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome fail --count 9");
    sandbox.ok("evidence withdraw e6 --reason wrong");
    sandbox
}

/// Writes `up.json` after a change of both records.
fn upstream(sandbox: &Sandbox, change: impl FnOnce(&mut Value, &mut Value)) {
    let parse = |text: String| serde_json::from_str::<Value>(&text).unwrap();
    let (mut a, mut b) = (parse(record_with("x/a", &["Do it", "Or that"])), parse(record("x/b")));
    change(&mut a, &mut b);
    let text = [a, b].map(|tree| changed(&tree.to_string(), |_| {}));
    sandbox.write("up.json", format!("[{}]", text.join(",")));
}

fn set_all(a: &mut Value, b: &mut Value) {
    a["workarounds"][0]["success_rate"] = json!(0.6);
    a["workarounds"][1]["success_rate"] = json!(0.6);
    a["dead_ends"][0]["fail_rate"] = json!(0.6);
    b["fix_success_rate"] = json!(0.6);
    b["workarounds"][0]["success_rate"] = json!(0.6);
}

const NOTE: &str = "note: 11 reports on 3 claims will no longer count, because this import sets these rates \
    (`--keep d.fail_rate,fix_success_rate,w.success_rate` keeps ours): \
    x/a d1.fail_rate (2), x/a w1.success_rate (5), x/b fix_success_rate (4)\n";

/// The number of reports that cease to count, the number of their claims, and the claims.
fn ceased(object: &Value) -> (u64, u64, Vec<String>) {
    let counts = |key: &str| object["counts"][key].as_u64().unwrap();
    let one = |one: &Value| format!("{} {} {}", one["id"], one["claim"], one["reports"]).replace('"', "");
    let list = object["ceased"].as_array().unwrap().iter().map(one).collect();
    (counts("reports_ceased"), counts("claims_ceased"), list)
}

/// The claims on which reports count.
fn claims(sandbox: &Sandbox) -> u64 {
    sandbox.json("rates", 0)["counts"]["claims"].as_u64().unwrap()
}

#[test]
fn an_import_says_which_reports_will_no_longer_count_before_it_sets_their_rates() {
    let sandbox = sandbox();
    upstream(&sandbox, set_all);
    let dry = sandbox.words("import up.json --dry-run");
    assert_eq!((dry.code, dry.err.matches(NOTE).count()), (Some(0), 1), "{}", dry.err);
    let all =
        (11, 3, ["x/a d1.fail_rate 2", "x/a w1.success_rate 5", "x/b fix_success_rate 4"].map(String::from).to_vec());
    assert_eq!(ceased(&sandbox.json("import up.json --dry-run", 0)), all);
    // With the options that the note names, none of it happens.
    let kept = sandbox.words("import up.json --dry-run --keep d.fail_rate,fix_success_rate,w.success_rate");
    assert!(kept.code == Some(0) && !kept.err.contains("no longer count"), "{}", kept.err);
    let part = sandbox.json("import up.json --dry-run --keep w.success_rate,fix_success_rate", 0);
    assert_eq!(ceased(&part), (2, 1, vec!["x/a d1.fail_rate 2".to_owned()]));
    assert_eq!(claims(&sandbox), 3);
    let ran = sandbox.words("import up.json");
    assert!(ran.err.find(NOTE) < ran.err.find("batch ") && ran.err.contains(NOTE), "{}", ran.err);
    assert_eq!(claims(&sandbox), 0);
    // Reports that already do not count cannot cease to.
    upstream(&sandbox, |a, b| {
        set_all(a, b);
        a["workarounds"][0]["success_rate"] = json!(0.7);
    });
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 1");
    let said = "note: 1 report on 1 claim will no longer count, because this import sets this rate \
        (`--keep w.success_rate` keeps ours): x/a w1.success_rate (1)\n";
    assert!(sandbox.words("import up.json --dry-run").err.contains(said));
    sandbox.ok("undo");
    sandbox.ok("undo");
    assert_eq!(claims(&sandbox), 3);
}

#[test]
fn reports_cease_to_count_when_the_conflict_over_their_rate_is_resolved() {
    let sandbox = sandbox();
    sandbox.ok("edit x/a --set w1.success_rate=0.55");
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 3");
    upstream(&sandbox, |a, b| {
        a["workarounds"][0]["success_rate"] = json!(0.9);
        b["fix_success_rate"] = json!(0.9);
    });
    let on_a = "x/a w1.success_rate 3".to_owned();
    let on_b = "x/b fix_success_rate 4".to_owned();
    let refused = sandbox.words("import up.json");
    assert!(refused.code == Some(4) && !refused.err.contains("no longer count"), "{}", refused.err);
    assert_eq!(ceased(&sandbox.json("import up.json", 4)), (0, 0, vec![]));
    assert_eq!(ceased(&sandbox.json("import up.json --dry-run --keep-going", 4)), (4, 1, vec![on_b.clone()]));
    let theirs = sandbox.json("import up.json --dry-run --on-conflict theirs", 0);
    assert_eq!(ceased(&theirs), (7, 2, vec![on_a.clone(), on_b.clone()]));
    assert_eq!(ceased(&sandbox.json("import up.json --dry-run --on-conflict ours", 0)), (4, 1, vec![on_b.clone()]));
    sandbox.words("import up.json --conflicts conflicts.ndjson");
    let lines = std::fs::read_to_string(sandbox.path("conflicts.ndjson")).unwrap();
    for (take, expected) in [("\"theirs\"", (7, 2, vec![on_a, on_b.clone()])), ("0.55", (4, 1, vec![on_b]))] {
        sandbox.write("resolved.ndjson", lines.replace("\"take\": null", &format!("\"take\": {take}")));
        let object = sandbox.json("import up.json --dry-run --resolve resolved.ndjson", 0);
        assert_eq!(ceased(&object), expected, "{take}");
    }
    // Asked one by one, the note comes after the answers.
    let mut command = sandbox.terminal(&["import", "up.json", "-i"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"theirs\n").unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let at = |text: &str| out.find(text).unwrap_or_else(|| panic!("no {text}: {out}"));
    assert!(at("take [o]urs") < at("note: 7 reports on 2 claims will no longer count"), "{out}");
    assert!(at("note: 7 reports") < at("batch "), "{out}");
}

#[test]
fn an_edit_says_which_reports_no_longer_count_and_undo_restores_them() {
    let sandbox = sandbox();
    let said = "  x/a: 5 reports on w1.success_rate no longer count: the number is yours now\n";
    let ran = sandbox.words("edit x/a --set w1.success_rate=0.9 --set w2.success_rate=0.9");
    assert!(ran.err.contains(said) && ran.err.matches("no longer").count() == 1, "{}", ran.err);
    assert_eq!(claims(&sandbox), 2);
    sandbox.ok("undo");
    assert_eq!(claims(&sandbox), 3);
    // In the editor and from a file; an undo of an undo sets it once more.
    let ran = sandbox.edited("sed -i '/success_rate/s/0.5/0.6/' $1", "edit x/a");
    assert!(ran.err.starts_with(said), "{}", ran.err);
    sandbox.ok("undo");
    let text = sandbox.ok("show x/a --format json").replace("\"fail_rate\": 0.7", "\"fail_rate\": 0.6");
    sandbox.write("mine.json", text);
    let object = sandbox.json("edit x/a --from mine.json --dry-run", 0);
    assert_eq!(ceased(&object), (2, 1, vec!["x/a d1.fail_rate 2".to_owned()]));
    let object = sandbox.json("edit --domain x --set fix_success_rate=0.1 --yes", 0);
    assert_eq!(ceased(&object), (4, 1, vec!["x/b fix_success_rate 4".to_owned()]));
    // Without a new rate, or if an estimate is published, there is no note.
    assert_eq!(ceased(&sandbox.json("edit x/a --set w1.how=Otherwise", 0)), (0, 0, vec![]));
    sandbox.ok("evidence add x/a#d1 --kind outcome --outcome success --count 3 --reporter lena");
    sandbox.ok("evidence add x/a#d1 --kind outcome --outcome success --count 3 --reporter otto");
    let applied = sandbox.words("rates --apply");
    assert!(applied.out.contains("d1.fail_rate: 0.7 → ") && !applied.err.contains("no longer"), "{}", applied.err);
    let object = sandbox.json("edit x/a --set d1.fail_rate=0.7", 0);
    assert_eq!(ceased(&object), (8, 1, vec!["x/a d1.fail_rate 8".to_owned()]));
}
