//! How large the pages of records are, and how the search answers about real records.

use std::path::Path;

use serde_json::{Value, json};

use super::numbers::with_reports;
use super::search::{ask, skip};
use crate::support::{Sandbox, changed, files, project, record};

/// The most bytes of the page of an ordinary record.
const MAX_PAGE: usize = 20_000;

/// The most bytes of the published form of an ordinary record.
const ORDINARY: usize = 8_500;

/// The English and the Chinese pages of ordinary records, each with its size.
fn pages(site: &Path) -> Vec<(String, usize)> {
    let all = files(site);
    let forms = all.iter().filter(|(_, json)| json.len() <= ORDINARY);
    let folders = forms.filter_map(|(path, _)| path.strip_suffix("index.json"));
    let pages = folders.flat_map(|folder| ["index.html", "zh.html"].map(|name| format!("{folder}{name}")));
    pages.filter_map(|page| all.get(&page).map(|text| (page.clone(), text.len()))).collect()
}

#[test]
fn the_page_of_an_ordinary_record_is_under_20_kb_also_with_reports() {
    let pages = pages(&with_reports().path("site"));
    assert!(pages.len() > 8, "{pages:?}");
    assert!(pages.iter().all(|(_, size)| *size < MAX_PAGE), "{pages:?}");
}

#[test]
fn a_long_text_is_on_its_page_once_and_once_for_search_engines() {
    let sandbox = Sandbox::new();
    let long = changed(&record("h/long"), |tree| tree["signature"] = json!("long ".repeat(200_000)));
    sandbox.write("long.json", long);
    sandbox.ok("import long.json --yes");
    sandbox.ok("site --out site");
    let site = files(&sandbox.path("site"));
    let others = site.iter().filter(|(path, _)| !path.starts_with("errors/h/long/"));
    assert!(others.into_iter().all(|(_, text)| text.len() < MAX_PAGE));
    let page = site["errors/h/long/index.html"].len();
    assert!(page < 2 * 1_000_000 + MAX_PAGE, "{page}");
}

#[test]
fn pages_of_real_records_are_small_and_the_search_answers_as_one_without_an_index() {
    let Ok(corpus) = std::fs::read_to_string(project("../shared/corpus/records.ndjson")) else {
        return skip("there is no corpus beside the project");
    };
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {} --yes", project("../shared/corpus/records.ndjson").display()));
    sandbox.ok("site --out site");
    let pages = pages(&sandbox.path("site"));
    assert!(pages.len() >= 1_784, "{}", pages.len());
    let large: Vec<_> = pages.iter().filter(|(_, size)| *size >= MAX_PAGE).collect();
    assert!(large.is_empty(), "{large:?}");
    let records = corpus.lines().step_by(36).map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut queries: Vec<String> = Vec::new();
    for record in records {
        let texts = [&record["id"], &record["signature"], &record["workarounds"][0]["action"], &record["aliases"][0]];
        queries.extend(texts.into_iter().filter_map(Value::as_str).map(str::to_owned));
    }
    assert!(queries.len() > 150, "{}", queries.len());
    let queries: Vec<&str> = queries.iter().map(String::as_str).collect();
    let Some(answer) = ask(&sandbox.path("site"), &queries) else {
        return skip("node is not installed");
    };
    assert_eq!((&answer["missing"], &answer["misplaced"]), (&json!([]), &json!([])));
    for (query, found) in queries.iter().zip(answer["found"].as_array().unwrap()) {
        assert_eq!(found["hasAll"], true, "{query}");
        let is_id = corpus.contains(&format!("{{\"id\": \"{query}\","));
        assert!(!is_id || found["results"][0][0] == **query, "{query}: {found}");
    }
}
