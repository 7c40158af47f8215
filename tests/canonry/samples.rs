//! Samples: texts that a regex has to find or must not find, kept with its record.

use serde_json::json;

use crate::support::Sandbox;

fn samples(sandbox: &Sandbox) -> serde_json::Value {
    sandbox.json("sample list", 0)["samples"].clone()
}

#[test]
fn a_sample_says_at_once_what_the_regex_makes_of_it() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set regex=reset");
    let add = |words: &[&str]| sandbox.run(&[&["sample", "add", "x/a"], words].concat());
    let found = add(&["--match", "connection reset"]);
    assert!(!found.err.contains("regex"), "{}", found.err);
    let missed = add(&["--match", "-1 refused"]);
    assert!(missed.err.contains("the regex of x/a does not find it: R002"), "{}", missed.err);
    let noise = add(&["--no-match", "reset the password"]);
    assert!(noise.err.contains("the regex of x/a finds it: R003"), "{}", noise.err);
    sandbox.ok("edit x/a --set regex=(");
    let unread = add(&["--match", "other"]);
    assert!(unread.err.contains("cannot be read: R001"), "{}", unread.err);
    let listed = sandbox.ok("sample list x/a");
    assert_eq!(listed.lines().count(), 5, "{listed}");
    assert!(samples(&sandbox).as_array().unwrap().iter().all(|one| one["is_met"].is_null()));
}

#[test]
fn samples_are_withdrawn_by_their_numbers_and_restored_by_an_undo() {
    let sandbox = Sandbox::with_two_records();
    sandbox.run(&["sample", "add", "x/a", "--match", "one"]);
    sandbox.run(&["sample", "add", "x/a", "--match", "two"]);
    sandbox.ok("sample withdraw x/a m1 --reason old");
    let left = samples(&sandbox);
    assert_eq!((left[0]["text"].clone(), left[0]["number"].clone()), (json!("two"), json!("m1")));
    assert_eq!(sandbox.words("sample withdraw x/a m2").code, Some(5));
    assert_eq!(sandbox.words("sample withdraw x/a w1").code, Some(2));
    sandbox.ok("undo");
    assert_eq!(samples(&sandbox).as_array().unwrap().len(), 2);
    assert!(sandbox.ok("log x/a --limit 1").contains("samples.match: [\"two\"] → [\"one\", \"two\"]"));
    assert!(sandbox.ok("blame x/a").contains("samples.match"));
    assert!(sandbox.ok("why x/a samples.match").starts_with("x/a samples.match is [\"one\", \"two\"]"));
    let edited = sandbox.words("edit x/a --set samples.match=[]");
    assert!(edited.code == Some(2) && edited.err.contains("`canonry sample add`"), "{}", edited.err);
}

#[test]
fn a_sample_is_read_from_standard_input_without_the_line_break_at_its_end() {
    let sandbox = Sandbox::with_two_records();
    let add = |input: &[u8]| {
        sandbox.write("log.txt", input);
        sandbox.shell("canonry sample add x/a --match - < log.txt")
    };
    assert_eq!(add(b" two lines\nof a log\r\n").code, Some(0));
    assert_eq!(samples(&sandbox)[0]["text"], " two lines\nof a log");
    assert_eq!(add(b"\xff\xfe\n").code, Some(3));
    let long = add("é".repeat(600_000).as_bytes());
    assert!(long.code == Some(3) && long.out.contains("samples.match"), "{}", long.out);
    assert_eq!(add(b"\n").code, Some(2));
}

#[test]
fn what_is_published_does_not_change() {
    let sandbox = Sandbox::with_two_records();
    let (tree, list) = (sandbox.ok("export --format ndjson"), sandbox.ok("list --json"));
    sandbox.run(&["sample", "add", "x/a", "--match", "one"]);
    assert_eq!((sandbox.ok("export --format ndjson"), sandbox.ok("list --json")), (tree.clone(), list));
    sandbox.write("again.ndjson", tree);
    sandbox.ok("import again.ndjson");
    assert_eq!(samples(&sandbox).as_array().unwrap().len(), 1);
}

#[test]
fn a_changed_sample_is_damage_that_the_journal_shows() {
    let sandbox = Sandbox::with_two_records();
    sandbox.run(&["sample", "add", "x/a", "--match", "one"]);
    let connection = rusqlite::Connection::open(sandbox.path("canonry.db")).unwrap();
    connection.execute_batch("UPDATE sample SET text = 'once'").unwrap();
    let verified = sandbox.words("verify");
    assert!(verified.out.contains("journal: x/a: batch 2 set samples.match"), "{}", verified.out);
    connection.execute_batch("UPDATE sample SET text = 'one', position = 1").unwrap();
    let verified = sandbox.words("verify");
    assert!(verified.out.contains("the positions of its samples.match do not count"), "{}", verified.out);
}
