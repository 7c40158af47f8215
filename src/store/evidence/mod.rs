//! The ledger of evidence: rows that are only ever added, and the rulings on whether they count.

mod authored;
mod brought;
mod bundle;
mod called;
mod claims;
mod former;
mod key;
mod known;
mod ledger;
mod listed;
mod months;
mod moved;
mod piece;
mod recorded;
mod reports_since;
mod sound;
mod spool;
mod spooled;
mod target;
mod upgrade;
mod write;

pub use authored::Authored;
pub use brought::BroughtEvidence;
pub use bundle::Bundle;
pub use claims::{ClaimReports, ReportSum};
pub use listed::EvidenceAmount;
pub use months::EvidenceMonth;
pub use moved::Move;
pub use recorded::RecordLedger;
pub use reports_since::ReportsSince;
pub(super) use sound::each_unsound_uid;
pub use spool::Spool;
pub use spooled::Spooled;
pub use target::ReportTarget;
pub(super) use upgrade::work_out_uids;
