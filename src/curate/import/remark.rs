//! Remarks about what an import changed.

use super::{Event, Raised, Run, Stopped, Watch};
use crate::curate::removed_item::removed_with_evidence;
use crate::record::{Difference, Field, Json, Record};
use crate::store::Stored;

impl<W: Watch> Run<'_, '_, W> {
    /// Notes what is remarkable in a change: a higher tier, a day in the future, emptied fields, removed items with
    /// evidence, reports that no longer count.
    pub(super) fn remark(&mut self, stored: &Stored, difference: &Difference<'_>) -> Result<(), Stopped<W::Error>> {
        let (old, new) = (&stored.revision.record, &difference.new.record);
        let id = &new.id;
        let rung = |tier| self.import.policy.rung(tier);
        if rung(&new.verification_tier) > rung(&old.verification_tier) {
            let raised =
                || Raised { id: id.clone(), from: old.verification_tier.clone(), to: new.verification_tier.clone() };
            self.remarks.raised.add(raised);
        }
        if new.last_confirmed > self.context.day && new.last_confirmed != old.last_confirmed {
            self.remarks.confirmed_ahead.add(|| (id.clone(), new.last_confirmed));
        }
        let fields = difference.fields();
        // A count that follows from ledgers says nothing about the day, and a record of today cannot be newer.
        let is_undated = new.last_updated == old.last_updated && new.last_updated < self.context.day;
        let is_count = |field: Field| field == Record::EVIDENCE_COUNT && self.current.settled.is_some();
        if is_undated && fields.iter().any(|(field, ..)| !field.is_annotation() && !is_count(*field)) {
            self.remarks.undated.add(|| id.clone());
        }
        for (field, was, is) in fields.iter().copied() {
            let is_emptied = is.is_some_and(Json::is_empty) && !was.is_none_or(Json::is_empty);
            if is_emptied {
                self.remarks.emptied.add(|| (id.clone(), difference.new.named(field)));
            }
        }
        for left in removed_with_evidence(self.tx, stored.standing.row, &stored.revision, difference.new)? {
            self.remarks.left_evidence.add(|| (id.clone(), left));
        }
        let mut ceasing = std::mem::take(&mut self.ceasing);
        let recorded = || self.recorded(stored.standing.row, &stored.revision);
        let ceased = ceasing.look_at_import(self.tx, stored, (difference.new, &fields), recorded)?;
        self.ceasing = ceasing;
        for ceased in ceased {
            self.counts.claims_ceased += 1;
            self.counts.reports_ceased += ceased.reports;
            self.tell(Event::Ceased(&ceased))?;
        }
        Ok(())
    }
}
