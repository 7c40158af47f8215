//! The evidence beside the records of an import.

use std::collections::HashSet;

use super::found_items::key;
use super::{Rejection, Run, Stopped, Trust, Watch};
use crate::intake::{Draft, ReadLedger};
use crate::ledger::{LedgerLine, RecordKey, RecordedPiece, RecordedRate, RecordedRewording, RecordedRuling, Uid};
use crate::record::{Id, Record};
use crate::store::{Bookkeeping, BookkeepingChange, FoundItem, LedgerNews, Prepared, StoreError};

/// What an import does with the ledger beside a record that exists.
pub(super) struct LedgerPlan {
    pub news: LedgerNews,
    /// The count of the record with it, if that has to be looked at.
    pub count: Option<u64>,
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

    /// Whether it has lines that are new here.
    pub(super) fn has_news(&self) -> bool {
        !self.news.is_empty()
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
    /// Rejects the lines of a ledger that are not sound, as far as they were read.
    pub(super) fn sound_ledger(
        &mut self,
        ledger: Option<Box<ReadLedger>>,
    ) -> Result<Option<Box<ReadLedger>>, Stopped<W::Error>> {
        let Some(mut ledger) = ledger else { return Ok(None) };
        self.reject_faulty(&mut ledger)?;
        ledger.lines.iter().for_each(|line| self.seal.add("line", [line.uid().as_bytes()]));
        ledger.unread.iter().for_each(|line| self.seal.add("line", [line.head.uid.as_bytes()]));
        Ok(Some(ledger))
    }

    fn reject_faulty(&mut self, ledger: &mut ReadLedger) -> Result<(), Stopped<W::Error>> {
        for draft in std::mem::take(&mut ledger.faulty) {
            let draft: Draft<Prepared> = draft.map(Prepared::from);
            let faults = draft.content.as_ref().err().map(|faulty| faulty.faults.clone()).unwrap_or_default();
            self.current.lacks_lines = true;
            self.reject(&draft, Rejection::Faults(faults))?;
        }
        Ok(())
    }

    /// The ledger with what is yet to be read. Lines that are not sound are rejected.
    pub(super) fn completed(&mut self, mut ledger: Box<ReadLedger>) -> Result<Box<ReadLedger>, Stopped<W::Error>> {
        ledger.complete(self.demands.latest);
        self.reject_faulty(&mut ledger)?;
        Ok(ledger)
    }

    /// Rejects the pieces that are new and whose count is larger than the policy allows. Those that are known were
    /// accepted once, perhaps under another policy.
    pub(super) fn reject_large(
        &mut self,
        row: Option<RecordKey>,
        ledger: &mut ReadLedger,
    ) -> Result<(), Stopped<W::Error>> {
        let large = std::mem::take(&mut ledger.large);
        if large.is_empty() {
            return Ok(());
        }
        let mut new: HashSet<Uid> = large.iter().map(|(uid, _)| *uid).collect();
        if let Some(row) = row {
            let lines = ledger.lines.iter().filter(|line| new.contains(&line.uid())).cloned().collect();
            new = self.tx.ledger_news(row, lines)?.pieces.iter().map(|piece| piece.uid).collect();
        }
        ledger.lines.retain(|line| !new.contains(&line.uid()));
        ledger.faulty.extend(large.into_iter().filter(|(uid, _)| new.contains(uid)).map(|(_, draft)| draft));
        self.reject_faulty(ledger)
    }

    /// What is new in a ledger of a record; `None` if it is empty.
    pub(super) fn plan(
        &mut self,
        row: RecordKey,
        mut lines: Vec<LedgerLine>,
    ) -> Result<Option<LedgerPlan>, StoreError> {
        if lines.is_empty() && !self.current.lacks_lines {
            return Ok(None);
        }
        if !self.writes() {
            lines.retain(|line| !self.rehearsed_lines.contains(&line.uid()));
        }
        let news = self.tx.ledger_news(row, lines)?;
        if !self.writes() {
            let pieces = news.pieces.iter().map(|piece| piece.uid);
            let rates = news.rates.iter().map(RecordedRate::uid);
            let said = rates.chain(news.rewordings.iter().map(RecordedRewording::uid));
            self.rehearsed_lines.extend(pieces.chain(news.rulings.iter().map(RecordedRuling::uid)).chain(said));
        }
        Ok(Some(LedgerPlan { news, count: None }))
    }

    /// What to do with the ledger beside an imported record that exists; `None` if nothing is new. Its count is what an
    /// author set, and what counts in the ledgers of both sides. Their author set it higher if it is more than ours and
    /// all that their ledger has.
    pub(super) fn plan_beside(
        &mut self,
        row: RecordKey,
        prepared: &Prepared,
        (ledger, is_same): (Box<ReadLedger>, bool),
        trust: &Trust,
    ) -> Result<Option<LedgerPlan>, Stopped<W::Error>> {
        if is_same && self.is_known(row, &ledger)? {
            return Ok(None);
        }
        let mut ledger = self.completed(ledger)?;
        self.reject_large(Some(row), &mut ledger)?;
        let apart = self.divided.get(&row).map_or(0, |divided| divided.observed);
        let (observed_there, counted_there) = (ledger.observed().saturating_add(apart), ledger.counted());
        let Some(mut plan) = self.plan(row, ledger.lines)? else { return Ok(None) };
        if !plan.news.is_empty() || !is_same {
            let counted = self.tx.counted(row)?;
            let ours = self.tx.load_known(row)?.revision.record.evidence_count.saturating_sub(counted);
            let theirs = prepared.record.evidence_count;
            // If git merged the tree, the count is that of one side, and the rulings are those of both. It also counts
            // lines that were rejected.
            let is_unknown = trust.keeps_count() || self.current.lacks_lines;
            let is_ours = is_unknown || theirs <= ours.saturating_add(observed_there);
            let authored = if is_ours { ours } else { theirs.saturating_sub(counted_there) };
            if authored > ours {
                self.divided.entry(row).or_default().raised = authored - ours;
            }
            plan.count = Some(authored.saturating_add(counted).saturating_add_signed(plan.news.gain));
        }
        Ok(Some(plan))
    }

    /// Whether a ledger has nothing new. Of a line whose head is known no more is read.
    fn is_known(&self, row: RecordKey, ledger: &ReadLedger) -> Result<bool, StoreError> {
        let heads = || ledger.unread.iter().map(|line| &line.head);
        Ok((ledger.unread.is_empty() || self.tx.has_lines(row, heads())?)
            && (ledger.lines.is_empty() || self.tx.ledger_news(row, ledger.lines.clone())?.is_empty()))
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
        self.ledgers.rates += news.rates.len() as u64;
        self.ledgers.rewordings += news.rewordings.len() as u64;
        if news.is_empty() && count.is_none() || !self.writes() {
            return Ok(());
        }
        let stored = self.tx.load_known(row)?;
        if !news.is_empty() {
            self.current.changed = Some(row);
            self.gained.push(row);
            news.rewordings.iter().try_for_each(|line| self.tx.record_rewording(row, line))?;
            let items = self.find_items(row, &stored.revision, &news.pieces)?;
            let is_gone = |piece: &&RecordedPiece| {
                key(piece).is_some_and(|key| matches!(items.get(&key), Some(FoundItem::Gone(_))))
            };
            self.ledgers.gone += news.pieces.iter().filter(is_gone).count() as u64;
            self.tx.import_ledger(row, &news, &items)?;
            self.add_rates(row, &stored.revision, &news.rates)?;
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
}
