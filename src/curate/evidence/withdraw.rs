//! Withdrawing evidence.

use std::collections::BTreeMap;

use crate::ledger::{EvidenceNumber, RecordKey};

use super::{lowered, save_ledger_change};
use crate::curate::refusal::{EvidenceRefusal, Reasoned, Refusal};
use crate::curate::work::{Verb, Work};
use crate::store::BatchVerb;

/// Withdraws evidence: it stays in the ledger and no longer counts.
#[derive(Debug, Clone)]
pub struct WithdrawEvidence {
    /// The numbers.
    pub numbers: Vec<EvidenceNumber>,
}

/// The pieces of one record that no longer count.
#[derive(Debug, Default)]
struct Lost {
    numbers: Vec<EvidenceNumber>,
    /// The sum of their counts.
    count: u64,
}

impl Verb for WithdrawEvidence {
    type Detail = Vec<EvidenceNumber>;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::WithdrawEvidence
    }

    fn reason_for(&self) -> Option<Reasoned> {
        Some(Reasoned::EvidenceWithdrawal)
    }

    /// Withdraws every piece, or none; the detail is those that were already withdrawn.
    ///
    /// # Errors
    /// If there is no such evidence.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<EvidenceNumber>, Refusal> {
        let mut lost: BTreeMap<RecordKey, Lost> = BTreeMap::new();
        let mut already = Vec::new();
        let mut numbers = self.numbers.clone();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let evidence = work.tx.evidence(number)?.ok_or(EvidenceRefusal::NoEvidence(number))?;
            if !evidence.counts() {
                already.push(number);
                continue;
            }
            let of_record = lost.entry(evidence.record).or_default();
            of_record.numbers.push(number);
            of_record.count += u64::from(evidence.what.count);
            work.tx.rule(&evidence, true)?;
        }
        for (row, lost) in lost {
            let stored = work.tx.load_known(row)?;
            let mut new = stored.revision.clone();
            new.record.evidence_count = lowered(work, &stored, lost.count)?;
            save_ledger_change(work, &stored, new, &lost.numbers)?;
        }
        Ok(already)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, refused_evidence, report, set, store, stored, without_reason};
    use crate::ledger::Outcome;
    use crate::store::StoreError;

    #[test]
    fn evidence_is_withdrawn_once_and_no_longer_counts() {
        let mut store = store(&["x/a"]);
        let numbers = ["lena", "omar"].map(|name| report(&mut store, "x/a#w1", Outcome::Fail, name));
        let mut withdraw = |numbers: &[EvidenceNumber]| {
            let already = apply(&WithdrawEvidence { numbers: numbers.to_vec() }, &mut store, &context()).unwrap();
            (already, stored(&mut store, "x/a").revision.record.evidence_count)
        };
        assert_eq!(withdraw(&[numbers[0], numbers[0]]), (Vec::new(), 1));
        assert_eq!(withdraw(&numbers), (vec![numbers[0]], 0));
    }

    #[test]
    fn a_count_that_an_author_set_below_the_ledger_stays() {
        let mut store = store(&["x/a"]);
        let numbers = ["lena", "omar"].map(|name| report(&mut store, "x/a#w1", Outcome::Fail, name));
        set(&mut store, &["x/a"], "evidence_count", "1");
        apply(&WithdrawEvidence { numbers: vec![numbers[0]] }, &mut store, &context()).unwrap();
        assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 1);
    }

    #[test]
    fn a_number_without_evidence_withdraws_nothing() {
        let mut store = store(&["x/a"]);
        let number = report(&mut store, "x/a#w1", Outcome::Fail, "lena");
        let verb = WithdrawEvidence { numbers: vec![number, (number.get() + 1).into()] };
        assert_eq!(refused_evidence(&verb, &mut store), EvidenceRefusal::NoEvidence((number.get() + 1).into()));
        assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 1);
    }

    #[test]
    fn evidence_whose_record_is_gone_is_damage() {
        let mut store = store(&["x/a"]);
        let numbers = vec![report(&mut store, "x/a#w1", Outcome::Fail, "lena")];
        store.damage("PRAGMA foreign_keys = OFF; DELETE FROM record");
        let refused = apply(&WithdrawEvidence { numbers }, &mut store, &context());
        let Err(Refusal::Store(StoreError::Damaged { detail, .. })) = refused else { panic!("{refused:?}") };
        assert_eq!(detail, "record.id 1 is referred to, but there is no such record");
    }

    #[test]
    fn a_withdrawal_of_evidence_needs_a_reason() {
        let mut store = store(&["x/a"]);
        let numbers = vec![report(&mut store, "x/a#w1", Outcome::Fail, "lena")];
        let refused = apply(&WithdrawEvidence { numbers }, &mut store, &without_reason());
        assert!(matches!(refused, Err(Refusal::ReasonNeeded(Reasoned::EvidenceWithdrawal))));
    }
}
