//! What `search` finds.

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
fn where_no_record_has_all_words_those_with_some_are_named_so() {
    let sandbox = sandbox();
    let ran = sandbox.run(&["search", "pip walrus"]);
    assert!(ran.code == Some(0) && ran.out.starts_with("python/venv-pip-missing"), "{}", ran.out);
    assert!(ran.err.contains("no record has all of these words"), "{}", ran.err);
    let ran = sandbox.words("search walrus");
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "", "no record has any of this; `canonry list` names all records\n")
    );
}

#[test]
fn a_query_is_words_and_no_language() {
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
