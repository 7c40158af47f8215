//! The lines of a ledger that maintainers exchange: pieces of evidence, rulings on them, where rates come from,
//! and which items were reworded.

mod by;
mod error;
mod form;
mod head;
mod members;
mod notice;
mod rate;
mod rewording;
#[cfg(test)]
mod tests;
mod values;

use sha2::{Digest as _, Sha256};

use super::canonical::{self, hex_if_any, raw, text_if_any};
use super::hex::Hex;
use super::key::head;
use super::{NewEvidence, Piece, ReportKey, Uid};
pub use by::RecordedBy;
use by::write_recorded;
pub use error::{LineError, LineFlaw};
pub use head::LineHead;
pub use notice::{Notice, NoticeEvent};
pub use rate::RecordedRate;
pub use rewording::RecordedRewording;

/// A line of a ledger, as docs/ledger.md spells it out.
#[derive(Debug, Clone, PartialEq)]
pub enum LedgerLine {
    /// A piece of evidence.
    Piece(Box<RecordedPiece>),
    /// Somebody says that a piece does not count, or that it counts again.
    Ruling(RecordedRuling),
    /// Where a published rate comes from.
    Rate(Box<RecordedRate>),
    /// An item got another text.
    Rewording(Box<RecordedRewording>),
}

/// A piece of evidence in words that mean the same in every database, with who recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPiece {
    /// Its uid.
    pub uid: Uid,
    /// The id that the record had when it was recorded.
    pub record: String,
    /// The text by which the item was known then; `None` for the record as a whole.
    pub text: Option<String>,
    /// What was recorded. Of its item only the kind means something; the id does not.
    pub evidence: NewEvidence,
    /// What identifies it, if it is a report.
    pub report: Option<ReportKey>,
    /// The piece that it was moved from, if it was.
    pub moved_from: Option<Uid>,
    /// Its number among pieces that say the same, from 1.
    pub number: u32,
    /// Who recorded it.
    pub recorded: RecordedBy,
}

/// A ruling on a piece of evidence, with who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRuling {
    /// The uid of the piece.
    pub piece: Uid,
    /// Whether the piece no longer counts after it; otherwise it counts again.
    pub is_withdrawn: bool,
    /// Why.
    pub reason: Option<String>,
    /// Its number among the rulings of its day on the piece that its maker knew, from 1.
    pub number: u16,
    /// Who made it. The day is not before that of an earlier ruling that its maker knew.
    pub recorded: RecordedBy,
}

impl RecordedPiece {
    /// What it says.
    pub fn piece(&self) -> Piece<'_> {
        Piece {
            record: &self.record,
            text: self.text.as_deref(),
            evidence: &self.evidence,
            report: self.report,
            moved_from: self.moved_from,
        }
    }
}

impl RecordedRuling {
    /// Its uid: 6 bytes of the piece's, which are those of the record; its number; and 8 bytes of the SHA-256 of the
    /// canonical form. So among rulings of one day on a piece the order of the uids is that in which they were made.
    pub fn uid(&self) -> Uid {
        let mut form = Vec::new();
        self.write_form(&mut form);
        let hash = head(Sha256::new().chain_update(&form));
        let mut bytes = [0; 16];
        let parts = self.piece.as_bytes().iter().take(6).copied().chain(self.number.to_be_bytes()).chain(hash);
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        Uid::from_bytes(bytes)
    }

    /// The canonical form.
    fn write_form(&self, form: &mut Vec<u8>) {
        raw(form, if self.is_withdrawn { "{\"withdraws\":" } else { "{\"reinstates\":" });
        hex_if_any(form, Some(self.piece.as_bytes()));
        raw(form, ",\"reason\":");
        text_if_any(form, self.reason.as_deref());
        raw(form, ",\"number\":");
        canonical::digits(form, self.number.into());
        write_recorded(&self.recorded, form);
    }
}

impl LedgerLine {
    /// Its uid. Lines of several recorders, or of several days, may have the same one.
    pub fn uid(&self) -> Uid {
        match self {
            LedgerLine::Piece(piece) => piece.uid,
            LedgerLine::Ruling(ruling) => ruling.uid(),
            LedgerLine::Rate(rate) => rate.uid(),
            LedgerLine::Rewording(rewording) => rewording.uid(),
        }
    }

    /// When it was recorded, and by whom.
    pub fn recorded(&self) -> &RecordedBy {
        match self {
            LedgerLine::Piece(piece) => &piece.recorded,
            LedgerLine::Ruling(ruling) => &ruling.recorded,
            LedgerLine::Rate(rate) => &rate.recorded,
            LedgerLine::Rewording(rewording) => &rewording.recorded,
        }
    }

    /// The line without its end: the canonical form with the uid before it and, for a piece, with the recorder after
    /// it.
    pub fn written(&self) -> Vec<u8> {
        let mut line = Vec::with_capacity(512);
        raw(&mut line, "{\"uid\":\"");
        line.extend(Hex(self.uid().as_bytes()).digits());
        raw(&mut line, "\"");
        let begin = line.len();
        match self {
            LedgerLine::Piece(piece) => {
                canonical::write(&piece.piece(), piece.number, &mut line);
                line.pop();
                write_recorded(&piece.recorded, &mut line);
            }
            LedgerLine::Ruling(ruling) => ruling.write_form(&mut line),
            LedgerLine::Rate(rate) => rate.write_form(&mut line),
            LedgerLine::Rewording(rewording) => rewording.write_form(&mut line),
        }
        if let Some(brace) = line.get_mut(begin) {
            *brace = b',';
        }
        line
    }
}
