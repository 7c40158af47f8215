//! What an import of feedback asks before it adds to many records.

use sha2::{Digest, Sha256};

use crate::cli::ask::UNASKED;
use crate::cli::faults::Faults;
use crate::curate::FeedbackCounts;
use crate::intake::Row;

/// The question to ask after a run that was rolled back.
#[derive(Default)]
pub(super) struct Question {
    pub text: String,
    /// What the run read and did.
    seal: Option<[u8; 32]>,
    /// What was printed of its faults; they are not printed twice.
    pub faults: Faults,
}

/// What a run has to ask, and whether it is what was approved.
pub(super) struct Asking {
    /// The rows so far, if somebody may be asked.
    rows: Option<Sha256>,
    /// The run that somebody approved, if this one follows a question.
    approved: Option<[u8; 32]>,
    pub question: Question,
}

impl Asking {
    /// For a run that follows `answered`, if there was a question.
    pub(super) fn new(may_ask: bool, answered: Option<Question>) -> Self {
        let approved = answered.as_ref().and_then(|question| question.seal);
        Asking { rows: may_ask.then(Sha256::new), approved, question: answered.unwrap_or_default() }
    }

    /// Whether this run follows a question.
    pub(super) fn is_answered(&self) -> bool {
        self.approved.is_some()
    }

    pub(super) fn row(&mut self, row: &Row, is_good: bool) {
        if let Some(rows) = &mut self.rows {
            for field in row.texts.iter() {
                rows.update((field.len() as u64).to_le_bytes());
                rows.update(field);
            }
            rows.update([u8::from(is_good)]);
        }
    }

    /// Whether the run may be committed as it is: it is what was approved, or there is nothing to ask.
    pub(super) fn approves(&mut self, counts: &FeedbackCounts, records: usize) -> bool {
        let Some(mut seal) = self.rows.take() else { return true };
        seal.update(format!("{counts:?} {records}"));
        let seal: [u8; 32] = seal.finalize().into();
        if let Some(approved) = self.approved {
            return approved == seal;
        }
        let text = format!("add {} reports to {records} records?", counts.added);
        self.question = Question { text, seal: Some(seal), faults: Faults::default() };
        u64::try_from(records).is_ok_and(|records| records <= UNASKED)
    }
}
