//! What `import` takes: files, arrays, NDJSON, folders, standard input; and how it says what is wrong with them.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Ran, Sandbox, record};

/// A record on one line.
fn line(id: &str) -> String {
    let record = canonry::record::read(record(id).as_bytes(), canonry::record::Start::default()).unwrap();
    canonry::record::compact(&record)
}

fn pipe(sandbox: &Sandbox, arguments: &[&str], input: &[u8]) -> Ran {
    let mut command = sandbox.command();
    let mut child =
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Imports a text from a file, and returns the ids that are there then.
fn ids_of(name: &str, text: impl AsRef<[u8]>) -> (Ran, Vec<String>) {
    let sandbox = Sandbox::new();
    sandbox.write(name, text);
    let ran = sandbox.words(&format!("import {name} --keep-going"));
    let ids = sandbox.words("list --csv --columns id").out.lines().skip(1).map(str::to_owned).collect();
    (ran, ids)
}

#[test]
fn one_record_many_lines_one_line_or_with_a_mark() {
    let pretty = record("x/a");
    for text in [
        pretty.clone(),
        format!("\u{feff}{pretty}"),
        pretty.replace('\n', "\r\n"),
        format!("\n\n  {pretty}\n\n"),
        line("x/a"),
    ] {
        assert_eq!(ids_of("a.json", text).1, ["x/a"]);
    }
}

#[test]
fn an_array_in_any_layout() {
    let (a, b) = (record("x/a"), line("x/b"));
    for text in [format!("[{a},{b}]"), format!("[\n{a}\n,\n\n{b}\n]\n"), format!("  [{b} , {a}]  ")] {
        assert_eq!(ids_of("a.json", text).1, ["x/a", "x/b"]);
    }
    let (ran, ids) = ids_of("a.json", "[]");
    assert_eq!((ran.code, ids.len()), (Some(0), 0));
}

#[test]
fn a_broken_array_says_where_and_gives_what_is_whole() {
    let a = line("x/a");
    for (text, place, reason) in [
        (format!("[{a},]"), format!("1:{}", a.len() + 3), "a comma without a record behind it"),
        (format!("[{a},\n,{a}]"), "2:1".to_owned(), "a comma without a record before it"),
        (format!("[{a}"), "1:2".to_owned(), "the array has no end"),
        (format!("[{a}]\nmore"), "2:1".to_owned(), "text after the end of the array"),
        (format!("[{a},\n  7]"), "2:3".to_owned(), "expected an object, found a number"),
    ] {
        let (ran, ids) = ids_of("a.json", &text);
        assert_eq!(ran.code, Some(3), "{text}");
        let first = ran.err.lines().find(|line| line.contains(reason)).unwrap_or_else(|| panic!("{text}: {}", ran.err));
        assert!(first.starts_with(&format!("a.json:{place}")) || reason.contains("no end"), "{first}");
        assert_eq!(ids, ["x/a"], "{text}");
    }
}

#[test]
fn ndjson_by_its_name_or_by_its_look() {
    let text = format!("{}\n\n{}\r\n{}", line("x/a"), line("x/b"), line("x/c"));
    for name in ["a.ndjson", "a.jsonl", "a.json", "a.txt"] {
        assert_eq!(ids_of(name, &text).1, ["x/a", "x/b", "x/c"], "{name}");
    }
}

#[test]
fn a_broken_line_of_ndjson_costs_that_line_only() {
    let text = format!("{}\n{}\n{}\n", &line("x/a")[..100], line("x/b"), line("x/c").replace("0.7", "7"));
    for name in ["a.ndjson", "a.json"] {
        let (ran, ids) = ids_of(name, &text);
        assert_eq!((ran.code, ids), (Some(3), vec!["x/b".to_owned()]));
        let places: Vec<&str> = ran.err.lines().filter_map(|line| line.strip_prefix(name)).collect();
        assert!(places[0].starts_with(":1:100: "), "{}", ran.err);
        assert!(places[1].starts_with(":3:") && places[1].contains("dead_ends[0].fail_rate"), "{}", ran.err);
    }
}

#[test]
fn columns_count_characters() {
    let text = line("x/a").replace("error of x/a", "错误错误").replace("\"locale\": \"\"", "\"locale\": 7");
    let at = text.find("\"locale\": 7").unwrap() + "\"locale\": ".len();
    let column = text[..at].chars().count() + 1;
    let (ran, _) = ids_of("a.ndjson", &text);
    assert!(ran.err.starts_with(&format!("a.ndjson:1:{column}: locale: ")), "{}", ran.err);
}

#[test]
fn standard_input_in_every_shape() {
    for (input, added) in [
        (record("x/a"), 1),
        (format!("[{},{}]", record("x/a"), line("x/b")), 2),
        (format!("{}\n{}\n", line("x/a"), line("x/b")), 2),
    ] {
        let sandbox = Sandbox::new();
        let ran = pipe(&sandbox, &["--json", "import", "-"], input.as_bytes());
        let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((ran.code, &object["counts"]["added"]), (Some(0), &serde_json::json!(added)));
    }
    let sandbox = Sandbox::new();
    let ran = pipe(&sandbox, &["import", "-"], b"");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.starts_with("-:1:1: record: there is nothing here"), "{}", ran.err);
}

#[test]
fn a_folder_gives_every_index_json_below_it() {
    let sandbox = Sandbox::new();
    sandbox.write("in/deep/er/index.json", record("x/a"));
    sandbox.write("in/index.json", record("x/b"));
    sandbox.write("in/notes.json", "not a record");
    assert_eq!(sandbox.ok("import in"), "added 2, changed 0, unchanged 0, kept 0, stale 0, rejected 0\n");
    sandbox.write("empty/notes.json", "not a record");
    let ran = sandbox.words("import empty");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("there is no index.json below empty"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_is_passed_over() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a/index.json", record("x/a"));
    std::os::unix::fs::symlink("..", sandbox.path("in/a/up")).unwrap();
    std::os::unix::fs::symlink("b2", sandbox.path("in/b1")).unwrap();
    std::os::unix::fs::symlink("b1", sandbox.path("in/b2")).unwrap();
    let ran = sandbox.words("import in");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), "added 1, changed 0, unchanged 0, kept 0, stale 0, rejected 0\n")
    );
    assert!(ran.err.contains("not followed: in/a/up is a link to a folder"), "{}", ran.err);
}

#[test]
fn an_id_that_comes_twice_names_both_places() {
    let sandbox = Sandbox::new();
    sandbox.write("a.ndjson", format!("{}\n{}\n{}\n", line("x/a"), line("x/b"), line("x/a")));
    let ran = sandbox.words("import a.ndjson");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.starts_with("a.ndjson:3:1: id: 'x/a' came already in this run, at a.ndjson:1"), "{}", ran.err);
}

#[test]
fn rejects_can_be_mended_and_fed_in_again() {
    let sandbox = Sandbox::new();
    let bad = line("x/b").replace("0.7", "7");
    sandbox.write("a.ndjson", format!("{}\n{bad}\nhello\n", line("x/a")));
    let ran = sandbox.words("--json import a.ndjson --keep-going --rejects rejects.ndjson");
    let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        object["counts"],
        serde_json::json!({ "added": 1, "changed": 0, "unchanged": 0, "kept": 0, "stale": 0, "rejected": 2, "conflicts": 0, "withdrawn": 0 })
    );
    let rejects = std::fs::read_to_string(sandbox.path("rejects.ndjson")).unwrap();
    let lines: Vec<serde_json::Value> = rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["source"], &lines[0]["line"]), (&"a.ndjson".into(), &2.into()));
    assert_eq!(lines[0]["text"].as_str().unwrap().trim_end(), bad);
    assert_eq!(lines[0]["errors"].as_array().unwrap().len(), 2);
    assert_eq!(lines[1]["text"], "hello\n");
    let mended = lines[0]["text"].as_str().unwrap().replace("\"fail_rate\": 7", "\"fail_rate\": 0.7");
    let mended = mended.replace("\"fix_success_rate\": 7", "\"fix_success_rate\": 0.7");
    assert_eq!(pipe(&sandbox, &["import", "-"], mended.as_bytes()).code, Some(0));
    assert_eq!(sandbox.ok("list --csv --columns id"), "id\nx/a\nx/b\n");
}

#[test]
fn a_dry_run_judges_everything_and_writes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    assert_eq!(sandbox.ok("import -n a.json"), "added 1, changed 0, unchanged 0, kept 0, stale 0, rejected 0\n");
    assert!(!sandbox.path("canonry.db").exists());
    sandbox.ok("import a.json");
    let before = std::fs::read(sandbox.path("canonry.db")).unwrap();
    sandbox.write("a.json", record("x/a").replace("0.8", "0.9"));
    let dry = sandbox.ok("import a.json --dry-run");
    assert_eq!(std::fs::read(sandbox.path("canonry.db")).unwrap(), before);
    assert_eq!(dry, sandbox.ok("import a.json"));
    assert!(dry.contains("w1.success_rate: 0.8 → 0.9"), "{dry}");
    sandbox.write("bad.json", "{}");
    assert_eq!(sandbox.words("import -n bad.json").code, Some(3));
}

#[test]
fn a_large_text_is_taken_and_too_large_a_one_refused() {
    let sandbox = Sandbox::new();
    let large = "错".repeat(50 * 1024 * 1024 / 3);
    sandbox.write("a.json", record("x/a").replace("The cause.", &large));
    sandbox.ok("import a.json");
    let shown = sandbox.ok("show x/a --format json");
    assert!(shown.contains(&large));
    let mut huge = std::io::BufWriter::new(std::fs::File::create(sandbox.path("huge.json")).unwrap());
    huge.write_all(b"{\"id\": \"").unwrap();
    for _ in 0..257 {
        huge.write_all(&[b'x'; 1024 * 1024]).unwrap();
    }
    huge.flush().unwrap();
    let ran = sandbox.words("import huge.json");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.starts_with("huge.json:1:1: record: larger than 256 MiB"), "{}", ran.err);
}

#[test]
fn a_path_that_is_not_there_is_named_before_anything_is_done() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    let ran = sandbox.words("import a.json no-such-file.json");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("no-such-file.json") && ran.err.contains("hint: "), "{}", ran.err);
    assert!(!sandbox.path("canonry.db").exists());
}

#[test]
fn a_broken_array_does_not_hide_the_files_behind_it() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", format!("[{}] more", line("x/a")));
    sandbox.write("b.json", record("x/b"));
    sandbox.write("c.json", "{}");
    let ran = sandbox.words("import a.json b.json c.json --keep-going");
    assert_eq!(ran.out, "added 2, changed 0, unchanged 0, kept 0, stale 0, rejected 2\n");
    assert!(ran.err.contains("c.json:1:1: id: missing"), "{}", ran.err);
}

#[test]
fn white_space_is_free_even_where_a_line_looks_like_ndjson() {
    let odd = line("x/a").replacen("\"id\": ", "\"id\" :\n", 1).replacen(", \"signature\"", "\n,\"signature\"", 1);
    assert_eq!(ids_of("a.json", odd).1, ["x/a"]);
}

/// serde_json takes these keys for orders of its own.
#[test]
fn keys_that_mean_something_to_a_library_are_keys() {
    let sandbox = Sandbox::new();
    let keys =
        r#"{"linux": {"$serde_json::private::Number": "12"}, "mac": {"$serde_json::private::RawValue": "[1,2"}}"#;
    sandbox.write("a.json", line("x/a").replace("\"os_specific\": {}", &format!("\"os_specific\": {keys}")));
    sandbox.ok("import a.json");
    assert!(sandbox.ok("export --format ndjson").contains(keys));
    assert!(sandbox.ok("--json show x/a").contains(keys));
    sandbox.write(
        "a.json",
        line("x/a").replace("\"os_specific\": {}", &format!("\"os_specific\": {}", keys.replace("12", "13"))),
    );
    assert!(sandbox.ok("import a.json").contains("changed 1"));
}

#[test]
fn lists_that_are_wholly_different_are_compared_in_time() {
    let sandbox = Sandbox::new();
    let with = |words: &str| {
        let item = |n: usize| format!(r#"{{"why_fails": "{}", "fail_rate": 0.5}}"#, format!("{words}{n} ").repeat(200));
        let items: Vec<String> = (0..90).map(item).collect();
        let unknown: Vec<String> = (0..20_000).map(|n| format!("\"x{n}\": \"{words}\"")).collect();
        let text = line("x/a").replace("\"dead_ends\": [", &format!("\"dead_ends\": [{}, ", items.join(", ")));
        text.replace("\"os_specific\": {}", &format!("\"os_specific\": {{}}, {}", unknown.join(", ")))
    };
    sandbox.write("a.json", with("one"));
    sandbox.ok("import a.json");
    sandbox.write("a.json", with("two"));
    assert!(sandbox.ok("import a.json").contains("changed 1"));
}

#[test]
fn an_empty_variable_is_as_good_as_none() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a"));
    sandbox.ok("import a.json");
    let mut command = sandbox.command();
    let ran =
        crate::support::finish(command.env("CANONRY_DB", "").env("CANONRY_TODAY", "").args(["list", "--stale", "1"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = crate::support::finish(sandbox.command().env("CANONRY_TODAY", "soon").args(["list", "--stale", "1"]));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}
