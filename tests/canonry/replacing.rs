//! Substitution over many records, and steps that meet in one field.

use serde_json::json;

use crate::support::{Ran, Sandbox, changed, record, record_with};

/// x/a has two workarounds, tags and sources; x/b has what every record has.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let texts = |tree: &mut serde_json::Value| {
        tree["tags"] = json!(["docker", "ci", "build"]);
        tree["aliases"] = json!(["old-docker"]);
        tree["note"] = json!("docker\ndocker");
        tree["workarounds"][0]["sources"] = json!(["http://example.org/docker", "http://example.org/other"]);
    };
    sandbox.write("a.json", changed(&record_with("x/a", &["Use docker-compose", "Ask Docker"]), texts));
    sandbox.write("b.json", record("x/b"));
    sandbox.ok("import a.json b.json");
    sandbox
}

fn edit(sandbox: &Sandbox, words: &[&str]) -> Ran {
    sandbox.run(&[&["edit"], words].concat())
}

fn show(sandbox: &Sandbox, id: &str) -> serde_json::Value {
    serde_json::from_str(&sandbox.ok(&format!("show {id} --format json"))).unwrap()
}

#[test]
fn a_substitution_changes_what_matches_in_one_batch_and_is_undone_as_one() {
    let sandbox = sandbox();
    let before = sandbox.ok("export --format ndjson");
    let steps =
        ["--id", "*", "--replace", "w.action=/docker(-(\\w+))?/podman ${2}/i", "--replace", "d.why_fails=/help/do/"];
    let dry = edit(&sandbox, &[&steps[..], &["--dry-run"]].concat());
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    let ran = edit(&sandbox, &steps);
    assert_eq!((ran.code, &ran.out), (Some(0), &dry.out), "{}", ran.err);
    let tree = show(&sandbox, "x/a");
    assert_eq!(tree["workarounds"][0]["action"], "Use podman compose");
    assert_eq!(tree["workarounds"][1]["action"], "Ask podman ");
    assert_eq!(show(&sandbox, "x/b")["dead_ends"][0]["why_fails"], "It does not do.");
    assert_eq!(sandbox.json("log", 0)["counts"]["batches"], 2);
    // Nothing matches any more.
    let ran = edit(&sandbox, &["--id", "*", "--replace", "d.why_fails=/help/do/"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", "nothing to change\n"));
    sandbox.ok("undo");
    assert_eq!(sandbox.ok("export --format ndjson"), before);
}

#[test]
fn a_substitution_changes_texts_lists_of_texts_and_custom_keys() {
    let sandbox = sandbox();
    let ran = edit(
        &sandbox,
        &[
            "x/a",
            "--replace",
            "tags=/^(docker|ci)$/build/",
            "--replace",
            "aliases=/docker/podman/",
            "--replace",
            "w1.sources=|^http:|https:|",
            "--replace",
            "extra.note=/docker/podman/",
            "--replace",
            "root_cause=/cause/reason/",
            "--replace",
            "root_cause=/The/A/",
            "--set",
            "category=auth_error",
        ],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let tree = show(&sandbox, "x/a");
    // A tag occurs once.
    assert_eq!((&tree["tags"], &tree["aliases"]), (&json!(["build"]), &json!(["old-podman"])));
    assert_eq!(tree["workarounds"][0]["sources"], json!(["https://example.org/docker", "https://example.org/other"]));
    assert_eq!((&tree["note"], &tree["root_cause"]), (&json!("podman\npodman"), &json!("A reason.")));
    assert_eq!(tree["category"], "auth_error");
}

#[test]
fn an_invalid_substitution_is_refused_and_changes_nothing() {
    let sandbox = sandbox();
    let before = sandbox.ok("export --format ndjson");
    for (word, code, says) in [
        ("root_cause=/a(b/c/", 2, "the regex a(b is wrong at character 2: unclosed group"),
        ("root_cause=/(a)/$2/", 2, "the group 2, which (a) does not have"),
        ("root_cause=/(a)/$1b/", 2, "${1}b is the group 1 with b behind it"),
        ("root_cause=/a/b", 2, "the text is not closed by '/'"),
        ("root_cause=/a/b/g", 2, "unknown flag 'g'"),
        ("root_cause", 2, "expected FIELD=/REGEX/TEXT/"),
        ("w1.success_rate=/0/1/", 2, "w1.success_rate is not a text field"),
        ("leads_to=/a/b/", 2, "leads_to is not a text field"),
        ("root_kause=/a/b/", 5, "did you mean root_cause?"),
        ("w.actoin=/a/b/", 5, "did you mean w.action?"),
        ("v.versoin=/a/b/", 5, "did you mean v.version?"),
        ("w7.action=/a/b/", 5, "x/a has no w7"),
        ("signature=/^.*$//", 3, "signature: empty, and required"),
        ("first_seen=/2024/in/", 3, "first_seen"),
        ("last_confirmed=/2025/2024/", 6, "canonry confirm"),
    ] {
        let ran = edit(&sandbox, &["x/a", "--replace", word]);
        assert!(ran.code == Some(code) && ran.err.contains(says), "{word}: {:?} {}", ran.code, ran.err);
    }
    assert_eq!(sandbox.ok("export --format ndjson"), before);
}

#[test]
fn an_item_that_a_chosen_record_lacks_is_not_replaced_in() {
    let sandbox = sandbox();
    let ran = edit(&sandbox, &["--id", "*", "--replace", "w2.action=/Ask/Tell/", "--json"]);
    let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(object["counts"]["changed"], 1, "{}", ran.err);
    // Of records that are named, one has to have it.
    assert_eq!(edit(&sandbox, &["x/b", "x/a", "--replace", "w2.action=/Tell/Ask/"]).code, Some(0));
    assert_eq!(edit(&sandbox, &["x/b", "--replace", "w2.action=/Tell/Ask/"]).code, Some(5));
}

#[test]
fn a_field_gets_one_new_value_in_an_edit() {
    let sandbox = sandbox();
    let before = sandbox.ok("export --format ndjson");
    for (steps, says) in [
        (&["--set", "category=a", "--set", "category=b"][..], "category is set twice"),
        (&["--set", "category=a", "--set", "category=a"], "category is set twice"),
        (
            &["--set", "transition_graph.leads_to=[]", "--set", "leads_to=[]"],
            "leads_to (also named transition_graph.leads_to) is set twice",
        ),
        (&["--set", "note=a", "--set", "extra.note=b"], "extra.note (also named note) is set twice"),
        (&["--set", "w1.extra.k=1", "--set", "w01.k=2"], "w01.k (also named w1.extra.k) is set twice"),
        (&["--set", "w2.how=a", "--replace", "w.how=/a/b/"], "w.how (also named w2.how) is set and replaced"),
        (&["--replace", "tags=/a/b/", "--set", "tags=[]"], "tags is set and replaced"),
        (&["--remove", "w1", "--replace", "w1.how=/a/b/"], "w1 is removed and changed"),
        (&["--move", "w1=2", "--move", "w1=1"], "w1 is moved twice"),
        (&["--move", "w1=2", "--move", "w01=1"], "w01 (also named w1) is moved twice"),
        (&["--set", "extra.a=1", "--remove", "extra.a"], "extra.a is set and removed"),
        (&["--set", "w1.extra.a=1", "--remove", "w1.a"], "w1.a (also named w1.extra.a) is set and removed"),
        (
            &["--replace", "note=/a/b/", "--remove", "extra.note"],
            "extra.note (also named note) is replaced and removed",
        ),
    ] {
        for records in [&["x/a"][..], &["--id", "*"], &["--id", "none"]] {
            let ran = edit(&sandbox, &[records, steps].concat());
            assert!(ran.code == Some(2) && ran.err.contains(says), "{steps:?}: {:?} {}", ran.code, ran.err);
        }
    }
    assert_eq!(sandbox.ok("export --format ndjson"), before);
    assert_eq!(
        edit(&sandbox, &["x/a", "--set", "w1.how=a", "--set", "w2.how=a", "--set", "d1.condition=a"]).code,
        Some(0)
    );
    assert_eq!(edit(&sandbox, &["x/a", "--move", "w1=2", "--move", "w2=1", "--set", "extra.w1=a"]).code, Some(0));
}

#[test]
fn an_existing_element_is_not_added_again_and_a_missing_one_need_not_be_removed() {
    let sandbox = sandbox();
    let nothing = |words: &[&str]| {
        let ran = edit(&sandbox, words);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), "nothing to change\n"), "{words:?}");
    };
    nothing(&["x/a", "--add", "tags=ci"]);
    nothing(&["x/a", "--add", "aliases=old-docker", "--add", "w1.sources=http://example.org/docker"]);
    nothing(&["--id", "*", "--remove", "tags=none"]);
    nothing(&["--id", "*", "--remove", "aliases=none", "--remove", "d1.sources=none"]);
    let object = sandbox.json("edit --id * --add tags=ci", 0);
    assert_eq!((&object["counts"]["changed"], &object["changes"][0]["id"]), (&json!(1), &json!("x/b")));
    // Of records that are named, one has to have it.
    let ran = edit(&sandbox, &["x/a", "x/b", "--remove", "tags=build"]);
    assert_eq!((ran.code, show(&sandbox, "x/a")["tags"].clone()), (Some(0), json!(["docker", "ci"])), "{}", ran.err);
    let ran = edit(&sandbox, &["x/a", "x/b", "--remove", "tags=build"]);
    assert!(ran.code == Some(5) && ran.err.contains("tags of x/a does not contain build"), "{}", ran.err);
}

#[test]
fn a_fault_is_named_as_the_step_names_the_field() {
    let sandbox = sandbox();
    let ran = edit(&sandbox, &["x/a", "--remove", "w1", "--set", "w2.success_rate=2"]);
    assert!(ran.code == Some(3) && ran.err.contains("x/a: w2.success_rate: a rate is a number"), "{}", ran.err);
}
