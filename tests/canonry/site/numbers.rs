//! What pages say is what the database says.

use rusqlite::Connection;
use scraper::ElementRef;
use serde_json::Value;

use super::page::{Page, selector};
use super::writing::with_site;
use crate::support::Sandbox;

/// A set with reports on some rates, and its site.
pub fn with_reports() -> Sandbox {
    let sandbox = with_site();
    let report = |on: &str, outcome: &str, count: u32, reporter: &str| {
        let words =
            format!("evidence add {on} --kind outcome --outcome {outcome} --count {count} --reporter {reporter}");
        sandbox.ok(&format!("{words} --today 2026-11-20"));
    };
    for (reporter, count) in [("ci", 9), ("mei", 4), ("li", 7)] {
        report("python/venv-pip-missing#w1", "fail", count, reporter);
        report("python/venv-pip-missing#w2", "success", count, reporter);
        report("python/venv-pip-missing#d2", "partial", count, reporter);
        report("network/connection-reset", "fail", count, reporter);
    }
    sandbox.ok("edit python/venv-pip-missing --set w2.success_rate=0.7 --today 2026-11-20");
    sandbox.ok("site --out site --prune");
    sandbox
}

pub fn query(sandbox: &Sandbox, sql: &str, id: &str) -> Vec<Value> {
    let connection = Connection::open(sandbox.path("canonry.db")).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([id], |row| {
        let cells = (0..columns).map(|column| match row.get_ref(column).unwrap() {
            rusqlite::types::ValueRef::Integer(number) => Value::from(number),
            rusqlite::types::ValueRef::Real(number) => Value::from(number),
            other => Value::from(other.as_str().unwrap()),
        });
        Ok(cells.collect::<Vec<Value>>())
    });
    rows.unwrap().flat_map(Result::unwrap).collect()
}

pub fn texts(page: &Page, of: &str) -> Vec<String> {
    let selector = selector(of);
    page.0.select(&selector).map(|element: ElementRef<'_>| element.text().collect()).collect()
}

/// A rate as a page shows it: half to even, as everywhere else.
fn percent(rate: &Value) -> String {
    format!("{}%", (rate.as_f64().unwrap() * 100.0).round_ties_even())
}

#[test]
fn the_numbers_of_a_record_are_those_of_the_database() {
    let sandbox = with_reports();
    let ids: Vec<String> =
        sandbox.ok("list --columns id --quiet").lines().skip(1).map(|id| id.trim().to_owned()).collect();
    assert!(ids.len() > 5, "{ids:?}");
    let (mut translated, mut edges) = (0, 0);
    for id in ids {
        let page = Page::read(&sandbox.path(&format!("site/errors/{id}/index.html")));
        let of = "SELECT fix_success_rate, confidence, evidence_count, first_seen, last_confirmed FROM record WHERE \
                  canon_id = ?1";
        let found = query(&sandbox, of, &id);
        let [fix, confidence, evidence, first_seen, confirmed] = found.as_slice() else { panic!("{id}") };
        let shown = [percent(fix), percent(confidence), evidence.to_string(), first_seen.as_str().unwrap().to_owned()];
        assert_eq!(texts(&page, ".numbers b"), shown, "{id}");
        assert!(page.text(".about dd").starts_with(confirmed.as_str().unwrap()), "{id}");
        for (table, rate, class, word) in
            [("workaround", "success_rate", "good", "success"), ("dead_end", "fail_rate", "bad", "fail")]
        {
            let of = format!(
                "SELECT {rate} FROM {table} WHERE record = (SELECT id FROM record WHERE canon_id = ?1) AND gone_in IS \
                 NULL ORDER BY position"
            );
            let rates: Vec<String> =
                query(&sandbox, &of, &id).iter().map(|rate| format!("{} {word}", percent(rate))).collect();
            assert_eq!(texts(&page, &format!(".rate.{class}")), rates, "{id}");
        }
        let steps = "SELECT probability FROM edge WHERE record = (SELECT id FROM record WHERE canon_id = ?1) AND \
                     probability IS NOT NULL ORDER BY kind, position";
        let steps: Vec<String> = query(&sandbox, steps, &id).iter().map(percent).collect();
        assert_eq!(texts(&page, ".edges .rate"), steps, "{id}");
        edges += steps.len();
        let chinese = sandbox.path(&format!("site/errors/{id}/zh.html"));
        if chinese.exists() {
            let chinese = Page::read(&chinese);
            for of in [".numbers b", ".rate", ".receipt", ".reports a", ".about dd:first-of-type"] {
                assert_eq!(numbers(&texts(&chinese, of)), numbers(&texts(&page, of)), "{id} {of}");
            }
            translated += numbers(&texts(&chinese, ".receipt")).len();
        }
    }
    assert!(translated > 10, "no Chinese page has a receipt");
    assert!(edges > 0, "no record leads to another one");
}

#[test]
fn every_value_of_the_structured_data_of_a_page_is_that_of_the_database() {
    let sandbox = with_site();
    let of = "SELECT json_object('headline', signature, 'description', root_cause, 'zh', json((SELECT \
              json_group_object(field, text) FROM translation t WHERE t.record = r.id AND field <> 'workarounds')), \
              'rest', json_object('identifier', canon_id, 'articleSection', domain, 'datePublished', first_seen, \
              'dateModified', last_updated, 'keywords', json((SELECT json_group_array(tag) FROM (SELECT tag FROM tag t \
              WHERE t.record = r.id ORDER BY position))))) FROM record r WHERE withdrawn_in IS NULL AND ?1 = ?1";
    let mut languages = [0, 0];
    for record in query(&sandbox, of, "") {
        let record: Value = serde_json::from_str(record.as_str().unwrap()).unwrap();
        let (rest, chinese) = (&record["rest"], &record["zh"]);
        let id = rest["identifier"].as_str().unwrap();
        let pages = [
            ("index", "en", [&record["headline"], &record["description"]]),
            ("zh", "zh", [&chinese["signature"], &chinese["root_cause"]]),
        ];
        for (number, (name, lang, [headline, description])) in pages.into_iter().enumerate() {
            let path = sandbox.path(&format!("site/errors/{id}/{name}.html"));
            if !path.exists() {
                continue;
            }
            let mut expected = serde_json::json!({
                "@context": "https://schema.org", "@type": "TechArticle", "headline": headline,
                "description": description, "inLanguage": lang,
                "url": format!("https://example.org/e/errors/{id}/{name}.html"),
            });
            expected.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            let article = Page::read(&path).text("script[type='application/ld+json']");
            assert_eq!(serde_json::from_str::<Value>(&article).unwrap(), expected, "{id}");
            languages[number] += 1;
        }
    }
    assert!(languages[0] > 5 && languages[1] > 0, "{languages:?}");
}

/// The numbers in some texts, without the words between them.
fn numbers(texts: &[String]) -> Vec<&str> {
    let parts = texts.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_digit() && c != '.'));
    parts.filter(|part| part.starts_with(|c: char| c.is_ascii_digit())).collect()
}

#[test]
fn a_receipt_has_the_numbers_of_why_and_each_rate_with_reports_leads_to_its_own() {
    let sandbox = with_reports();
    let mut receipts = 0;
    for (id, claims) in [
        ("python/venv-pip-missing", vec![("w1", "w1.success_rate"), ("d2", "d2.fail_rate")]),
        ("network/connection-reset", vec![("fix", "fix_success_rate")]),
    ] {
        let page = Page::read(&sandbox.path(&format!("site/errors/{id}/index.html")));
        let bars = page.attributes("p.reports a", "href");
        assert_eq!(texts(&page, ".receipt h3").len(), claims.len(), "{id}");
        for (anchor, claim) in claims {
            let why = sandbox.json(&format!("why {id} {claim}"), 0)["receipt"].clone();
            let number = |name: &str| why[name].as_f64().unwrap_or_else(|| panic!("no {name} in {why}"));
            let interval =
                [&why["interval"][0], &why["interval"][1]].map(|end| format!("{:.4}", end.as_f64().unwrap()));
            let expected = [
                format!(
                    "{}, set as {}, weight {}",
                    number("baseline"),
                    why["baseline_tier"].as_str().unwrap(),
                    number("prior")
                ),
                format!("weight {:.2}, supporting {:.2}", number("reports"), number("supporting")),
                format!("{:.4}, rounded {}", number("mean"), number("estimate")),
                interval.join(" to "),
            ];
            let shown = texts(&page, &format!("#receipt-{anchor} dd"));
            assert_eq!(shown[..4], expected, "{id} {claim}");
            let published = format!("{} ({})", number("published"), why["verdict"].as_str().unwrap());
            assert!(shown[4].starts_with(&published), "{shown:?}");
            assert_eq!(shown[4].contains("rare"), why["surprise"].as_bool().unwrap());
            assert!(bars.contains(&format!("#receipt-{anchor}")), "{bars:?}");
            let titles = texts(&page, &format!("p.reports:has(a[href='#receipt-{anchor}']) svg title"));
            let words = format!(
                "baseline {}, estimate {:.4}, 90 % interval {}",
                number("baseline"),
                number("mean"),
                expected[3]
            );
            assert_eq!(titles, [words]);
            receipts += 1;
        }
    }
    assert_eq!(receipts, 3);
}

#[test]
fn the_counts_of_the_lists_are_those_of_the_database() {
    let sandbox = with_reports();
    let page = Page::read(&sandbox.path("site/index.html"));
    let count = |sql: &str| query(&sandbox, &format!("{sql} AND ?1 = ?1"), "")[0].as_u64().unwrap();
    let all = count("SELECT count(*) FROM record WHERE withdrawn_in IS NULL");
    assert!(page.text("main p").starts_with(&format!("{all} known errors")));
    let domains = texts(&page, ".domains li");
    let counted = "SELECT domain || ' ' || count(*) FROM record WHERE withdrawn_in IS NULL AND ?1 = ?1 GROUP BY domain";
    let mut counted = query(&sandbox, counted, "");
    counted.sort_by_key(ToString::to_string);
    assert_eq!(domains, counted.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>());
    let of = "SELECT fix_success_rate FROM record WHERE domain = ?1 AND withdrawn_in IS NULL ORDER BY canon_id";
    let table = Page::read(&sandbox.path("site/errors/cicd/index.html"));
    let rates: Vec<String> = query(&sandbox, of, "cicd").iter().map(percent).collect();
    assert_eq!(texts(&table, "td.number"), rates);
    let days =
        "SELECT last_updated FROM record WHERE withdrawn_in IS NULL AND ?1 = ?1 ORDER BY last_updated DESC LIMIT 20";
    let days = query(&sandbox, days, "");
    assert_eq!(texts(&page, ".latest time"), days.iter().map(|day| day.as_str().unwrap()).collect::<Vec<_>>());
}
