//! The items that imported lines are about.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use super::{Run, Watch};
use crate::curate::rewordings::{add_lines, rewordings_beside};
use crate::ledger::{RecordKey, RecordedPiece, RecordedRewording};
use crate::record::{FreeIds, Identities, ItemKind, ItemRef, Known, Revision, Rewordings, pair};
use crate::store::{FoundItem, Snapshot, StoreError};

/// Finds the items of a record by the texts that they have and had. What they had is read when it is first needed.
pub(super) struct KnownItems<'k, 's> {
    snapshot: &'k Snapshot<'s>,
    /// The rewordings that come with the imported record.
    reworded: &'k [RecordedRewording],
    row: RecordKey,
    revision: &'k Revision,
    former: OnceCell<FormerTexts>,
}

/// The texts that the items of a record had.
struct FormerTexts {
    /// The items of each kind by the texts that they had here, or by which evidence named them.
    items: BTreeMap<ItemKind, HashMap<String, u32>>,
    /// Which texts are of one item, here or elsewhere.
    rewordings: Rewordings,
}

impl KnownItems<'_, '_> {
    /// The item with a text: the one that has it, or had it at some time, here or elsewhere, or whose text is most
    /// similar.
    pub(super) fn find(&self, kind: ItemKind, text: &str) -> Result<Option<ItemRef>, StoreError> {
        let item = |id| ItemRef { kind, id };
        if let Some((id, _)) = self.revision.item_texts(kind).find(|(_, living)| *living == text) {
            return Ok(Some(item(id)));
        }
        let FormerTexts { items, rewordings } = self.former()?;
        let former = |text: &str| items.get(&kind).and_then(|items| items.get(text)).copied().map(item);
        if let Some(item) = former(text) {
            return Ok(Some(item));
        }
        let by_text: HashMap<&str, u32> = match rewordings.knows(kind, text) {
            true => self.revision.item_texts(kind).map(|(id, text)| (text, id)).collect(),
            false => HashMap::new(),
        };
        let living = |text: &str| by_text.get(text).copied().map(item);
        let reworded = |find: &dyn Fn(&str) -> Option<ItemRef>| {
            rewordings.nearest(kind, text, |text| find(text).is_some()).and_then(find)
        };
        let found = reworded(&living).or_else(|| reworded(&former));
        Ok(found.or_else(|| self.most_alike(kind, text)))
    }

    fn former(&self) -> Result<&FormerTexts, StoreError> {
        if let Some(former) = self.former.get() {
            return Ok(former);
        }
        let former = self.snapshot.former(self.row)?;
        let mut items: BTreeMap<ItemKind, HashMap<String, u32>> = BTreeMap::new();
        for kind in ItemKind::ALL.iter().copied() {
            let items = items.entry(kind).or_default();
            for (id, text) in former.item_texts(kind) {
                items.entry(text.to_owned()).or_insert(id);
            }
        }
        let rewordings = rewordings_beside(self.snapshot, self.row, self.reworded)?;
        Ok(self.former.get_or_init(|| FormerTexts { items, rewordings }))
    }

    /// Another text of an item for which something holds, as rewordings say it.
    fn other_text(
        &self,
        kind: ItemKind,
        text: &str,
        is_meant: impl Fn(&str) -> bool,
    ) -> Result<Option<&str>, StoreError> {
        Ok(self.former()?.rewordings.nearest(kind, text, is_meant))
    }

    /// The item whose text is most similar, if it is similar enough for evidence.
    fn most_alike(&self, kind: ItemKind, text: &str) -> Option<ItemRef> {
        let known: Vec<Known<'_>> =
            self.revision.item_texts(kind).map(|(_, text)| Known { text, is_held: true }).collect();
        let at = pair(&known, &[text]).first().copied().flatten()?;
        self.revision.items.of(kind).get(at).map(|id| ItemRef { kind, id: *id })
    }
}

impl<'s, W: Watch> Run<'_, 's, W> {
    /// The items of a record by their texts.
    pub(super) fn known_items<'k>(&'k self, row: RecordKey, revision: &'k Revision) -> KnownItems<'k, 's> {
        let reworded = &self.current.reworded;
        KnownItems { snapshot: &*self.tx, reworded, row, revision, former: OnceCell::new() }
    }

    /// The item that each piece is about.
    pub(super) fn find_items(
        &self,
        row: RecordKey,
        revision: &Revision,
        pieces: &[RecordedPiece],
    ) -> Result<BTreeMap<(ItemKind, String), FoundItem>, StoreError> {
        let known = self.known_items(row, revision);
        let mut items: BTreeMap<(ItemKind, String), FoundItem> = BTreeMap::new();
        let mut free: Option<FreeIds> = None;
        for key in pieces.iter().filter_map(key) {
            if items.contains_key(&key) {
                continue;
            }
            let (kind, text) = &key;
            let named = |text: &str| items.get(&(*kind, text.to_owned())).copied();
            let found = match known.find(*kind, text)? {
                Some(item) if revision.items.of(*kind).contains(&item.id) => FoundItem::There(item),
                Some(item) => FoundItem::Gone(item),
                // Other pieces name the same item by another text.
                None if let Some(item) =
                    known.other_text(*kind, text, |text| named(text).is_some())?.and_then(named) =>
                {
                    item
                }
                None => {
                    let free = match &mut free {
                        Some(free) => free,
                        none => none.insert(self.tx.identities(row, revision)?.free),
                    };
                    let Some(id) = free.next(*kind) else { continue };
                    FoundItem::Gone(ItemRef { kind: *kind, id })
                }
            };
            items.insert(key, found);
        }
        Ok(items)
    }

    /// How the items of a record get their ids if the imported one changes it.
    pub(super) fn identities(&self, row: RecordKey, revision: &Revision) -> Result<Identities, StoreError> {
        let mut identities = self.tx.identities(row, revision)?;
        add_lines(&mut identities.rewordings, &self.current.reworded);
        Ok(identities)
    }
}

/// The item of a piece, by its kind and text.
pub(super) fn key(piece: &RecordedPiece) -> Option<(ItemKind, String)> {
    piece.evidence.item.zip(piece.text.clone()).map(|(item, text)| (item.kind, text))
}
