//! The page at an id under which nothing is published any more.

use serde::Serialize;

use super::head::PageHead;
use super::layout::{PAGE, folder_of_domain, has_path_of_page};
use super::shown_link::{ShownLink, link};
use super::{Site, SiteFile};
use crate::publish::layout::folder_of;
use crate::record::Id;

/// An id under which nothing is published any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GonePage {
    /// The id.
    pub id: Id,
    /// Why nothing is published there.
    pub why: WhyGone,
}

/// Why nothing is published under an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyGone {
    /// The record was withdrawn.
    Withdrawn {
        /// Why, if somebody said so.
        reason: Option<String>,
        /// The record that it was merged into, if it was.
        merged_into: Option<Id>,
    },
    /// The record has another id now.
    Renamed(Id),
}

#[derive(Serialize)]
struct ShownGone<'a> {
    page: PageHead<'a>,
    id: &'a str,
    /// Whether the record has another id now; otherwise it was withdrawn.
    is_renamed: bool,
    reason: Option<&'a str>,
    /// The id of the record under its new id, or of the one that it was merged into.
    heir: Option<&'a str>,
    /// The way to the page of that record and its title, if the site has it.
    link: Option<ShownLink<'a>>,
    domain: &'a str,
    /// The way to the page of the domain, if the site has one.
    domain_page: Option<String>,
}

impl Site {
    /// The page that says what became of a record; `None` if its folder would have the path of another page.
    pub fn gone_file(&self, gone: &GonePage) -> Option<SiteFile> {
        if has_path_of_page(&gone.id) {
            return None;
        }
        let folder = folder_of(&gone.id);
        let (about, heir, reason) = match &gone.why {
            WhyGone::Withdrawn { reason, merged_into } => {
                ("This error is no longer published.", merged_into.as_ref(), reason.as_deref())
            }
            WhyGone::Renamed(to) => ("This error has another id now.", Some(to), None),
        };
        let page = self.head((Some(&folder), PAGE), gone.id.as_str(), about);
        let entry = heir.and_then(|heir| self.index.find(heir.as_str()));
        let has_domain = self.index.has_domain(gone.id.domain());
        let shown = ShownGone {
            id: gone.id.as_str(),
            is_renamed: matches!(gone.why, WhyGone::Renamed(_)),
            reason,
            heir: heir.map(Id::as_str),
            link: entry.map(|entry| link(entry, &page.root)),
            domain: gone.id.domain(),
            domain_page: has_domain.then(|| format!("{}{}/{PAGE}", page.root, folder_of_domain(gone.id.domain()))),
            page,
        };
        let text = self.templates.render("gone.html", shown);
        Some(SiteFile::page(folder, text))
    }
}
