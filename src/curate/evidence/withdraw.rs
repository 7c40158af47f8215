//! Withdrawing evidence.

use std::collections::BTreeMap;

use super::{lowered, save_ledger_change};
use crate::curate::refusal::{EvidenceRefusal, Reasoned, Refusal};
use crate::curate::work::{Verb, Work};

/// Withdraws evidence: it stays in the ledger and no longer counts.
#[derive(Debug, Clone)]
pub struct WithdrawEvidence {
    /// The numbers.
    pub numbers: Vec<i64>,
}

/// The pieces of one record that no longer count.
#[derive(Debug, Default)]
struct Lost {
    numbers: Vec<i64>,
    /// How many they stand for.
    count: u64,
}

impl Verb for WithdrawEvidence {
    type Detail = Vec<i64>;

    fn reason_for(&self) -> Option<Reasoned> {
        Some(Reasoned::EvidenceWithdrawal)
    }

    /// Withdraws every piece, or none; the detail is those that were withdrawn already.
    ///
    /// # Errors
    /// If there is no such evidence.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<i64>, Refusal> {
        let mut lost: BTreeMap<i64, Lost> = BTreeMap::new();
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
            let Some(stored) = work.tx.load_row(row)? else { continue };
            let mut new = stored.revision.clone();
            new.record.evidence_count = lowered(work, &stored, lost.count)?;
            save_ledger_change(work, &stored, new, &lost.numbers)?;
        }
        Ok(already)
    }
}
