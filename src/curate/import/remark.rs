//! What a maintainer should know of what an import changed.

use serde_json::Value as Json;

use super::Run;
use crate::record::{Difference, Part, Revision};
use crate::store::{StoreError, Stored};

impl<W> Run<'_, '_, W> {
    /// Notes what is remarkable in a change: a higher tier, a day in the future, emptied fields, evidence left behind.
    pub(super) fn remark(&mut self, stored: &Stored, difference: &Difference<'_>) -> Result<(), StoreError> {
        let (old, new) = (&stored.revision.record, &difference.new.record);
        let id = &new.id;
        let rung = |tier| self.import.policy.rung(tier);
        if rung(&new.verification_tier) > rung(&old.verification_tier) {
            let line = || format!("{id} ({} → {})", old.verification_tier, new.verification_tier);
            self.remarks.raised.add(line);
        }
        if new.last_confirmed > self.context.day && new.last_confirmed != old.last_confirmed {
            self.remarks.confirmed_ahead.add(|| format!("{id} ({})", new.last_confirmed));
        }
        if new.last_updated == old.last_updated && stored.revision.record != *new {
            self.remarks.undated.add(|| id.to_string());
        }
        for (field, was, is) in difference.fields() {
            let is_emptied = is.is_some_and(is_empty) && !was.is_none_or(is_empty) && field.listed().is_none();
            if is_emptied {
                self.remarks.emptied.add(|| format!("{id} {}", difference.new.name(field)));
            }
        }
        let gone = |part: Part| {
            let there = difference.new.items.of(part);
            stored.revision.items.of(part).iter().copied().filter(|item| !there.contains(item)).collect::<Vec<u32>>()
        };
        let gone: Vec<(Part, u32)> =
            Part::ITEMS.into_iter().flat_map(|part| gone(part).into_iter().map(move |item| (part, item))).collect();
        if !gone.is_empty() {
            self.remark_left_evidence(stored.standing.row, &stored.revision, &gone)?;
        }
        Ok(())
    }

    fn remark_left_evidence(&mut self, row: i64, old: &Revision, gone: &[(Part, u32)]) -> Result<(), StoreError> {
        let ledger = self.tx.ledger(row)?;
        for (part, item) in gone {
            let own = ledger.iter().filter(|evidence| evidence.counts() && evidence.what.item == Some((*part, *item)));
            let pieces: u64 = own.map(|evidence| u64::from(evidence.what.count)).sum();
            if pieces > 0 {
                let text = old.item_text(*part, *item).unwrap_or_default();
                let kind = part.word().replace('_', " ");
                self.remarks.left_evidence.add(|| format!("{} {kind} \"{text}\" ({pieces})", old.record.id));
            }
        }
        Ok(())
    }
}

/// Whether a value says nothing.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(list) => list.is_empty(),
        Json::Object(members) => members.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}
