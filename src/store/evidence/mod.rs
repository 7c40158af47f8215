//! The ledger of evidence: rows that are only ever added, and the rulings on whether they count.

mod authored;
mod brought;
mod bundle;
mod claims;
mod former;
mod key;
mod kind;
mod known;
mod ledger;
mod listed;
mod moved;
mod reporter;
mod since;
mod spool;
mod target;
mod write;

pub use authored::Authored;
pub use brought::Brought;
pub use bundle::Bundle;
pub use claims::{ClaimKey, ClaimReports, ReportSum};
pub use key::ReportKey;
pub use kind::{EvidenceKind, Outcome, ReporterKind, VocabularyError};
pub use ledger::{Environment, Evidence, Ledger, LedgerMove, NewEvidence, Ruled};
pub use listed::EvidenceAmount;
pub use moved::Move;
pub use reporter::folded;
pub use since::ReportsSince;
pub use spool::{Spool, Spooled};
pub use target::Target;
