//! Published trees with links, pipes and other files in them.

use std::collections::BTreeMap;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::Path;

use canonry::disk::Temporary;
use serde_json::json;

use crate::support::{Ran, Sandbox, changed, files, project, record};

/// Two records and their tree in `site`, and a tree of the same records elsewhere that nothing may reach.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_records(&["x/a", "x/b", "y/c"]);
    sandbox.ok("export --out site");
    sandbox.ok("export --out elsewhere");
    sandbox.write("elsewhere/errors/x/b/index.md", "theirs");
    sandbox.write("elsewhere/secret", "theirs");
    sandbox
}

/// Puts a link into the tree, replacing what is there; the target is relative to the sandbox.
fn plant(sandbox: &Sandbox, target: &str, place: &str) {
    clear(&sandbox.path(place));
    symlink(sandbox.path(target), sandbox.path(place)).unwrap();
}

fn clear(place: &Path) {
    let _ = std::fs::remove_dir_all(place);
    let _ = std::fs::remove_file(place);
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
}

fn pipe(sandbox: &Sandbox, place: &str) {
    clear(&sandbox.path(place));
    assert_eq!(sandbox.shell(&format!("mkfifo {place}")).code, Some(0));
}

/// Everything but the tree itself and the database.
fn outside(sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let mut all = files(&sandbox.path(""));
    all.retain(|path, _| !path.starts_with("site/") && !path.starts_with("canonry.db"));
    all
}

fn refused(ran: &Ran, said: &str) {
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert!(ran.err.starts_with("error: ") && ran.err.contains(said), "{said}: {}", ran.err);
    assert!(ran.err.contains("hint: nothing was read, written or removed there or through it"), "{}", ran.err);
}

const WAYS: [&str; 4] = ["", "--check", "--prune", "--check --prune"];

#[test]
fn a_link_in_the_way_is_refused_and_nothing_beyond_it_changes() {
    for (target, place) in [
        ("elsewhere/errors", "site/errors"),
        ("elsewhere/errors/x", "site/errors/x"),
        ("elsewhere/errors/x/a", "site/errors/x/a"),
        ("elsewhere/errors/x/b/index.md", "site/errors/x/b/index.md"),
        ("elsewhere/errors/x/a/index.json", "site/errors/x/a/index.json"),
        ("nowhere", "site/errors/x/a/index.json"),
        ("nowhere", "site/errors/x"),
        ("site/errors/y", "site/errors/x"),
    ] {
        let sandbox = sandbox();
        plant(&sandbox, target, place);
        let before = outside(&sandbox);
        for way in WAYS {
            let ran = sandbox.words(&format!("export --out site {way}"));
            refused(&ran, &format!("{place} is a link to {}", sandbox.path(target).display()));
            assert_eq!(outside(&sandbox), before, "{place} {way}");
            assert!(sandbox.path(place).is_symlink(), "{place} {way}");
            assert!(!sandbox.path("nowhere").exists());
        }
        clear(&sandbox.path(place));
        sandbox.ok("export --out site");
        sandbox.ok("export --out site --check");
    }
}

/// The folder itself is what the user named.
#[test]
fn the_folder_of_a_tree_may_be_named_by_a_link() {
    let sandbox = sandbox();
    plant(&sandbox, "site", "link");
    sandbox.ok("edit x/a --set category=other");
    assert_eq!(sandbox.ok("export --out link"), "written 2, unchanged 4, removed 0\n");
    sandbox.ok("export --out site --check");
}

#[test]
fn files_of_withdrawn_records_behind_a_link_are_not_removed() {
    for (target, place) in [("elsewhere/errors", "site/errors"), ("elsewhere/errors/x", "site/errors/x")] {
        let sandbox = sandbox();
        sandbox.ok("withdraw x/a x/b y/c --reason r");
        plant(&sandbox, target, place);
        let before = outside(&sandbox);
        for way in WAYS {
            let ran = sandbox.words(&format!("export --out site {way}"));
            assert_eq!(outside(&sandbox), before, "{place} {way}");
            if place == "site/errors" && way.contains("--prune") {
                refused(&ran, "site/errors is a link");
            } else if way == "--prune" {
                assert_eq!(ran.out, "written 0, unchanged 0, removed 2\n", "{}", ran.err);
                assert!(ran.err.contains("left: errors/x (it is a link to "), "{}", ran.err);
            }
        }
    }
}

#[test]
fn a_planted_marker_is_refused() {
    for marker in ["link", "dangling", "folder", "pipe", "text"] {
        let sandbox = sandbox();
        let place = "site/.canonry-export";
        match marker {
            "link" => plant(&sandbox, "elsewhere/secret", place),
            "dangling" => plant(&sandbox, "elsewhere/new", place),
            "folder" => drop(sandbox.write("site/.canonry-export/mine", "by hand")),
            "pipe" => pipe(&sandbox, place),
            _ => drop(sandbox.write(place, "by hand")),
        }
        sandbox.ok("edit x/a --set category=other");
        let before = (outside(&sandbox), files(&sandbox.path("site")));
        for way in WAYS.into_iter().chain(["--dry-run", "--dry-run --prune"]) {
            refused(&sandbox.words(&format!("export --out site {way}")), place);
            assert_eq!((outside(&sandbox), files(&sandbox.path("site"))), before, "{marker} {way}");
        }
        assert!(sandbox.path(place).symlink_metadata().is_ok());
    }
}

/// A killed export leaves an empty marker, and files whose whole name says what they are.
#[test]
fn only_what_a_killed_export_left_is_removed() {
    let sandbox = sandbox();
    let of_tree = |names: &[&str]| names.iter().map(|name| format!("site/{name}")).collect::<Vec<_>>();
    let [top, one, other, linked, piped] = [(); 5].map(|()| Temporary::Output.name());
    let abandoned = of_tree(&[
        &top,
        &format!("errors/x/a/{one}"),
        &format!("errors/x/{other}"),
        "errors/old/gone/index.json.canonry-partial",
        "errors/x/a/zh.md.canonry-partial",
    ]);
    let others = of_tree(&[
        "errors/x/a/.canonry-notes.partial",
        "errors/x/a/.canonry-4194999-longholidays.partial",
        &format!("errors/x/a/{one}.txt"),
        "errors/x/a/notes.canonry-partial",
        "index.md.canonry-partial",
        "docs/index.md.canonry-partial",
    ]);
    abandoned.iter().chain(&others).for_each(|path| drop(sandbox.write(path, "half")));
    plant(&sandbox, "elsewhere/secret", &format!("site/errors/x/b/{linked}"));
    pipe(&sandbox, &format!("site/errors/x/b/{piped}"));
    plant(&sandbox, "elsewhere/errors", "site/errors/z");
    let stray = sandbox.write(&format!("elsewhere/errors/x/a/{one}"), "theirs");
    let is_there = |path: &String| sandbox.path(path).symlink_metadata().is_ok();
    sandbox.ok("export --out site");
    assert!(abandoned.iter().chain(&others).all(is_there), "no export was killed");
    sandbox.write("site/.canonry-export", "");
    sandbox.ok("export --out site");
    assert!(!abandoned.iter().any(is_there) && others.iter().all(is_there));
    assert!(stray.exists() && !sandbox.path("site/.canonry-export").exists());
    assert!(sandbox.path(&format!("site/errors/x/b/{linked}")).is_symlink());
    let pipe = sandbox.path(&format!("site/errors/x/b/{piped}")).symlink_metadata().unwrap();
    assert!(pipe.file_type().is_fifo());
}

#[test]
fn a_pipe_or_a_folder_instead_of_a_file_is_refused() {
    let sandbox = sandbox();
    let place = "site/errors/x/a/index.json";
    pipe(&sandbox, place);
    for way in WAYS {
        refused(&sandbox.words(&format!("export --out site {way}")), "index.json is a named pipe, which is in the way");
    }
    clear(&sandbox.path(place));
    std::fs::create_dir(sandbox.path(place)).unwrap();
    refused(&sandbox.words("export --out site"), "index.json is a folder");
    clear(&sandbox.path("site/errors/x"));
    sandbox.write("site/errors/x", "by hand");
    refused(&sandbox.words("export --out site"), "site/errors/x is a file");
    // A pipe where a page is no longer published, or never was.
    clear(&sandbox.path("site/errors/x"));
    sandbox.ok("export --out site");
    sandbox.ok("withdraw x/b --reason r");
    pipe(&sandbox, "site/errors/x/a/zh.md");
    pipe(&sandbox, "site/errors/x/b/index.md");
    let ran = sandbox.words("export --out site --prune");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "written 0, unchanged 4, removed 1\n"), "{}", ran.err);
    assert!(
        ran.err.contains("left: errors/x/b/index.md (it is a named pipe, which canonry never writes)"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("left: errors/x/a/zh.md (it is a named pipe"), "{}", ran.err);
}

#[test]
fn another_name_of_a_file_is_not_written_through() {
    let sandbox = sandbox();
    let place = sandbox.path("site/errors/x/a/index.md");
    std::fs::remove_file(&place).unwrap();
    std::fs::hard_link(sandbox.path("elsewhere/secret"), &place).unwrap();
    sandbox.ok("export --out site");
    assert_eq!(std::fs::read(sandbox.path("elsewhere/secret")).unwrap(), b"theirs");
    assert_ne!(std::fs::read(place).unwrap(), b"theirs");
}

/// It begins as a page does, and is beside a record that has none in Chinese.
#[test]
fn a_page_that_somebody_wrote_by_hand_is_not_pruned() {
    let sandbox = sandbox();
    let page = "# 错误\n\n- **ID:** `x/a`\n";
    sandbox.write("site/errors/x/a/zh.md", page);
    let object = sandbox.json("export --out site --prune", 0);
    assert_eq!(object["counts"]["removed"], 0);
    let left = json!([{ "path": "errors/x/a/zh.md", "reason": "canonry did not write these bytes" }]);
    assert_eq!(object["left"], left);
    assert_eq!(std::fs::read_to_string(sandbox.path("site/errors/x/a/zh.md")).unwrap(), page);
}

/// The pages of earlier states are canonry's, like those of the last one.
#[test]
fn files_of_any_earlier_state_are_pruned() {
    let sandbox = Sandbox::new();
    let chinese = std::fs::read_to_string(project("fixtures/records/chinese/index.json")).unwrap();
    let id = "cicd/registry-unauthorized";
    sandbox.write("a.json", &chinese);
    sandbox.ok("import a.json");
    for tree in ["first", "second", "third", "fourth"] {
        sandbox.ok(&format!("export --out {tree}"));
        sandbox.ok(&format!("edit {id} --set category={tree}"));
    }
    sandbox.ok(&format!("edit {id} --set signature_zh=null"));
    for tree in ["first", "second", "fourth"] {
        assert_eq!(sandbox.ok(&format!("export --out {tree} --prune")), "written 2, unchanged 0, removed 1\n");
    }
    let page = sandbox.path(&format!("third/errors/{id}/zh.md"));
    let edited = std::fs::read_to_string(&page).unwrap() + "\n";
    std::fs::write(&page, &edited).unwrap();
    assert_eq!(sandbox.ok("export --out third --prune"), "written 2, unchanged 0, removed 0\n");
    assert_eq!(std::fs::read_to_string(&page).unwrap(), edited);
    // A withdrawn record: its files from before its last change are removed, too, under each id that it had.
    sandbox.ok("export --out old");
    sandbox.ok(&format!("edit {id} --set category=last"));
    sandbox.ok(&format!("rename {id} cicd/new"));
    sandbox.ok("export --out old");
    sandbox.ok("edit cicd/new --set category=later");
    sandbox.ok("withdraw cicd/new --reason r");
    assert_eq!(sandbox.ok("export --out old --prune"), "written 0, unchanged 0, removed 4\n");
    assert_eq!(files(&sandbox.path("old")).len(), 0);
}

/// A record that took the id of another one which was withdrawn or renamed: the files of both are known.
#[test]
fn an_id_that_several_records_had_is_known_by_all_of_them() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    sandbox.ok("export --out first");
    sandbox.ok("rename x/a x/b");
    sandbox.write("a.json", changed(&record("x/a"), |tree| tree["category"] = json!("second")));
    sandbox.ok("new x/a --from a.json --force --reason r");
    sandbox.ok("export --out second");
    sandbox.ok("withdraw x/a --reason r");
    for tree in ["first", "second"] {
        assert!(sandbox.ok(&format!("export --out {tree} --prune")).ends_with("removed 2\n"), "{tree}");
        assert!(!sandbox.path(tree).join("errors/x/a").exists());
    }
}

/// Canonical to the byte, but of a record that this database does not know.
#[test]
fn a_record_that_the_database_never_had_is_not_pruned() {
    let sandbox = sandbox();
    sandbox.write("site/errors/x/new/index.json", record("x/new"));
    sandbox.write("site/errors/x/new/index.md", "# mine\n");
    // As it would be written for another id.
    let other = std::fs::read(sandbox.path("site/errors/x/a/index.json")).unwrap();
    sandbox.ok("withdraw x/b --reason r");
    sandbox.write("site/errors/x/b/index.json", other);
    let ran = sandbox.words("export --out site --prune");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "written 0, unchanged 4, removed 1\n"));
    let said = "left: errors/x/new/index.json (no record of this database ever had that id)";
    assert!(ran.err.contains(said), "{}", ran.err);
    assert!(ran.err.contains("left: errors/x/b/index.json (canonry did not write these bytes)"), "{}", ran.err);
    assert!(sandbox.path("site/errors/x/new/index.json").exists());
}

#[test]
fn what_has_the_name_of_a_record_and_cannot_be_read_is_named_and_not_waited_for() {
    let sandbox = Sandbox::new();
    sandbox.write("in/good/index.json", record("x/a"));
    symlink("nowhere", sandbox.path("in/index.json")).unwrap();
    pipe(&sandbox, "in/pipe/index.json");
    symlink("pipe/index.json", sandbox.path("in/other")).unwrap();
    pipe(&sandbox, "in/readme");
    std::fs::create_dir(sandbox.path("in/linked")).unwrap();
    symlink("../pipe/index.json", sandbox.path("in/linked/index.json")).unwrap();
    let ran = sandbox.words("import in");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    for said in [
        "in/index.json:1:1: record: cannot be read: in/index.json is a link that leads to in/nowhere, which does not \
            exist",
        "in/pipe/index.json:1:1: record: cannot be read: it is a named pipe, not a file",
        "in/linked/index.json:1:1: record: cannot be read: it is a named pipe, not a file",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert!(sandbox.words("import in --keep-going").out.starts_with("added 1, "));
    // One that was named is meant.
    sandbox.write("b.json", record("x/b"));
    let ran = sandbox.shell("cat b.json > in/readme & canonry import in/readme");
    assert!(ran.out.contains("added 1, "), "{}", ran.out);
}

#[test]
fn a_broken_link_is_named_with_its_target() {
    let sandbox = Sandbox::new();
    sandbox.write("x.json", record("x/a"));
    let link = |name: &str| symlink("nowhere", sandbox.path(name)).unwrap();
    let said = |words: &str, link: &str| {
        let ran = sandbox.words(words);
        let hint = if link.ends_with(".db") {
            "\nhint: remove the link, or run `canonry --db nowhere init`\n"
        } else {
            ": remove the link, or create nowhere first\n"
        };
        let expected = format!("{link} is a link that leads to nowhere, which does not exist{hint}");
        assert!(ran.code == Some(2) && ran.err.contains(&expected), "{words}: {:?} {}", ran.code, ran.err);
        assert!(!sandbox.path("nowhere").exists() && sandbox.path(link).is_symlink(), "{words}");
    };
    link("canonry.db");
    for words in
        ["list", "init", "init --dry-run", "import x.json", "import x.json --dry-run", "edit x/a --set category=b"]
    {
        said(words, "canonry.db");
    }
    std::fs::remove_file(sandbox.path("canonry.db")).unwrap();
    link("other.db");
    said("list --db other.db", "other.db");
    link("in.json");
    said("import in.json", "in.json");
    said("import in.json/deeper", "in.json");
    sandbox.ok("import x.json");
    link("out");
    for words in
        ["export --out out", "export --out out/below", "export --out out --check", "export --format ndjson --out out"]
    {
        said(words, "out");
    }
    said("import x.json --keep-going --rejects out", "out");
    said("feedback import in.json", "in.json");
}
