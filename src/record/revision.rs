//! A record at one time, with ids of its items that no edit changes.

use std::collections::HashMap;

use super::{Annotations, DeadEnd, ItemIds, ItemKind, ItemNumber, ItemRef, Record, Version, Workaround};

/// A record at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The record.
    pub record: Record,
    /// The ids of its items.
    pub items: ItemIds,
    /// Whether it was withdrawn: kept with its history, but not published.
    pub is_withdrawn: bool,
    /// Its annotations, which are not part of the published record.
    pub annotations: Annotations,
}

impl From<Record> for Revision {
    /// A record with items counted from 1 and without annotations.
    fn from(record: Record) -> Self {
        let items = ItemIds::new(&record);
        Revision { record, items, is_withdrawn: false, annotations: Annotations::default() }
    }
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

impl Record {
    /// The texts by which the items of a kind are known, in their order.
    pub(super) fn texts(&self, kind: ItemKind) -> Vec<&str> {
        match kind {
            ItemKind::Version => self.versions.iter().map(Version::text).collect(),
            ItemKind::DeadEnd => self.dead_ends.iter().map(DeadEnd::text).collect(),
            ItemKind::Workaround => self.workarounds.iter().map(Workaround::text).collect(),
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

    /// The items of a kind with the texts by which they are known, in their order.
    pub fn item_texts(&self, kind: ItemKind) -> impl Iterator<Item = (u32, &str)> {
        self.items.of(kind).iter().copied().zip(self.record.texts(kind))
    }

    /// The items that a later revision has, too, and that are known by other texts there, with both texts.
    pub fn reworded_in<'r>(&'r self, later: &'r Revision) -> Vec<(ItemRef, &'r str, &'r str)> {
        let mut reworded = Vec::new();
        for kind in ItemKind::ALL.iter().copied() {
            let before: HashMap<u32, &str> = self.item_texts(kind).collect();
            for (id, new) in later.item_texts(kind).filter(|(_, text)| !text.is_empty()) {
                let old = before.get(&id).filter(|old| !old.is_empty() && **old != new);
                reworded.extend(old.map(|old| (ItemRef { kind, id }, *old, new)));
            }
        }
        reworded
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::record::fixture;

    const FIRST: ItemRef = ItemRef { kind: ItemKind::Workaround, id: 1 };
    const SECOND: ItemRef = ItemRef { kind: ItemKind::Workaround, id: 2 };

    fn number(kind: ItemKind, number: usize) -> ItemNumber {
        ItemNumber { kind, number }
    }

    /// A revision whose second workaround is listed first, with a version and with a dead end that has no action.
    fn swapped() -> Revision {
        let mut revision = fixture::revision(|tree| {
            tree["versions"] = json!([{"version": "1.2", "status": "active"}]);
            tree["dead_ends"] = json!([{"action": "", "why_fails": "In vain.", "fail_rate": 0.5}]);
        });
        revision.record.workarounds.swap(0, 1);
        revision.items.workarounds.swap(0, 1);
        revision
    }

    #[test]
    fn a_new_record_has_its_items_numbered_from_one_in_each_list() {
        let ids = ItemIds::new(&swapped().record);
        assert_eq!(ids, ItemIds { versions: vec![1], dead_ends: vec![1], workarounds: vec![1, 2] });
    }

    #[test]
    fn an_item_keeps_its_id_while_its_number_follows_the_list() {
        let revision = swapped();
        for (item, at) in [(SECOND, 1), (FIRST, 2)] {
            assert_eq!(revision.number(item), Some(number(ItemKind::Workaround, at)));
            assert_eq!(revision.item(number(ItemKind::Workaround, at)), Some(item));
        }
    }

    #[test]
    fn an_item_is_known_by_its_text_wherever_it_is_listed() {
        let (revision, of) = (swapped(), |kind| ItemRef { kind, id: 1 });
        assert_eq!([SECOND, FIRST].map(|item| revision.item_text(item)), [Some("Two"), Some("One")]);
        assert_eq!(revision.item_text(of(ItemKind::Version)), Some("1.2"));
        assert_eq!(revision.item_text(of(ItemKind::DeadEnd)), Some("In vain."), "without an action, the reason");
    }

    #[test]
    fn what_is_not_listed_has_no_number_and_no_text() {
        let revision = swapped();
        let gone = ItemRef { kind: ItemKind::DeadEnd, id: 2 };
        assert_eq!((revision.number(gone), revision.item_text(gone)), (None, None));
        assert_eq!([0, 3].map(|at| revision.item(number(ItemKind::Workaround, at))), [None, None]);
    }
}
