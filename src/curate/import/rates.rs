//! Where the rates of imported records come from.

use super::found_items::KnownItems;
use super::{Run, Stopped, Watch};
use crate::curate::rates::{RateCause, RateChange};
use crate::curate::rewordings::record_rewordings;
use crate::ledger::{BatchNumber, Claim, RecordKey, RecordedRate};
use crate::record::{Difference, Field, Record, Revision};
use crate::store::{BaselineSetting, StoreError, Stored, StoredRate};

impl<W: Watch> Run<'_, '_, W> {
    /// The recorded rates of a record, with those that come with the imported one.
    pub(super) fn recorded(&self, row: RecordKey, revision: &Revision) -> Result<Vec<StoredRate>, StoreError> {
        let mut recorded = self.tx.recorded_rates(row)?;
        if self.current.arriving.is_empty() {
            return Ok(recorded);
        }
        let items = self.known_items(row, revision);
        for line in &self.current.arriving {
            let claim = claim_of(&items, line)?;
            let here = BatchNumber::NONE;
            recorded.push(StoredRate { claim, line: line.clone(), batch: here, set_in: here, is_own: false });
        }
        recorded.sort_by_key(|one| one.line.rank());
        Ok(recorded)
    }

    /// Adds recorded rates to a record.
    pub(super) fn add_rates(
        &mut self,
        row: RecordKey,
        revision: &Revision,
        rates: &[RecordedRate],
    ) -> Result<(), StoreError> {
        if rates.is_empty() {
            return Ok(());
        }
        let known = self.tx.recorded_rates(row)?;
        let items = self.known_items(row, revision);
        let claims: Vec<Option<Claim>> = rates.iter().map(|line| claim_of(&items, line)).collect::<Result<_, _>>()?;
        for (line, claim) in rates.iter().zip(claims) {
            let is_same = |one: &&StoredRate| {
                let there = &one.line;
                let is_same = (there.baseline, &there.tier, &there.known) == (line.baseline, &line.tier, &line.known);
                one.claim == claim && is_same
            };
            let same = known.iter().filter(is_same).min_by_key(|one| one.set_in);
            let set_in = same.map(|one| one.set_in);
            let set = BaselineSetting { set_in, is_own: same.is_some_and(|one| one.is_own) };
            self.tx.record_rate(row, claim, line, set)?;
        }
        Ok(())
    }

    /// Notes a record as it was, if a change of it concerns its rates or the texts of items. Most do not.
    pub(super) fn note_before(&mut self, stored: &Stored, difference: &Difference<'_>) {
        let concerns = |field: Field| Claim::of_field(field).is_some() || field == Record::VERIFICATION_TIER;
        let is_reworded = || !difference.old.reworded_in(difference.new).is_empty();
        if difference.fields().into_iter().any(|(field, ..)| concerns(field)) || is_reworded() {
            self.current.before = Some(Box::new(stored.clone()));
        }
    }

    /// Records the rates and the texts of items that an import changed and of which no line says so.
    pub(super) fn record_changes(&mut self) -> Result<(), Stopped<W::Error>> {
        let Some(before) = self.current.before.take().filter(|_| self.writes()) else { return Ok(()) };
        let Stored { revision: new, .. } = self.tx.load_known(before.standing.row)?;
        let change = RateChange { before: &before, new: &new, restated: &[], cause: RateCause::Imported };
        self.rates.record(self.tx, self.context.recorded(), &change)?;
        Ok(record_rewordings(self.tx, &self.context.recorded(), &before, &new)?)
    }
}

/// The claim that a line is about; `None` if the record never had its item.
fn claim_of(items: &KnownItems<'_, '_>, line: &RecordedRate) -> Result<Option<Claim>, StoreError> {
    let Some((kind, text)) = &line.item else { return Ok(Some(Claim::Record)) };
    Ok(items.find(*kind, text)?.and_then(|item| Claim::of(Some(item))))
}
