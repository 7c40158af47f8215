//! Requirements of gates on reports: those of the best workaround, as they count for its rate.

use serde_json::Value;

use crate::support::Sandbox;

/// A requirement on reports, what was found, and whether that meets it.
type Demand = (String, String, bool);

fn demand(needed: &str, found: &str, is_met: bool) -> Demand {
    (needed.to_owned(), found.to_owned(), is_met)
}

/// The requirements of human_reviewed for x/a, with what was found.
fn demands(sandbox: &Sandbox) -> Vec<Demand> {
    let object = sandbox.json("promote --explain x/a", 0);
    let requirements = object["assessments"][0]["requirements"].as_array().unwrap();
    let needed = |one: &Value| format!("{} {}", one["kind"].as_str().unwrap(), one["needed"].as_f64().unwrap());
    requirements.iter().map(|one| (needed(one), found(one), one["is_met"].as_bool().unwrap())).collect()
}

/// What was found of a requirement on reports, to four decimals.
fn found(requirement: &Value) -> String {
    let Some(value) = requirement["found"].as_f64() else { return "no reports".to_owned() };
    let names: Vec<&str> = requirement["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
    format!("{} on {}{names}", (value * 1e4).round() / 1e4, requirement["workaround"].as_str().unwrap())
}

/// A folder with x/a, whose gate of human_reviewed demands this.
fn demanding(gate: &str) -> Sandbox {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("canonry.toml", format!("[gate.human_reviewed]\n{gate}\n"));
    sandbox
}

/// Imports reports on x/a, each a line of item, outcome, reporter and kind.
fn report(sandbox: &Sandbox, lines: &[&str]) {
    let rows: String = lines.iter().map(|line| format!("x/a,2026-11-01,{line}\n")).collect();
    sandbox.write("reports.csv", format!("record_id,observed_at,item,outcome,reporter,reporter_kind\n{rows}"));
    sandbox.ok("feedback import reports.csv");
}

#[test]
fn only_the_best_workaround_opens_the_gate() {
    let sandbox = demanding("reports = 4\nreporters = 3\nlower_bound = 0.5");
    let (reports, reporters) = ("reports 4", "reporters 3");
    let bound = "lower_bound 0.5";
    let nothing = [reports, reporters, bound].map(|what| demand(what, "no reports", false));
    assert_eq!(demands(&sandbox), nothing);
    // Reports on a dead end and on the record as a whole are not those of a workaround.
    report(&sandbox, &["d1,fail,ana,user", ",success,ben,user"]);
    assert_eq!(demands(&sandbox), nothing);
    report(&sandbox, &["w1,fail,ana,user", "w1,fail,ben,user", "w1,fail,cleo,user", "w1,fail,dan,user"]);
    assert_eq!(
        demands(&sandbox),
        [
            demand(reports, "4 on w1", true),
            demand(reporters, "4 on w1: ana, ben, cleo, dan", true),
            demand(bound, "0 on w1", false),
        ]
    );
    // w2 is better by its bound, so that w1's reports no longer help.
    report(&sandbox, &["w2,success,ana,user", "w2,success,ben,user", "w2,success,cleo,user"]);
    assert_eq!(
        demands(&sandbox),
        [
            demand(reports, "3 on w2", false),
            demand(reporters, "3 on w2: ana, ben, cleo", true),
            demand(bound, "0.4385 on w2", false),
        ]
    );
    let hint = sandbox.ok("promote x/a --explain");
    assert!(
        hint.contains("3 on w2) → canonry evidence add x/a#w2 --kind outcome --outcome success --reporter NAME\n"),
        "{hint}"
    );
    report(&sandbox, &["w2,success,dan,user"]);
    assert_eq!(demands(&sandbox)[2], demand(bound, "0.5101 on w2", true));
    sandbox.ok("promote x/a");
}

#[test]
fn one_person_under_three_spellings_is_one_reporter() {
    let sandbox = demanding("reporters = 2");
    report(&sandbox, &["w1,success,Lena,user", "w1,success,\" lena\",user", "w1,success,LENA,user"]);
    let what = "reporters 2";
    assert_eq!(demands(&sandbox), [demand(what, "1 on w1: lena", false)]);
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --reporter lEna");
    assert_eq!(demands(&sandbox), [demand(what, "1 on w1: lena", false)]);
    report(&sandbox, &["w1,success,Åsa,user", "w1,success,åsa,user"]);
    assert_eq!(demands(&sandbox), [demand(what, "2 on w1: lena, åsa", true)]);
}

#[test]
fn all_anonymous_reports_are_of_one_reporter() {
    let sandbox = demanding("reporters = 2");
    report(&sandbox, &["w1,success,,user", "w1,success,,agent", "w1,fail,,user"]);
    let found = demands(&sandbox)[0].1.clone();
    assert!(found.starts_with("1 on w1: "), "{found}");
}

#[test]
fn a_gate_can_demand_reporters_who_are_known_and_of_more_than_one_kind() {
    let gate = "reporter_kinds = 2\nknown_reporters = 1";
    let sandbox = demanding(gate);
    let kinds = "reporter_kinds 2";
    let known = "known_reporters 1";
    assert_eq!(demands(&sandbox), [demand(kinds, "no reports", false), demand(known, "no reports", false)]);
    // A reporter who claims to be a build machine is not one unless the policy says so.
    report(&sandbox, &["w1,success,Ana,user", "w1,success,BuildBot,ci"]);
    assert_eq!(demands(&sandbox), [demand(kinds, "1 on w1: user", false), demand(known, "0 on w1", false)]);
    let ran = sandbox.words("promote x/a");
    assert!(ran.code == Some(6) && ran.err.contains("[reporters]"), "{}", ran.err);
    // A list gives its own kind alone.
    sandbox.write("canonry.toml", format!("[gate.human_reviewed]\n{gate}\n[reporters]\nmaintainer = [' buildbot ']\n"));
    assert_eq!(demands(&sandbox), [demand(kinds, "1 on w1: user", false), demand(known, "1 on w1: buildbot", true)]);
    sandbox.write("canonry.toml", format!("[gate.human_reviewed]\n{gate}\n[reporters]\nknown = ['ANA']\n"));
    assert_eq!(demands(&sandbox), [demand(kinds, "1 on w1: user", false), demand(known, "1 on w1: ana", true)]);
    sandbox.write("canonry.toml", format!("[gate.human_reviewed]\n{gate}\n[reporters]\nci = ['buildbot']\n"));
    assert_eq!(demands(&sandbox), [demand(kinds, "2 on w1: ci, user", true), demand(known, "1 on w1: buildbot", true)]);
    sandbox.ok("promote x/a");
}

#[test]
fn reports_that_do_not_count_for_the_rate_do_not_count_for_a_gate() {
    let sandbox = demanding("reports = 2\nreporters = 2");
    let reports = "reports 2";
    report(&sandbox, &["w1,success,ana,user", "w1,success,ben,user"]);
    assert_eq!(demands(&sandbox)[0], demand(reports, "2 on w1", true));
    sandbox.ok("evidence withdraw e2 --reason typo");
    assert_eq!(demands(&sandbox)[0], demand(reports, "1 on w1", false));
    assert_eq!(demands(&sandbox)[1].1, "1 on w1: ana");
    // A person who sets a rate knows what was reported before.
    sandbox.ok("edit x/a --set w1.success_rate=0.31");
    assert_eq!(demands(&sandbox)[0], demand(reports, "no reports", false));
    report(&sandbox, &["w1,success,cleo,user", "w1,fail,dan,user"]);
    assert_eq!(demands(&sandbox)[0], demand(reports, "2 on w1", true));
    assert_eq!(demands(&sandbox)[1].1, "2 on w1: cleo, dan");
}

#[test]
fn a_report_that_the_policy_gives_no_weight_does_not_count_for_a_gate() {
    let gate = "reports = 2\nreporters = 2\n[weight]\nagent = 0";
    let sandbox = demanding(gate);
    report(&sandbox, &["w1,success,robot,agent", "w1,success,other,agent"]);
    assert_eq!(demands(&sandbox)[0].1, "no reports");
    report(&sandbox, &["w1,success,ana,user"]);
    let found = demands(&sandbox).into_iter().map(|(_, found, is_met)| (found, is_met));
    assert_eq!(found.collect::<Vec<_>>(), [("1 on w1".to_owned(), false), ("1 on w1: ana".to_owned(), false)]);
    sandbox.write("canonry.toml", "[gate.human_reviewed]\nreports = 2\nreporters = 2\n"); // where an agent weighs 0.5
    let found = demands(&sandbox).into_iter().map(|(_, found, is_met)| (found, is_met));
    let all = [("2 on w1".to_owned(), true), ("3 on w1: ana, other, robot".to_owned(), true)];
    assert_eq!(found.collect::<Vec<_>>(), all);
}

#[test]
fn the_reports_of_one_person_weigh_for_the_gate_as_for_the_rate() {
    let gate = "[gate.human_reviewed]\nreports = 5\nlower_bound = 0.5\n";
    let sandbox = demanding("");
    sandbox.write("canonry.toml", gate);
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 1000 --reporter Lena");
    let (reports, bound) = ("reports 5", "lower_bound 0.5");
    // m / (1 + 0.3 (m - 1)) for m = 1000 is 3.3256; a second spelling is not a second person.
    assert_eq!(demands(&sandbox)[0], demand(reports, "3.3256 on w1", false));
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 1000 --reporter LENA --again");
    assert_eq!(demands(&sandbox)[0], demand(reports, "3.3294 on w1", false));
    assert!(!demands(&sandbox)[1].2);
    // Those of a maintainer count in full, but only if they come as such from one who is listed.
    sandbox
        .ok("evidence add x/a#w2 --kind outcome --outcome success --count 5 --reporter MEI --reporter-kind maintainer");
    assert_eq!(demands(&sandbox)[0], demand(reports, "3.3294 on w1", false));
    sandbox.write("canonry.toml", format!("{gate}[reporters]\nmaintainer = ['Mei']\n"));
    assert_eq!(demands(&sandbox), [demand(reports, "5 on w2", true), demand(bound, "0.5655 on w2", true)]);
}

#[test]
fn more_kinds_than_there_are_cannot_be_demanded() {
    let sandbox = demanding("reporter_kinds = 5");
    let ran = sandbox.words("promote x/a");
    let says = "canonry.toml:2:18: gate.human_reviewed.reporter_kinds: expected a number up to 4, the kinds of reporters, \
                not 5";
    assert!(ran.code == Some(3) && ran.err.contains(says), "{}", ran.err);
}
