//! The ledger of evidence: rows that are only ever added, and the rulings on whether they count.

mod authored;
mod brought;
mod bundle;
mod claims;
mod former;
mod key;
mod known;
mod ledger;
mod listed;
mod moved;
mod since;
mod spool;
mod target;
mod write;

pub use authored::Authored;
pub use brought::Brought;
pub use bundle::Bundle;
pub use claims::{ClaimReports, ReportSum};
pub use listed::EvidenceAmount;
pub use moved::Move;
pub use since::ReportsSince;
pub use spool::{Spool, Spooled};
pub use target::Target;
