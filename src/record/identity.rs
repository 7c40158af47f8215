//! The ids of items, which no edit changes.

use std::collections::BTreeSet;

use super::{ItemKind, ItemRef, Rewordings};

/// The ids of the items of a record, each list in the order of the items.
///
/// An id is unique within its list and record. It stays the same if the item is moved or reworded, and no other
/// item gets it after the item is removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemIds {
    /// Of the versions.
    pub versions: Vec<u32>,
    /// Of the dead ends.
    pub dead_ends: Vec<u32>,
    /// Of the workarounds.
    pub workarounds: Vec<u32>,
}

/// For each list the first id that was never given to an item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FreeIds {
    /// For versions.
    pub version: u32,
    /// For dead ends.
    pub dead_end: u32,
    /// For workarounds.
    pub workaround: u32,
}

/// How the items of a record's next revision get their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    /// The ids for new items.
    pub free: FreeIds,
    /// Items to which evidence or an edit refers: such an item is paired only with a text that is much like its own.
    pub held: BTreeSet<ItemRef>,
    /// Texts that are known to be of one item.
    pub rewordings: Rewordings,
}

impl From<FreeIds> for Identities {
    fn from(free: FreeIds) -> Self {
        Identities { free, ..Identities::default() }
    }
}

impl ItemIds {
    /// How many items there are of each kind.
    pub fn shape(&self) -> [usize; 3] {
        [self.versions.len(), self.dead_ends.len(), self.workarounds.len()]
    }

    /// The ids of one kind of items.
    pub fn of(&self, kind: ItemKind) -> &[u32] {
        match kind {
            ItemKind::Version => &self.versions,
            ItemKind::DeadEnd => &self.dead_ends,
            ItemKind::Workaround => &self.workarounds,
        }
    }

    /// The ids of one kind of items, for changing them.
    pub fn of_mut(&mut self, kind: ItemKind) -> &mut Vec<u32> {
        match kind {
            ItemKind::Version => &mut self.versions,
            ItemKind::DeadEnd => &mut self.dead_ends,
            ItemKind::Workaround => &mut self.workarounds,
        }
    }

    /// The place of an item in its list, from 0; `None` if there is no such item.
    pub fn position(&self, item: ItemRef) -> Option<usize> {
        self.of(item.kind).iter().position(|id| *id == item.id)
    }

    /// Every item, in the order of the kinds and of the lists.
    pub fn iter(&self) -> impl Iterator<Item = ItemRef> {
        let of = |kind: &'static ItemKind| self.of(*kind).iter().map(|id| ItemRef { kind: *kind, id: *id });
        ItemKind::ALL.iter().flat_map(of)
    }
}

impl FreeIds {
    /// Takes the next free id for an item of a kind; `None` if all are used.
    pub fn next(&mut self, kind: ItemKind) -> Option<u32> {
        let free = match kind {
            ItemKind::Version => &mut self.version,
            ItemKind::DeadEnd => &mut self.dead_end,
            ItemKind::Workaround => &mut self.workaround,
        };
        let id = *free;
        *free = id.checked_add(1)?;
        Some(id)
    }

    /// The ids that are free if these items also exist.
    #[must_use]
    pub fn beyond(self, items: &ItemIds) -> Self {
        let beyond = |free: u32, ids: &[u32]| ids.iter().map(|id| id.saturating_add(1)).fold(free, u32::max);
        FreeIds {
            version: beyond(self.version, &items.versions),
            dead_end: beyond(self.dead_end, &items.dead_ends),
            workaround: beyond(self.workaround, &items.workarounds),
        }
    }
}
