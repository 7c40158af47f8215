//! The first page of the site, and the page for an address that does not exist.

use std::cmp::Reverse;

use serde::Serialize;

use super::entry::SiteEntry;
use super::head::PageHead;
use super::layout::{PAGE, folder_of_domain, page_of};
use super::short::counted;
use super::{Site, SiteFile};
use crate::record::{Date, web_address};

/// The number of records that the first page names as the latest.
const LATEST: usize = 20;

#[derive(Serialize)]
struct FrontPage<'a> {
    page: PageHead<'a>,
    records: usize,
    translated: usize,
    domains: Vec<ShownDomain<'a>>,
    latest: Vec<ShownLatest<'a>>,
    release: Option<ShownRelease<'a>>,
}

/// The latest release of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteRelease {
    /// Its name.
    pub name: String,
    /// Its day.
    pub day: Date,
    /// Whether the site has the state of the release; else something changed since.
    pub is_current: bool,
}

/// A release as the page names it.
#[derive(Serialize)]
struct ShownRelease<'a> {
    name: &'a str,
    day: String,
    is_current: bool,
}

impl<'a> ShownRelease<'a> {
    fn of(SiteRelease { name, day, is_current }: &'a SiteRelease) -> Self {
        ShownRelease { name, day: day.to_string(), is_current: *is_current }
    }
}

/// A domain with the number of its records.
#[derive(Serialize)]
struct ShownDomain<'a> {
    name: &'a str,
    href: String,
    records: usize,
}

/// A record that changed lately.
#[derive(Serialize)]
struct ShownLatest<'a> {
    href: String,
    title: &'a str,
    id: &'a str,
    day: String,
}

#[derive(Serialize)]
struct MissingPage<'a> {
    page: PageHead<'a>,
}

/// The path of an address, ending with a slash: a way to the top of its site from wherever a page is sent.
fn path_of(address: &str) -> String {
    web_address(address).map_or(String::new(), |url| format!("{}/", url.path().trim_end_matches('/')))
}

impl Site {
    /// The first page. It names the latest release, if there is one.
    pub fn front_file(&self, release: Option<&SiteRelease>) -> SiteFile {
        let entries = self.index.entries();
        let title = &self.settings.title;
        let domains = self.index.domains().map(|(name, of_domain)| {
            let href = format!("{}/{PAGE}", folder_of_domain(name));
            ShownDomain { name, href, records: of_domain.len() }
        });
        let errors = counted(entries.len(), "known error");
        let about = format!("{errors}: causes, what helps, and what does not.");
        let page = FrontPage {
            page: self.head((None, PAGE), title, &about),
            records: entries.len(),
            translated: entries.iter().filter(|entry| entry.is_translated).count(),
            domains: domains.collect(),
            latest: self.latest(),
            release: release.map(ShownRelease::of),
        };
        SiteFile::top(PAGE, self.templates.render("index.html", page))
    }

    /// The page that a server sends for an address that does not exist, wherever that is.
    pub fn missing_file(&self) -> SiteFile {
        let mut page = self.head((None, "404.html"), "Not found", "There is no page at this address.");
        page.canonical = None;
        page.root = self.settings.base_url.as_deref().map_or(String::new(), path_of);
        SiteFile::top("404.html", self.templates.render("404.html", MissingPage { page }))
    }

    /// The records that changed last, the latest first.
    fn latest(&self) -> Vec<ShownLatest<'_>> {
        let mut latest: Vec<&SiteEntry> = self.index.entries().iter().collect();
        latest.sort_by_key(|entry| Reverse(entry.last_updated));
        let shown = latest.into_iter().take(LATEST).map(|entry| ShownLatest {
            href: page_of(&entry.id),
            title: &entry.title,
            id: entry.id.as_str(),
            day: entry.last_updated.to_string(),
        });
        shown.collect()
    }
}
