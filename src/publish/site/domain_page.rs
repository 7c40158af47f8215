//! The pages of a domain: tables of its records.

use serde::Serialize;

use super::entry::SiteEntry;
use super::head::PageHead;
use super::layout::{DOMAINS, PAGE, folder_of_domain, page_of};
use super::short::counted;
use super::{Site, SiteFile};

/// The most records of a page.
const MAX_ROWS: usize = 1000;

#[derive(Serialize)]
struct DomainPage<'a> {
    page: PageHead<'a>,
    domain: &'a str,
    /// Whether any of its records has a code.
    has_codes: bool,
    rows: Vec<ShownRow<'a>>,
    /// The number of the page, from 1, and that of all pages.
    number: usize,
    pages: usize,
    /// The ways to the pages before and after it.
    previous: Option<String>,
    next: Option<String>,
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
    fn of(entry: &'a SiteEntry, root: &str) -> Self {
        let name = entry.id.as_str().split_once('/').map_or("", |(_, name)| name);
        ShownRow {
            href: format!("{root}{}", page_of(&entry.id)),
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
    /// The pages of a domain with its records: its own, and further ones if there are many.
    pub fn domain_files<'a>(&'a self, domain: &'a str, entries: &'a [SiteEntry]) -> impl Iterator<Item = SiteFile> {
        let (has_codes, pages) =
            (entries.iter().any(|entry| entry.error_code.is_some()), entries.len().div_ceil(MAX_ROWS));
        let errors = counted(entries.len(), "error");
        let about = format!("{errors} of {domain}: causes, what helps, and what does not.");
        (1..).zip(entries.chunks(MAX_ROWS)).map(move |(number, entries)| {
            let (folder, name) = place(domain, number);
            let title = if number == 1 { domain.to_owned() } else { format!("{domain}, page {number}") };
            let head = self.head((Some(&folder), &name), &title, &about);
            let link = |number: usize| {
                let (folder, name) = place(domain, number);
                format!("{}{folder}/{name}", head.root)
            };
            let page = DomainPage {
                domain,
                has_codes,
                rows: entries.iter().map(|entry| ShownRow::of(entry, &head.root)).collect(),
                number,
                pages,
                previous: (number > 1).then(|| link(number - 1)),
                next: (number < pages).then(|| link(number + 1)),
                page: head,
            };
            let text = self.templates.render("domain.html", page);
            SiteFile { folder: Some(folder), name, text }
        })
    }
}

/// The folder and the name of a page of a domain. The first one is beside its records; a further one is not, for there
/// it could have the path of a record.
fn place(domain: &str, number: usize) -> (String, String) {
    match number {
        1 => (folder_of_domain(domain), PAGE.to_owned()),
        _ => (format!("{DOMAINS}/{domain}"), format!("{number}.html")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{record, site};

    #[test]
    fn a_domain_of_many_records_has_several_pages_that_lead_to_each_other() {
        let records: Vec<_> = (1000..3001).map(|number| record(&format!("a/x{number}"))).collect();
        let site = site(&records);
        let (domain, entries) = site.index().domains().next().unwrap();
        let files: Vec<_> = site.domain_files(domain, entries).collect();
        let places: Vec<_> =
            files.iter().map(|file| format!("{}/{}", file.folder.as_deref().unwrap(), file.name)).collect();
        assert_eq!(places, ["errors/a/index.html", "domains/a/2.html", "domains/a/3.html"]);
        assert_eq!(files.iter().map(|file| file.text.matches("<tr><td>").count()).collect::<Vec<_>>(), [1000, 1000, 1]);
        for (file, links) in files.iter().zip([&["next"][..], &["prev", "next"], &["prev"]]) {
            for link in links {
                assert!(file.text.contains(&format!("<a rel=\"{link}\" href=\"../../")), "{} {link}", file.name);
            }
        }
        assert!(files[1].text.contains("rel=\"prev\" href=\"../../errors/a/index.html\""));
        assert!(files[2].text.contains("href=\"../../errors/a/x3000/index.html\""));
    }
}
