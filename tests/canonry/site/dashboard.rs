//! The numbers of the dashboard are those of the database.

use std::collections::BTreeMap;

use super::numbers::{query, texts, with_reports};
use super::page::Page;

/// The rows of a table of the page, each as its label and its number.
fn rows(page: &Page, title: &str) -> Vec<String> {
    let titles = texts(page, ".panels > section > h2");
    let at = titles.iter().position(|other| other == title).unwrap_or_else(|| panic!("no {title} in {titles:?}"));
    let of = |part: &str| texts(page, &format!(".panels > section:nth-of-type({}) tbody {part}", at + 1));
    of("th").iter().zip(of("td.number")).map(|(label, number)| format!("{label}: {number}")).collect()
}

#[test]
fn every_number_of_the_dashboard_is_that_of_a_query() {
    let sandbox = with_reports();
    sandbox.ok("release create v1 --out releases --force --reason test");
    sandbox.ok("site --out site --prune --today 2027-03-01");
    let page = Page::read(&sandbox.path("site/dashboard/index.html"));
    let told = |sql: &str| -> Vec<String> {
        let sql = sql.replace("RECORDS", "record WHERE withdrawn_in IS NULL AND ?1 = ?1");
        query(&sandbox, &sql, "").iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let sorted = |mut rows: Vec<String>| {
        rows.sort();
        rows
    };
    let tiers: Vec<String> = rows(&page, "Records by tier").into_iter().filter(|row| !row.ends_with(": 0")).collect();
    let by_tier = "SELECT verification_tier || ': ' || count(*) FROM RECORDS GROUP BY verification_tier";
    assert_eq!(sorted(tiers), sorted(told(by_tier)));
    let by_domain = "SELECT domain || ': ' || count(*) FROM RECORDS GROUP BY domain";
    assert_eq!(sorted(rows(&page, "Records by domain")), sorted(told(by_domain)));
    let days = "julianday('2027-03-01') - julianday(last_confirmed)";
    let ages = |from: i32, to: i32| {
        let sql = format!("SELECT '' || count(*) FROM RECORDS AND {days} > {from} AND {days} <= {to}");
        told(&sql).remove(0)
    };
    let expected = [
        format!("up to 180 days: {}", ages(-9999, 180)),
        format!("aging: more than 180 days: {}", ages(180, 365)),
        format!("stale: more than 365 days: {}", ages(365, 99_999)),
    ];
    assert_eq!(rows(&page, "Last confirmed"), expected);
    for (title, field) in [("Fix rates", "fix_success_rate"), ("Confidence", "confidence")] {
        let sql = format!(
            "WITH RECURSIVE t (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT (n * 10) || ' to ' || \
             iif(n = 9, 100, n * 10 + 9) || ' %: ' || (SELECT count(*) FROM RECORDS AND min(round({field} * 100) / 10, \
             9) >= n AND min(round({field} * 100) / 10, 9) < n + 1) FROM t"
        );
        assert_eq!(rows(&page, title), told(&sql), "{title}");
    }
    let of_month = |number: &str| {
        told(&format!(
            "SELECT substr(day, 1, 7) || ': ' || {number} FROM evidence WHERE ?1 = ?1 GROUP BY substr(day, 1, 7)"
        ))
    };
    assert_eq!(rows(&page, "Evidence by month"), of_month("count(*)"));
    assert_eq!(rows(&page, "Reported attempts by month"), of_month("sum(count)"));
    let rates = sandbox.json("rates", 0);
    let mut verdicts: BTreeMap<&str, u64> = BTreeMap::new();
    for claim in rates["claims"].as_array().unwrap() {
        *verdicts.entry(claim["verdict"].as_str().unwrap()).or_default() += 1;
    }
    let verdicts: Vec<String> = verdicts.iter().map(|(verdict, count)| format!("{verdict}: {count}")).collect();
    assert!(!verdicts.is_empty());
    assert_eq!(rows(&page, "Rates with reports"), verdicts);
    let surprises = rates["counts"]["surprises"].as_u64().unwrap();
    let have = if surprises == 1 { "rate has" } else { "rates have" };
    assert!(page.text("main p").contains(&format!(" {surprises} {have} reports")));
    let checked = sandbox.json("check --statistics --today 2027-03-01", 1);
    let findings: Vec<String> = checked["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| {
            let text = |name: &str| code[name].as_str().unwrap();
            format!("{}s: {} {}: {}", text("severity"), text("code"), text("name"), code["findings"])
        })
        .collect();
    assert!(findings.len() > 3);
    let titles = texts(&page, ".panels > section > h2");
    let severities: Vec<&str> = titles.iter().filter_map(|title| title.strip_prefix("Findings: ")).collect();
    assert_eq!(severities, ["errors", "warnings", "notes"], "the gravest first");
    let of_severity = |severity: &&str| rows(&page, &format!("Findings: {severity}")).into_iter();
    let on_page = severities.iter().flat_map(|one| of_severity(one).map(move |row| format!("{one}: {row}")));
    assert_eq!(sorted(on_page.collect()), sorted(findings));
    let total = |severity: &str| {
        let alike = checked["codes"].as_array().unwrap().iter().filter(|code| code["severity"] == severity);
        let count: u64 = alike.map(|code| code["findings"].as_u64().unwrap()).sum();
        format!("{count} {severity}{}", if count == 1 { "" } else { "s" })
    };
    let told_totals = format!("found {}, {} and {};", total("error"), total("warning"), total("note"));
    assert!(page.text("main p").contains(&told_totals), "{told_totals}");
    assert_eq!(rows(&page, "Releases"), told("SELECT name || ' (2026-11-21): ' || records FROM release WHERE ?1 = ?1"));
    let next = "SELECT canon_id FROM RECORDS ORDER BY julianday(last_confirmed) > julianday('2027-03-01') - 366, \
                julianday(last_confirmed) > julianday('2027-03-01') - 181, confidence, last_confirmed, \
                canon_id LIMIT 20";
    assert_eq!(texts(&page, "td code"), told(next));
}
