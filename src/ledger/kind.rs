//! The words of the ledger.

use crate::record::vocabulary;

vocabulary! {
    /// What kind of evidence.
    EvidenceKind {
        /// Where it is documented.
        Source = "source",
        /// Somebody made the error happen, or the fix work.
        Reproduction = "reproduction",
        /// Somebody read the record and found it true.
        Review = "review",
        /// How an attempt ended.
        Outcome = "outcome",
        /// Somebody says that it is wrong. Open until it is withdrawn.
        Dispute = "dispute",
    }
}

vocabulary! {
    /// How an attempt ended.
    Outcome {
        /// It helped.
        Success = "success",
        /// It helped in part.
        Partial = "partial",
        /// It did not help.
        Fail = "fail",
        /// It made things worse.
        Worse = "worse",
    }
}

vocabulary! {
    /// Who reports.
    ReporterKind {
        /// A maintainer of the set.
        Maintainer = "maintainer",
        /// A build or test machine.
        Ci = "ci",
        /// A person who had the error.
        User = "user",
        /// A program that acts on its own.
        Agent = "agent",
    }
}

impl Outcome {
    /// How far the attempt helped, from 0 to 1: success 1, partial 0.5, fail and worse 0.
    pub fn helped(self) -> f64 {
        match self {
            Outcome::Success => 1.0,
            Outcome::Partial => 0.5,
            Outcome::Fail | Outcome::Worse => 0.0,
        }
    }
}
