//! A small site for tests of its pages.

use super::*;
use crate::record::{Id, Record, Start, read};

/// A record of the lowest tier with one workaround and one dead end.
pub(super) fn record(id: &str) -> Record {
    let domain = id.split('/').next().unwrap();
    let text = format!(
        r#"{{"id": "{id}", "signature": "E {id}", "regex": "E", "domain": "{domain}", "category": "runtime_error",
        "root_cause": "c", "root_cause_type": "generic",
        "dead_ends": [{{"action": "Wait", "why_fails": "w", "fail_rate": 0.5}}],
        "workarounds": [{{"action": "Do", "success_rate": 0.5, "how": "h"}}], "verification_tier": "ai_generated",
        "confidence": 0.5, "fix_success_rate": 0.5, "resolvable": "true", "first_seen": "2026-01-01",
        "last_confirmed": "2026-11-01", "last_updated": "2026-11-01", "evidence_count": 0, "locale": "en"}}"#
    );
    read(text.as_bytes(), Start::default()).unwrap()
}

/// A site of some records with an address.
pub(super) fn site(records: &[Record]) -> Site {
    let settings = SiteSettings {
        title: "Errors & <causes>".to_owned(),
        base_url: Some("https://example.org/e".to_owned()),
        today: "2026-11-22".parse().unwrap(),
    };
    Site::new(settings, records.iter().map(SiteEntry::from).collect())
}

fn page(site: &Site, record: &Record) -> String {
    site.record_files(record, &[]).remove(0).text
}

#[test]
fn every_page_can_be_made() {
    let records = ["a/x", "a/y", "b/z"].map(record);
    let site = site(&records);
    for (domain, entries) in site.index().domains() {
        assert!(site.domain_files(domain, entries).next().unwrap().text.contains(&format!("<h1>{domain}</h1>")));
    }
    let id = |text: &str| text.parse::<Id>().unwrap();
    let withdrawn = |reason: Option<&str>, heir: Option<&str>| WhyGone::Withdrawn {
        reason: reason.map(str::to_owned),
        merged_into: heir.map(id),
    };
    let link = "href=\"../../../errors/a/x/index.html\" dir=\"auto\">E a/x</a> <code>a/x</code>";
    for (why, told) in [
        (withdrawn(None, None), "no longer published.</p>"),
        (withdrawn(Some("<r>"), Some("a/none")), "&lt;r&gt;</span></p>\n<p>Another error replaces it:</p>"),
        (withdrawn(None, Some("a/none")), "<code>a/none</code>"),
        (withdrawn(None, Some("a/x")), link),
        (WhyGone::Renamed(id("a/x")), link),
    ] {
        let page = site.gone_file(&GonePage { id: id("a/old"), why }).unwrap().text;
        assert!(page.contains("<code>a/old</code>") && page.contains(told), "{page}");
    }
    let hidden = GonePage { id: id("a/index.html"), why: withdrawn(None, None) };
    assert_eq!(site.gone_file(&hidden), None, "it has the path of the page of the domain");
    assert!(site.front_file(None).text.contains("Errors &amp; &lt;causes&gt;"));
    assert!(site.missing_file().text.contains("href=\"/e/site.css\""));
    assert!(page(&site, &records[0]).contains("<h1"));
}

#[test]
fn a_link_leads_to_a_record_of_the_site_and_a_dangling_one_is_a_text() {
    let mut first = record("a/x");
    let edge = r#"{"leads_to": [{"error_id": "a/y", "condition": "c"}, {"error_id": "a/none", "condition": "c"}]}"#;
    let whole = crate::record::canonical(&first)
        .replace("\"leads_to\": []", edge.trim_start_matches('{').trim_end_matches('}'));
    first = read(whole.as_bytes(), Start::default()).unwrap();
    let site = site(&[first.clone(), record("a/y")]);
    let page = page(&site, &first);
    assert!(page.contains("href=\"../../../errors/a/y/index.html\""), "{page}");
    assert!(page.contains("<code>a/none</code>"), "{page}");
}

#[test]
fn what_a_page_shows_of_another_record_is_described_and_nothing_else_of_it() {
    let records = ["a/x", "a/y"].map(record);
    let described = |records: &[Record]| {
        let mut out = Vec::new();
        site(records).describe(&mut out).unwrap();
        out
    };
    let is_same = |change: fn(&mut Record)| {
        let mut changed = records.clone();
        change(&mut changed[1]);
        let is_same_page = page(&site(&changed), &records[0]) == page(&site(&records), &records[0]);
        (is_same_page, described(&changed) == described(&records))
    };
    let unseen = is_same(|other| {
        other.category = "other".to_owned();
        other.error_code = Some("E1".to_owned());
        other.fix_success_rate = crate::record::Rate::nearest(0.1);
        other.confidence = crate::record::Rate::nearest(0.1);
        other.last_updated = "2026-11-02".parse().unwrap();
    });
    assert_eq!(unseen, (true, true));
    assert_eq!(is_same(|other| other.signature = "Other".to_owned()), (false, false), "the next error is a link");
    assert_eq!(is_same(|other| other.id = "a/z".parse().unwrap()), (false, false));
    // A day later an age may be another one, although nothing of the records changed.
    assert_eq!(is_same(|other| other.last_confirmed = "2025-01-01".parse().unwrap()), (true, false));
}

#[test]
fn the_folder_of_a_record_may_not_have_the_path_of_a_page() {
    let collision = |ids: &[&str]| {
        let records: Vec<Record> = ids.iter().map(|id| record(id)).collect();
        site(&records).collision().map(|id| id.as_str().to_owned())
    };
    assert_eq!(collision(&["a/x", "a/y.html", "b/zh.html"]), None);
    assert_eq!(collision(&["a/index.html"]).as_deref(), Some("a/index.html"));
    assert_eq!(collision(&["a/x", "a/index.html/y"]).as_deref(), Some("a/index.html/y"));
}
