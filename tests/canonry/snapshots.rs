//! Snapshots of releases, as consumers get them.

use std::path::Path;

use canonry::curate::WrittenSnapshot;
use canonry::store::Store;

use crate::released;
use crate::support::{Sandbox, files};

/// Writes a snapshot of the state after a batch, as a folder and an archive below the folder `snapshots`.
pub fn write(sandbox: &Sandbox, name: &str, state: u32) -> WrittenSnapshot {
    let mut store = Store::open_read(&sandbox.path("canonry.db")).unwrap();
    released::write(&released::facts(name, &state.to_string()), &mut store, &sandbox.path("snapshots"))
}

#[cfg(unix)]
#[test]
fn other_programs_check_and_unpack_a_snapshot() {
    let sandbox = Sandbox::with_records(&["x/a", "x/a/b", "x/a-b", "y/c"]);
    let digest = write(&sandbox, "v1", 1).content_digest.to_string();
    let shell = |line: &str| {
        let ran = sandbox.shell(&format!("cd snapshots && {line}"));
        assert_eq!(ran.code, Some(0), "{line}: {}{}", ran.out, ran.err);
        ran.out
    };
    shell("cd v1 && sha256sum --quiet --strict -c SHA256SUMS");
    let content = shell("grep -E '  (errors/|records.ndjson$)' v1/SHA256SUMS | sha256sum");
    assert!(content.starts_with(&digest), "{content}");
    let listed = shell("tar -tzf v1.tar.gz");
    let found: Vec<String> =
        files(&sandbox.path("snapshots/v1")).into_keys().map(|path| format!("v1/{path}")).collect();
    assert_eq!(listed.lines().collect::<Vec<_>>(), found);
    let times = shell("TZ=UTC tar -tvzf v1.tar.gz --numeric-owner --full-time");
    for line in times.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!((words[0], words[1], words[3], words[4]), ("-rw-r--r--", "0/0", "2001-09-09", "01:46:40"), "{line}");
    }
    shell("mkdir other && tar -xzf v1.tar.gz -C other && diff -r v1 other/v1 && tar --compare -zf v1.tar.gz -C other");
    assert!(sandbox.ok("release verify snapshots/v1").contains(&format!("content_digest {digest}")));
    assert_eq!(sandbox.ok("release verify snapshots/v1"), sandbox.ok("release verify snapshots/v1.tar.gz"));
    shell("gunzip -k v1.tar.gz");
    sandbox.ok("release verify snapshots/v1.tar");
}

#[cfg(unix)]
#[test]
fn an_archive_with_a_path_that_leads_out_of_it_is_refused_and_not_unpacked() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    write(&sandbox, "v1", 1);
    let lines = [
        "cd snapshots/v1 && echo evil > ../../evil && tar -cPzf ../bad.tar.gz --transform 's,^evil,v1/../../evil,' -C ../.. evil",
        "cd snapshots && ln -s /etc/passwd v1/link && tar -czf link.tar.gz v1 && rm v1/link",
        "cd snapshots && tar --hard-dereference -czf twice.tar.gz v1 v1",
        "cd snapshots && head -c 900 v1.tar.gz > cut.tar.gz",
    ];
    for line in lines {
        let ran = sandbox.shell(line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.err);
    }
    let before: Vec<String> = files(&sandbox.path("")).into_keys().collect();
    for (archive, said) in [
        ("bad", "v1/../../evil is in the archive, but cannot be a path of a snapshot"),
        ("link", "v1/link is in the archive, but is not a plain file"),
        ("cut", "the archive is damaged or incomplete: "),
    ] {
        let ran = sandbox.words(&format!("release verify snapshots/{archive}.tar.gz"));
        assert!(ran.code == Some(1) && ran.out.contains(said), "{archive}: {}{}", ran.out, ran.err);
    }
    let ran = sandbox.words("release verify snapshots/twice.tar.gz");
    assert!(ran.out.contains("CHANGES.md is in the archive more than once"), "{}", ran.out);
    assert_eq!(files(&sandbox.path("")).into_keys().collect::<Vec<_>>(), before);
}

#[test]
fn what_is_damaged_is_named_for_people_and_for_programs() {
    let sandbox = Sandbox::with_records(&["x/a"]);
    write(&sandbox, "v1", 1);
    sandbox.write("snapshots/v1/errors/x/a/index.md", "other");
    sandbox.write("snapshots/v1/extra", "");
    let ran = sandbox.words("release verify snapshots/v1");
    let expected = "extra is not in the manifest\nerrors/x/a/index.md has another content\nfound 2, read 10 files\n";
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), expected));
    let ran = sandbox.words("release verify snapshots/v1 --json");
    let tree: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let kinds: Vec<&str> =
        tree["findings"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!((kinds, &tree["name"]), (vec!["extra", "altered"], &serde_json::json!("v1")));
}

#[test]
fn a_delta_for_another_tree_or_of_another_shape_is_refused() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    sandbox.ok("edit x/a --set category=other");
    sandbox.ok("edit x/a --set category=third");
    sandbox.ok("export --out tree");
    let before = files(&sandbox.path("tree"));
    sandbox.ok("release delta 1 2 --out delta.ndjson");
    let ran = sandbox.words("release apply delta.ndjson tree");
    assert_eq!(ran.code, Some(4), "{}", ran.err);
    assert!(ran.err.contains("x/a: not the record that the delta expects"), "{}", ran.err);
    sandbox.write("bad.ndjson", "{\"op\": \"put\", \"id\": \"x/../../a\"}\n");
    let ran = sandbox.words("release apply bad.ndjson tree");
    assert!(ran.code == Some(3) && ran.err.contains("bad.ndjson:1:21: "), "{}", ran.err);
    assert_eq!(files(Path::new(&sandbox.path("tree"))), before);
}

#[test]
fn a_tree_is_replayed_from_any_state_to_any_other_in_both_directions() {
    let sandbox = Sandbox::with_records(&["x/a", "x/b"]);
    sandbox.ok("edit x/a --set category=other");
    sandbox.ok("rename x/b y/c");
    sandbox.ok("withdraw x/a --reason wrong");
    sandbox.ok("restore x/a");
    let states = 1..=5;
    for state in states.clone() {
        sandbox.ok(&format!("export --at {state} --out tree-{state}"));
    }
    let tree = |name: &str| files(&sandbox.path(name));
    for (from, to) in states.clone().flat_map(|from| states.clone().map(move |to| (from, to))) {
        let (delta, here) = (format!("{from}-{to}.ndjson"), format!("here-{from}-{to}"));
        sandbox.ok(&format!("release delta {from} {to} --out {delta}"));
        sandbox.ok(&format!("export --at {from} --out {here}"));
        sandbox.ok(&format!("release apply {delta} {here}"));
        assert_eq!(tree(&here), tree(&format!("tree-{to}")), "{from} to {to}");
    }
    assert!(sandbox.ok("release delta 3 3 --out none.ndjson").contains("lines 0"));
    let shown = sandbox.json("release delta 5 1 --out back.ndjson", 0);
    assert_eq!((&shown["from"], &shown["to"]), (&serde_json::json!(5), &serde_json::json!(1)));
}
