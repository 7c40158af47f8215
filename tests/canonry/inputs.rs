//! The inputs of `import`: files, arrays, NDJSON, folders, standard input; and its messages about faults in them.

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
fn a_broken_array_says_where_and_gives_its_complete_elements() {
    let a = line("x/a");
    for (text, place, reason) in [
        (format!("[{a},]"), format!("1:{}", a.len() + 3), "a comma without a record after it"),
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
fn a_loop_of_links_is_skipped() {
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
fn an_id_that_occurs_twice_is_named_with_both_places() {
    let sandbox = Sandbox::new();
    sandbox.write("a.ndjson", format!("{}\n{}\n{}\n", line("x/a"), line("x/b"), line("x/a")));
    let ran = sandbox.words("import a.ndjson");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.starts_with("a.ndjson:3:1: id: 'x/a' was already in this run, at a.ndjson:1"), "{}", ran.err);
}

/// The rejects of an import, one object a line.
fn rejects(sandbox: &Sandbox, name: &str) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(sandbox.path(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn rejects_can_be_fixed_and_imported_as_they_are() {
    let sandbox = Sandbox::new();
    let bad = line("x/b").replace("0.7", "7");
    sandbox.write("a.ndjson", format!("{}\n{bad}\nhello\n", line("x/a")));
    sandbox.write("in/index.json", record("x/c").replace("0.7", "7"));
    let words = "import a.ndjson in --keep-going --rejects rejects.ndjson";
    let ran = sandbox.words(&format!("--json {words}"));
    let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let counts = serde_json::json!({
        "added": 1, "changed": 0, "unchanged": 0, "kept": 0, "stale": 0, "rejected": 3, "conflicts": 0, "withdrawn": 0,
        "reports_ceased": 0, "claims_ceased": 0,
    });
    assert_eq!(object["counts"], counts);
    let lines = rejects(&sandbox, "rejects.ndjson");
    assert_eq!((&lines[0]["source"], &lines[0]["line"]), (&"a.ndjson".into(), &2.into()));
    assert_eq!(lines[0]["text"].as_str().unwrap().trim_end(), bad);
    assert_eq!(lines[0]["errors"].as_array().unwrap().len(), 2);
    assert_eq!(lines[1]["text"], "hello\n");
    let ran = sandbox.words(words);
    assert!(
        ran.err.contains("hint: fix the text in rejects.ndjson, then `canonry import rejects.ndjson`"),
        "{}",
        ran.err
    );
    // One of them is fixed, the line that is not a record is dropped, and the third is still wrong.
    let text = std::fs::read_to_string(sandbox.path("rejects.ndjson")).unwrap();
    let fixed: Vec<String> = text.lines().map(|line| line.replacen("_rate\\\": 7", "_rate\\\": 0.7", 2)).collect();
    sandbox.write("rejects.ndjson", format!("{}\n{}\n", fixed[0], text.lines().nth(2).unwrap()));
    let ran = sandbox.words("import rejects.ndjson --keep-going --rejects again.ndjson");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(3), "added 1, changed 0, unchanged 0, kept 0, stale 0, rejected 1\n"),
        "{}",
        ran.err
    );
    let again = rejects(&sandbox, "again.ndjson");
    assert_eq!((&again[0]["source"], &again[0]["line"]), (&"in/index.json".into(), &1.into()));
    assert_eq!(again[0]["text"], rejects(&sandbox, "rejects.ndjson")[1]["text"]);
    sandbox.shell("sed -i 's/_rate.\": 7/_rate\\\\\": 0.7/g' again.ndjson");
    assert_eq!(sandbox.ok("import again.ndjson"), "added 1, changed 0, unchanged 0, kept 0, stale 0, rejected 0\n");
    assert_eq!(sandbox.ok("list --csv --columns id"), "id\nx/a\nx/b\nx/c\n");
    assert_eq!(sandbox.ok("show x/c --format json"), record("x/c"));
}

/// The place that a message names is where the value stands in the rejects file.
#[test]
fn faults_of_a_rejected_text_are_found_in_the_rejects_file() {
    let sandbox = Sandbox::new();
    let odd = record("x/a").replace("The cause.", "\\u9519 错\\ud83d\\ude00😀\\\\ \\\" \\n\\t").replace("0.7", "7");
    let texts = [odd.clone(), odd.replace('\n', "\r\n"), format!("\u{feff}{odd}"), "{\"id\":\n  7}".to_owned()];
    for (number, text) in texts.iter().enumerate() {
        sandbox.write(&format!("in/{number}/index.json"), text);
    }
    sandbox.words("import in --keep-going --rejects rejects.ndjson");
    let file = std::fs::read_to_string(sandbox.path("rejects.ndjson")).unwrap();
    // As it was written, with every character escaped, and over several lines.
    let escaped = file.chars().map(|c| if c.is_ascii() { c.to_string() } else { escape(c) }).collect::<String>();
    let pretty = |line: &str| {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        serde_json::to_string_pretty(&object).unwrap()
    };
    let array = format!("[\n{}\n]", file.lines().map(pretty).collect::<Vec<_>>().join(",\n"));
    for (name, text) in [("r.ndjson", file.clone()), ("r.ndjson", escaped), ("r.json", array)] {
        sandbox.write(name, &text);
        let ran = sandbox.words(&format!("import {name}"));
        assert_eq!(ran.code, Some(3));
        let faults: Vec<&str> = ran.err.lines().filter(|line| line.starts_with(name)).collect();
        assert!(faults.len() > 9, "{}", ran.err);
        for fault in faults {
            let mut parts = fault.splitn(4, ':');
            let place =
                (parts.nth(1).unwrap().parse::<usize>().unwrap(), parts.next().unwrap().parse::<usize>().unwrap());
            let at: String = text.lines().nth(place.0 - 1).unwrap().chars().skip(place.1 - 1).take(3).collect();
            let is_missing = fault.contains(": missing");
            assert!(if is_missing { at.starts_with('{') } else { at.starts_with('7') }, "{at}: {fault}");
            assert!(fault.contains(" (from in/") && fault.ends_with("/index.json:1)"), "{fault}");
        }
    }
}

fn escape(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

#[test]
fn a_rejected_text_that_is_not_utf_8_keeps_every_byte() {
    let sandbox = Sandbox::new();
    let latin = record("x/a").replace("The cause.", "caf").into_bytes();
    let at = latin.windows(3).position(|window| window == b"caf").unwrap() + 3;
    let latin = [&latin[..at], &[0xe9], &latin[at..]].concat();
    sandbox.write("a.json", &latin);
    sandbox.words("import a.json --keep-going --rejects rejects.ndjson");
    let rejected = rejects(&sandbox, "rejects.ndjson");
    let keys: Vec<&String> = rejected[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["source", "line", "errors", "text_base64"]);
    let ran = sandbox.words("import rejects.ndjson --keep-going --rejects again.ndjson");
    let fault = "rejects.ndjson:1:1: record: byte 0xe9 is not UTF-8; save the file as UTF-8 (line 9, column ";
    assert!(ran.code == Some(3) && ran.err.starts_with(fault), "{}", ran.err);
    assert!(ran.err.contains(" of the decoded text) (from a.json:1)\n"), "{}", ran.err);
    assert_eq!(rejects(&sandbox, "again.ndjson")[0]["text_base64"], rejected[0]["text_base64"]);
    let ran = sandbox.shell("sed 's/.*base64\": \"//; s/\".*//' again.ndjson | base64 -d | cmp - a.json && echo same");
    assert_eq!(ran.out, "same\n");
    let fixed = serde_json::json!({ "source": "a.json", "line": 1, "errors": [], "text": record("x/a") });
    sandbox.write("rejects.ndjson", format!("{fixed}\n"));
    sandbox.ok("import rejects.ndjson");
}

#[test]
fn only_an_object_with_exactly_these_keys_is_a_rejected_line() {
    let sandbox = Sandbox::new();
    let whole = serde_json::json!({ "text": record("x/a"), "line": 3, "errors": ["e"], "source": "a" });
    let without = |key: &str| {
        let mut object = whole.clone();
        object.as_object_mut().unwrap().remove(key);
        object
    };
    let with = |key: &str, value: serde_json::Value| {
        let mut object = whole.clone();
        object[key] = value;
        object
    };
    for object in [
        without("source"),
        without("line"),
        without("errors"),
        without("text"),
        with("id", "x/a".into()),
        with("text_base64", "".into()),
        with("text", serde_json::Value::Null),
        with("text", serde_json::json!({})),
        with("line", "3".into()),
    ] {
        let ran = pipe(&sandbox, &["import", "-"], object.to_string().as_bytes());
        assert!(ran.code == Some(3) && ran.err.contains("-:1:"), "{object}: {}", ran.err);
    }
    assert_eq!(pipe(&sandbox, &["import", "-"], whole.to_string().as_bytes()).code, Some(0));
    // What is wrong with the set and not with the text names both places, too.
    let ran = pipe(&sandbox, &["import", "-"], format!("{whole}\n{whole}\n").as_bytes());
    assert!(
        ran.err.starts_with("-:2:1: id: 'x/a' was already in this run, at -:1; keep one of the two (from a:3)"),
        "{}",
        ran.err
    );
}

#[test]
fn a_dry_run_checks_everything_and_writes_nothing() {
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
#[cfg(unix)]
fn standard_input_that_is_a_file_is_read_once_and_to_its_end() {
    let ids = ["x/a", "x/b", "x/c", "x/d", "x/e"];
    let sandbox = Sandbox::with_records(&ids);
    let changed: Vec<String> = ids.iter().map(|id| record(id).replace("The cause.", "Another cause.")).collect();
    sandbox.write("changed.json", format!("[{}]", changed.join(",")));
    // Five changes would be asked about on a terminal, which this is not.
    let rehearsed = sandbox.shell("canonry import - --check --dry-run --from records.json < changed.json").out;
    let ran = sandbox.shell("canonry import - --check --from records.json < changed.json");
    assert!(ran.out.contains("added 0, changed 5, unchanged 0"), "{}{}", ran.out, ran.err);
    let lines = |out: &str| out.lines().filter(|line| line.starts_with("  root_cause: ")).count();
    assert_eq!((lines(&ran.out), lines(&rehearsed)), (5, 5), "{}\n{rehearsed}", ran.out);
    assert!(sandbox.ok("show x/e --format json").contains("Another cause."));
}

#[test]
fn a_large_text_is_imported_and_a_larger_one_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("canonry.toml", "[limits]\nrecord_bytes = 60000000\nfield_bytes = 60000000\n");
    let large = "错".repeat(50 * 1024 * 1024 / 3);
    sandbox.write("a.json", record("x/a").replace("The cause.", &large));
    sandbox.ok("import a.json");
    let shown = sandbox.ok("show x/a --format json");
    assert!(shown.contains(&large));
    let mut huge = std::io::BufWriter::new(std::fs::File::create(sandbox.path("huge.json")).unwrap());
    huge.write_all(b"{\"id\": \"").unwrap();
    huge.write_all(&vec![b'x'; 64 << 20]).unwrap();
    huge.flush().unwrap();
    let ran = sandbox.words("import huge.json");
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err.starts_with("huge.json:1:1: record: 67,108,872 bytes, but limits.record_bytes is 60,000,000\n"),
        "{}",
        ran.err
    );
}

/// Every argument that names a file to be read, with a command line up to the file.
const READ: &[(&str, &str, &str)] = &[
    ("canonry", "--db", "list --db"),
    ("canonry check", "--policy", "check --policy"),
    ("canonry check", "--within", "check n.json --within"),
    ("canonry confirm", "--policy", "confirm --has S --note n --policy"),
    ("canonry demote", "--policy", "demote x/a --to ai_generated --reason r --policy"),
    ("canonry edit", "--from", "edit x/a --from"),
    ("canonry edit", "--policy", "edit x/a --set category=c --policy"),
    ("canonry evidence add", "--policy", "evidence add x/a --kind review --policy"),
    ("canonry export", "--policy", "export --format ndjson --policy"),
    ("canonry facet", "--policy", "facet category --has S --policy"),
    ("canonry facet apply", "--policy", "facet apply map.csv --policy"),
    ("canonry facet apply", "FILE", "facet apply"),
    ("canonry feedback import", "FILE", "feedback import"),
    ("canonry feedback import", "--policy", "feedback import feedback.csv --policy"),
    ("canonry graph mirror", "--policy", "graph mirror --policy"),
    ("canonry import", "--policy", "import a.json --policy"),
    ("canonry import", "--resolve", "import a.json --resolve"),
    ("canonry import", "PATH", "import a.json"),
    ("canonry list", "--policy", "list --has S --policy"),
    ("canonry merge", "--policy", "merge other.db --policy"),
    ("canonry merge", "--resolve", "merge other.db --resolve"),
    ("canonry merge", "FILE", "merge"),
    ("canonry merge-file", "--policy", "merge-file n.json n.json n.json --policy"),
    ("canonry merge-file", "OTHER", "merge-file n.json n.json"),
    ("canonry match", "--bench", "match --bench"),
    ("canonry match", "--policy", "match --text Error --has S --policy"),
    ("canonry match", "FILE", "match"),
    ("canonry new", "--from", "new x/n --from"),
    ("canonry new", "--policy", "new x/n --from n.json --policy"),
    ("canonry policy show", "--policy", "policy show --policy"),
    ("canonry promote", "--policy", "promote x/a --policy"),
    ("canonry rates", "--policy", "rates --apply --policy"),
    ("canonry regex suggest", "--policy", "regex suggest x/a --policy"),
    ("canonry regex try", "--policy", "regex try x/a error --apply --policy"),
    ("canonry release create", "--notes", "release create v1 --out site --notes"),
    ("canonry release create", "--policy", "release create v1 --out site --policy"),
    ("canonry release diff", "--policy", "release diff 1 --policy"),
    ("canonry release notes", "--policy", "release notes 1 --policy"),
    ("canonry release plan", "--policy", "release plan --policy"),
    ("canonry sample add", "--policy", "sample add x/a --match text --policy"),
    ("canonry release delta", "--policy", "release delta 1 1 --out d.ndjson --policy"),
    ("canonry release verify", "PATH", "release verify"),
    ("canonry search", "--policy", "search error --has S --policy"),
    ("canonry site", "--policy", "site --out site --policy"),
    ("canonry status", "--policy", "status . --policy"),
    ("canonry verify", "--policy", "verify --repair a.json --policy"),
    ("canonry verify", "--repair", "verify --repair"),
    ("canonry waive", "--policy", "waive x/a S001 --reason r --policy"),
    ("canonry why", "--policy", "why x/a w1.success_rate --policy"),
];

/// Every argument that names a file to be written.
const WRITTEN: &[(&str, &str)] = &[
    ("canonry backup", "FILE"),
    ("canonry feedback import", "--rejects"),
    ("canonry import", "--conflicts"),
    ("canonry import", "--rejects"),
    ("canonry merge", "--conflicts"),
    ("canonry merge", "--rejects"),
    ("canonry release create", "--archive"),
    ("canonry release delta", "--out"),
    ("canonry release export", "--archive"),
];

fn named_files(name: &str, command: &clap::Command, found: &mut Vec<(String, String)>) {
    for argument in command.get_arguments() {
        let value = argument.get_value_names().and_then(|names| names.first()).map(|name| name.as_str());
        if let Some(value @ ("FILE" | "PATH" | "OTHER")) = value {
            let option = argument.get_long().map_or(value.to_owned(), |long| format!("--{long}"));
            found.push((name.to_owned(), option));
        }
    }
    for below in command.get_subcommands() {
        named_files(&format!("{name} {}", below.get_name()), below, found);
    }
}

#[test]
fn a_missing_file_is_named_before_anything_is_done() {
    let mut found = Vec::new();
    named_files("canonry", &canonry::cli::command(), &mut found);
    let mut listed: Vec<_> = READ.iter().map(|(command, option, _)| (*command, *option)).collect();
    listed.extend(WRITTEN);
    listed.sort_unstable();
    found.sort_unstable();
    assert_eq!(found.iter().map(|(command, option)| (command.as_str(), option.as_str())).collect::<Vec<_>>(), listed);
    let sandbox = Sandbox::with_two_records();
    sandbox.ok("--db other.db init");
    sandbox.write("n.json", record("x/n"));
    sandbox.write("map.csv", "field,from,to\n");
    sandbox.write("feedback.csv", "record_id,item,outcome,observed_at\nx/a,w1,fail,2026-01-02\n");
    std::fs::create_dir(sandbox.path("folder")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", sandbox.path("dangling")).unwrap();
    let before = sandbox.ok("log");
    for (_, option, words) in READ {
        for path in ["no-such-file", "folder/no-such-file", "a.json/below", "dangling"] {
            let ran = sandbox.words(&format!("{words} {path}"));
            let said = match (*option, path) {
                ("--db", "dangling") => {
                    "error: dangling is a link that leads to nowhere, which does not exist\nhint: ".into()
                }
                ("--db", _) => format!("error: there is no database {path}\nhint: "),
                _ => format!("error: there is no file {path}\nhint: "),
            };
            assert!(ran.code == Some(2) && ran.err.starts_with(&said), "{words} {path}: {:?} {}", ran.code, ran.err);
        }
        let ran = sandbox.words(&format!("{words} folder"));
        match *option {
            "PATH" => assert_eq!(ran.code, Some(1), "{}", ran.err), // a folder without records
            "--within" => assert!(ran.err.contains("there is no index.json below folder"), "{}", ran.err),
            "--db" => assert!(ran.err.contains("folder is not a database"), "{}", ran.err),
            _ => assert!(ran.code == Some(2) && ran.err.contains("folder is a folder"), "{words}: {}", ran.err),
        }
    }
    assert_eq!(sandbox.ok("log"), before);
}

#[test]
fn a_long_list_of_faults_ends_and_is_whole_for_programs() {
    let sandbox = Sandbox::with_two_records();
    let bad = line("x/c").replace("0.7", "7");
    sandbox.write("bad.ndjson", format!("{bad}\n").repeat(700));
    let rows = "x/a,w9,fail,2026-01-02\n".repeat(1_400);
    sandbox.write("bad.csv", format!("record_id,item,outcome,observed_at\n{rows}"));
    for (words, count, rejects) in [("import bad.ndjson", 2, 700), ("feedback import bad.csv", 1, 1_401)] {
        let ran = sandbox.words(&format!("--json {words} --keep-going --rejects rejects"));
        let lines: Vec<&str> = ran.err.lines().collect();
        assert_eq!(ran.code, Some(3));
        assert!(lines[..1_000].iter().all(|line| line.starts_with("bad.")), "{}", lines[0]);
        assert!(lines[1_000].starts_with("… and 400 more; the JSON object lists them all"), "{}", lines[1_000]);
        assert!(lines[1_001].starts_with("error: "), "{}", lines[1_001]);
        let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let rejected = object["rejected"].as_array().unwrap();
        assert!(rejected.len() * count == 1_400, "{}", rejected.len());
        assert!(rejected.iter().all(|one| one["errors"].as_array().unwrap().len() == count));
        assert_eq!(std::fs::read_to_string(sandbox.path("rejects")).unwrap().lines().count(), rejects);
    }
}

#[test]
fn a_successful_command_is_quiet_with_the_option() {
    let sandbox = Sandbox::with_two_records();
    sandbox.write("b.json", record("x/b").replace("The cause.", "Another one."));
    sandbox.write("feedback.csv", "record_id,item,outcome,observed_at,mood\nx/a,w1,fail,2026-01-02,good\n");
    sandbox.write("gone.csv", "record_id,item,outcome,observed_at\n");
    for words in [
        "import a.json b.json",
        "import a.json b.json --keep-going --rejects rejects",
        "feedback import feedback.csv",
        "feedback import gone.csv --keep-going --rejects rejects",
        "export --out tree",
        "export --out tree --check",
        "export --format ndjson --out all.ndjson",
        "withdraw x/b --reason r --json",
        "export --out tree",
        "export --out tree --prune",
        "backup copy.db",
    ] {
        let ran = sandbox.words(&format!("{words} --quiet"));
        assert_eq!(ran.code, Some(0), "{words}: {}", ran.err);
        assert!(
            ran.err.is_empty() && (ran.out.is_empty() || words.contains("--json")),
            "{words}: {}{}",
            ran.out,
            ran.err
        );
    }
    // Showing what would change is what a dry run was asked for.
    sandbox.write("a.json", record("x/a"));
    assert!(sandbox.ok("import a.json --dry-run --quiet").starts_with("changed x/a\n"));
}

#[test]
fn a_broken_array_does_not_hide_the_files_after_it() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", format!("[{}] more", line("x/a")));
    sandbox.write("b.json", record("x/b"));
    sandbox.write("c.json", "{}");
    let ran = sandbox.words("import a.json b.json c.json --keep-going");
    assert_eq!(ran.out, "added 2, changed 0, unchanged 0, kept 0, stale 0, rejected 2\n");
    assert!(ran.err.contains("c.json:1:1: id: missing"), "{}", ran.err);
}

#[test]
fn white_space_is_free_even_if_a_line_looks_like_ndjson() {
    let odd = line("x/a").replacen("\"id\": ", "\"id\" :\n", 1).replacen(", \"signature\"", "\n,\"signature\"", 1);
    assert_eq!(ids_of("a.json", odd).1, ["x/a"]);
}

/// serde_json treats these keys specially.
#[test]
fn keys_that_a_library_treats_specially_are_plain_keys() {
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
fn lists_that_are_completely_different_are_compared_in_bounded_time() {
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
fn an_empty_variable_counts_as_unset() {
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
