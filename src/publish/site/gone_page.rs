//! The page at an id under which nothing is published any more.

use serde::Serialize;

use super::head::PageHead;
use super::layout::{PAGE, folder_of_domain, page_of};
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
    /// The record was withdrawn, for a reason if one was given.
    Withdrawn(Option<String>),
    /// The record has another id now.
    Renamed(Id),
}

#[derive(Serialize)]
struct ShownGone<'a> {
    page: PageHead<'a>,
    id: &'a str,
    renamed_to: Option<&'a str>,
    /// The way to the page of the record under its new id, if the site has it.
    href: Option<String>,
    reason: Option<&'a str>,
    domain: &'a str,
    /// The way to the page of the domain, if the site has one.
    domain_page: Option<String>,
}

impl Site {
    /// The page that says what became of a record.
    pub fn gone_file(&self, gone: &GonePage) -> SiteFile {
        let folder = folder_of(&gone.id);
        let (about, renamed_to, reason) = match &gone.why {
            WhyGone::Withdrawn(reason) => ("This error is no longer published.", None, reason.as_deref()),
            WhyGone::Renamed(to) => ("This error has another id now.", Some(to), None),
        };
        let page = self.head((Some(&folder), PAGE), gone.id.as_str(), about);
        let new = renamed_to.and_then(|to| self.index.find(to.as_str()));
        let has_domain = self.index.has_domain(gone.id.domain());
        let shown = ShownGone {
            id: gone.id.as_str(),
            renamed_to: renamed_to.map(Id::as_str),
            href: new.map(|entry| format!("{}{}", page.root, page_of(&entry.id))),
            reason,
            domain: gone.id.domain(),
            domain_page: has_domain.then(|| format!("{}{}/{PAGE}", page.root, folder_of_domain(gone.id.domain()))),
            page,
        };
        let text = self.templates.render("gone.html", shown);
        SiteFile::page(folder, text)
    }
}
