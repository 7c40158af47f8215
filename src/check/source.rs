//! The sources that a record names, each with its field.

use ::url::Url;

use super::fix::FieldFix;
use super::fold::is_blank;
use super::spot::Spot;
use crate::record::{DeadEnd, Field, Json, Record, Revision, Workaround, web_address};

/// A source of a record.
#[derive(Debug, Clone)]
pub(super) struct CitedSource<'r> {
    /// Its field.
    field: Field,
    /// The source as the record has it.
    pub(super) text: &'r str,
    /// Whether it is an element of a list.
    is_listed: bool,
    /// The address; `None` if the source is not one.
    pub(super) url: Option<Url>,
}

impl CitedSource<'_> {
    /// What is wrong with the source.
    pub(super) fn spot(&self, message: impl Into<String>) -> Spot {
        Spot::at(self.field, self.text, message)
    }

    /// The change that makes it another address.
    pub(super) fn edit(&self, record: &Record, new: &str) -> FieldFix {
        match self.is_listed {
            true => FieldFix::replacement(record, self.field, Json::from(self.text), Json::from(new)),
            false => FieldFix::text(record, self.field, self.text, new),
        }
    }
}

/// The lists of sources of the items, with their fields.
pub(super) fn lists(revision: &Revision) -> impl Iterator<Item = (Field, &Vec<String>)> {
    let tried = revision.items.dead_ends.iter().zip(&revision.record.dead_ends);
    let helpful = revision.items.workarounds.iter().zip(&revision.record.workarounds);
    let tried = tried.map(|(id, one)| (DeadEnd::SOURCES.of(*id), &one.sources));
    tried.chain(helpful.map(|(id, one)| (Workaround::SOURCES.of(*id), &one.sources)))
}

/// The sources of a record that are not empty, its official documentation first.
pub(super) fn sources(revision: &Revision) -> Vec<CitedSource<'_>> {
    let official = revision.record.official_doc_url.as_deref().map(|text| (Record::OFFICIAL_DOC_URL, text, false));
    let listed = lists(revision).flat_map(|(field, list)| list.iter().map(move |text| (field, text.as_str(), true)));
    let all = official.into_iter().chain(listed).filter(|(_, text, _)| !is_blank(text));
    all.map(|(field, text, is_listed)| CitedSource { field, text, is_listed, url: web_address(text).ok() }).collect()
}
