//! Links to records of the site.

use serde::Serialize;

use super::entry::SiteEntry;
use super::layout::page_of;

/// A link to a record of the site.
#[derive(Serialize)]
pub(super) struct ShownLink<'a> {
    /// The way to its page.
    href: String,
    /// Its title.
    title: &'a str,
}

/// The link to a record from a page; `root` is the way from that page to the top of the site.
pub(super) fn link<'a>(entry: &'a SiteEntry, root: &str) -> ShownLink<'a> {
    ShownLink { href: format!("{root}{}", page_of(&entry.id)), title: &entry.title }
}
