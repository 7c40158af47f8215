//! Ledgers apart from the file of their record, such as under a former id.

use std::sync::Arc;

use super::divided::DividedLedger;
use super::{Rejection, Run, Stopped, Watch};
use crate::intake::{Draft, ReadLedger};
use crate::ledger::{LedgerLine, RecordKey};
use crate::record::Id;
use crate::store::{Prepared, StoreError};

impl<W: Watch> Run<'_, '_, W> {
    /// Imports a ledger without a record beside it, such as of a record that was renamed or withdrawn here. `draft` is
    /// rejected if there is no such record.
    pub(super) fn import_alone(
        &mut self,
        source: &Option<Arc<str>>,
        draft: &Draft<Prepared>,
        ledger: Box<ReadLedger>,
    ) -> Result<(), Stopped<W::Error>> {
        let mut ledger = self.completed(ledger)?;
        let id = ledger.lines.iter().find_map(|line| match line {
            LedgerLine::Piece(piece) => piece.record.parse::<Id>().ok(),
            LedgerLine::Rate(rate) => rate.record.parse::<Id>().ok(),
            LedgerLine::Rewording(rewording) => rewording.record.parse::<Id>().ok(),
            LedgerLine::Ruling(_) => None,
        });
        let mut row = None;
        if let Some(id) = &id {
            let id = match self.tx.standing(id)? {
                Some(_) => Some(id.clone()),
                None => self.tx.renamed(id)?,
            };
            row = id.map(|id| self.tx.standing(&id)).transpose()?.flatten().map(|standing| standing.row);
        }
        if let (None, Some(id)) = (row, &id)
            && let Some(noticed) = self.noticed(id)?
        {
            let standing = noticed.id().map(|id| self.tx.standing(id)).transpose()?.flatten();
            row = standing.map(|standing| standing.row);
            if row.is_none() {
                self.ledgers.withdrawn += 1;
                return Ok(());
            }
        }
        let Some(row) = row else {
            let faults = draft.content.as_ref().err().map(|faulty| faulty.faults.clone()).unwrap_or_default();
            return self.reject(draft, Rejection::Faults(faults));
        };
        if self.source(source)?.trust.only_new {
            return Ok(());
        }
        self.reject_large(Some(row), &mut ledger)?;
        let observed = ledger.observed();
        let Some(mut plan) = self.plan(row, ledger.lines)? else { return Ok(()) };
        if !plan.news.is_empty() && !self.divided.contains_key(&row) && self.was_added(row)? {
            let file = self.tx.load_known(row)?.revision.record.evidence_count;
            let raised = file.saturating_sub(self.tx.counted(row)?);
            self.divided.insert(row, DividedLedger { observed: 0, raised });
        }
        let divided = self.divided.entry(row).or_default();
        divided.observed = divided.observed.saturating_add(observed);
        if !plan.news.is_empty() {
            let added = divided.added_by(plan.news.gain);
            let count = self.tx.load_known(row)?.revision.record.evidence_count;
            plan.count = Some(count.saturating_add_signed(added));
        }
        self.add_ledger(row, plan).map_err(Stopped::from)
    }

    /// Notes by how much a record that has no ledger beside it raised the count here: other ledgers of this run may
    /// have these pieces.
    pub(super) fn note_raise(&mut self, row: RecordKey, (before, after): (u64, u64)) {
        if self.current.settled.is_none() && after > before {
            self.divided.entry(row).or_default().raised = after - before;
        }
    }

    /// Whether this run has added a record.
    fn was_added(&self, row: RecordKey) -> Result<bool, StoreError> {
        let Some(batch) = self.tx.written_batch() else { return Ok(false) };
        Ok(self.tx.changes(row)?.last().is_some_and(|first| first.batch == batch))
    }
}
