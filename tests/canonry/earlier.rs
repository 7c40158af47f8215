//! Exports of earlier states: they are byte for byte what an export wrote then.

use std::collections::BTreeMap;

use crate::support::{Sandbox, files};

/// The trees of a history, each under the number of the batch after which it was exported.
fn history(sandbox: &Sandbox) -> BTreeMap<u32, BTreeMap<String, Vec<u8>>> {
    let mut trees = BTreeMap::new();
    let mut keep = |batch: u32| {
        sandbox.ok(&format!("export --out then-{batch}"));
        trees.insert(batch, files(&sandbox.path(&format!("then-{batch}"))));
    };
    keep(1);
    let steps = [
        "edit x/a --set root_cause=Another. --today 2026-12-01 --yes",
        "rename x/b z/last --today 2026-12-02",
        "withdraw y/c --reason wrong --today 2026-12-03",
        "rename x/a y/c2 --today 2026-12-04",
        "undo 4 --today 2026-12-05",
        "edit x/b --set category=Other --today 2026-12-05 --yes",
    ];
    for (batch, step) in (2..).zip(steps) {
        sandbox.ok(step);
        keep(batch);
    }
    trees
}

#[test]
fn every_earlier_state_is_exported_again_byte_for_byte() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    let trees = history(&sandbox);
    let lines = |at: &str| sandbox.ok(&format!("export --format ndjson {at}"));
    for (batch, tree) in &trees {
        sandbox.ok(&format!("export --out again --at {batch} --prune --yes"));
        assert_eq!(&files(&sandbox.path("again")), tree, "after batch {batch}");
        assert_eq!(sandbox.words(&format!("export --out then-{batch} --check --at {batch}")).code, Some(0));
        let own: Vec<&String> = tree.keys().filter(|path| path.ends_with(".json")).collect();
        assert_eq!(lines(&format!("--at {batch}")).lines().count(), own.len());
    }
    assert_eq!(lines("--at 7"), lines(""), "the last batch is the present state");
    assert_eq!(lines("--at 2026-12-05"), lines(""), "a day is its last batch");
    assert_eq!(lines("--at 2026-12-01"), lines("--at 2"));
    assert_eq!(lines("--at 2001-01-01"), "", "before the first batch there was nothing");
}

#[test]
fn an_earlier_state_is_told_apart_from_the_tree_of_another() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    history(&sandbox);
    let ran = sandbox.words("export --out then-3 --check --at 1");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("errors/z/last/index.json") && ran.out.contains("errors/x/b/index.json"), "{}", ran.out);
    let ran = sandbox.words("export --out then-3 --at 1");
    assert!(ran.err.contains("1 record of another state is still in the tree; --prune removes"), "{}", ran.err);
}

#[test]
fn an_earlier_state_is_not_the_base_of_an_import() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    sandbox.ok("edit x/a --set root_cause=Ours. --yes");
    sandbox.ok("export --out site --at 1");
    sandbox.ok("import site");
    assert!(sandbox.ok("show x/a --format json").contains("Ours."), "the old text is no change");
}

#[test]
fn what_names_no_state_or_chooses_by_the_present_one_is_refused() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    for (arguments, code, said) in [
        ("--at 9", 5, "error: there is no batch 9: they are 1 to 1\nhint: `canonry log` lists the batches\n"),
        ("--at march", 5, "error: there is no release march\nhint: `canonry release list`"),
        ("--at last/march", 2, "expected a release, the number of a batch, or a day YYYY-MM-DD, found 'last/march'"),
        ("--at 1 --domain x", 2, "hint: omit the filters"),
    ] {
        let ran = sandbox.words(&format!("export --out site {arguments}"));
        assert_eq!(ran.code, Some(code), "{}", ran.err);
        assert!(ran.err.contains(said), "{arguments}: {}", ran.err);
    }
    assert!(!sandbox.path("site").exists());
}
