//! What is told of two states of the set.

use serde_json::{Value, json};

use crate::support::Sandbox;

/// Two records that were changed in every way that readers care for, one more and one less.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    for command in [
        "edit x/a --set w1.success_rate=0.6 --set category=other --yes --today 2026-12-01",
        "evidence add x/a#w1 --kind outcome --outcome success --count 3 --reporter mei --today 2026-12-02",
        "withdraw y/c --reason wrong --today 2026-12-03",
        "rename x/b z/last --today 2026-12-04",
        "confirm x/a --note seen --today 2026-12-05",
    ] {
        sandbox.ok(command);
    }
    assert_eq!(sandbox.run(&["edit", "x/a", "--set", "w1.action=Do it, twice", "--yes"]).code, Some(0));
    assert_eq!(sandbox.run(&["edit", "x/a", "--remove", "d1", "--yes"]).code, Some(0));
    sandbox
}

#[test]
fn what_readers_care_for_most_comes_first() {
    let sandbox = sandbox();
    let out = sandbox.ok("release diff 1");
    let titles: Vec<&str> = out.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    let expected = [
        "Changes after batch 1 up to batch 8",
        "Withdrawn",
        "Renamed",
        "Rates",
        "Workarounds, dead ends and versions",
        "Confirmed",
        "What else changed",
    ];
    assert_eq!(titles, expected);
    for line in [
        "  y/c: wrong",
        "  x/b is now z/last",
        "  x/a w1: 0.8 → 0.6, 3 reports: Do it, twice",
        "  x/a w1 reworded: Do it{+, twice+}",
        "  x/a d1 removed: It does not help.",
    ] {
        assert!(out.lines().any(|one| one == line), "{line}\n{out}");
    }
}

#[test]
fn the_same_is_told_as_markdown_with_links_and_as_json_with_every_change() {
    let sandbox = sandbox();
    let page = sandbox.ok("release diff 1 --format md");
    assert!(page.contains("- [x/a](errors/x/a/index.md) w1 reworded: Do it**, twice**\n"), "{page}");
    let tree: Value = serde_json::from_str(&sandbox.ok("release diff 1 --json")).unwrap();
    assert_eq!(tree["counts"], json!({"added": 0, "restored": 0, "withdrawn": 1, "renamed": 1, "changed": 1}));
    let changes = tree["records"][0]["changes"].as_array().unwrap();
    let of = |topic: &str| changes.iter().filter(|change| change["topic"] == topic).count();
    assert_eq!((of("rate"), of("item"), of("wording"), of("confirmed")), (1, 1, 1, 1));
    assert!(changes.iter().any(|change| change["field"] == "category"), "{changes:?}");
}

#[test]
fn the_way_back_is_told_as_well() {
    let sandbox = sandbox();
    sandbox.write("new.json", crate::support::record("x/new"));
    sandbox.ok("import new.json");
    let out = sandbox.ok("release diff 9 1");
    for line in [
        "Changes from batch 9 back to batch 1",
        "  x/new",
        "  z/last is now x/b",
        "  x/a w1: 0.6 → 0.8: Do it",
        "  x/a w1 reworded: Do it[-, twice-]",
        "  x/a d1 added: It does not help.",
        "  y/c is published again",
    ] {
        assert!(out.lines().any(|one| one == line), "{line}\n{out}");
    }
    assert_eq!(sandbox.words("release diff 9 1 --exit-code").code, Some(1));
    assert!(sandbox.ok("release notes 9 1").starts_with("# Changes from batch 9 back to batch 1\n"));
}

#[test]
fn a_withdrawn_record_is_told_by_the_id_that_readers_know() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c"]);
    sandbox.ok("release create v1 --out site");
    for command in ["rename x/a y/z", "withdraw y/z --reason wrong", "rename x/b x/a"] {
        sandbox.ok(command);
    }
    let out = sandbox.ok("release diff");
    assert!(out.contains("\nWithdrawn\n  x/a: wrong\n\nRenamed\n  x/b is now x/a\n"), "{out}");
    sandbox.ok("release create v2 --out site --today 2026-12-24 --force --reason test");
    let text = std::fs::read_to_string(sandbox.path("site/v2/changes.json")).unwrap();
    let tree: Value = serde_json::from_str(&text).unwrap();
    let told = |at: usize| {
        let record = &tree["records"][at];
        (record["id"].as_str(), record["fate"].as_str(), record["digest"].is_string(), record["day"].is_string())
    };
    let id = Some("x/a");
    assert_eq!(
        [told(0), told(1)].into_iter().find(|one| one.1 == Some("withdrawn")),
        Some((id, Some("withdrawn"), false, true))
    );
    assert_eq!(
        [told(0), told(1)].into_iter().find(|one| one.1 == Some("renamed")),
        Some((id, Some("renamed"), true, true))
    );
}

#[test]
fn two_equal_states_differ_in_nothing_and_the_exit_code_says_so() {
    let sandbox = sandbox();
    for (arguments, code) in [("8", 0), ("1 1", 0), ("1", 1), ("1 3", 1)] {
        let ran = sandbox.words(&format!("release diff {arguments} --exit-code"));
        assert_eq!(ran.code, Some(code), "{arguments}: {}{}", ran.out, ran.err);
        assert_eq!(ran.err.contains("nothing changed"), code == 0, "{arguments}");
    }
    assert_eq!(sandbox.words("release diff 99").code, Some(5));
}

#[test]
fn a_thousand_records_are_told_briefly_and_all_on_demand() {
    let ids: Vec<String> = (0..1000).map(|number| format!("x/a{number}")).collect();
    let sandbox = Sandbox::with_records(&["y/first"]);
    let texts: Vec<String> = ids.iter().map(|id| crate::support::record(id)).collect();
    sandbox.write("more.json", format!("[{}]", texts.join(",")));
    sandbox.ok("import more.json");
    let out = sandbox.ok("release diff 1");
    assert!(out.ends_with("  and 980 more; --all prints them\n"), "{out}");
    assert_eq!(out.lines().count(), 24);
    assert_eq!(sandbox.ok("release diff 1 --all").lines().count(), 1003);
}

#[test]
fn what_cannot_be_read_of_a_release_is_named_and_not_left_out() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    sandbox.ok("release create v1 --out site --force --reason r");
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    connection.execute_batch("DROP TRIGGER release_stays_as_it_is; UPDATE release SET gate = '[1]'").unwrap();
    drop(connection);
    for words in ["release show v1", "release list --json"] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(70), "{}{}", ran.out, ran.err);
        let told = format!("{}{}", ran.out, ran.err);
        assert!(told.contains("the column gate of the release v1 is not readable"), "{told}");
    }
}
