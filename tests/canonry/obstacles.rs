//! Obstacles of an undo: every batch by its own number, and a hint to undo it.

use serde_json::json;

use crate::support::Sandbox;

fn category(sandbox: &Sandbox) -> String {
    let tree: serde_json::Value = serde_json::from_str(&sandbox.ok("show x/a --format json")).unwrap();
    tree["category"].as_str().unwrap().to_owned()
}

#[test]
fn the_batch_that_made_the_value_is_named_and_not_what_restored_it() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set category=two"); // 2
    sandbox.ok("edit x/a --set category=three"); // 3
    sandbox.ok("undo 3"); // 4
    sandbox.ok("undo 4"); // 5: three again
    let ran = sandbox.words("undo 2");
    let said = "error: batch 2 cannot be undone as a whole: batch 3 changed the same fields later\n  \
        · batch 3: x/a category\n\
        hint: undo batch 3 first (`canonry undo 3`), or undo the rest with `canonry undo 2 --partly`\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(4), said));
    sandbox.ok("undo 3");
    sandbox.ok("undo 2");
    assert_eq!(category(&sandbox), "runtime_error");
}

#[test]
fn every_batch_is_named_at_once_the_latest_first() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit --domain x --set category=a --set locale=a --set regex=a --set root_cause=a"); // 2
    sandbox.ok("edit --domain x --set category=b --set locale=b"); // 3
    sandbox.ok("edit x/a --set category=c"); // 4
    sandbox.ok("edit x/b --set category=d"); // 5
    sandbox.ok("undo 5"); // 6
    let ran = sandbox.words("undo 2");
    let said = "error: batch 2 cannot be undone as a whole: 2 batches changed the same fields later\n  \
        · batch 4: x/a category\n  \
        · batch 3: x/a category, x/a locale, x/b category … and 1 more\n\
        hint: undo batch 4 first (`canonry undo 4`), or undo the rest with `canonry undo 2 --partly`\n";
    assert_eq!(ran.err, said);
    let object = sandbox.json("undo 2", 4);
    assert_eq!(
        object["obstacles"][0],
        json!({ "batch": 4, "undid": null, "fields": [{ "id": "x/a", "field": "category" }] })
    );
    assert_eq!(object["obstacles"][1]["fields"].as_array().unwrap().len(), 4);
    // The hint for an undo of one record names that record.
    let ran = sandbox.words("undo 2 x/b");
    assert!(ran.err.contains("batch 2 cannot be undone for x/b: batch 3 changed"), "{}", ran.err);
    assert!(
        ran.err.contains("`canonry undo 3 x/b`") && ran.err.contains("`canonry undo 2 x/b --partly`"),
        "{}",
        ran.err
    );
    sandbox.ok("undo 3 x/b");
    sandbox.ok("undo 2 x/b");
    for batch in [4, 3, 2] {
        sandbox.ok(&format!("undo {batch}"));
    }
    assert_eq!(category(&sandbox), "runtime_error");
}

#[test]
fn many_batches_are_counted_and_not_all_printed() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set category=c0");
    (1..=25).for_each(|at| drop(sandbox.ok(&format!("edit x/a --set category=c{at}"))));
    let ran = sandbox.words("undo 2");
    assert!(ran.err.contains("25 batches changed") && ran.err.contains("… and 5 more batches"), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 23, "{}", ran.err);
    assert_eq!(sandbox.json("undo 2", 4)["obstacles"].as_array().unwrap().len(), 25);
}

#[test]
fn what_an_undo_left_is_undone_when_nothing_prevents_it_any_more() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set category=two --set locale=fr"); // 2
    sandbox.ok("edit x/a --set category=three"); // 3
    let object = sandbox.json("undo 2 --partly", 0); // 4
    assert_eq!((&object["counts"]["left"], &object["left"][0]["batch"]), (&json!(1), &json!(3)));
    // What was undone already may change meanwhile.
    sandbox.ok("edit x/a --set locale=de"); // 5
    let ran = sandbox.words("undo 2");
    assert!(ran.code == Some(4) && ran.err.contains("· batch 3: x/a category\nhint"), "{}", ran.err);
    sandbox.ok("undo 3"); // 6
    let out = sandbox.ok("undo 2"); // 7
    assert!(out.contains("category: \"two\" → \"runtime_error\"") && !out.contains("locale"), "{out}");
    let ran = sandbox.words("undo 2");
    assert!(ran.code == Some(4) && ran.err.contains("already undone, by batch 7"), "{}", ran.err);
    let out = sandbox.ok("undo 5");
    assert!(out.contains("locale: \"de\" → \"\""), "{out}");
}

/// Undoing the latest batches first also undoes a record's arrival, in whatever order they were undone.
#[test]
fn the_day_of_the_last_change_does_not_prevent_an_undo() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set category=two"); // 2
    sandbox.ok("edit x/a --set locale=fr"); // 3
    sandbox.ok("undo 2 --today 2026-11-22");
    sandbox.ok("undo 3 --today 2026-11-23");
    sandbox.ok("undo 1");
    assert_eq!(sandbox.ok("export --format ndjson"), "");
}

/// The custom keys are one field: if another batch restored some of them, the others are not undone alone.
#[test]
fn keys_that_a_later_batch_restored_prevent_the_undo_of_the_others() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set extra.k=1 --set extra.j=1"); // 2
    sandbox.ok("edit x/a --remove extra.k --set extra.m=1"); // 3
    let ran = sandbox.words("undo 2");
    assert!(ran.code == Some(4) && ran.err.contains("· batch 3: x/a extra\nhint"), "{}", ran.err);
    for batch in [3, 2, 1] {
        sandbox.ok(&format!("undo {batch}"));
    }
    // Keys of which none was restored are undone by themselves.
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a --set extra.k=1");
    sandbox.ok("edit x/a --set extra.m=1");
    let out = sandbox.ok("undo 2");
    assert!(out.contains("k: 1 → —") && !out.contains("m: "), "{out}");
}

/// A batch that was undone and redone in one record is undone there alone: elsewhere it would be the next obstacle.
#[test]
fn what_was_undone_for_one_record_is_undone_for_that_one_again() {
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("edit x/a x/b --set locale=a"); // 2
    sandbox.ok("undo 2 x/b"); // 3
    sandbox.ok("edit x/a x/b --set locale=b"); // 4
    sandbox.ok("undo 4"); // 5
    sandbox.ok("undo 3"); // 6
    let ran = sandbox.words("undo 5");
    assert!(ran.code == Some(4) && ran.err.contains("(`canonry undo 2 x/b`)"), "{}", ran.err);
    sandbox.ok("undo 2 x/b");
    sandbox.ok("undo 5");
}
