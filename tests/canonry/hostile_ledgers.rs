//! Ledgers of a tree that is hostile, or that git or a file system has broken.

use std::fs;
use std::path::PathBuf;

use crate::exchanging::Maintainer;
use crate::support::Ran;

/// A tree of Tom with one piece of evidence on `x/a`, for Mei, who has the records and no evidence.
struct Exchange {
    tom: Maintainer,
    mei: Maintainer,
    folder: PathBuf,
    text: String,
}

impl Exchange {
    fn new() -> Self {
        let (tom, mei) = (Maintainer::new("tom"), Maintainer::new("mei"));
        tom.ok("evidence add x/a --kind review --note looked --reporter tom --on 2026-11-02");
        tom.export(true);
        let folder = tom.sandbox.path("tree/errors/x/a/ledger");
        let text = fs::read_to_string(folder.join("tom.ndjson")).unwrap();
        Exchange { tom, mei, folder, text }
    }

    fn import_by(&self, one: &Maintainer, more: &str) -> Ran {
        one.run("2026-11-21", &format!("import --from tom {} {more}", self.tom.sandbox.path("tree").display()))
    }

    /// What Mei is told who imports the tree, which is rejected.
    fn rejected(&self) -> String {
        let ran = self.import_by(&self.mei, "");
        assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
        let listed = self.mei.sandbox.json("evidence list x/a", 0);
        assert_eq!(listed["evidence"].as_array().map(Vec::len), Some(0), "{}", ran.err);
        ran.err
    }
}

#[test]
fn a_known_line_with_another_content_is_rejected_as_a_new_one_is() {
    let exchange = Exchange::new();
    let path = exchange.folder.join("tom.ndjson");
    let changes = [
        ("\"count\":1", "\"count\":9"),
        ("\"uid\":\"6", "\"uid\":\"6 "),
        ("looked", "looked\\u0021"),
        ("\"item\":null", "\"item\":null,\"more\":1"),
        ("\"recorded\":", "\"recorded\":{\"day\":\"2026-11-21\",\"by\":\"x\"},\"recorded\":"),
        ("\"by\":\"tom\"", "\"by\":\"\""),
        ("\"by\":\"tom\"}", "\"by\":\"tom\"}}"),
    ];
    for (old, new) in changes {
        let changed = exchange.text.replacen(old, new, 1);
        if changed == exchange.text {
            continue; // the uid begins with another digit
        }
        fs::write(&path, changed).unwrap();
        let ran = exchange.import_by(&exchange.tom, "");
        assert_eq!(ran.code, Some(3), "{old} as {new}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("tom.ndjson:1:"), "{old} as {new}: {}", ran.err);
        exchange.rejected();
    }
    fs::write(&path, exchange.text.replace("{\"uid\"", "  {\"uid\"").replace('\n', "  \r\n\n\t\n")).unwrap();
    let ran = exchange.import_by(&exchange.tom, "");
    assert!(ran.code == Some(0) && ran.out.contains("unchanged 3"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_line_of_somebody_else_about_a_known_piece_is_new() {
    let exchange = Exchange::new();
    exchange.import_by(&exchange.mei, "");
    fs::write(exchange.folder.join("li.ndjson"), exchange.text.replace("\"by\":\"tom\"", "\"by\":\"li\"")).unwrap();
    for one in [&exchange.mei, &exchange.tom] {
        assert_eq!(exchange.import_by(one, "").code, Some(0));
        one.export(true);
        let tree = one.tree();
        assert!(tree.contains_key("errors/x/a/ledger/li.ndjson"), "{:?}", tree.keys());
        assert!(tree["errors/x/a/index.json"].contains("\"evidence_count\": 2"), "it counts once");
    }
}

#[test]
fn what_is_not_a_file_of_lines_is_named() {
    let exchange = Exchange::new();
    fs::create_dir(exchange.folder.join("folder.ndjson")).unwrap();
    let said = exchange.rejected();
    assert!(said.contains("folder.ndjson:1:1: ") && said.contains("it is not a file, and no link is"), "{said}");
    fs::remove_dir(exchange.folder.join("folder.ndjson")).unwrap();
    fs::write(exchange.folder.join("odd.ndjson"), b"\xff\xfe{}\n").unwrap();
    let said = exchange.rejected();
    assert!(said.contains("odd.ndjson:1:1: line: not a line of a ledger"), "{said}");
    fs::remove_file(exchange.folder.join("odd.ndjson")).unwrap();
    fs::write(exchange.folder.join("notes.txt"), "nothing to read").unwrap();
    assert_eq!(exchange.import_by(&exchange.mei, "").code, Some(0));
}

#[test]
fn a_ledger_that_is_too_large_is_rejected_and_not_read() {
    let exchange = Exchange::new();
    let file = fs::File::create(exchange.folder.join("vast.ndjson")).unwrap();
    file.set_len(20_000_000_000).unwrap(); // none of it is on the disk
    let said = exchange.rejected();
    assert!(said.contains("vast.ndjson:1:1: ") && said.contains("more than 64000000 bytes"), "{said}");
    let kept = exchange.import_by(&exchange.mei, "--keep-going");
    assert!(kept.err.contains("new in the ledger: 1 piece of evidence"), "{}", kept.err);
}

#[test]
fn of_many_lines_that_cannot_be_read_the_first_are_named() {
    let exchange = Exchange::new();
    fs::write(exchange.folder.join("many.ndjson"), "{}\n".repeat(50_000)).unwrap();
    let object = exchange.mei.sandbox.json(&format!("import {}", exchange.tom.sandbox.path("tree").display()), 3);
    assert_eq!(object["counts"]["rejected"], 1_001);
    let last = object["rejected"].as_array().unwrap().last().unwrap().to_string();
    assert!(last.contains("the first 1000 lines that cannot be read are named"), "{last}");
}

#[test]
fn a_file_with_the_name_of_a_ledger_that_has_other_lines_stays() {
    let exchange = Exchange::new();
    let path = exchange.folder.join("tom.ndjson");
    let file = fs::File::create(&path).unwrap();
    file.set_len(20_000_000_000).unwrap();
    let ran = exchange.tom.run("2026-11-21", "export --out tree --format json,ledger");
    assert!(ran.err.contains("left: errors/x/a/ledger/tom.ndjson"), "{}", ran.err);
    assert_eq!(fs::metadata(&path).unwrap().len(), 20_000_000_000);
}

#[test]
fn a_rejected_line_of_a_ledger_is_not_offered_for_editing() {
    let exchange = Exchange::new();
    fs::write(exchange.folder.join("tom.ndjson"), exchange.text.replace("looked", "edited")).unwrap();
    let said = exchange.rejected();
    assert!(said.contains("error: 1 line of a ledger was rejected; nothing was imported"), "{said}");
    assert!(said.contains("hint: no line of a ledger is ever edited: restore its file"), "{said}");
    assert!(!said.contains("fix them"), "{said}");
    let kept = exchange.import_by(&exchange.mei, "--keep-going --rejects rejects.ndjson");
    assert!(kept.code == Some(3) && !kept.err.contains("fix the text"), "{}", kept.err);
    let rejects = fs::read_to_string(exchange.mei.sandbox.path("rejects.ndjson")).unwrap();
    assert!(rejects.ends_with("\"ledger\": true}\n") && !rejects.contains("\"text\""), "{rejects}");
    let again = exchange.mei.run("2026-11-21", "import rejects.ndjson");
    assert_eq!(again.code, Some(3), "{}", again.err);
    assert!(again.err.contains("a part of a ledger, which is not a record (from "), "{}", again.err);
    assert!(again.err.contains("tom.ndjson:1"), "{}", again.err);
}

#[test]
fn a_line_that_a_newer_version_wrote_is_named_as_such() {
    let newer = "hint: a newer version of canonry may have written the line; update canonry";
    let exchange = Exchange::new();
    for (old, new, expected) in [
        ("\"recorded\":", "\"colour\":1,\"recorded\":", "colour: unknown member"),
        ("\"kind\":\"review\"", "\"kind\":\"telepathy\"", "kind: unknown value 'telepathy'"),
    ] {
        fs::write(exchange.folder.join("tom.ndjson"), exchange.text.replace(old, new)).unwrap();
        let said = exchange.rejected();
        assert!(said.contains(expected) && said.contains(newer), "{said}");
    }
    fs::write(exchange.folder.join("tom.ndjson"), &exchange.text).unwrap();
    let notice = r#"{"id":"x/b","event":"archived","merged_into":null,"renamed_to":null,"day":"2026-11-20","by":"li","reason":null,"number":1}"#;
    fs::write(exchange.tom.sandbox.path("tree/withdrawn.ndjson"), format!("{notice}\n")).unwrap();
    let said = exchange.rejected();
    assert!(said.contains("event: unknown value 'archived'") && said.contains(newer), "{said}");
}

#[test]
fn a_marker_of_git_in_a_record_is_named() {
    let exchange = Exchange::new();
    let path = exchange.tom.sandbox.path("tree/errors/x/a/index.json");
    let text = fs::read_to_string(&path).unwrap();
    let place = text.lines().position(|line| line.starts_with("  \"category\"")).unwrap() + 1;
    fs::write(&path, text.replacen("  \"category\"", "<<<<<<< HEAD\n  \"category\"", 1)).unwrap();
    let said = exchange.rejected();
    assert!(said.contains(&format!("index.json:{place}:1: ")), "{said}");
    assert!(said.contains("a conflict marker of git"), "{said}");
    assert!(
        said.contains("hint: keep what both sides changed, and remove the markers; with `canonry merge-file`"),
        "{said}"
    );
}

#[test]
fn a_new_line_with_a_larger_count_than_the_policy_allows_is_rejected_and_a_known_one_is_not() {
    let exchange = Exchange::new();
    exchange.tom.sandbox.write("canonry.toml", "[rates]\nmax_count = 50000\n");
    exchange.tom.ok("evidence add x/b#w1 --kind outcome --outcome success --count 20000 --reporter tom");
    exchange.tom.export(true);
    let said = exchange.rejected();
    assert!(
        said.contains("x/b/ledger/tom.ndjson:1:1: count: 20000 is more than 10000, the max_count of the"),
        "{said}"
    );
    assert!(said.contains("hint: rates.max_count in canonry.toml is the largest count"), "{said}");
    exchange.mei.sandbox.write("canonry.toml", "[rates]\nmax_count = 20000\n");
    assert_eq!(exchange.import_by(&exchange.mei, "").code, Some(0));
    exchange.mei.sandbox.write("canonry.toml", "");
    exchange.tom.ok("evidence add x/b --kind review --note more --reporter tom");
    exchange.tom.export(true);
    let ran = exchange.import_by(&exchange.mei, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("new in the ledger: 1 piece of evidence"), "{}", ran.err);
}

#[test]
fn a_file_in_the_way_of_a_ledger_is_named() {
    let exchange = Exchange::new();
    fs::remove_dir_all(&exchange.folder).unwrap();
    fs::write(&exchange.folder, "by hand").unwrap();
    let said = exchange.rejected();
    assert!(said.contains("x/a/ledger:1:1: ") && said.contains("it is not a folder"), "{said}");
    assert!(said.contains("error: 1 file of a ledger was rejected"), "{said}");
}

#[test]
fn a_line_in_the_file_of_somebody_else_is_known_once_it_is_imported() {
    let exchange = Exchange::new();
    let theirs = exchange.text.replace("\"by\":\"tom\"", "\"by\":\"li\"");
    fs::write(exchange.folder.join("tom.ndjson"), format!("{theirs}{}", exchange.text)).unwrap();
    let export = || exchange.tom.run("2026-11-21", "export --out tree --format json,ledger").err;
    let said = export();
    assert!(said.contains("note: 1 line in the ledgers of the tree is not in the database, and stays;"), "{said}");
    assert_eq!(exchange.import_by(&exchange.tom, "").code, Some(0));
    let said = export();
    assert!(!said.contains("in the ledgers of the tree"), "{said}");
    let file = fs::read_to_string(exchange.folder.join("tom.ndjson")).unwrap();
    assert_eq!(file.lines().count(), 2, "no line is removed: {file}");
    assert!(exchange.folder.join("li.ndjson").exists());
}

#[cfg(unix)]
#[test]
fn no_link_in_a_ledger_is_followed() {
    use std::os::unix::fs::symlink;

    let exchange = Exchange::new();
    let elsewhere = exchange.tom.sandbox.path("elsewhere");
    fs::rename(&exchange.folder, &elsewhere).unwrap();
    symlink(&elsewhere, &exchange.folder).unwrap();
    let ran = exchange.import_by(&exchange.mei, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("ledger is a link to a folder") && !ran.err.contains("new in the ledger"), "{}", ran.err);
    let ran = exchange.tom.run("2026-11-21", "export --out tree --format json,ledger");
    assert!(ran.code == Some(2) && ran.err.contains("ledger is a link"), "{:?} {}", ran.code, ran.err);
    fs::remove_file(&exchange.folder).unwrap();
    fs::create_dir(&exchange.folder).unwrap();
    for target in ["elsewhere/tom.ndjson", "nowhere"] {
        let link = exchange.folder.join("tom.ndjson");
        symlink(exchange.tom.sandbox.path(target), &link).unwrap();
        let said = exchange.rejected();
        assert!(said.contains("tom.ndjson:1:1: ") && said.contains("no link is followed"), "{said}");
        let ran = exchange.tom.run("2026-11-21", "export --out tree --format json,ledger");
        assert!(ran.code == Some(2) && ran.err.contains("tom.ndjson is a link"), "{:?} {}", ran.code, ran.err);
        fs::remove_file(&link).unwrap();
    }
}

#[test]
fn evidence_beside_a_record_that_is_rejected_is_not_imported() {
    let exchange = Exchange::new();
    fs::write(exchange.tom.sandbox.path("tree/errors/x/a/index.json"), "{\"id\": \"x/a\"}").unwrap();
    exchange.rejected();
    let kept = exchange.import_by(&exchange.mei, "--keep-going");
    assert!(kept.code == Some(3) && !kept.err.contains("new in the ledger"), "{:?} {}", kept.code, kept.err);
}

#[test]
fn names_of_recorders_in_any_script_and_case_have_a_file_each() {
    let exchange = Exchange::new();
    let names = ["李雷", "Tom", "TOM", "a/b", "..", "nul", "tom.", "𝔱om", "to\u{301}m", "tóm"];
    for (count, name) in (2..).zip(names) {
        let words = ["evidence", "add", "x/a", "--kind", "review", "--note", name, "--reporter", "r", "--by", name];
        let ran = exchange.tom.sandbox.run(&words);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
        exchange.tom.export(false);
        let files = fs::read_dir(&exchange.folder).unwrap();
        let names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.len() == count && names.iter().all(|name| name.is_ascii()), "{names:?}");
    }
    assert_eq!(exchange.import_by(&exchange.mei, "").code, Some(0));
    exchange.mei.export(true);
    exchange.tom.export(true);
    assert_eq!(exchange.mei.tree(), exchange.tom.tree());
}
