//! The evidence beside the records of an import.

use std::collections::BTreeMap;

use super::{Rejection, Run, Stopped, Watch};
use crate::intake::{Draft, ReadLedger};
use crate::ledger::{LedgerLine, RecordKey, RecordedPiece};
use crate::record::{FreeIds, Id, ItemKind, ItemRef, Known, Record, Revision, pair};
use crate::store::{Bookkeeping, BookkeepingChange, FoundItem, LedgerNews, Prepared, StoreError};

/// What an import does with the ledger beside a record that exists.
pub(super) struct LedgerPlan {
    news: LedgerNews,
    /// The count of the record with it, if that has to be looked at.
    count: Option<u64>,
}

impl LedgerPlan {
    /// The imported record with the count that the ledgers of both sides give it; `None` if it is as it was imported.
    pub(super) fn counted(&self, prepared: &Prepared) -> Option<Prepared> {
        self.count.and_then(|count| with_count(prepared, count))
    }

    /// Whether what is new changes the count of the record.
    pub(super) fn changes_count(&self) -> bool {
        self.news.gain != 0
    }

    /// The count that the record has to have; `None` if nothing is new.
    pub(super) fn count(&self) -> Option<u64> {
        self.count
    }
}

/// A record with another count; `None` if it already has that count.
pub(super) fn with_count(prepared: &Prepared, evidence_count: u64) -> Option<Prepared> {
    let record = &prepared.record;
    let changed = || Record { evidence_count, ..record.clone() };
    (record.evidence_count != evidence_count).then(|| Prepared::from(changed()).with_samples(prepared.samples.clone()))
}

impl<W: Watch> Run<'_, '_, W> {
    /// Rejects the lines that are not sound, and returns the ledger if it has others.
    pub(super) fn sound_ledger(
        &mut self,
        ledger: Option<Box<ReadLedger>>,
    ) -> Result<Option<Box<ReadLedger>>, Stopped<W::Error>> {
        let Some(mut ledger) = ledger else { return Ok(None) };
        for draft in std::mem::take(&mut ledger.faulty) {
            let draft: Draft<Prepared> = draft.map(Prepared::from);
            let faults = draft.content.as_ref().err().map(|faulty| faulty.faults.clone()).unwrap_or_default();
            self.reject(&draft, Rejection::Faults(faults))?;
        }
        ledger.lines.iter().for_each(|line| self.seal.add("line", [line.uid().as_bytes()]));
        Ok(Some(ledger))
    }

    /// Imports a ledger without a record beside it, such as of a record that was renamed or withdrawn here. `draft` is
    /// rejected if there is no such record.
    pub(super) fn import_alone(
        &mut self,
        draft: &Draft<Prepared>,
        lines: Vec<LedgerLine>,
    ) -> Result<(), Stopped<W::Error>> {
        let id = lines.iter().find_map(|line| match line {
            LedgerLine::Piece(piece) => piece.record.parse::<Id>().ok(),
            LedgerLine::Ruling(_) => None,
        });
        let mut row = None;
        if let Some(id) = id {
            let id = match self.tx.standing(&id)? {
                Some(_) => Some(id),
                None => self.tx.renamed(&id)?,
            };
            row = id.map(|id| self.tx.standing(&id)).transpose()?.flatten().map(|standing| standing.row);
        }
        let Some(row) = row else {
            let faults = draft.content.as_ref().err().map(|faulty| faulty.faults.clone()).unwrap_or_default();
            return self.reject(draft, Rejection::Faults(faults));
        };
        let Some(mut plan) = self.plan(row, lines)? else { return Ok(()) };
        if !plan.news.is_empty() {
            let count = self.tx.load_known(row)?.revision.record.evidence_count;
            plan.count = Some(count.saturating_add_signed(plan.news.gain));
        }
        self.add_ledger(row, plan).map_err(Stopped::from)
    }

    /// What is new in the ledger of a record; `None` if its ledger was already imported in this run.
    fn plan(&mut self, row: RecordKey, lines: Vec<LedgerLine>) -> Result<Option<LedgerPlan>, StoreError> {
        if lines.is_empty() {
            return Ok(None);
        }
        if !self.ledgered.insert(row) {
            self.ledgers.postponed += 1;
            return Ok(None);
        }
        Ok(Some(LedgerPlan { news: self.tx.ledger_news(row, lines)?, count: None }))
    }

    /// What to do with the ledger beside an imported record that exists. Its count is what an author set, and what
    /// counts in the ledgers of both sides. Their author set it higher if it is more than ours and all that their
    /// ledger has.
    pub(super) fn plan_beside(
        &mut self,
        row: RecordKey,
        prepared: &Prepared,
        (ledger, is_same): (Box<ReadLedger>, bool),
    ) -> Result<Option<LedgerPlan>, StoreError> {
        let (observed_there, counted_there) = (ledger.observed(), ledger.counted());
        let Some(mut plan) = self.plan(row, ledger.lines)? else { return Ok(None) };
        if !plan.news.is_empty() || !is_same {
            let counted = self.tx.counted(row)?;
            let ours = self.tx.load_known(row)?.revision.record.evidence_count.saturating_sub(counted);
            let theirs = prepared.record.evidence_count;
            // If git merged the tree, the count is that of one side, and the rulings are those of both.
            let is_ours = theirs <= ours.saturating_add(observed_there);
            let authored = if is_ours { ours } else { theirs.saturating_sub(counted_there) };
            plan.count = Some(authored.saturating_add(counted).saturating_add_signed(plan.news.gain));
        }
        Ok(Some(plan))
    }

    /// Adds the ledger beside a record that was just added, with its count.
    pub(super) fn add_first_ledger(&mut self, id: &Id, lines: Vec<LedgerLine>) -> Result<(), StoreError> {
        if !self.writes() {
            self.ledgers.pieces += lines.iter().filter(|line| matches!(line, LedgerLine::Piece(_))).count() as u64;
            return Ok(());
        }
        let Some(row) = self.tx.standing(id)?.map(|standing| standing.row) else { return Ok(()) };
        match self.plan(row, lines)? {
            Some(plan) => self.add_ledger(row, plan),
            None => Ok(()),
        }
    }

    /// Adds what is new in a ledger, and sets the count of the record if the import has not done so.
    pub(super) fn add_ledger(&mut self, row: RecordKey, plan: LedgerPlan) -> Result<(), StoreError> {
        let LedgerPlan { news, count } = plan;
        self.ledgers.pieces += news.pieces.len() as u64;
        self.ledgers.rulings += news.rulings.len() as u64;
        if news.is_empty() && count.is_none() || !self.writes() {
            return Ok(());
        }
        let stored = self.tx.load_known(row)?;
        if !news.is_empty() {
            self.current.changed = Some(row);
            let items = self.find_items(row, &stored.revision, &news.pieces)?;
            let is_gone = |piece: &&RecordedPiece| {
                key(piece).is_some_and(|key| matches!(items.get(&key), Some(FoundItem::Gone(_))))
            };
            self.ledgers.gone += news.pieces.iter().filter(is_gone).count() as u64;
            self.tx.import_ledger(row, &news, &items)?;
        }
        let Record { evidence_count, last_confirmed, last_updated, .. } = stored.revision.record;
        if let Some(count) = count.filter(|count| *count != evidence_count) {
            self.current.changed = Some(row);
            let mut record = stored.revision.record;
            let new = Bookkeeping { evidence_count: count, last_confirmed, last_updated };
            let change = BookkeepingChange::of(&mut record, new);
            self.tx.update_bookkeeping(row, &record, &change)?;
        }
        if !news.is_empty() {
            self.tx.note_ledger(row, &[])?;
        }
        Ok(())
    }

    /// The item that each piece is about: the one with its text now, with its text earlier, or with the most similar
    /// text.
    fn find_items(
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
            let found = match living(revision, *kind, text) {
                Some(item) => FoundItem::There(item),
                None => match self.former_item(row, revision, *kind, text)? {
                    Some(found) => found,
                    None => match alike(revision, *kind, text) {
                        Some(item) => FoundItem::There(item),
                        None => {
                            let free = match &mut free {
                                Some(free) => free,
                                none => none.insert(self.tx.identities(row, revision)?.free),
                            };
                            let Some(id) = free.next(*kind) else { continue };
                            FoundItem::Gone(ItemRef { kind: *kind, id })
                        }
                    },
                },
            };
            items.insert(key, found);
        }
        Ok(items)
    }

    /// The item that had a text at some time.
    fn former_item(
        &self,
        row: RecordKey,
        revision: &Revision,
        kind: ItemKind,
        text: &str,
    ) -> Result<Option<FoundItem>, StoreError> {
        let former = self.tx.former(row)?;
        let found = former.item_texts(kind).into_iter().find(|(_, former)| former == text);
        Ok(found.map(|(id, _)| {
            let item = ItemRef { kind, id };
            if revision.items.of(kind).contains(&id) { FoundItem::There(item) } else { FoundItem::Gone(item) }
        }))
    }
}

/// The item of a piece, by its kind and text.
fn key(piece: &RecordedPiece) -> Option<(ItemKind, String)> {
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
