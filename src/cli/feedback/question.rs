//! What an import of feedback asks before it adds to many records.

use crate::cli::ask::UNASKED;
use crate::cli::faults::FaultPrinter;
use crate::curate::{FeedbackCounts, Sealed, may_commit};

/// The question to ask after a run that was rolled back.
#[derive(Default)]
pub(super) struct FeedbackQuestion {
    pub text: String,
    /// What the run read and did.
    run: Sealed,
    /// What was printed of its faults; they are not printed twice.
    pub faults: FaultPrinter,
}

/// The question of a run, and whether the run is what was approved.
pub(super) struct FeedbackAsking {
    pub may_ask: bool,
    /// The run that the user approved, if this one follows a question.
    approved: Option<Sealed>,
    pub question: FeedbackQuestion,
}

impl FeedbackAsking {
    /// For a run that follows `answered`, if there was a question.
    pub(super) fn new(may_ask: bool, answered: Option<FeedbackQuestion>) -> Self {
        let approved = answered.as_ref().map(|question| question.run);
        FeedbackAsking { may_ask, approved, question: answered.unwrap_or_default() }
    }

    /// Whether this run follows a question.
    pub(super) fn is_answered(&self) -> bool {
        self.approved.is_some()
    }

    /// Whether the run may be committed as it is: it is what was approved, or there is nothing to ask.
    pub(super) fn approves(&mut self, counts: &FeedbackCounts, records: usize, run: Sealed) -> bool {
        let FeedbackAsking { may_ask, approved, question } = self;
        may_commit(approved.as_ref(), &run, || {
            let text = format!("add {} reports to {records} records?", counts.added);
            *question = FeedbackQuestion { text, run, faults: FaultPrinter::default() };
            let is_small = u64::try_from(records).is_ok_and(|records| records <= UNASKED);
            *may_ask && !is_small
        })
    }
}
