//! The site: a published set as pages for people, which any server can serve and which open from a folder, too.
//!
//! Pages are made from records and figures, which the caller reads; this room opens nothing. Every text of a record is
//! data: it is escaped where it is put into a template, and no template has a script or a style of its own.

mod age;
mod dashboard;
mod domain_page;
mod entry;
mod feed;
mod figure;
mod front_page;
mod gone_page;
mod head;
mod layout;
mod lists;
mod record_items;
mod record_page;
mod search;
mod short;
mod shown_link;
mod structured;
mod templates;
#[cfg(test)]
mod tests;
mod web_link;

use std::io::{self, Write};

use crate::record::Date;
use age::age;
pub use dashboard::{FindingCount, SetState};
pub use entry::{SiteEntry, SiteIndex};
pub use feed::RecentChange;
pub use figure::{FigureOf, RateFigure};
pub use front_page::SiteRelease;
pub use gone_page::{GonePage, WhyGone};
pub use layout::{RECORD_FILES, SITE_SUMS, SiteFile, is_site_path};
pub use search::SearchIndex;
use templates::Templates;

/// What a site is, besides its records.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// Its title.
    pub title: String,
    /// The address under which it is published, without a slash at its end; `None` if it is not known.
    pub base_url: Option<String>,
    /// The day on which ages are computed.
    pub today: Date,
}

/// The pages of a site. Templates are compiled once, and pages can be made on several threads.
pub struct Site {
    settings: SiteSettings,
    index: SiteIndex,
    templates: Templates,
}

/// Writes the templates, the style and the script, on which the files of every site depend, in a form of no meaning.
///
/// # Errors
/// Those of `out`.
pub fn describe_templates(out: &mut impl Write) -> io::Result<()> {
    templates::sources().try_for_each(|source| write!(out, "{source:?}"))
}

impl Site {
    /// A site of the records of an index.
    pub fn new(settings: SiteSettings, index: SiteIndex) -> Self {
        Site { settings, index, templates: Templates::compile() }
    }

    /// Writes all that the pages of records depend on besides their records and the figures, in a form of no meaning.
    /// They show the ids and the titles of other records, and how old their own is.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn describe(&self, out: &mut impl Write) -> io::Result<()> {
        let SiteSettings { title, base_url, today } = &self.settings;
        write!(out, "{title:?} {base_url:?} ")?;
        describe_templates(out)?;
        let shown =
            |entry: &SiteEntry| write!(out, "{} {:?}", entry.id, (&entry.title, age(*today, entry.last_confirmed)));
        self.index.entries().iter().try_for_each(shown)
    }

    /// What it says of each of its records.
    pub fn index(&self) -> &SiteIndex {
        &self.index
    }
}
