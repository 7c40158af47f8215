//! Hints for evidence that was refused.

use crate::cli::failure::{Exit, Failure};
use crate::curate::{EvidenceRefusal, WrongDay};

/// Refused evidence as a failure.
pub(super) fn failure(refusal: &EvidenceRefusal) -> Failure {
    let failure = |exit| Failure::new(exit, refusal.to_string());
    match refusal {
        EvidenceRefusal::NoEvidence(_) => {
            failure(Exit::Missing).hint("`canonry evidence list ID` shows the evidence on a record with its numbers")
        }
        EvidenceRefusal::NoOutcome => Failure::usage("evidence of kind outcome needs --outcome OUTCOME")
            .hint("it says how the attempt ended: success, partial, fail or worse"),
        EvidenceRefusal::OutcomeOf(kind) => {
            Failure::usage(format!("--outcome needs --kind outcome or reproduction, not {kind}"))
                .hint("an outcome says how an attempt ended")
        }
        EvidenceRefusal::OutcomeOfVersion => {
            failure(Exit::Usage).hint("name the item that was tried, such as w1, or none")
        }
        EvidenceRefusal::NoAddress => {
            Failure::usage("evidence of kind source needs --url URL").hint("it says where to read it")
        }
        EvidenceRefusal::Address { url, why } => {
            Failure::usage(format!("--url {url}: {why}")).hint("give the whole address, as in https://example.org/page")
        }
        EvidenceRefusal::NoCount => failure(Exit::Usage).hint("give a --count from 1 on"),
        EvidenceRefusal::Count(_) => failure(Exit::Policy)
            .hint("check the count; rates.max_count in canonry.toml is the largest that a report may have"),
        EvidenceRefusal::Overflow(_) => {
            failure(Exit::Rejected).hint("check the count, and the evidence_count with which the record was imported")
        }
        EvidenceRefusal::Day(WrongDay::Future(_)) => failure(Exit::Policy).hint("use the day on which it was seen"),
        EvidenceRefusal::Day(WrongDay::BeforeFirstSeen { name, day, .. }) => {
            failure(Exit::Policy).hint(format!("if it was seen earlier: `canonry edit {name} --set first_seen={day}`"))
        }
        EvidenceRefusal::DoesNotConfirm(_) => failure(Exit::Usage).hint("`canonry evidence add` records it"),
        EvidenceRefusal::NoReceipt => failure(Exit::Usage).hint("say what was checked with --note or --url"),
        EvidenceRefusal::EmptyNote => failure(Exit::Usage).hint("say what was checked"),
        EvidenceRefusal::Backward { .. } => failure(Exit::Policy).hint(
            "to record what was seen then, use `canonry evidence add --kind review --on DATE`; it does not \
                   change the day",
        ),
        EvidenceRefusal::Moved { to, batch, .. } => {
            failure(Exit::Conflict).hint(format!("move {to}, or `canonry undo {batch}` first"))
        }
        EvidenceRefusal::Withdrawn { batch, .. } => {
            failure(Exit::Conflict).hint(format!("`canonry undo {batch}` makes it count again"))
        }
    }
}
