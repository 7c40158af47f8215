//! A record as it stood at one time, its items known by ids that no edit changes.

use super::{DeadEnd, ItemIds, Part, Record, Version, Workaround};

/// A record as it stood at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The record.
    pub record: Record,
    /// The ids of its items.
    pub items: ItemIds,
    /// Whether it was withdrawn: kept with its history, but not published.
    pub is_withdrawn: bool,
}

impl ItemIds {
    /// The ids of a new record: each list is counted from 1.
    pub fn new(record: &Record) -> Self {
        let count = |items: usize| (1..).take(items).collect();
        ItemIds {
            versions: count(record.versions.len()),
            dead_ends: count(record.dead_ends.len()),
            workarounds: count(record.workarounds.len()),
        }
    }
}

impl Revision {
    /// The text by which an item is known; `None` if there is no such item.
    pub fn item_text(&self, part: Part, id: u32) -> Option<&str> {
        let at = self.items.of(part).iter().position(|listed| *listed == id)?;
        match part {
            Part::Record => None,
            Part::Version => self.record.versions.get(at).map(Version::text),
            Part::DeadEnd => self.record.dead_ends.get(at).map(DeadEnd::text),
            Part::Workaround => self.record.workarounds.get(at).map(Workaround::text),
        }
    }
}
