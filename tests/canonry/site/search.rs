//! The search of the site, as a browser runs it.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::writing::with_site;
use crate::support::{files, project};

/// The answer of the script of a site to some queries; `None` if node is not installed.
fn ask(site: &Path, queries: &[&str]) -> Option<Value> {
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
fn skip() {
    eprintln!("skipped: node is not installed");
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
        return skip();
    };
    for ((query, id), found) in expected.iter().zip(answer["found"].as_array().unwrap()) {
        assert_eq!(found["results"][0][0], *id, "{query}: {found}");
        assert_eq!(found["hasAll"], query.len() < 100, "{query}");
    }
    assert_eq!(answer["missing"], json!([]), "the script cuts words as the index does");
}

#[test]
fn a_query_without_words_or_with_unknown_ones_finds_nothing() {
    let sandbox = with_site();
    let queries = ["", "--- \" *", "walrus", "__proto__ constructor", "</walrus>"];
    let Some(answer) = ask(&sandbox.path("site"), &queries) else {
        return skip();
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
