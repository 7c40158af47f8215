//! A record as it stood at one time, its items known by ids that no edit changes.

use super::{DeadEnd, ItemIds, ItemKind, ItemNumber, ItemRef, Record, Version, Workaround};

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
    pub fn item_text(&self, item: ItemRef) -> Option<&str> {
        let at = self.items.position(item)?;
        match item.kind {
            ItemKind::Version => self.record.versions.get(at).map(Version::text),
            ItemKind::DeadEnd => self.record.dead_ends.get(at).map(DeadEnd::text),
            ItemKind::Workaround => self.record.workarounds.get(at).map(Workaround::text),
        }
    }

    /// The number by which people name an item; `None` if there is no such item.
    pub fn number(&self, item: ItemRef) -> Option<ItemNumber> {
        self.items.position(item).map(|at| ItemNumber { kind: item.kind, number: at + 1 })
    }

    /// The item of a number; `None` if no item has it.
    pub fn item(&self, number: ItemNumber) -> Option<ItemRef> {
        let ItemNumber { kind, number } = number;
        let id = self.items.of(kind).get(number.checked_sub(1)?)?;
        Some(ItemRef { kind, id: *id })
    }
}
