//! Which files a site writes, leaves and removes.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Sandbox, files, project};

/// A database of the valid records, with a site.
pub fn with_site() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    sandbox.ok("site --out site --base-url https://example.org/e/");
    sandbox
}

/// When each file was last written to.
fn times(folder: &Path) -> BTreeMap<String, std::time::SystemTime> {
    let time = |path: &String| folder.join(path).metadata().unwrap().modified().unwrap();
    files(folder).into_keys().map(|path| (path.clone(), time(&path))).collect()
}

#[test]
fn the_forms_of_a_record_are_those_of_an_export() {
    let sandbox = with_site();
    sandbox.ok("export --out tree");
    let site = files(&sandbox.path("site"));
    for (path, bytes) in files(&sandbox.path("tree")) {
        assert_eq!(site.get(&path), Some(&bytes), "{path}");
    }
}

#[test]
fn a_site_that_is_written_again_is_not_touched_and_does_not_depend_on_the_time_or_its_zone() {
    let sandbox = with_site();
    let (before, written) = (files(&sandbox.path("site")), times(&sandbox.path("site")));
    let counts = sandbox.json("site --out site --base-url https://example.org/e", 0)["counts"].clone();
    assert_eq!(counts, serde_json::json!({ "written": 0, "unchanged": before.len(), "removed": 0 }));
    assert_eq!(times(&sandbox.path("site")), written);
    let variables = [("TZ", "Pacific/Kiritimati".as_ref()), ("LANG", "zh_CN.UTF-8".as_ref())];
    let ran = sandbox.run_with(&["site", "--out", "again", "--base-url", "https://example.org/e"], &variables);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(files(&sandbox.path("again")) == before, "the same database makes the same site");
}

#[test]
fn the_list_of_a_site_names_every_file_with_its_checksum() {
    let sandbox = with_site();
    let mut all = files(&sandbox.path("site"));
    let list = String::from_utf8(all.remove("site.sha256").unwrap()).unwrap();
    for line in list.lines() {
        let (sum, path) = line.split_once("  ").unwrap();
        let bytes = all.remove(path).unwrap_or_else(|| panic!("{path} is listed twice, or is not there"));
        assert_eq!(sum, canonry::record::Checksum::of(&bytes).to_string(), "{path}");
    }
    assert!(all.is_empty(), "not listed: {:?}", all.keys());
}

#[test]
fn withdrawn_and_renamed_records_have_a_page_that_says_so_and_their_forms_are_pruned() {
    let sandbox = with_site();
    sandbox.ok("withdraw cuda/minimal --reason nothing");
    sandbox.ok("rename python/venv-pip-missing python/pip");
    let ran = sandbox.words("site --out site --check");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("gone: errors/cuda/minimal/index.json\n"), "{}", ran.out);
    let ran = sandbox.words("site --out site");
    assert!(ran.err.contains("--prune removes the files that canonry wrote"), "{}", ran.err);
    assert!(sandbox.path("site/errors/cuda/minimal/index.json").exists());
    sandbox.ok("site --out site --prune");
    for path in
        ["cuda/minimal/index.json", "cuda/minimal/index.md", "python/venv-pip-missing/zh.html", "cuda/index.html"]
    {
        assert!(!sandbox.path(&format!("site/errors/{path}")).exists(), "{path}");
    }
    let page = |id: &str| std::fs::read_to_string(sandbox.path(&format!("site/errors/{id}/index.html"))).unwrap();
    assert!(page("cuda/minimal").contains("This error was withdrawn") && page("cuda/minimal").contains("nothing"));
    assert!(page("python/venv-pip-missing").contains("href=\"../../../errors/python/pip/index.html\""));
    sandbox.ok("site --out new");
    assert!(files(&sandbox.path("new")) == files(&sandbox.path("site")), "a pruned site is what a new one is");
}

#[test]
fn a_file_that_somebody_changed_or_that_canonry_did_not_write_stays() {
    let sandbox = with_site();
    sandbox.write("site/errors/cuda/minimal/index.md", "mine");
    sandbox.write("site/errors/cuda/minimal/notes.txt", "mine");
    sandbox.write("site/README.md", "mine");
    let list = std::fs::read_to_string(sandbox.path("site/site.sha256")).unwrap();
    let forged = format!("{list}{}  README.md\n", canonry::record::Checksum::of(b"mine"));
    sandbox.write("site/site.sha256", forged);
    sandbox.ok("withdraw cuda/minimal --reason nothing");
    let ran = sandbox.words("site --out site --prune");
    assert!(ran.err.contains("left: errors/cuda/minimal/index.md (canonry did not write these bytes)"), "{}", ran.err);
    for path in ["errors/cuda/minimal/index.md", "errors/cuda/minimal/notes.txt", "README.md"] {
        assert_eq!(std::fs::read(sandbox.path("site").join(path)).unwrap(), b"mine", "{path}");
    }
}

#[test]
fn a_folder_with_a_first_page_of_its_own_or_with_a_broken_list_is_not_written_to() {
    let sandbox = with_site();
    sandbox.write("home/index.html", "mine");
    let ran = sandbox.words("site --out home");
    assert!(ran.code == Some(2) && ran.err.contains("it is not the page of a site"), "{}", ran.err);
    assert_eq!(files(&sandbox.path("home")).len(), 1);
    sandbox.write("site/site.sha256", "x\n");
    let ran = sandbox.words("site --out site");
    assert!(ran.code == Some(2) && ran.err.contains("line 1 is not a checksum and a path"), "{}", ran.err);
}

#[test]
fn an_address_of_a_site_is_one_of_the_web() {
    let sandbox = with_site();
    for bad in ["javascript:alert(1)", "example.org", "https://example.org/?a", "https://example.org/#a"] {
        let ran = sandbox.run(&["site", "--out", "other", "--base-url", bad]);
        assert!(ran.code == Some(2) && ran.err.contains("--base-url"), "{bad}: {}", ran.err);
    }
    assert!(!sandbox.path("other").exists());
}

#[test]
fn files_that_are_known_are_not_read_and_every_change_is_still_found() {
    let sandbox = with_site();
    let path = |name: &str| format!("site/errors/python/venv-pip-missing/{name}");
    let counts = |words: &str| {
        let counts =
            sandbox.json(&format!("site --out site --base-url https://example.org/e {words}"), 0)["counts"].clone();
        ["written", "removed"].map(|name| counts[name].as_u64().unwrap())
    };
    // Files that were just written may change again with the same stamp, so the second run reads them.
    assert_eq!((counts(""), counts("")), ([0, 0], [0, 0]));
    for (change, written) in [
        ("edit python/venv-pip-missing --set category=other_error", 4),
        ("edit python/venv-pip-missing --set signature=Other", 5),
        ("edit python/venv-pip-missing --set signature_zh=null", 3),
    ] {
        sandbox.ok(&format!("{change} --today 2026-11-21"));
        assert!(counts("")[0] >= written, "{change}: too few files");
        let before = files(&sandbox.path("site"));
        sandbox.ok("site --out fresh --base-url https://example.org/e");
        for (name, bytes) in files(&sandbox.path("fresh")) {
            assert!(name == "site.sha256" || before.get(&name) == Some(&bytes), "{change}: {name}");
        }
        assert_eq!(counts(""), [0, 0], "{change}");
    }
    assert_eq!(counts("--prune"), [1, 2], "the Chinese pages, and the list");
    for name in ["index.html", "index.md", "index.json"] {
        sandbox.write(&path(name), "by hand");
        assert_eq!((counts(""), counts("")), ([1, 0], [0, 0]), "{name}");
        std::fs::remove_file(sandbox.path(&path(name))).unwrap();
        assert_eq!((counts(""), counts("")), ([1, 0], [0, 0]), "{name}");
    }
    assert!(counts("--title Other")[0] > 20, "every page has the title");
    assert!(counts("--title Other --today 2036-01-01")[0] > 5, "every record is older");
}

#[test]
fn a_file_that_is_not_of_a_record_is_written_again_if_somebody_changed_it() {
    let sandbox = with_site();
    let site = "site --out site --base-url https://example.org/e";
    let written = || sandbox.json(site, 0)["counts"]["written"].clone();
    assert_eq!((written(), written()), (0.into(), 0.into()));
    for path in ["index.html", "errors/cuda/index.html", "search/words-0.js", "dashboard/index.html", "feed.xml"] {
        let before = std::fs::read(sandbox.path("site").join(path)).unwrap();
        sandbox.write(&format!("site/{path}"), "by hand");
        assert_eq!((written(), written()), (1.into(), 0.into()), "{path}");
        assert!(std::fs::read(sandbox.path("site").join(path)).unwrap() == before, "{path}");
        std::fs::remove_file(sandbox.path("site").join(path)).unwrap();
        assert_eq!((written(), written()), (1.into(), 0.into()), "{path}");
    }
}

#[test]
fn files_that_a_site_should_not_have_are_named_each_time() {
    let sandbox = with_site();
    sandbox.ok("withdraw cuda/minimal --reason nothing");
    for _ in 0..4 {
        let ran = sandbox.words("site --out site");
        assert!(ran.err.contains("--prune removes the files that canonry wrote"), "{}", ran.err);
        assert_eq!(sandbox.words("site --out site --check").code, Some(1));
    }
    sandbox.ok("site --out site --prune");
    assert_eq!(
        (sandbox.words("site --out site --check").code, sandbox.words("site --out site").code),
        (Some(0), Some(0))
    );
}

#[test]
fn a_record_whose_folder_would_be_a_page_is_refused_and_can_be_left_out() {
    let sandbox = with_site();
    sandbox.write("record.json", crate::support::record("cuda/index.html"));
    sandbox.ok("import record.json");
    let ran = sandbox.words("site --out other");
    assert!(
        ran.code == Some(2) && ran.err.contains("the folder of cuda/index.html would have the path"),
        "{}",
        ran.err
    );
    assert!(files(&sandbox.path("other")).is_empty());
    sandbox.ok("site --out other --domain python");
    sandbox.ok("rename cuda/index.html cuda/other");
    sandbox.ok("site --out renamed");
}

#[cfg(unix)]
#[test]
fn no_link_below_the_folder_of_a_site_is_followed() {
    let sandbox = with_site();
    sandbox.write("elsewhere/index.html", "theirs");
    for (place, target) in [
        ("site/errors/cuda", "elsewhere"),
        ("site/errors/cuda/minimal/index.html", "elsewhere/index.html"),
        ("site/index.html", "elsewhere/index.html"),
        // Without its list a site is not written to, so this is the last one.
        ("site/site.sha256", "elsewhere/index.html"),
    ] {
        let _ = std::fs::remove_dir_all(sandbox.path(place));
        let _ = std::fs::remove_file(sandbox.path(place));
        std::os::unix::fs::symlink(sandbox.path(target), sandbox.path(place)).unwrap();
        let ran = sandbox.words("site --out site --base-url https://example.org/e --prune");
        assert!(ran.code == Some(2) && ran.err.contains("is in the way of the tree"), "{place}: {}", ran.err);
        std::fs::remove_file(sandbox.path(place)).unwrap();
        let is_listed = sandbox.path("site/site.sha256").exists();
        assert_eq!(
            sandbox.words("site --out site --base-url https://example.org/e").code,
            Some(if is_listed { 0 } else { 2 })
        );
    }
    let theirs = files(&sandbox.path("elsewhere"));
    assert_eq!(theirs.into_iter().collect::<Vec<_>>(), [("index.html".to_owned(), b"theirs".to_vec())]);
}
