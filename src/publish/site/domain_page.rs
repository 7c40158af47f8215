//! The page of a domain: a table of its records.

use serde::Serialize;

use super::entry::SiteEntry;
use super::head::PageHead;
use super::layout::{PAGE, folder_of_domain};
use super::{Site, SiteFile};

#[derive(Serialize)]
struct DomainPage<'a> {
    page: PageHead<'a>,
    domain: &'a str,
    /// Whether any of its records has a code.
    has_codes: bool,
    rows: Vec<ShownRow<'a>>,
}

/// A record in a table of its domain.
#[derive(Serialize)]
struct ShownRow<'a> {
    /// The way to its page from that of the domain.
    href: String,
    title: &'a str,
    /// The id of the record without the domain.
    name: &'a str,
    code: Option<&'a str>,
    category: &'a str,
    tier: &'a str,
    resolvable: &'static str,
    fix_rate: u8,
    last_confirmed: String,
}

impl<'a> ShownRow<'a> {
    fn of(entry: &'a SiteEntry) -> Self {
        let name = entry.id.as_str().split_once('/').map_or("", |(_, name)| name);
        ShownRow {
            href: format!("{name}/{PAGE}"),
            title: &entry.title,
            name,
            code: entry.error_code.as_deref(),
            category: &entry.category,
            tier: entry.tier.as_str(),
            resolvable: entry.resolvable.as_str(),
            fix_rate: entry.fix_rate.percent(),
            last_confirmed: entry.last_confirmed.to_string(),
        }
    }
}

impl Site {
    /// The page of a domain with its records.
    pub fn domain_file(&self, domain: &str, entries: &[SiteEntry]) -> SiteFile {
        let folder = folder_of_domain(domain);
        let records = if entries.len() == 1 { "1 error" } else { &format!("{} errors", entries.len()) };
        let about = format!("{records} of {domain}: their causes, what helps, and what does not.");
        let page = DomainPage {
            page: self.head((Some(&folder), PAGE), domain, &about),
            domain,
            has_codes: entries.iter().any(|entry| entry.error_code.is_some()),
            rows: entries.iter().map(ShownRow::of).collect(),
        };
        let text = self.templates.render("domain.html", page);
        SiteFile::page(folder, text)
    }
}
