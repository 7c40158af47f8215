//! The ledger of evidence: rows that are only ever added, and the rulings on whether they count.

mod kind;
mod ledger;

pub use kind::{EvidenceKind, Outcome, ReporterKind, VocabularyError};
pub use ledger::{Evidence, Ledger, NewEvidence};
