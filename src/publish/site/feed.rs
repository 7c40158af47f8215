//! What changed last, for feed readers: Atom, as <https://www.rfc-editor.org/rfc/rfc4287> describes it.

use std::cmp::Reverse;

use serde::Serialize;

use super::layout::{FEED, page_of};
use super::short::{shortened, title};
use super::{Site, SiteFile};
use crate::ledger::BatchNumber;
use crate::publish::{DifferenceEntry, Fragment, RecordDifference, RecordFate};
use crate::record::{ChangePath, Date, Id, Record};

/// The longest text of a record that an entry quotes, in characters.
const MAX_QUOTE: usize = 200;

/// The most changes of a record that an entry tells.
const MAX_TOLD: usize = 20;

/// What a batch changed in a record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecentChange {
    /// The batch.
    pub batch: BatchNumber,
    /// The day of the change.
    pub day: Date,
    /// The error text of the record after it.
    pub signature: String,
    /// The id under which a page says what became of the record.
    pub page: Id,
    /// What changed.
    pub difference: RecordDifference,
}

#[derive(Serialize)]
struct Feed<'a> {
    site: &'a str,
    /// The address of the site, without a slash at its end.
    base: &'a str,
    feed: &'static str,
    updated: String,
    entries: Vec<ShownEntry<'a>>,
}

/// A change of a record.
#[derive(Serialize)]
struct ShownEntry<'a> {
    id: &'a str,
    batch: i64,
    title: String,
    fate: &'static str,
    /// The path of the page.
    page: String,
    updated: String,
    lines: Vec<Vec<ShownFragment>>,
    /// How many changes are not told.
    more: usize,
}

/// A part of a line: its text, and the name of the element that marks it, if one does.
#[derive(Serialize)]
struct ShownFragment {
    element: Option<&'static str>,
    text: String,
}

impl Site {
    /// The feed of some changes; `None` if the site does not know its address, which a feed needs.
    pub fn feed_file(&self, changes: &[RecentChange]) -> Option<SiteFile> {
        let base = self.settings.base_url.as_deref()?;
        let mut latest: Vec<&RecentChange> = changes.iter().collect();
        latest.sort_by_key(|one| (Reverse(one.day), Reverse(one.batch), &one.difference.id));
        let updated = latest.first().map_or(self.settings.today, |one| one.day);
        let entries = latest.into_iter().map(ShownEntry::of).collect();
        let feed = Feed { site: &self.settings.title, base, feed: FEED, updated: moment(updated), entries };
        Some(SiteFile::top(FEED, self.templates.render("feed.xml", feed)))
    }
}

impl<'a> ShownEntry<'a> {
    fn of(change: &'a RecentChange) -> Self {
        let RecentChange { batch, day, signature, page, difference } = change;
        let entries = difference.entries();
        let lines = entries.iter().take(MAX_TOLD).map(|entry| entry.fragments().into_iter().map(shown).collect());
        ShownEntry {
            id: difference.id.as_str(),
            batch: batch.get(),
            title: title(signature),
            fate: difference.fate.as_str(),
            page: page_of(page),
            updated: moment(*day),
            lines: lines.collect(),
            more: entries.len().saturating_sub(MAX_TOLD),
        }
    }
}

impl RecordDifference {
    /// What became of the record, one by one.
    fn entries(&self) -> Vec<DifferenceEntry<'_>> {
        let id = &self.id;
        let fate = match &self.fate {
            RecordFate::Added { signature } => Some(DifferenceEntry::Added(id, signature)),
            RecordFate::Restored => Some(DifferenceEntry::Restored(id)),
            RecordFate::Withdrawn { reason, merged_into } => {
                Some(DifferenceEntry::Withdrawn(id, reason.as_deref(), merged_into.as_ref()))
            }
            RecordFate::Renamed { from } => Some(DifferenceEntry::Renamed(from, id)),
            RecordFate::Kept => None,
        };
        let mut entries: Vec<DifferenceEntry<'_>> = fate.into_iter().collect();
        entries.extend(self.changes.iter().map(|change| DifferenceEntry::Changed(id, change)));
        if !entries.iter().all(is_last_day) {
            entries.retain(|entry| !is_last_day(entry));
        }
        entries
    }
}

/// Whether an entry says when the record last changed. That follows every change: it is told only if nothing else is.
fn is_last_day(entry: &DifferenceEntry<'_>) -> bool {
    let last_updated = ChangePath::Field(Record::LAST_UPDATED.into());
    matches!(entry, DifferenceEntry::Changed(_, change) if change.change.path == last_updated)
}

fn shown(fragment: Fragment<'_>) -> ShownFragment {
    let (element, text) = match fragment {
        Fragment::Id(id) | Fragment::FormerId(id) => (Some("code"), id.to_string()),
        Fragment::Words(words) => (None, words),
        Fragment::Text(text) => (Some("bdi"), shortened(&text, MAX_QUOTE)),
        Fragment::Removed(text) => (Some("del"), shortened(&text, MAX_QUOTE)),
        Fragment::Added(text) => (Some("ins"), shortened(&text, MAX_QUOTE)),
    };
    ShownFragment { element, text }
}

/// A day as a moment, which a feed wants.
fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}
