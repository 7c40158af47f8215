//! What programs read of a site: the sitemap, the rules for robots, and the summary for language models.

use std::fmt::Write;

use super::layout::{CHINESE_PAGE, DASHBOARD, PAGE, folder_of_domain, page_of};
use super::short::counted;
use super::{Site, SiteFile};
use crate::publish::layout::folder_of;

/// The most addresses of one file of a sitemap (<https://www.sitemaps.org/protocol.html>).
const MAX_ADDRESSES: usize = 50_000;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

impl Site {
    /// The rules for robots and, if the site knows its address, the sitemap, which needs it.
    pub fn robot_files(&self) -> Vec<SiteFile> {
        let Some(base) = &self.settings.base_url else {
            return vec![SiteFile::top("robots.txt", "User-agent: *\nAllow: /\n")];
        };
        let robots = format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n");
        let mut files = vec![SiteFile::top("robots.txt", robots)];
        files.extend(self.sitemap(base, MAX_ADDRESSES));
        files
    }

    /// The sitemap: one file, or several and one that lists them. A page counts as changed on the day on which its
    /// record last was.
    fn sitemap(&self, base: &str, most: usize) -> Vec<SiteFile> {
        let dashboard = format!("{DASHBOARD}/{PAGE}");
        let mut addresses = [PAGE, &dashboard].map(|page| element("url", base, page, None)).to_vec();
        for (domain, entries) in self.index.domains() {
            let latest = entries.iter().map(|entry| entry.last_updated).max().map(|day| day.to_string());
            addresses.push(element("url", base, &format!("{}/{PAGE}", folder_of_domain(domain)), latest.as_deref()));
            for entry in entries {
                let day = entry.last_updated.to_string();
                addresses.push(element("url", base, &page_of(&entry.id), Some(&day)));
                if entry.is_translated {
                    let path = format!("{}/{CHINESE_PAGE}", folder_of(&entry.id));
                    addresses.push(element("url", base, &path, Some(&day)));
                }
            }
        }
        let list = |urls: &[String]| format!("{XML}<urlset {NAMESPACE}>\n{}</urlset>\n", urls.concat());
        if addresses.len() <= most {
            return vec![SiteFile::top("sitemap.xml", list(&addresses))];
        }
        let parts = (1..).zip(addresses.chunks(most)).map(|(number, part)| SiteFile {
            folder: Some("sitemap".to_owned()),
            name: format!("{number}.xml"),
            text: list(part),
        });
        let mut files: Vec<SiteFile> = parts.collect();
        let parts = files.iter().map(|file| element("sitemap", base, &format!("sitemap/{}", file.name), None));
        let parts: String = parts.collect();
        let all = format!("{XML}<sitemapindex {NAMESPACE}>\n{parts}</sitemapindex>\n");
        files.push(SiteFile::top("sitemap.xml", all));
        files
    }

    /// The summary of the site for language models (<https://llmstxt.org/>).
    pub fn summary_file(&self) -> SiteFile {
        let title = &self.settings.title;
        let mut text = format!(
            "# {}\n\n> {}: the cause of each, what helps and how often, and what does not.\n\nEach error \
             has a folder `{}/DOMAIN/NAME/` with `index.json` (the record), `index.md` and, if it is translated, \
             `zh.md`.\n\n## Domains\n\n",
            one_line(title),
            counted(self.index.entries().len(), "known error"),
            crate::publish::layout::RECORDS
        );
        for (domain, entries) in self.index.domains() {
            let path = format!("{}/{PAGE}", folder_of_domain(domain));
            let href = self.address(&path).unwrap_or(path);
            // A String can always be written to.
            let _ = writeln!(text, "- [{domain}]({href}): {}", counted(entries.len(), "error"));
        }
        SiteFile::top("llms.txt", text)
    }
}

/// An entry of a sitemap. Paths of a site have no character that XML reads.
fn element(name: &str, base: &str, path: &str, day: Option<&str>) -> String {
    let base = base.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;");
    let changed = day.map_or(String::new(), |day| format!("<lastmod>{day}</lastmod>"));
    format!("<{name}><loc>{base}/{path}</loc>{changed}</{name}>\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{record, site};

    #[test]
    fn a_large_sitemap_is_several_files_and_one_that_lists_them() {
        let site = site(&[record("a/x"), record("a/y"), record("b/z")]);
        let one = site.sitemap("https://example.org/e", 50);
        assert_eq!(one.len(), 1);
        assert_eq!(one[0].text.matches("<loc>").count(), 7);
        let line = "<url><loc>https://example.org/e/errors/a/x/index.html</loc><lastmod>2026-11-01</lastmod></url>";
        assert!(one[0].text.contains(line), "{}", one[0].text);
        let names: Vec<String> = site.sitemap("https://example.org/e", 4).into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["1.xml", "2.xml", "sitemap.xml"]);
    }
}
