//! The items that imported evidence is about.

use std::collections::BTreeMap;

use super::{Run, Watch};
use crate::ledger::{RecordKey, RecordedPiece, RecordedRewording};
use crate::record::{FreeIds, Identities, ItemKind, ItemRef, Known, Revision, Rewordings, pair};
use crate::store::{FoundItem, StoreError};

impl<W: Watch> Run<'_, '_, W> {
    /// The item that each piece is about: the one with its text now, with its text earlier, or with the most similar
    /// text.
    pub(super) fn find_items(
        &self,
        row: RecordKey,
        revision: &Revision,
        pieces: &[RecordedPiece],
    ) -> Result<BTreeMap<(ItemKind, String), FoundItem>, StoreError> {
        let mut items = BTreeMap::new();
        let mut free: Option<FreeIds> = None;
        for key in pieces.iter().filter_map(key) {
            if items.contains_key(&key) {
                continue;
            }
            let (kind, text) = &key;
            let found = match self.known_item(row, revision, *kind, text)? {
                Some(item) if revision.items.of(*kind).contains(&item.id) => FoundItem::There(item),
                Some(item) => FoundItem::Gone(item),
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

    /// The item with a text: the one that has it, or had it at some time, here or elsewhere, or whose text is most
    /// similar.
    pub(super) fn known_item(
        &self,
        row: RecordKey,
        revision: &Revision,
        kind: ItemKind,
        text: &str,
    ) -> Result<Option<ItemRef>, StoreError> {
        if let Some(item) = living(revision, kind, text) {
            return Ok(Some(item));
        }
        let former = self.tx.former(row)?;
        let former = former.item_texts(kind);
        let formerly =
            |text: &str| former.iter().find(|(_, former)| former == text).map(|(id, _)| ItemRef { kind, id: *id });
        if let Some(item) = formerly(text) {
            return Ok(Some(item));
        }
        let rewordings = self.rewordings(row)?;
        let reworded = |find: &dyn Fn(&str) -> Option<ItemRef>| {
            rewordings.nearest(kind, text, |text| find(text).is_some()).and_then(find)
        };
        let found = reworded(&|text| living(revision, kind, text)).or_else(|| reworded(&formerly));
        Ok(found.or_else(|| alike(revision, kind, text)))
    }

    /// Which texts of a record are of one item, with what comes with the imported one.
    pub(super) fn rewordings(&self, row: RecordKey) -> Result<Rewordings, StoreError> {
        let mut rewordings = self.tx.rewordings(row)?;
        for RecordedRewording { kind, old, new, .. } in &self.current.reworded {
            rewordings.add(*kind, old, new);
        }
        Ok(rewordings)
    }

    /// Gives items that came back their ids.
    pub(super) fn recognize(
        &self,
        row: RecordKey,
        there: &mut Revision,
        matched: &[&Revision],
    ) -> Result<(), StoreError> {
        if there.has_items_beside(matched) {
            there.recognize(&self.tx.former(row)?, matched, &self.rewordings(row)?);
        }
        Ok(())
    }

    /// How the items of a record get their ids if the imported one changes it.
    pub(super) fn identities(&self, row: RecordKey, revision: &Revision) -> Result<Identities, StoreError> {
        let rewordings = self.rewordings(row)?;
        Ok(Identities { rewordings, ..self.tx.identities(row, revision)? })
    }
}

/// The item of a piece, by its kind and text.
pub(super) fn key(piece: &RecordedPiece) -> Option<(ItemKind, String)> {
    piece.evidence.item.zip(piece.text.clone()).map(|(item, text)| (item.kind, text))
}

fn living(revision: &Revision, kind: ItemKind, text: &str) -> Option<ItemRef> {
    let mut items = revision.items.of(kind).iter().map(|id| ItemRef { kind, id: *id });
    items.find(|item| revision.item_text(*item) == Some(text))
}

/// The item whose text is most similar, if it is similar enough for evidence.
fn alike(revision: &Revision, kind: ItemKind, text: &str) -> Option<ItemRef> {
    let ids = revision.items.of(kind);
    let texts = ids.iter().map(|id| revision.item_text(ItemRef { kind, id: *id }).unwrap_or_default());
    let known: Vec<Known<'_>> = texts.map(|text| Known { text, is_held: true }).collect();
    let at = pair(&known, &[text]).first().copied().flatten()?;
    ids.get(at).map(|id| ItemRef { kind, id: *id })
}
