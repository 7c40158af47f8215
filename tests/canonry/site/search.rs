//! The search of the site, as a browser runs it.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::writing::with_site;
use crate::support::{Sandbox, changed, files, project, record};

/// The answer of the script of a site to some queries; `None` if node is not installed.
pub(super) fn ask(site: &Path, queries: &[&str]) -> Option<Value> {
    let mut command = Command::new("node");
    command.arg(project("tests/canonry/site/search.js")).arg(site);
    let mut node = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    node.stdin.take().unwrap().write_all(json!(queries).to_string().as_bytes()).unwrap();
    let mut answer = String::new();
    node.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    assert!(node.wait().unwrap().success());
    Some(serde_json::from_str(&answer).unwrap())
}

#[expect(clippy::print_stderr, reason = "the user has to see what was not tested")]
pub(super) fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

#[test]
fn the_script_finds_records_by_words_identifiers_chinese_and_pasted_logs() {
    let sandbox = with_site();
    let log: String = (1..=200).map(|line| format!("12:00:{line} step {line} of 200 done\n")).collect();
    let log = format!("{log}build 7: error: unauthorized: authentication required\n{log}");
    let expected = [
        ("connection reset", "network/connection-reset"),
        ("NotFound", "python/venv-pip-missing"),
        ("modulenotfounderr", "python/venv-pip-missing"),
        ("heap memory", "node/heap-out-of-memory"),
        ("unauthoriz", "cicd/registry-unauthorized"),
        ("令牌", "cicd/registry-unauthorized"),
        (&log, "cicd/registry-unauthorized"),
    ];
    let Some(answer) = ask(&sandbox.path("site"), &expected.map(|(query, _)| query)) else {
        return skip("node is not installed");
    };
    for ((query, id), found) in expected.iter().zip(answer["found"].as_array().unwrap()) {
        assert_eq!(found["results"][0][0], *id, "{query}: {found}");
        assert_eq!(found["hasAll"], query.len() < 100, "{query}");
    }
    assert_eq!(answer["missing"], json!([]), "the script cuts words as the index does");
    assert_eq!(answer["misplaced"], json!([]));
}

#[test]
fn results_are_in_the_documented_order_and_what_is_meant_comes_first() {
    let sandbox = Sandbox::new();
    let texts = [
        ("a/lock", "cannot lock the file", "other"),
        ("b/file-lock", "file: lock cannot", "other"),
        ("b/lock", "lock cannot, file", "other"),
        ("b/locked", "the longest text: cannot lock a file", "other"),
        ("c/lock", "lock of a file", "it cannot"),
        ("d/none", "a text", "cannot lock a file"),
        ("file/cannot", "another", "lock"),
        ("file/cannot-lock", "something", "other"),
    ];
    for (number, (id, signature, cause)) in texts.into_iter().enumerate() {
        let text = changed(&record(id), |tree| {
            tree["signature"] = json!(signature);
            tree["root_cause"] = json!(cause);
        });
        sandbox.write(&format!("records/{number}/index.json"), text);
    }
    sandbox.ok("import records --yes");
    sandbox.ok("site --out site");
    let queries = ["cannot file lock", "lock file cannot", "LOCK of a file", "b/lock", "file cannot lock"];
    let Some(answer) = ask(&sandbox.path("site"), &queries) else {
        return skip("node is not installed");
    };
    let ids = |at: usize| -> Vec<&str> {
        let results = answer["found"][at]["results"].as_array().unwrap();
        results.iter().map(|result| result[0].as_str().unwrap()).collect()
    };
    let order = ["b/file-lock", "b/lock", "a/lock", "b/locked", "file/cannot-lock", "d/none", "file/cannot", "c/lock"];
    assert_eq!((ids(0), ids(1)), (order.to_vec(), order.to_vec()), "of equal ones first the shorter, then by id");
    assert_eq!((ids(2)[0], ids(3)[0]), ("c/lock", "b/lock"), "its title, its id");
    assert_eq!(ids(4)[0], "file/cannot-lock", "its id, though others have the words in the signature");
    assert_eq!(answer["misplaced"], json!([]));
}

#[test]
fn a_query_without_words_or_with_unknown_ones_finds_nothing() {
    let sandbox = with_site();
    let queries = ["", "--- \" *", "walrus", "__proto__ constructor", "</walrus>"];
    let Some(answer) = ask(&sandbox.path("site"), &queries) else {
        return skip("node is not installed");
    };
    for (query, found) in queries.iter().zip(answer["found"].as_array().unwrap()) {
        assert_eq!(found["count"], 0, "{query}: {found}");
    }
}

#[test]
fn the_script_is_small_enough_to_be_read_and_the_index_is_one_file_of_a_kind() {
    let sandbox = with_site();
    let site = files(&sandbox.path("site"));
    let script = std::str::from_utf8(&site["site.js"]).unwrap();
    assert!(script.len() <= 10_000, "{}", script.len());
    let index: Vec<&String> = site.keys().filter(|path| path.starts_with("search/")).collect();
    assert_eq!(index, ["search/index.js", "search/records-0.js", "search/words-0.js"]);
}
