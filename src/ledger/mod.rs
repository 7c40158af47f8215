//! What was seen: evidence, who reports it, what a report says about a claim, and what identifies it.
//!
//! A record's ledger holds pieces of [`Evidence`], which are only ever added. Rulings say whether a piece counts, and
//! the latest ruling decides. A piece with an [`Outcome`] is a report on a [`Claim`], a number in the record that it
//! supports or not. A piece has a [`Uid`], which is the same in every database, and a report has a [`ReportKey`] that
//! identifies it if it is imported again.
//!
//! Maintainers exchange ledgers as lines, see [`LedgerLine`]: a piece, a ruling, or where a rate comes from, with who
//! recorded it.
//!
//! This room does not know SQL, files or the clock.

mod canonical;
mod claim;
mod equal;
mod evidence;
mod former;
mod hex;
mod key;
mod kind;
mod line;
mod noticed;
mod number;
mod piece;
mod reported;
mod reporter;
mod uid;
mod uids;

pub use claim::Claim;
pub use equal::EqualReports;
pub use evidence::{Environment, Evidence, Ledger, NewEvidence, Ruling};
pub use former::FormerKey;
pub use key::ReportKey;
pub use kind::{EvidenceKind, Outcome, ReporterKind};
pub use line::{
    LedgerLine, LineError, LineFlaw, LineHead, Notice, NoticeEvent, RecordedBy, RecordedPiece, RecordedRate,
    RecordedRewording, RecordedRuling,
};
pub use noticed::{NoticedRecord, NoticedRecords};
pub use number::{BatchNumber, EvidenceNumber, RecordKey, SourceNumber};
pub use piece::Piece;
pub use reported::{OutcomeCount, Reported};
pub use reporter::{Reporter, Reporters, folded};
pub use uid::Uid;
pub use uids::Uids;
