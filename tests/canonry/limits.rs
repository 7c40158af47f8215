//! Records that are too large, and large ones in little memory.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Ran, Sandbox, changed, record};

/// The canonry.toml of these tests.
const LIMITS: &str = "[limits]\nrecord_bytes = 4000\nfield_bytes = 1000\nitems = 5\n";

fn strict() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("canonry.toml", LIMITS);
    sandbox
}

fn one_line(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text).unwrap().to_string()
}

/// A record with a text of a number of bytes.
fn sized(id: &str, bytes: usize) -> String {
    changed(&record(id), |tree| tree["root_cause"] = "x".repeat(bytes).into())
}

/// A record of a number of bytes, on one line.
fn large(id: &str, bytes: usize) -> String {
    one_line(&sized(id, bytes))
}

fn piped(sandbox: &Sandbox, words: &str, input: &[u8]) -> Ran {
    let mut child = sandbox
        .command()
        .args(words.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

const RECORD: &str = "but limits.record_bytes is 4,000";
const FIELD: &str = "but limits.field_bytes is 1,000";
const ITEMS: &str = "6 elements, but limits.items is 5";

#[test]
fn what_is_too_large_is_refused_with_its_position_in_every_format() {
    let sandbox = strict();
    let huge = large("x/huge", 9_000);
    let size = huge.len();
    let commas = |number: usize| format!("{},{:03}", number / 1000, number % 1000);
    let good = one_line(&record("x/good"));
    sandbox.write("one.json", &huge);
    sandbox.write("laid-out.json", sized("x/huge", 9_000));
    sandbox.write("lines.ndjson", format!("{huge}\n{good}\n"));
    sandbox.write("array.json", format!("[{good},\n  {huge}, {good}]"));
    sandbox.write("tree/errors/x/huge/index.json", &huge);
    let refused = |words: &str, place: &str, size: usize| {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(3), "{words}\n{}", ran.err);
        let said = format!("{place}: record: {} bytes, {RECORD}\n", commas(size));
        assert!(ran.err.contains(&said), "{words}\n{}\n{said}", ran.err);
        let hint = "\nhint: split what is too large, or raise its limit under [limits] in canonry.toml\n";
        assert_eq!(ran.err.matches(hint).count(), 1, "{words}\n{}", ran.err);
    };
    refused("import one.json", "one.json:1:1", size);
    refused("import laid-out.json", "laid-out.json:1:1", sized("x/huge", 9_000).len());
    refused("import lines.ndjson", "lines.ndjson:1:1", size + 1);
    refused("import array.json", "array.json:2:3", size);
    refused("import tree", "tree/errors/x/huge/index.json:1:1", size);
    let ran = piped(&sandbox, "import -", format!("{huge}\n{huge}\n{good}\n").as_bytes());
    assert_eq!((ran.code, ran.err.matches(RECORD).count()), (Some(3), 2), "{}", ran.err);
    // The records after it are imported.
    assert!(sandbox.words("import lines.ndjson --keep-going").out.starts_with("added 1,"));
    sandbox.write("more.ndjson", format!("{}\n{huge}\n{}\n", one_line(&record("x/b")), one_line(&record("x/c"))));
    assert!(sandbox.words("import more.ndjson --keep-going").out.starts_with("added 2,"));
}

#[test]
fn a_field_and_a_list_that_are_too_large_are_named() {
    let sandbox = strict();
    let refused = |change: &dyn Fn(&mut serde_json::Value), said: &str| {
        let mut tree: serde_json::Value = serde_json::from_str(&record("x/a")).unwrap();
        change(&mut tree);
        sandbox.write("a.json", tree.to_string());
        let ran = sandbox.words("import a.json");
        assert_eq!(ran.code, Some(3), "{said}\n{}", ran.err);
        assert!(ran.err.contains(&format!(": {said}")), "{}\n{said}", ran.err);
    };
    let long = || serde_json::Value::from("x".repeat(1_001));
    refused(&|tree| tree["root_cause"] = long(), &format!("root_cause: 1,001 bytes, {FIELD}"));
    refused(&|tree| tree["tags"] = vec![long()].into(), &format!("tags[0]: 1,001 bytes, {FIELD}"));
    refused(&|tree| tree["workarounds"][0]["how"] = long(), &format!("workarounds[0].how: 1,001 bytes, {FIELD}"));
    refused(&|tree| tree["own"] = vec![1; 600].into(), "own: ");
    refused(&|tree| tree["os_specific"]["linux"] = vec![1; 600].into(), "os_specific.linux: ");
    refused(&|tree| tree["tags"] = vec!["t"; 6].into(), &format!("tags: {ITEMS}"));
    let item = serde_json::json!({ "why_fails": "w", "fail_rate": 0.5 });
    refused(&|tree| tree["dead_ends"] = vec![item.clone(); 6].into(), &format!("dead_ends: {ITEMS}"));
    // What is small on one line is large as it is published.
    refused(&|tree| tree["own"] = vec![vec![vec![vec![1; 100]; 3]]].into(), "record: as canonical JSON it takes ");
}

#[test]
fn edits_and_new_records_have_to_be_within_the_limits() {
    let sandbox = strict();
    sandbox.write("a.json", record("x/a"));
    sandbox.ok("import a.json");
    let before = sandbox.ok("show x/a --format json");
    let long = "x".repeat(1_001);
    for words in
        [format!("--set root_cause={long}"), format!("--add tags={long}"), format!("--set extra.own=\"{long}\"")]
    {
        let ran = sandbox.words(&format!("edit x/a {words}"));
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains(FIELD), "{}", ran.err);
    }
    let tags: String = (0..6).map(|number| format!(" --add tags={number}")).collect();
    let ran = sandbox.words(&format!("edit x/a{tags}"));
    assert!(ran.code == Some(3) && ran.err.contains(&format!("tags: {ITEMS}")), "{}", ran.err);
    sandbox.write("long.json", sized("x/a", 1_001));
    sandbox.write("huge.json", sized("x/a", 90_000));
    sandbox.write("new.json", sized("x/new", 1_001));
    let line = sized("x/a", 1).lines().position(|line| line.contains("root_cause")).unwrap() + 1;
    for (words, said) in [
        ("edit x/a --from long.json", format!("long.json:{line}:17: root_cause: 1,001 bytes, {FIELD}")),
        ("edit x/a --from huge.json", format!("huge.json:1:1: record: more than 4,000 bytes, {RECORD}")),
        ("new x/new --from new.json", format!("new.json:{line}:17: root_cause: 1,001 bytes, {FIELD}")),
    ] {
        let ran = sandbox.words(words);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert!(ran.err.contains(&said), "{}\n{said}", ran.err);
    }
    let ran = sandbox.edited("cat long.json > \"$1\"", "edit x/a");
    assert!(ran.code == Some(3) && ran.err.contains(FIELD), "{}", ran.err);
    assert_eq!(sandbox.ok("show x/a --format json"), before);
}

#[test]
fn what_is_stored_stays_and_can_be_edited_undone_and_exported() {
    let sandbox = Sandbox::new();
    let text = changed(&sized("x/a", 5_000), |tree| tree["tags"] = (0..9).map(|tag| format!("t{tag}")).collect());
    sandbox.write("a.json", &text);
    sandbox.ok("import a.json");
    sandbox.write("canonry.toml", LIMITS);
    assert_eq!(sandbox.ok("show x/a --format json"), text);
    sandbox.ok("edit x/a --set category=other");
    assert_eq!(sandbox.words(&format!("edit x/a --set category={}", "y".repeat(6_000))).code, Some(3));
    assert_eq!(sandbox.words("edit x/a --add tags=more").code, Some(3));
    sandbox.ok("edit x/a --remove tags=t1 --set root_cause=short");
    sandbox.ok("undo --yes");
    sandbox.ok("undo --yes");
    assert_eq!(sandbox.ok("show x/a --format json"), text);
    sandbox.ok("export --out tree");
    assert_eq!(std::fs::read_to_string(sandbox.path("tree/errors/x/a/index.json")).unwrap(), text);
}

#[test]
fn a_rejects_line_without_a_text_is_rejected_with_the_reason() {
    let sandbox = strict();
    let huge = large("x/huge", 9_000);
    sandbox.write("lines.ndjson", format!("\n{huge}\n{}\n", large("x/long", 1_500)));
    assert_eq!(sandbox.words("import lines.ndjson --keep-going --rejects rejects.ndjson").code, Some(3));
    let rejects = std::fs::read_to_string(sandbox.path("rejects.ndjson")).unwrap();
    let lines: Vec<serde_json::Value> = rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["line"], &lines[0]["bytes"]), (&2.into(), &(huge.len() + 1).into()));
    assert!(lines[0].get("text").is_none() && lines[1].get("text").is_some(), "{rejects}");
    let ran = sandbox.words("import rejects.ndjson");
    assert_eq!(ran.code, Some(3));
    let said =
        format!("a record of {} bytes was too large for the rejects file; it is in lines.ndjson:2", huge.len() + 1);
    assert!(ran.err.contains(&said), "{}", ran.err);
    // With a higher limit the text that was kept is imported, and the other one from its own file.
    sandbox.write("canonry.toml", "");
    assert!(sandbox.words("import rejects.ndjson --keep-going").out.starts_with("added 1,"));
    assert!(sandbox.ok("import lines.ndjson").starts_with("added 1,"));
}

/// 60 records of 4 MiB in one file.
#[cfg(target_os = "linux")]
fn with_large_records() -> Sandbox {
    let sandbox = Sandbox::new();
    let text = "x".repeat(4 << 20);
    let records: Vec<String> = (0..60).map(|n| record(&format!("x/a{n}")).replace("The cause.", &text)).collect();
    sandbox.write("large.json", format!("[{}]", records.join(",")));
    sandbox
}

/// Runs the program with a number of kilobytes of data. Its allocator reserves a gigabyte, which does not count as long
/// as it is not in use.
#[cfg(target_os = "linux")]
fn with_data(sandbox: &Sandbox, kilobytes: usize, words: &str) -> Ran {
    sandbox.shell(&format!("ulimit -d {kilobytes}; MIMALLOC_ARENA_EAGER_COMMIT=0 canonry {words}"))
}

/// The number of large records in memory is limited by their size.
#[cfg(target_os = "linux")]
#[test]
fn many_large_records_are_read_in_less_memory_than_they_have() {
    let ran = with_data(&with_large_records(), 200 << 10, "import large.json");
    let is_read = ran.code == Some(3) && ran.out.contains("rejected 60");
    assert!(is_read, "{:?} {}", ran.code, ran.out.chars().take(500).collect::<String>());
}

/// Each of them is in memory several times: as a text, as a record, and as what SQLite writes.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes minutes"]
fn many_large_records_are_imported_and_exported_in_little_memory() {
    let sandbox = with_large_records();
    sandbox.write("canonry.toml", "[limits]\nfield_bytes = 5000000\n");
    for words in ["import large.json", "import large.json", "export --format ndjson --out all.ndjson"] {
        let ran = with_data(&sandbox, 400 << 10, words);
        assert_eq!(ran.code, Some(0), "{words}\n{}", ran.out.chars().take(500).collect::<String>());
    }
}

/// A record of a million bytes of numbers takes no more than twenty times that.
#[cfg(target_os = "linux")]
#[test]
fn a_record_of_numbers_takes_little_memory() {
    let sandbox = Sandbox::new();
    sandbox.write("canonry.toml", "[limits]\nrecord_bytes = 64000000\nfield_bytes = 64000000\n");
    let numbers = |cause: &str| {
        let mut tree: serde_json::Value = serde_json::from_str(&record("x/a")).unwrap();
        tree["root_cause"] = cause.into();
        let text = tree.to_string();
        format!("{},\"own\":[{}1]}}", text.strip_suffix('}').unwrap(), "1,".repeat(500_000))
    };
    let text = numbers("one");
    // Besides, what the program takes without any record: up to 56 MiB were needed.
    let limit = (text.len() * 20 + (80 << 20)) / 1024;
    sandbox.write("a.json", text);
    for words in
        ["import a.json", "edit x/a --set category=other", "log x/a", "undo --yes", "edit x/a --set category=other"]
    {
        let ran = with_data(&sandbox, limit, words);
        assert_eq!(ran.code, Some(0), "{words}\n{}", ran.out.chars().take(500).collect::<String>());
    }
    sandbox.write("a.json", numbers("two"));
    let ran = with_data(&sandbox, limit, "import a.json");
    assert!(ran.code == Some(0) && ran.out.contains("changed 1,"), "{}", ran.out.chars().take(500).collect::<String>());
}
