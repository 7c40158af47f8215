//! What `export`, `show` and `list` print and write.

use crate::support::{Sandbox, files, project, record};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    sandbox
}

fn counts(out: &str) -> serde_json::Value {
    serde_json::from_str::<serde_json::Value>(out).unwrap()["counts"].clone()
}

#[test]
fn a_second_export_touches_nothing_and_a_changed_file_is_written_again() {
    let sandbox = sandbox();
    assert_eq!(sandbox.ok("export --out tree"), "written 18, unchanged 0, removed 0\n");
    let time = |name: &str| std::fs::metadata(sandbox.path(name)).unwrap().modified().unwrap();
    let (kept, tampered) = ("tree/errors/cuda/minimal/index.json", "tree/errors/cuda/minimal/index.md");
    let before = time(kept);
    sandbox.write(tampered, "tampered");
    assert_eq!(sandbox.ok("export --out tree"), "written 1, unchanged 17, removed 0\n");
    assert_eq!(time(kept), before);
    assert_eq!(files(&sandbox.path("tree")), files(&project("fixtures/expected")));
}

#[test]
fn check_names_what_differs_and_writes_nothing() {
    let sandbox = sandbox();
    sandbox.ok("export --out tree");
    assert_eq!(sandbox.words("export --out tree --check").code, Some(0));
    sandbox.write("tree/errors/cuda/minimal/index.md", "tampered");
    std::fs::remove_file(sandbox.path("tree/errors/node/heap-out-of-memory/index.json")).unwrap();
    let before = files(&sandbox.path("tree"));
    let ran = sandbox.words("export --out tree --check");
    assert_eq!(ran.code, Some(1));
    let expected = "different: errors/cuda/minimal/index.md\nmissing: errors/node/heap-out-of-memory/index.json\n";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    assert_eq!(files(&sandbox.path("tree")), before);
    let object = sandbox.words("--json export --out tree --check").out;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&object).unwrap()["differences"].as_array().unwrap().len(), 2);
    assert_eq!(sandbox.words("export --out tree --dry-run").code, Some(0));
    assert_eq!(files(&sandbox.path("tree")), before);
}

#[test]
fn a_filter_and_the_formats_choose_what_is_written() {
    let sandbox = sandbox();
    sandbox.ok("export --out tree --domain cicd --format md,zh-md");
    let names: Vec<String> = files(&sandbox.path("tree")).into_keys().collect();
    assert_eq!(names, ["errors/cicd/registry-unauthorized/index.md", "errors/cicd/registry-unauthorized/zh.md"]);
    for wrong in [
        "export",
        "export --out tree --format html",
        "export --format ndjson,md --out x",
        "export --format ndjson --prune",
        "--json export --format ndjson",
    ] {
        let ran = sandbox.words(wrong);
        assert_eq!((ran.code, ran.err.starts_with("error: ")), (Some(2), true), "{wrong}: {}", ran.err);
    }
}

#[test]
fn prune_removes_its_own_files_of_records_that_are_gone_and_nothing_else() {
    let sandbox = sandbox();
    sandbox.ok("export --out tree");
    let ids = sandbox.ok("list --csv --columns id");
    let gone: Vec<&str> = ids.lines().skip(1).filter(|id| *id != "cuda/minimal").collect();
    sandbox.ok(&format!("withdraw {} --reason r --yes", gone.join(" ")));
    let tree = sandbox.path("tree");
    sandbox.write("tree/errors/node/heap-out-of-memory/notes.txt", "by hand");
    let page = std::fs::read_to_string(tree.join("errors/node/heap-out-of-memory/index.md")).unwrap();
    sandbox.write("tree/errors/node/heap-out-of-memory/index.md", page + "by hand too");
    sandbox.write("tree/index.html", "by hand");
    let foreign = ["errors/node/heap-out-of-memory/index.md", "errors/node/heap-out-of-memory/notes.txt", "index.html"];
    let run = |flags: &str| sandbox.words(&format!("export --out tree {flags}"));
    assert_eq!(run("").code, Some(0));
    assert_eq!(files(&tree).len(), 20, "without --prune nothing goes");
    assert_eq!(run("--check --prune").code, Some(1));
    assert_eq!(files(&tree).len(), 20);
    let ran = run("--prune");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "written 0, unchanged 2, removed 15\n"));
    let said = "left: errors/node/heap-out-of-memory/index.md (canonry did not write these bytes); delete it yourself";
    assert!(ran.err.contains(said), "{}", ran.err);
    let left: Vec<String> = files(&tree).into_keys().collect();
    assert_eq!(left, [&["errors/cuda/minimal/index.json", "errors/cuda/minimal/index.md"], &foreign[..]].concat());
    assert!(!tree.join("errors/android").exists(), "empty folders go too");
    // A filter does not count the other records as withdrawn.
    sandbox.ok(&format!("restore {}", gone.join(" ")));
    sandbox.ok("export --out tree2");
    assert_eq!(sandbox.ok("export --out tree2 --domain cuda --prune"), "written 0, unchanged 2, removed 0\n");
}

#[test]
fn check_names_withdrawn_and_renamed_records_that_are_still_there() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c", "x/d"]);
    sandbox.ok("export --out tree");
    sandbox.run(&["withdraw", "x/a", "--reason", "wrong\ncause"]);
    sandbox.ok("rename x/b y/b");
    sandbox.ok("rename y/b z/b");
    sandbox.ok("withdraw x/c --reason hidden");
    std::fs::remove_dir_all(sandbox.path("tree/errors/x/c")).unwrap();
    let before = files(&sandbox.path("tree"));
    let ran = sandbox.words("export --out tree --check");
    let gone = "missing: errors/z/b/index.json\nmissing: errors/z/b/index.md\n\
        gone: errors/x/a/index.json (withdrawn in batch 2: wrong↵cause)\n\
        gone: errors/x/a/index.md (withdrawn in batch 2: wrong↵cause)\n\
        gone: errors/x/b/index.json (renamed to z/b in batch 3)\n\
        gone: errors/x/b/index.md (renamed to z/b in batch 3)\nto write 2, unchanged 2, to remove 4\n";
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), gone), "{}", ran.err);
    assert!(ran.err.contains("the same command with --prune and without --check updates it"), "{}", ran.err);
    // A filter does not make the files of a withdrawn record right.
    assert_eq!(sandbox.words("export --out tree --check --domain x").code, Some(1));
    let differences = sandbox.json("export --out tree --check", 1)["differences"].clone();
    let withdrawn = serde_json::json!(
        { "path": "errors/x/a/index.json", "difference": "gone", "batch": 2, "reason": "wrong\ncause" });
    let renamed = serde_json::json!(
        { "path": "errors/x/b/index.json", "difference": "gone", "batch": 3, "renamed_to": "z/b" });
    assert_eq!((&differences[2], &differences[4]), (&withdrawn, &renamed));
    assert_eq!(files(&sandbox.path("tree")), before);
    for words in ["export --out tree --dry-run", "export --out tree"] {
        let ran = sandbox.words(words);
        let note = "note: 2 withdrawn or renamed records are still in the tree; --prune removes";
        assert!(ran.code == Some(0) && ran.err.contains(note), "{words}: {}", ran.err);
    }
    let ran = sandbox.words("export --out tree --check --prune");
    assert!(ran.code == Some(1) && ran.out.contains("(renamed to z/b in batch 3)"), "{}", ran.out);
    // Withdrawn, and changed by hand: it stays, and stays named.
    sandbox.write("tree/errors/x/a/index.md", "mine");
    assert_eq!(sandbox.ok("export --out tree --prune"), "written 0, unchanged 4, removed 3\n");
    let ran = sandbox.words("export --out tree --check --prune");
    assert!(ran.code == Some(1) && ran.out.starts_with("gone: errors/x/a/index.md (withdrawn"), "{}", ran.out);
    std::fs::remove_file(sandbox.path("tree/errors/x/a/index.md")).unwrap();
    sandbox.ok("export --out tree --check");
}

/// What --prune leaves is not a difference that a second run would fix.
#[test]
fn what_check_says_of_a_file_changed_by_hand_is_true() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    sandbox.ok("export --out tree");
    sandbox.ok("withdraw x/a --reason r");
    sandbox.write("tree/errors/x/a/index.md", "mine");
    let ran = sandbox.words("export --out tree --check");
    assert!(ran.code == Some(1) && ran.out.ends_with("to write 0, unchanged 2, to remove 1\n"), "{}", ran.out);
    let left = "left: errors/x/a/index.md (canonry did not write these bytes)";
    let said =
        "with --prune and without --check updates it, except for the files that are left: delete these yourself\n";
    assert!(ran.err.contains(left) && ran.err.ends_with(said), "{}", ran.err);
    sandbox.ok("export --out tree --prune");
    for words in ["export --out tree --check", "export --out tree --check --prune"] {
        let ran = sandbox.words(words);
        assert!(ran.code == Some(1) && ran.out.ends_with("to write 0, unchanged 2, to remove 0\n"), "{}", ran.out);
        let said = "only by files that canonry does not remove; delete or keep them\n";
        assert!(ran.err.contains(left) && ran.err.ends_with(said), "{words}: {}", ran.err);
        assert!(!ran.err.contains("up to date"), "{words}: {}", ran.err);
        assert_eq!(sandbox.json(words, 1)["left"][0]["path"], "errors/x/a/index.md");
    }
    std::fs::remove_file(sandbox.path("tree/errors/x/a/index.md")).unwrap();
    sandbox.ok("export --out tree --check");
}

#[test]
fn an_id_that_is_published_again_is_not_obsolete() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "x/c"]);
    sandbox.ok("rename x/a x/d");
    sandbox.ok("export --out tree");
    sandbox.ok("undo");
    sandbox.ok("withdraw x/b --reason r");
    sandbox.ok("rename x/c x/e");
    sandbox.write("c.json", record("x/c"));
    sandbox.ok("new x/c --from c.json --force --reason r");
    let ran = sandbox.words("export --out tree --check");
    let gone: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("gone: ") && line.contains(".json")).collect();
    let expected = [
        "gone: errors/x/b/index.json (withdrawn in batch 4: r)",
        "gone: errors/x/d/index.json (renamed to x/a in batch 3)",
    ];
    assert_eq!(gone, expected, "{}", ran.out);
    sandbox.ok("restore x/b");
    sandbox.ok("export --out tree --prune");
    sandbox.ok("export --out tree --check");
}

#[test]
fn a_page_that_a_record_no_longer_has_is_pruned() {
    let sandbox = Sandbox::new();
    let chinese = std::fs::read_to_string(project("fixtures/records/chinese/index.json")).unwrap();
    sandbox.write("a.json", &chinese);
    sandbox.ok("import a.json");
    sandbox.ok("export --out tree");
    sandbox.write("a.json", chinese.replace("\"signature_zh\": \"未授权：需要身份验证\"", "\"signature_zh\": null"));
    sandbox.ok("import a.json");
    let ran = sandbox.words("export --out tree");
    assert!(
        ran.err.contains("no longer published, but still in the tree: errors/cicd/registry-unauthorized/zh.md"),
        "{}",
        ran.err
    );
    assert_eq!(sandbox.ok("export --out tree --prune"), "written 0, unchanged 2, removed 1\n");
    assert!(!sandbox.path("tree/errors/cicd/registry-unauthorized/zh.md").exists());
}

#[test]
fn ndjson_goes_to_a_file_or_to_standard_output_in_the_order_of_ids() {
    let sandbox = sandbox();
    let stream = sandbox.ok("export --format ndjson");
    let ids: Vec<String> = stream
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(ids.len() == 8 && ids.is_sorted());
    assert_eq!(sandbox.ok("export --format ndjson --out -"), stream);
    assert_eq!(counts(&sandbox.ok("--json export --format ndjson --out all.ndjson"))["written"], 1);
    assert_eq!(std::fs::read_to_string(sandbox.path("all.ndjson")).unwrap(), stream);
    assert_eq!(counts(&sandbox.ok("--json export --format ndjson --out all.ndjson"))["unchanged"], 1);
    assert_eq!(sandbox.words("export --format ndjson --out all.ndjson --check").code, Some(0));
    for other in [format!("{stream}more"), stream[..100].to_owned(), stream.replacen("cuda", "CUDA", 1)] {
        sandbox.write("all.ndjson", &other);
        assert_eq!(sandbox.words("export --format ndjson --out all.ndjson --check").code, Some(1));
        assert_eq!(std::fs::read_to_string(sandbox.path("all.ndjson")).unwrap(), other);
    }
    let copy = Sandbox::new();
    copy.write("all.ndjson", &stream);
    copy.ok("import all.ndjson");
    assert_eq!(copy.ok("export --format ndjson"), stream);
}

/// Moving a finished file into the place of a device would destroy the device.
#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_written_to_and_not_replaced() {
    let sandbox = sandbox();
    sandbox.ok("export --format ndjson --out /dev/null");
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    let ran = sandbox
        .shell("mkfifo pipe; canonry export --format ndjson --out pipe --quiet & cat pipe | wc -l; test -p pipe");
    assert_eq!((ran.code, ran.out.trim()), (Some(0), "8"));
    std::fs::create_dir(sandbox.path("in")).unwrap();
    sandbox.shell("mkfifo in/index.json");
    let ran = sandbox.words("import in");
    assert_eq!(ran.code, Some(3), "a pipe in a folder is no record, and no hang");
    assert!(
        ran.err.contains("in/index.json:1:1: record: cannot be read: it is a named pipe, not a file"),
        "{}",
        ran.err
    );
}

#[test]
fn list_filters_sorts_and_prints_every_column() {
    let sandbox = sandbox();
    let ids = |words: &str| {
        let out = sandbox.ok(&format!("list --csv --columns id {words}"));
        out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids("").len(), 8);
    assert_eq!(ids("--domain cicd"), ["cicd/registry-unauthorized"]);
    assert_eq!(ids("--category auth_error"), ["cicd/registry-unauthorized"]);
    assert_eq!(ids("--tier human_reviewed"), ["python/venv-pip-missing"]);
    assert_eq!(ids("--resolvable false"), ["cuda/minimal"]);
    assert_eq!(ids("--stale 900"), ["cuda/minimal"]);
    assert_eq!(ids("--below 0.63"), ["cuda/minimal", "network/connection-reset"]);
    assert_eq!(ids("--tag 令牌"), ["cicd/registry-unauthorized"]);
    assert_eq!(ids("--id c*/*[dl]"), ["cicd/registry-unauthorized", "cuda/minimal"]);
    assert_eq!(ids("--id c*/* --below 0.5"), ["cuda/minimal"]);
    assert_eq!(ids("--sort -fix_success_rate")[0], "android/sdk-licence-not-accepted");
    let all = sandbox.ok("list --domain cuda --csv --columns id,signature,signature_zh,regex,domain,category,\
        subcategory,root_cause,root_cause_type,official_doc_url,official_doc_section,error_code,verification_tier,\
        confidence,fix_success_rate,resolvable,first_seen,last_confirmed,last_updated,evidence_count,locale,versions,\
        dead_ends,workarounds,tags,aliases");
    assert_eq!(all.lines().next().unwrap().split(',').count(), 26);
    assert!(all.ends_with("2024-02-29,2024-02-29,2024-02-29,0,,0,0,0,,\n"), "{all}");
    for wrong in ["list --sort taste", "list --columns id,taste"] {
        let ran = sandbox.words(wrong);
        assert!(
            ran.code == Some(2) && ran.err.contains("there is no column 'taste'; the columns are id, "),
            "{}",
            ran.err
        );
    }
    let object: serde_json::Value = serde_json::from_str(&sandbox.ok("--json list --domain cuda")).unwrap();
    assert_eq!((&object["command"], &object["counts"]["records"]), (&"list".into(), &1.into()));
    assert_eq!(object["records"][0]["fix_success_rate"].to_string(), "0.0");
}

#[test]
fn show_knows_aliases_and_near_misses() {
    let sandbox = sandbox();
    let ran = sandbox.words("show pip-missing");
    assert!(ran.code == Some(0) && ran.out.starts_with("python/venv-pip-missing\n"), "{}", ran.out);
    assert!(ran.err.contains("pip-missing is an alias of python/venv-pip-missing"), "{}", ran.err);
    let ran = sandbox.words("show python/venv-pip-mising");
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""));
    assert_eq!(
        ran.err,
        "error: there is no record python/venv-pip-mising\nhint: did you mean python/venv-pip-missing?\n"
    );
    let ran = sandbox.words("show cuda/minimal --format zh-md");
    assert!(ran.code == Some(5) && ran.err.contains("no Chinese page"), "{}", ran.err);
    let object = sandbox.words("--json show no/where").out;
    let object: serde_json::Value = serde_json::from_str(&object).unwrap();
    assert_eq!((&object["command"], &object["error"]["exit"]), (&"show".into(), &5.into()));
}

#[test]
fn what_a_record_contains_does_not_control_the_terminal() {
    let sandbox = Sandbox::new();
    let evil = record("x/a").replace("error of x/a", "red \\u001b[31m and \\u202e back");
    sandbox.write("a.json", &evil);
    sandbox.ok("import a.json");
    for words in ["show x/a", "list", "search red"] {
        let out = sandbox.ok(words);
        assert!(out.contains("\\u{1b}[31m") && !out.contains(['\u{1b}', '\u{202e}']), "{words}: {out}");
    }
}

#[test]
fn json_carries_every_character() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a").replace("error of x/a", "a\\u007fb\\u001b[1m\\u0085c"));
    sandbox.ok("import a.json");
    for words in ["--json show x/a", "--json list", "--json search c"] {
        let object: serde_json::Value = serde_json::from_str(&sandbox.ok(words)).unwrap();
        assert_eq!(object["records"][0]["signature"], "a\u{7f}b\u{1b}[1m\u{85}c", "{words}");
    }
    sandbox.ok("search -- -215");
    assert_eq!(sandbox.words("search -215").code, Some(0));
}
