//! The head of a page.

use serde::Serialize;

use super::Site;
use super::layout::to_top;
use super::short::{shortened, title};

/// The longest description of a page, in characters.
const MAX_DESCRIPTION: usize = 200;

/// What the head of a page says, and how the page reaches the top of its site.
#[derive(Debug, Serialize)]
pub(super) struct PageHead<'a> {
    /// The language of the page.
    pub lang: &'static str,
    pub title: String,
    pub description: String,
    /// The kind of page in the words of Open Graph.
    pub kind: &'static str,
    /// The way to the top of the site: empty, or ending with a slash.
    pub root: String,
    /// The title of the site.
    pub site: &'a str,
    /// The absolute address of the page, if the site knows its own.
    pub canonical: Option<String>,
    pub alternates: Vec<Alternate>,
    /// Whether the site has a feed.
    pub has_feed: bool,
}

/// Another form of a page.
#[derive(Debug, Serialize)]
pub(super) struct Alternate {
    pub href: String,
    /// Its media type; `None` for a page.
    pub media: Option<&'static str>,
    /// Its language, if the form is a translation.
    pub lang: Option<&'static str>,
}

impl Site {
    /// The head of a page in English at a path below the site.
    pub(super) fn head(&self, (folder, name): (Option<&str>, &str), heading: &str, about: &str) -> PageHead<'_> {
        let path = folder.map_or(name.to_owned(), |folder| format!("{folder}/{name}"));
        PageHead {
            lang: "en",
            title: title(heading),
            description: shortened(about, MAX_DESCRIPTION),
            kind: "website",
            root: folder.map(to_top).unwrap_or_default(),
            site: &self.settings.title,
            canonical: self.address(&path),
            alternates: Vec::new(),
            has_feed: self.settings.base_url.is_some(),
        }
    }
}
