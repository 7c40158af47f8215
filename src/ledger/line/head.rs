//! Reading no more of a line than tells whether it is known.

use super::form::RecordedByMembers;
use super::values::{day, filled, uid};
use super::{RecordedBy, Uid};
use crate::ledger::uids::is_of_content;

/// How a piece begins before its content, and how the content begins.
const UID: &[u8] = b"{\"uid\":\"";
const DIGITS: usize = 32;
const CONTENT: &[u8] = b"\",\"record\":";

/// How the last member begins. In a text every quote is escaped, so this is not part of one.
const RECORDED: &[u8] = b",\"recorded\":";

/// A piece of evidence in a ledger by what tells it from all others: its uid, and who recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LineHead {
    /// The uid of the piece.
    pub uid: Uid,
    /// Who recorded it.
    pub recorded: RecordedBy,
}

impl LineHead {
    /// Reads the head of a line without its end, if the line is a piece in the canonical form and matches its uid, up
    /// to the id of the record in it. The other members are not read: the line is sound if a piece of that uid is
    /// known, because its content then is the same. `None` for a line that has to be read as a whole.
    pub fn of(line: &[u8]) -> Option<Self> {
        let (digits, rest) = line.strip_prefix(UID)?.split_at_checked(DIGITS)?;
        let last = rest.windows(RECORDED.len()).rposition(|bytes| bytes == RECORDED)?;
        let (content, recorded) = rest.split_at_checked(last)?;
        let members = content.strip_prefix(CONTENT).and(content.get(2..))?;
        let uid = uid("uid", str::from_utf8(digits).ok()?).ok()?;
        if !is_of_content(&uid, &[b"{", members, b"}"]) {
            return None;
        }
        let recorded = recorded.get(RECORDED.len()..)?.strip_suffix(b"}")?;
        let RecordedByMembers { day: said, by } = serde_json::from_slice(recorded).ok()?;
        Some(LineHead { uid, recorded: RecordedBy { day: day("", &said, None).ok()?, by: filled("", by).ok()? } })
    }
}
