//! What `search` finds.

use crate::generate::Dice;
use crate::support::{Sandbox, project, record};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {}", project("fixtures/records").display()));
    sandbox
}

fn ids(sandbox: &Sandbox, text: &str) -> Vec<String> {
    let ran = sandbox.run(&["--json", "search", text]);
    let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let records = object["records"].as_array().unwrap();
    records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn finds_words_parts_of_identifiers_codes_and_chinese() {
    let sandbox = sandbox();
    for (text, id) in [
        ("ModuleNotFoundError", "python/venv-pip-missing"),
        ("NotFound", "python/venv-pip-missing"),
        ("modulenotfounderror", "python/venv-pip-missing"),
        ("ensurepip", "python/venv-pip-missing"),
        ("no-module-named-pip", "python/venv-pip-missing"),
        ("PIP_MISSING", "python/venv-pip-missing"),
        ("e0499", "rust/borrow-mutable-twice"),
        ("borrow-checker", "rust/borrow-mutable-twice"),
        ("令牌", "cicd/registry-unauthorized"),
        ("身份验证", "cicd/registry-unauthorized"),
        ("清理缓存", "cicd/registry-unauthorized"),
        ("docker system prune", "cicd/registry-unauthorized"),
        ("garbage collector", "node/heap-out-of-memory"),
        ("libssl ensurep*", "python/venv-pip-missing"),
        ("\"private registry\"", "cicd/registry-unauthorized"),
    ] {
        assert_eq!(ids(&sandbox, text).first().map(String::as_str), Some(id), "{text}");
    }
    for disordered in ["验身", "\"registry private\""] {
        let ran = sandbox.run(&["search", disordered]);
        assert!(ran.err.contains("no record has all of these words"), "the order of a phrase counts: {disordered}");
    }
    assert!(ids(&sandbox, "ensurep").is_empty(), "words are whole, but for a star");
}

#[test]
fn a_match_in_the_signature_comes_first_and_is_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a").replace("The cause.", "A quokka was seen."));
    sandbox.write("b.json", record("x/b").replace("error of x/b", "quokka overflow"));
    sandbox.ok("import a.json b.json");
    let out = sandbox.ok("search quokka");
    assert_eq!(out, "x/b  quokka overflow\nx/a  error of x/a\n    root_cause: A quokka was seen.\n");
    let colored = sandbox.words("--color always search QUOKKA").out;
    assert!(colored.contains("\u{1b}[1m\u{1b}[33mquokka\u{1b}[0m overflow"), "{colored:?}");
}

#[test]
fn a_changed_record_is_found_by_its_new_words_only() {
    let sandbox = Sandbox::new();
    sandbox.write("a.json", record("x/a").replace("The cause.", "A quokka was seen."));
    sandbox.ok("import a.json");
    sandbox.write("a.json", record("x/a").replace("The cause.", "A numbat was seen."));
    sandbox.ok("import a.json");
    assert!(ids(&sandbox, "quokka").is_empty());
    assert_eq!(ids(&sandbox, "numbat"), ["x/a"]);
}

#[test]
fn if_no_record_has_all_words_those_with_some_are_named_so() {
    let sandbox = sandbox();
    let ran = sandbox.run(&["search", "pip walrus"]);
    assert!(ran.code == Some(0) && ran.out.starts_with("python/venv-pip-missing"), "{}", ran.out);
    assert!(ran.err.contains("no record has all of these words"), "{}", ran.err);
    let ran = sandbox.words("search walrus");
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "", "no record has any of this; `canonry list` lists all records\n")
    );
}

#[test]
fn a_query_is_words_and_not_a_language() {
    let sandbox = sandbox();
    for odd in [
        "pip AND",
        "NEAR(pip",
        "\"pip",
        "pip\"",
        "(pip)",
        "signature:pip",
        "-pip",
        "pip^2",
        "pip'; DROP TABLE record; --",
    ] {
        let ran = sandbox.run(&["search", "--", odd]);
        assert!(ran.code == Some(0) && ran.out.contains("python/venv-pip-missing"), "{odd}: {}{}", ran.out, ran.err);
    }
    for nothing in ["", "---", "\"\"", "*"] {
        assert_eq!(sandbox.run(&["search", "--", nothing]).code, Some(2), "{nothing}");
    }
}

#[test]
fn filters_and_the_limit_hold() {
    let sandbox = sandbox();
    assert!(ids(&sandbox, "the").len() > 3);
    let ran = sandbox.words("search the --domain rust");
    assert!(ran.out.lines().filter(|line| !line.starts_with(' ')).all(|line| line.starts_with("rust/")), "{}", ran.out);
    let ran = sandbox.words("search the --limit 2");
    assert_eq!(ran.out.lines().filter(|line| !line.starts_with(' ')).count(), 2);
    assert!(ran.err.contains("--limit N shows more"), "{}", ran.err);
}

/// A sandbox in which each of these is the signature of a record, x/0, x/1 and so on.
fn with_signatures(signatures: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    let records: Vec<String> = signatures
        .iter()
        .enumerate()
        .map(|(number, signature)| record(&format!("x/{number}")).replace(&format!("error of x/{number}"), signature))
        .collect();
    sandbox.write("records.json", format!("[{}]", records.join(",")));
    sandbox.ok("import records.json");
    sandbox
}

#[test]
fn case_and_word_boundaries_make_no_difference() {
    let sandbox = with_signatures(&[
        "ModuleNotFoundError",
        "NOT_FOUND",
        "notfound",
        "was not found",
        "found, but not so",
        "OutOfMemoryError",
        "out of memory",
        "killed: outofmemory",
        "OAuth token",
        "o-auth token",
        "python 3.11",
        "python 31.1",
        "UTF-8 here",
        "utf8 there",
    ]);
    let same = [
        (vec!["notfound", "Notfound", "NotFound", "not_found", "NOT-FOUND", "\"not found\"", "notfoun*"], "0 1 2 3"),
        (vec!["outofmemory", "OutOfMemory", "out_of_memory", "OUTOFMEMORY", "\"out of memory\""], "5 6 7"),
        (vec!["oauth", "OAuth", "o-auth", "oAuth"], "8 9"),
        (vec!["3.11", "3-11", "\"3 11\""], "10"),
        (vec!["utf8", "utf-8", "UTF_8", "Utf8"], "12 13"),
    ];
    for (spellings, expected) in same {
        let expected: Vec<String> = expected.split(' ').map(|number| format!("x/{number}")).collect();
        for spelling in spellings {
            let mut found = ids(&sandbox, spelling);
            found.sort_by_key(|id| id.trim_start_matches("x/").parse::<usize>().unwrap());
            assert_eq!(found, expected, "{spelling}");
        }
    }
}

#[test]
fn the_match_is_marked_however_it_is_spelled() {
    let sandbox = with_signatures(&["a ModuleNotFoundError here"]);
    for spelling in ["notfound", "NOT_FOUND", "\"not found\"", "notf*"] {
        let out = sandbox.run(&["--color", "always", "search", spelling]).out;
        assert!(out.contains("Module\u{1b}[1m\u{1b}[33mNotFound\u{1b}[0mError"), "{spelling}: {out:?}");
    }
}

#[test]
fn the_shorter_signature_that_has_all_words_comes_first() {
    let sandbox = with_signatures(&[
        "disk quota exceeded while the archive was written to the backup volume",
        "disk quota exceeded",
        "a quota of the disk was exceeded",
    ]);
    assert_eq!(ids(&sandbox, "disk quota"), ["x/1", "x/2", "x/0"]);
}

#[test]
fn a_filter_finds_its_record_behind_many_others() {
    let many: Vec<String> = (0..1100).map(|number| format!("x/{number}")).chain(["y/last".to_owned()]).collect();
    let sandbox = Sandbox::with_records(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let object = sandbox.json("search error --domain y", 0);
    assert_eq!((&object["has_all_words"], &object["records"][0]["id"]), (&true.into(), &"y/last".into()));
    assert_eq!(object["counts"]["records"], 1);
}

/// 100 KB of what a build prints, with some lines in the middle.
fn log(lines: &str) -> String {
    let mut dice = Dice::new(7);
    let mut log = String::new();
    let mut has_lines = false;
    while log.len() < 100_000 {
        if !has_lines && log.len() > 60_000 {
            lines.lines().for_each(|line| log.push_str(&format!("2026-11-21T10:00:00Z {line}\n")));
            has_lines = true;
        }
        let (number, line) = (dice.below(100_000), dice.below(6));
        log.push_str(&match line {
            0 => format!("2026-11-21T10:00:{:02}Z   Compiling crate{number} v0.{}.1\n", number % 60, number % 40),
            1 => format!("Downloading https://registry.example.org/module-{number}.tgz ({number} kB)\n"),
            2 => format!("[{number}] /home/runner/work/src/memory/file{number}.py: warning: no type found here\n"),
            3 => format!("sha256:{:x}{:x}: Pull complete\n", number * 7919, number * 104_729),
            4 => format!("pip: requirement already satisfied: package{number}; connection to docker kept\n"),
            _ => format!("test module{number}::connection ... ok, error: none\n"),
        });
    }
    log
}

#[test]
fn a_long_log_finds_the_record_whose_signature_is_in_it() {
    let sandbox = sandbox();
    let listed = sandbox.json("list --columns id,signature", 0);
    let records = listed["records"].as_array().unwrap();
    assert_eq!(records.len(), 8);
    for record in records {
        sandbox.write("build.log", log(record["signature"].as_str().unwrap()));
        let ran = sandbox.shell("canonry --json search - < build.log");
        let object: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(object["records"][0]["id"], record["id"], "{}", ran.out);
        assert_eq!((&object["has_all_words"], &object["records"][0]["field"]), (&false.into(), &"signature".into()));
    }
    let ran = sandbox.shell("canonry search - --domain rust < build.log");
    assert!(!ran.out.contains("python/"), "the filter holds: {}", ran.out);
}

#[test]
fn a_dash_reads_standard_input_whatever_its_bytes() {
    let sandbox = sandbox();
    sandbox.write("line", b"\xff\xfe ensurepip \xc3\n");
    let ran = sandbox.shell("canonry search - < line");
    assert!(ran.code == Some(0) && ran.out.starts_with("python/venv-pip-missing"), "{}", ran.out);
    sandbox.write("nothing", "\n--- \n");
    for input in ["nothing", "/dev/null"] {
        let ran = sandbox.shell(&format!("canonry search - < {input}"));
        assert!(ran.code == Some(2) && ran.out.contains("there is no word in the text"), "{}", ran.out);
    }
    for words in ["- ensurepip", "ensurepip -", "- -"] {
        let ran = sandbox.shell(&format!("canonry search {words} < line"));
        assert!(ran.code == Some(2) && ran.out.contains("give - alone, or words"), "{words}: {}", ran.out);
    }
}

#[test]
fn a_near_miss_is_suggested_and_is_found() {
    let sandbox = sandbox();
    for (missed, meant) in [
        ("ModulNotFound", "ModuleNotFound"),
        ("ModuelNotFound", "ModuleNotFound"),
        ("modul", "module"),
        ("UNAUTHORISED docker", "UNAUTHORIZED docker"),
        ("ensurepipp", "ensurepip"),
    ] {
        let ran = sandbox.run(&["search", missed]);
        assert!(ran.code == Some(0) && ran.err.contains(&format!("did you mean {meant}?")), "{missed}: {}", ran.err);
        let object: serde_json::Value = serde_json::from_str(&sandbox.run(&["--json", "search", missed]).out).unwrap();
        assert_eq!(object["suggestions"], serde_json::json!([meant]));
        let found: serde_json::Value = serde_json::from_str(&sandbox.run(&["--json", "search", meant]).out).unwrap();
        assert_eq!((&found["has_all_words"], &found["suggestions"]), (&true.into(), &serde_json::json!([])));
    }
    for strange in ["E0498", "modul --domain rust", "walrus", "modul walrus"] {
        let ran = sandbox.words(&format!("search {strange}"));
        assert!(!ran.err.contains("did you mean"), "{strange}: {}", ran.err);
    }
}

#[test]
fn a_limit_of_nothing_is_refused() {
    let ran = sandbox().words("search the --limit 0");
    assert!(ran.code == Some(2) && ran.err.contains("'--limit <N>'"), "{}", ran.err);
}
