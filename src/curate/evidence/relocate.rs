//! Moving evidence to the item or record that it belongs to.

use std::collections::BTreeMap;

use super::{EvidenceTarget, Recorded, check_day, lowered, raised, save_ledger_change};
use crate::curate::refusal::{EvidenceRefusal, Reasoned, Refusal};
use crate::curate::work::{Verb, Work};
use crate::ledger::{Evidence, EvidenceNumber, RecordKey};
use crate::store::{BatchVerb, Stored};

/// Moves evidence: the row stays and no longer counts, and a new one on the target has the same content.
#[derive(Debug, Clone)]
pub struct MoveEvidence {
    /// The numbers.
    pub numbers: Vec<EvidenceNumber>,
    /// The target.
    pub to: EvidenceTarget,
}

/// A piece of evidence that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The number of the row that no longer counts.
    pub from: EvidenceNumber,
    /// The row that counts, with what it is about.
    pub to: Recorded,
}

/// The result of moving evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relocated {
    /// The pieces that were moved.
    pub moved: Vec<Moved>,
    /// The pieces that were already there.
    pub already: Vec<EvidenceNumber>,
}

/// The counts that a record gains and loses.
#[derive(Debug, Default)]
struct Balance {
    numbers: Vec<EvidenceNumber>,
    gained: u64,
    lost: u64,
}

impl Verb for MoveEvidence {
    type Detail = Relocated;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::MoveEvidence
    }

    fn reason_for(&self) -> Option<Reasoned> {
        Some(Reasoned::EvidenceMove)
    }

    /// Moves every piece, or none.
    ///
    /// # Errors
    /// If there is no such evidence, record or item, or a piece no longer counts.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Relocated, Refusal> {
        let target = work.living(&self.to.id)?;
        let row = target.standing.row;
        let mut relocated = Relocated::default();
        let mut balances: BTreeMap<RecordKey, Balance> = BTreeMap::new();
        let mut numbers = self.numbers.clone();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let evidence = work.tx.evidence(number)?.ok_or(EvidenceRefusal::NoEvidence(number))?;
            check_counts(&evidence)?;
            let item = self.to.item(&target.revision, evidence.what.outcome)?;
            if (evidence.record, evidence.what.item) == (row, item) {
                relocated.already.push(number);
                continue;
            }
            check_day(evidence.what.day, &target.revision.record, work.context)?;
            let moved = work.tx.move_evidence(&evidence, row, item)?;
            let count = u64::from(evidence.what.count);
            let left = balances.entry(evidence.record).or_default();
            left.numbers.push(number);
            left.lost += count;
            let reached = balances.entry(row).or_default();
            reached.numbers.push(moved);
            reached.gained += count;
            let to = Recorded { number: moved, target: self.to.clone() };
            relocated.moved.push(Moved { from: number, to });
        }
        for (row, balance) in balances {
            balance.save_ledger_change(work, &work.tx.load_known(row)?)?;
        }
        Ok(relocated)
    }
}

impl Balance {
    /// Adapts the record's count to the ledger: moves within the record do not change it.
    fn save_ledger_change(&self, work: &mut Work<'_, '_>, stored: &Stored) -> Result<(), Refusal> {
        let mut new = stored.revision.clone();
        new.record.evidence_count = match self.gained.checked_sub(self.lost) {
            Some(gained) => raised(&new.record, gained)?,
            None => lowered(work, stored, self.lost - self.gained)?,
        };
        save_ledger_change(work, stored, new, &self.numbers)
    }
}

fn check_counts(evidence: &Evidence) -> Result<(), EvidenceRefusal> {
    let Evidence { id: number, withdrawn_in, moved_to, .. } = *evidence;
    let Some(batch) = withdrawn_in else { return Ok(()) };
    Err(match moved_to {
        Some(to) => EvidenceRefusal::Moved { number, to, batch },
        None => EvidenceRefusal::Withdrawn { number, batch },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::WithdrawEvidence;
    use crate::curate::fixture::{apply, context, id, last_batch, refused_evidence, report, store, stored};
    use crate::ledger::Outcome;
    use crate::record::ItemNumber;
    use crate::store::Store;

    /// Two records, and a report on the first one.
    fn reported() -> (Store, EvidenceNumber) {
        let mut store = store(&["x/a", "x/b"]);
        let number = report(&mut store, "x/a#w1", Outcome::Fail, "lena");
        (store, number)
    }

    fn to(number: EvidenceNumber, word: &str) -> MoveEvidence {
        MoveEvidence { numbers: vec![number], to: EvidenceTarget::record(id(word)) }
    }

    #[test]
    fn evidence_that_moves_counts_for_the_other_record() {
        let (mut store, number) = reported();
        let relocated = apply(&to(number, "x/b"), &mut store, &context()).unwrap();
        let moved = Recorded { number: (number.get() + 1).into(), target: EvidenceTarget::record(id("x/b")) };
        assert_eq!(relocated, Relocated { moved: vec![Moved { from: number, to: moved }], already: Vec::new() });
        let counts = ["x/a", "x/b"].map(|word| stored(&mut store, word).revision.record.evidence_count);
        assert_eq!(counts, [0, 1]);
    }

    #[test]
    fn evidence_that_is_already_on_the_target_stays_there() {
        let (mut store, number) = reported();
        let to = EvidenceTarget { id: id("x/a"), item: ItemNumber::parse("w1") };
        let relocated = apply(&MoveEvidence { numbers: vec![number, number], to }, &mut store, &context()).unwrap();
        assert_eq!(relocated, Relocated { moved: Vec::new(), already: vec![number] });
    }

    #[test]
    fn only_evidence_that_counts_is_moved() {
        let (mut store, number) = reported();
        assert_eq!(
            refused_evidence(&to((number.get() + 1).into(), "x/b"), &mut store),
            EvidenceRefusal::NoEvidence((number.get() + 1).into())
        );
        let copy = apply(&to(number, "x/b"), &mut store, &context()).unwrap().moved[0].to.number;
        let batch = last_batch(&mut store);
        assert_eq!(
            refused_evidence(&to(number, "x/b"), &mut store),
            EvidenceRefusal::Moved { number, to: copy, batch }
        );
        apply(&WithdrawEvidence { numbers: vec![copy] }, &mut store, &context()).unwrap();
        let batch = last_batch(&mut store);
        assert_eq!(refused_evidence(&to(copy, "x/a"), &mut store), EvidenceRefusal::Withdrawn { number: copy, batch });
    }
}
