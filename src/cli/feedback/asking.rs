//! What an import of feedback asks before it adds to many records.

use crate::cli::ask::{UNASKED, may_commit};
use crate::cli::faults::Faults;
use crate::cli::seal::{Seal, Sealed};
use crate::curate::FeedbackCounts;
use crate::intake::FeedbackRow;

/// The question to ask after a run that was rolled back.
#[derive(Default)]
pub(super) struct Question {
    pub text: String,
    /// What the run read and did.
    seal: Sealed,
    /// What was printed of its faults; they are not printed twice.
    pub faults: Faults,
}

/// What a run has to ask, and whether it is what was approved.
pub(super) struct Asking {
    seal: Seal,
    may_ask: bool,
    /// The run that somebody approved, if this one follows a question.
    approved: Option<Sealed>,
    pub question: Question,
}

impl Asking {
    /// For a run that follows `answered`, if there was a question.
    pub(super) fn new(may_ask: bool, answered: Option<Question>) -> Self {
        let approved = answered.as_ref().map(|question| question.seal);
        Asking { seal: Seal::new(may_ask), may_ask, approved, question: answered.unwrap_or_default() }
    }

    /// Whether this run follows a question.
    pub(super) fn is_answered(&self) -> bool {
        self.approved.is_some()
    }

    pub(super) fn row(&mut self, row: &FeedbackRow, is_good: bool) {
        self.seal.add(if is_good { "good row" } else { "bad row" }, row.texts.iter().map(str::as_bytes));
    }

    /// Whether the run may be committed as it is: it is what was approved, or there is nothing to ask.
    pub(super) fn approves(&mut self, counts: &FeedbackCounts, records: usize) -> bool {
        let FeedbackCounts { added, duplicate, rejected } = *counts;
        for count in [added, duplicate, rejected] {
            self.seal.add("count", [count.to_le_bytes().as_slice()]);
        }
        self.seal.add("records", [records.to_le_bytes().as_slice()]);
        let Asking { seal, may_ask, approved, question } = self;
        let seal = seal.value();
        may_commit(approved.as_ref(), &seal, || {
            let text = format!("add {added} reports to {records} records?");
            *question = Question { text, seal, faults: Faults::default() };
            let is_small = u64::try_from(records).is_ok_and(|records| records <= UNASKED);
            *may_ask && !is_small
        })
    }
}
