//! Editing: in an editor until the text is valid or abandoned, or by single steps.

use crate::support::{Ran, Sandbox, changed, record_with};

fn json(sandbox: &Sandbox) -> String {
    sandbox.ok("show x/a --format json")
}

/// The texts that were kept.
fn kept(sandbox: &Sandbox) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(sandbox.path("kept")).unwrap();
    let texts = entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    // The first line of an edit says what it was made from.
    let typed = |text: Vec<u8>| match text.strip_prefix(b"// x/a, made from ") {
        Some(rest) => rest[rest.iter().position(|byte| *byte == b'\n').unwrap() + 1..].to_vec(),
        None => text,
    };
    texts.map(typed).collect()
}

/// The command in the hint that continues with the text that was kept.
fn taken_up(ran: &Ran) -> String {
    ran.err.split("`canonry ").last().unwrap().split('`').next().unwrap().to_owned()
}

#[test]
fn what_is_saved_becomes_the_record_and_is_dated_today() {
    let sandbox = Sandbox::with_two_records();
    let ran = sandbox.edited("sed -i 's/The cause/错误 的 cause/' $1", "edit x/a");
    let out = "changed x/a\n  root_cause: \"The cause.\" → \"错误 的 cause.\"\n  \
        last_updated: \"2025-06-01\" → \"2026-11-21\"\n";
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), out));
    let noted = "  x/a root_cause: X005 same-cause is gone\n1 record, batch 2; `canonry undo 2` undoes it\n";
    assert_eq!(ran.err, noted);
    assert_eq!(kept(&sandbox).len(), 0);
}

#[test]
fn an_editor_that_saves_nothing_new_changes_nothing() {
    let sandbox = Sandbox::with_two_records();
    let before = json(&sandbox);
    for script in [":", ": > $1", "echo >> $1", "echo '// a thought' > $1"] {
        let ran = sandbox.edited(script, "edit x/a");
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", "nothing was changed\n"), "{script}");
    }
    let ran = sandbox.edited("sed -i 's/$/\\r/' $1", "edit x/a");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "nothing to change\n"));
    assert_eq!(json(&sandbox), before);
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
}

#[test]
fn an_editor_that_fails_changes_nothing_and_what_it_saved_is_kept() {
    let sandbox = Sandbox::with_two_records();
    let before = json(&sandbox);
    let ran = sandbox.edited("exit 3", "edit x/a");
    assert!(ran.code == Some(2) && ran.err.contains("ended with exit status: 3; nothing was changed"), "{}", ran.err);
    assert_eq!(kept(&sandbox).len(), 0);
    let ran = sandbox.edited("sed -i 's/The cause/My cause/' $1; exit 3", "edit x/a");
    assert_eq!(ran.code, Some(2));
    assert!(String::from_utf8(kept(&sandbox).remove(0)).unwrap().contains("My cause"));
    assert_eq!(json(&sandbox), before);
    assert!(sandbox.ok(&taken_up(&ran)).contains("\"My cause.\""));
    let ran = sandbox.edited("rm $1", "edit x/a");
    assert!(ran.code == Some(70) && ran.err.contains("could not be read"), "{}", ran.err);
}

#[test]
fn an_invalid_text_opens_again_below_its_faults() {
    let sandbox = Sandbox::with_two_records();
    // The first time it is broken; the second time the script fixes the line that the comment names.
    let script = "grep -q '^//' $1 && cp $1 seen
        if [ -f seen ]; then sed -i 's/1.7/0.71/' $1; else sed -i 's/0.7,$/1.7,/' $1; fi";
    let ran = sandbox.edited(script, "edit x/a");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("fix_success_rate: 0.7 → 0.71"), "{}", ran.out);
    let seen = std::fs::read_to_string(sandbox.path("seen")).unwrap();
    let place = seen.lines().find(|line| line.contains("fix_success_rate: ")).unwrap();
    let line: usize = place.trim_start_matches(['/', ' ']).split(':').next().unwrap().parse().unwrap();
    assert!(seen.lines().nth(line - 1).unwrap().contains("\"fix_success_rate\": 1.7"), "{seen}");
}

#[test]
fn an_abandoned_text_is_kept_however_it_was_abandoned() {
    // Saved again as it was; the editor left with an error; the file taken away.
    for (second, code) in [(":", 3), ("exit 1", 2), ("rm $1", 70)] {
        let sandbox = Sandbox::with_two_records();
        let before = json(&sandbox);
        let script = format!("if grep -q '^//' $1; then {second}; else echo '{{ \"my\": \"text\"' > $1; fi");
        for (words, command) in [("edit x/a", "edit x/a"), ("new x/n", "new x/n")] {
            let ran = sandbox.edited(&script, words);
            assert_eq!(ran.code, Some(code), "{second}: {}", ran.err);
            assert!(taken_up(&ran).starts_with(&format!("{command} --from ")), "{second}: {}", ran.err);
        }
        assert_eq!(kept(&sandbox), [b"{ \"my\": \"text\"\n".to_vec(), b"{ \"my\": \"text\"\n".to_vec()], "{second}");
        assert_eq!(json(&sandbox), before);
    }
}

#[test]
fn a_program_that_never_fixes_its_text_is_stopped() {
    let sandbox = Sandbox::with_two_records();
    let ran = sandbox.edited("echo x >> count; wc -l < count > $1", "edit x/a");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(kept(&sandbox).len(), 1);
}

/// In Latin-1 an é is a byte that is not UTF-8: it is neither replaced nor lost.
#[test]
fn a_text_in_another_encoding_is_refused_and_kept_byte_for_byte() {
    let sandbox = Sandbox::with_two_records();
    let before = json(&sandbox);
    let ran = sandbox.edited("printf '{\"root_cause\": \"caf\\351\"}' > $1", "edit x/a");
    assert!(ran.code == Some(3) && ran.err.contains("not saved as UTF-8"), "{}", ran.err);
    assert_eq!(kept(&sandbox), [b"{\"root_cause\": \"caf\xe9\"}".to_vec()]);
    assert_eq!(json(&sandbox), before);
}

#[test]
fn what_has_a_command_of_its_own_is_not_edited_unless_forced_with_a_reason() {
    let sandbox = Sandbox::with_two_records();
    for (field, value, command) in [
        ("verification_tier", "human_reviewed", "promote"),
        ("last_confirmed", "2026-01-01", "confirm"),
        ("evidence_count", "9", "evidence add"),
        ("last_updated", "2026-01-01", "set automatically"),
        ("id", "x/q", "rename"),
    ] {
        let ran = sandbox.run(&["edit", "x/a", "--set", &format!("{field}={value}")]);
        assert!(ran.code == Some(6) && ran.err.contains(command), "{field}: {}", ran.err);
    }
    assert_eq!(sandbox.words("edit x/a --set evidence_count=9 --force").code, Some(2));
    sandbox.ok("edit x/a --set evidence_count=9 --force --reason counted");
    assert!(sandbox.ok("log x/a").contains("because counted"));
}

#[test]
fn steps_name_items_as_they_were_before_the_edit() {
    let sandbox = Sandbox::with_two_records();
    let out = sandbox.run(&[
        "edit",
        "x/a",
        "--remove",
        "w1",
        "--set",
        "w2.success_rate=0.9",
        "--move",
        "w2=1",
        "--add",
        r#"w={"action": "New", "success_rate": 1, "how": "", "mine": [1.5]}"#,
        "--add",
        "tags=一 二",
        "--set",
        "extra.note=free text",
    ]);
    assert_eq!(out.code, Some(0), "{}", out.err);
    let text = json(&sandbox);
    let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(tree["workarounds"][0]["action"], "Or that");
    assert_eq!(tree["workarounds"][0]["success_rate"].to_string(), "0.9");
    assert_eq!(tree["workarounds"][1]["mine"][0].to_string(), "1.5");
    assert_eq!((&tree["tags"][0], &tree["note"]), (&"一 二".into(), &"free text".into()));
    assert_eq!(sandbox.words("edit x/a --remove tags=一").code, Some(5));
    assert!(sandbox.ok("edit x/a --remove extra.note").contains("note: \"free text\" → —"));
}

#[test]
fn a_custom_key_holds_any_json_and_text_without_quotes() {
    let sandbox = Sandbox::with_two_records();
    let keys = [("a", "{\"b\":[null]}"), ("n", "5"), ("t", "free text"), ("q", "\"5\"")];
    for (key, value) in keys {
        for field in [format!("extra.{key}"), format!("w1.extra.{key}")] {
            assert_eq!(sandbox.run(&["edit", "x/a", "--set", &format!("{field}={value}")]).code, Some(0), "{field}");
        }
    }
    let tree: serde_json::Value = serde_json::from_str(&json(&sandbox)).unwrap();
    for place in [&tree, &tree["workarounds"][0]] {
        assert_eq!((&place["a"]["b"][0], place["n"].as_i64()), (&serde_json::Value::Null, Some(5)));
        assert_eq!((&place["t"], &place["q"]), (&"free text".into(), &"5".into()));
    }
    // Once the key exists it may be named as it is, and its value stays a number.
    sandbox.ok("edit x/a --set n=6");
    assert!(json(&sandbox).contains("\"n\": 6"));
}

#[test]
fn an_invalid_step_is_refused_with_a_hint() {
    let sandbox = Sandbox::with_two_records();
    let before = json(&sandbox);
    for (step, code, hint) in [
        ("--set w9.action=x", 5, "its workarounds are w1 to w2"),
        ("--set w1.actoin=x", 5, "did you mean w1.action?"),
        ("--set w1.success_rate=2", 3, "x/a: w1.success_rate: a rate is a number from 0 to 1"),
        ("--set versions=[]", 2, "use --add, --remove and --move"),
        ("--set extra.workarounds=[1,1]", 2, "workarounds is a field of the format"),
        ("--set extra.mine={\"a\":1,}", 3, "expected a value as JSON has it"),
        ("--set extra.transition_graph={}", 2, "transition_graph is a field of the format"),
        ("--set w1.extra.action=x", 2, "action is a field of the format"),
        ("--set signature=", 3, "signature: empty, and required"),
        ("--add root_cause=x", 2, "root_cause is not a list"),
        ("--move w1=3", 2, "the positions are 1 to 2"),
        ("--remove root_cause", 2, "cannot be removed"),
        ("--set root_cause", 2, "expected NAME=VALUE"),
    ] {
        let ran = sandbox.words(&format!("edit x/a {step}"));
        assert!(ran.code == Some(code) && ran.err.contains(hint), "{step}: {:?} {}", ran.code, ran.err);
    }
    assert_eq!(json(&sandbox), before);
}

#[test]
fn a_filter_edits_all_of_its_records_or_none() {
    let sandbox = Sandbox::with_two_records();
    let ran = sandbox.words("edit --domain x --set w2.success_rate=0.1");
    assert!(ran.code == Some(5) && ran.err.contains("x/b has no w2"), "{}", ran.err);
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
    let dry = sandbox.ok("edit --domain x --set category=auth_error --dry-run");
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 1);
    assert_eq!(sandbox.ok("edit --domain x --set category=auth_error"), dry);
    assert_eq!(sandbox.json("edit --domain none --set category=x", 0)["counts"]["changed"], 0);
}

/// Evidence refers to the item, and not to its number or its text.
#[test]
fn of_two_items_with_one_text_the_named_one_is_removed() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record_with("x/a", &["Same", "Same", "Other"]));
    sandbox.ok("import a.json");
    sandbox.ok("evidence add x/a#w2 --kind outcome --outcome success");
    sandbox.ok("edit x/a --remove w1");
    let list = sandbox.json("evidence list x/a", 0);
    assert_eq!((&list["evidence"][0]["item"], &list["evidence"][0]["gone"]), (&"w1".into(), &false.into()));
    sandbox.ok("edit x/a --remove w1");
    assert_eq!(sandbox.json("evidence list x/a", 0)["evidence"][0]["gone"], true);
    sandbox.ok("undo");
    assert_eq!(sandbox.json("evidence list x/a", 0)["evidence"][0]["item"], "w1");
}

#[test]
fn a_field_of_ten_megabytes_is_accepted() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("canonry.toml", "[limits]\nfield_bytes = 20000000\n");
    let long = "大".repeat(3_500_000);
    sandbox.write("long.json", changed(&json(&sandbox), |tree| tree["root_cause"] = long.as_str().into()));
    sandbox.ok("edit x/a --from long.json --quiet");
    sandbox.ok("edit x/a --set category=auth_error");
    assert!(json(&sandbox).contains(&long));
    sandbox.ok("undo 2 --quiet");
    assert!(json(&sandbox).contains("The cause.") && json(&sandbox).contains("auth_error"));
}

/// In an editor, too, a deleted item and a new one at its position are two items: the evidence stays with the old one.
#[test]
fn an_item_instead_of_another_one_is_a_new_item() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("evidence add x/a#w1 --kind outcome --outcome success --count 5");
    let ran = sandbox.edited("sed 's/Do it/Reinstall the whole system/' \"$1\" > new; cp new \"$1\"", "edit x/a");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("the workaround \"Do it\" was removed, with 5 pieces of evidence"), "{}", ran.err);
    assert_eq!(sandbox.json("evidence list x/a#w1", 0)["counts"]["evidence"], 0);
    assert_eq!(sandbox.json("evidence list x/a", 0)["evidence"][0]["gone"], true);
    // A maintainer moves it.
    sandbox.ok("evidence move e1 x/a#w1 --reason reworded");
    assert_eq!(sandbox.json("evidence list x/a#w1", 0)["counts"]["evidence"], 1);
    // The same from a file, and in JSON.
    let text = sandbox.ok("show x/a --format json").replace("Reinstall the whole system", "Ask somebody who knows");
    sandbox.write("whole.json", text);
    let object = sandbox.json("edit x/a --from whole.json", 0);
    assert_eq!(object["changes"][0]["left_evidence"][0]["pieces"], 5, "{object}");
}
