//! The page that says how the set stands.

mod counted;

use std::collections::BTreeMap;

use serde::Serialize;

use super::entry::SiteEntry;
use super::front_page::SiteRelease;
use super::head::PageHead;
use super::layout::{DASHBOARD, PAGE, folder_of_domain, page_of, to_top};
use super::{Site, SiteFile};
use crate::record::Date;
use counted::{CountedRow, CountedTable, by_tenth};

/// The number of records that the page names as the ones to look at next.
const NEXT: usize = 20;

/// What the page says besides what the entries of the records say.
#[derive(Debug, Clone, Default)]
pub struct SetState {
    /// After how many days since its last confirmation a record is aging, and after how many it is stale.
    pub aging: (i64, i64),
    /// The tiers of the policy, from the lowest to the highest.
    pub ladder: Vec<String>,
    /// The evidence of each month, such as `2026-11`: the number of pieces, and of reported attempts.
    pub months: Vec<(String, u64, u64)>,
    /// The number of rates with reports by what becomes of their estimates.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// The number of rates whose reports are rare if the baseline is true.
    pub surprises: u64,
    /// The releases, in order: the name, the day and the number of records.
    pub releases: Vec<(String, Date, u64)>,
    /// The latest release, if the site has all records.
    pub release: Option<SiteRelease>,
    /// The findings of the checks, in the order of the page; `None` if the set could not be checked.
    pub findings: Option<Vec<FindingCount>>,
}

/// How many findings a check has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// The short form of its code, such as `S001`.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How grave its findings are.
    pub severity: &'static str,
    /// Their number.
    pub findings: u64,
}

#[derive(Serialize)]
struct DashboardPage<'a> {
    page: PageHead<'a>,
    records: usize,
    tables: Vec<CountedTable>,
    releases: Vec<CountedRow>,
    /// The points of the line of the releases.
    line: String,
    surprises: u64,
    /// Whether the checks ran and found nothing.
    is_flawless: bool,
    /// How many findings there are of each severity, the gravest first.
    findings: Vec<ShownFindings>,
    next: Vec<ShownNext<'a>>,
}

/// A record to look at next.
#[derive(Serialize)]
struct ShownNext<'a> {
    href: String,
    title: &'a str,
    id: &'a str,
    tier: &'a str,
    confidence: u8,
    last_confirmed: String,
}

/// The findings of a severity.
#[derive(Serialize)]
struct ShownFindings {
    severity: &'static str,
    count: u64,
}

/// How old a confirmation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum AgeClass {
    Stale,
    Aging,
    Fresh,
}

impl SetState {
    /// The findings of each severity, in the order of the page.
    fn by_severity(&self) -> impl Iterator<Item = &[FindingCount]> {
        self.findings.iter().flat_map(|all| all.chunk_by(|one, next| one.severity == next.severity))
    }
}

fn shown_findings(alike: &[FindingCount]) -> ShownFindings {
    let severity = alike.first().map_or("", |one| one.severity);
    ShownFindings { severity, count: alike.iter().map(|one| one.findings).sum() }
}

/// The table of the domains, each with a link to its page.
fn linked_domains(mut table: CountedTable) -> CountedTable {
    for row in &mut table.rows {
        row.href = Some(format!("{}{}/{PAGE}", to_top(DASHBOARD), folder_of_domain(&row.label)));
    }
    table
}

fn findings_table(alike: &[FindingCount]) -> CountedTable {
    let severity = alike.first().map_or("", |one| one.severity);
    let counts = alike.iter().map(|FindingCount { code, name, findings, .. }| (format!("{code} {name}"), *findings));
    CountedTable::of(&format!("Findings: {severity}s"), "Check", counts)
}

impl Site {
    /// The page that says how the set stands.
    pub fn dashboard_file(&self, state: &SetState) -> SiteFile {
        let entries = self.index.entries();
        let releases = state.releases.iter().map(|(name, day, records)| (format!("{name} ({day})"), *records));
        let releases = CountedTable::of("Releases", "Release", releases).rows;
        let page = DashboardPage {
            page: self.head((Some(DASHBOARD), PAGE), "How the set stands", "The state of the set, in numbers."),
            records: entries.len(),
            tables: self.tables(state),
            line: counted::line(&releases),
            releases,
            surprises: state.surprises,
            is_flawless: state.findings.as_ref().is_some_and(Vec::is_empty),
            findings: state.by_severity().map(shown_findings).collect(),
            next: self.next(state),
        };
        SiteFile::page(DASHBOARD.to_owned(), self.templates.render("dashboard.html", page))
    }

    /// The tables of counts, in the order of the page.
    fn tables(&self, state: &SetState) -> Vec<CountedTable> {
        let entries = self.index.entries();
        let mut tiers: Vec<(String, u64)> = state.ladder.iter().map(|tier| (tier.clone(), 0)).collect();
        for entry in entries {
            match tiers.iter_mut().find(|(tier, _)| tier == entry.tier.as_str()) {
                Some((_, count)) => *count += 1,
                None => tiers.push((entry.tier.to_string(), 1)),
            }
        }
        let (aging, stale) = state.aging;
        let of_age = |class| entries.iter().filter(|entry| self.age_class(entry, state) == class).count() as u64;
        let ages = [
            (format!("up to {aging} days"), of_age(AgeClass::Fresh)),
            (format!("aging: more than {aging} days"), of_age(AgeClass::Aging)),
            (format!("stale: more than {stale} days"), of_age(AgeClass::Stale)),
        ];
        let mut domains: Vec<(String, u64)> =
            self.index.domains().map(|(name, group)| (name.to_owned(), group.len() as u64)).collect();
        domains.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
        let months =
            |of: fn(&(String, u64, u64)) -> u64| state.months.iter().map(move |month| (month.0.clone(), of(month)));
        let verdicts = state.verdicts.iter().map(|(verdict, count)| ((*verdict).to_owned(), *count));
        let mut tables = vec![
            CountedTable::of("Records by tier", "Tier", tiers),
            CountedTable::of("Last confirmed", "Age", ages),
            CountedTable::of("Fix rates", "Rate", by_tenth(entries.iter().map(|entry| entry.fix_rate))),
            CountedTable::of("Confidence", "Confidence", by_tenth(entries.iter().map(|entry| entry.confidence))),
            CountedTable::of("Evidence by month", "Month", months(|(_, pieces, _)| *pieces)),
            CountedTable::of("Reported attempts by month", "Month", months(|(_, _, reports)| *reports)),
            CountedTable::of("Rates with reports", "Estimate", verdicts),
            linked_domains(CountedTable::of("Records by domain", "Domain", domains)),
        ];
        tables.extend(state.by_severity().map(findings_table));
        tables
    }

    fn age_class(&self, entry: &SiteEntry, state: &SetState) -> AgeClass {
        let days = self.settings.today.days_since(entry.last_confirmed);
        match state.aging {
            (_, stale) if days > stale => AgeClass::Stale,
            (aging, _) if days > aging => AgeClass::Aging,
            (_, _) => AgeClass::Fresh,
        }
    }

    /// The records to look at next: stale ones first, then aging ones; of those the least confident first.
    fn next(&self, state: &SetState) -> Vec<ShownNext<'_>> {
        let mut entries: Vec<&SiteEntry> = self.index.entries().iter().collect();
        entries.sort_by_key(|entry| (self.age_class(entry, state), entry.confidence.percent(), entry.last_confirmed));
        let shown = entries.into_iter().take(NEXT).map(|entry| ShownNext {
            href: format!("{}{}", to_top(DASHBOARD), page_of(&entry.id)),
            title: &entry.title,
            id: entry.id.as_str(),
            tier: entry.tier.as_str(),
            confidence: entry.confidence.percent(),
            last_confirmed: entry.last_confirmed.to_string(),
        });
        shown.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{record, site};
    use super::*;

    #[test]
    fn the_page_of_an_empty_and_of_a_small_set_can_be_made() {
        let state = SetState { aging: (180, 365), ..SetState::default() };
        let text = |findings| site(&[]).dashboard_file(&SetState { findings, ..state.clone() }).text;
        assert!(text(None).contains("0 records") && !text(None).contains("found nothing"));
        assert!(text(Some(Vec::new())).contains("The checks found nothing."));
        let day: Date = "2026-11-01".parse().unwrap();
        let releases = [("1", 1), ("2", 3)].map(|(name, records)| (name.to_owned(), day, records)).to_vec();
        let page = site(&["a/x", "b/y"].map(record)).dashboard_file(&SetState { releases, ..state }).text;
        assert!(page.contains("2 records") && page.contains("points=\"0,66.7 300,0.0\""), "{page}");
        assert!(page.contains("href=\"../errors/a/x/index.html\""), "{page}");
    }

    #[test]
    fn what_is_stale_comes_before_what_is_aging_and_the_least_confident_first() {
        let mut records = ["a/stale", "a/aging", "a/fresh", "a/unsure"].map(record);
        let days = ["2025-11-21", "2026-05-25", "2026-05-26", "2026-11-01"];
        for (record, day) in records.iter_mut().zip(days) {
            record.last_confirmed = day.parse().unwrap();
        }
        records[3].confidence = crate::record::Rate::nearest(0.1);
        let site = site(&records);
        let state = SetState { aging: (180, 365), ..SetState::default() };
        let ids: Vec<&str> = site.next(&state).iter().map(|next| next.id).collect();
        assert_eq!(ids, ["a/stale", "a/aging", "a/unsure", "a/fresh"]);
        let counts = |name: &str| {
            let tables = site.tables(&state);
            let table = tables.iter().find(|table| table.title == name).unwrap();
            table.rows.iter().map(|row| row.count).collect::<Vec<_>>()
        };
        assert_eq!(counts("Last confirmed"), [2, 1, 1]);
        assert_eq!(counts("Confidence"), [0, 1, 0, 0, 0, 3, 0, 0, 0, 0]);
    }
}
