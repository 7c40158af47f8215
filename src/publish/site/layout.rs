//! Which files a site has, and how its pages lead to each other.

use super::{Site, templates};
use crate::publish::layout::{FILE_NAMES, RECORDS, folder_of};
use crate::record::{Id, RecordFile};

/// The file that lists the files of a site with their checksums, as `sha256sum` reads it.
pub const SITE_SUMS: &str = "site.sha256";

/// The page of a folder.
pub(super) const PAGE: &str = RecordFile::Html.as_str();

/// The Chinese page of a record.
pub(super) const CHINESE_PAGE: &str = RecordFile::ChineseHtml.as_str();

/// The pages that a record can have in its folder besides its other published forms.
const PAGES: [&str; 2] = [PAGE, CHINESE_PAGE];

/// The names of all files that a record can have in its folder of a site.
pub const RECORD_FILES: [&str; 5] = {
    let [json, markdown, chinese] = FILE_NAMES;
    [json, markdown, chinese, PAGE, CHINESE_PAGE]
};

/// The files of a site at its top.
const TOP_FILES: [&str; 10] = [
    PAGE,
    "404.html",
    "site.css",
    "site.js",
    "robots.txt",
    "llms.txt",
    "sitemap.xml",
    // Without it the pages of a forge would make pages of the Markdown files, which would replace those of the site.
    ".nojekyll",
    SITE_SUMS,
    FEED,
];

/// The feed of the last changes.
pub(super) const FEED: &str = "feed.xml";

/// The folder of the page that says how the set stands.
pub(super) const DASHBOARD: &str = "dashboard";

/// The folder of the further pages of domains that have many records.
pub(super) const DOMAINS: &str = "domains";

/// Folders of a site whose files all belong to it.
const OWN_FOLDERS: [&str; 4] = ["dashboard/", "domains/", "search/", "sitemap/"];

/// A file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Its folder below that of the site; `None` for the site's own.
    pub folder: Option<String>,
    /// Its name.
    pub name: String,
    /// Its content.
    pub text: String,
}

impl SiteFile {
    /// A file at the top of the site.
    pub(super) fn top(name: &str, text: impl Into<String>) -> Self {
        SiteFile { folder: None, name: name.to_owned(), text: text.into() }
    }

    /// A page of a folder.
    pub(super) fn page(folder: String, text: String) -> Self {
        SiteFile { folder: Some(folder), name: PAGE.to_owned(), text }
    }
}

impl Site {
    /// The files that are the same in every site: the style, the script, and the mark for a forge.
    pub fn fixed_files(&self) -> Vec<SiteFile> {
        let [style, script] = templates::ASSETS;
        vec![SiteFile::top("site.css", style), SiteFile::top("site.js", script), SiteFile::top(".nojekyll", "")]
    }

    /// A record whose folder would have the path of the page of its domain.
    pub fn collision(&self) -> Option<&Id> {
        self.index.entries().iter().map(|entry| &entry.id).find(|id| has_path_of_page(id))
    }

    /// The absolute address of a path; `None` if the site does not know its own.
    pub(super) fn address(&self, path: &str) -> Option<String> {
        self.settings.base_url.as_ref().map(|base| format!("{base}/{path}"))
    }
}

/// Whether a path below the folder of a site is one that a site can have.
pub fn is_site_path(path: &str) -> bool {
    let is_of_record = path.strip_prefix(RECORDS).is_some_and(|rest| rest.starts_with('/')) && {
        let name = path.rsplit('/').next().unwrap_or_default();
        FILE_NAMES.contains(&name) || PAGES.contains(&name)
    };
    is_of_record || TOP_FILES.contains(&path) || OWN_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Whether the folder of an id would have the path of the page of its domain. Further segments of an id are never the
/// name of a file.
pub(super) fn has_path_of_page(id: &Id) -> bool {
    id.as_str().split('/').nth(1) == Some(PAGE)
}

/// The folder of a domain.
pub(super) fn folder_of_domain(domain: &str) -> String {
    format!("{RECORDS}/{domain}")
}

/// The path of the page of a record, below the site.
pub(super) fn page_of(id: &Id) -> String {
    format!("{}/{PAGE}", folder_of(id))
}

/// The way from a folder of the site to its top: empty, or ending with a slash.
pub(super) fn to_top(folder: &str) -> String {
    "../".repeat(folder.split('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_pages_below_its_records_and_a_few_files_at_its_top() {
        for good in ["index.html", "errors/a/b/zh.html", "errors/a/index.html", "errors/a/b/index.json", "search/a.js"]
        {
            assert!(is_site_path(good), "{good}");
        }
        for bad in ["README.md", "errors/a/b/other.html", "errorsx/index.html", "a/index.html", "index.md"] {
            assert!(!is_site_path(bad), "{bad}");
        }
    }

    #[test]
    fn the_way_to_the_top_has_a_step_for_each_folder() {
        let id: Id = "a/b/c".parse().unwrap();
        assert_eq!(to_top(&folder_of(&id)), "../../../../");
        assert_eq!(to_top(&folder_of_domain("a")), "../../");
    }
}
