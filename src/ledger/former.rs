//! Keys of reports before uids, which the ledgers of old databases have.

use sha2::{Digest as _, Sha256};

use super::ReportKey;
use super::key::{digest, head, tail};
use super::number::RecordKey;

/// A key of 16 bytes, as schemas up to 6 had them. Those that the reporter did not give began with the key of the
/// record in its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FormerKey([u8; 16]);

/// The number of bytes of the record's key.
const RECORD_BYTES: usize = 6;

impl FormerKey {
    /// The key of some texts, without a record.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        FormerKey(digest(texts)).first()
    }

    /// The key of 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        FormerKey(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether this is the key of the second row of a report.
    pub fn is_second(self) -> bool {
        self.0.last().is_some_and(|last| last & 1 != 0)
    }

    /// The key of the first row of the report.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.0.last_mut().into_iter().for_each(|last| *last &= !1);
        self
    }

    /// What the key is now, on the record with this key in its database: one that does not begin with the record's key
    /// is the reporter's own. Keys that were derived from another one have to be derived again.
    pub fn converted(self, record: RecordKey) -> ReportKey {
        let is_said =
            self.0.iter().zip(record.get().to_be_bytes().iter().skip(2)).take(RECORD_BYTES).all(|(a, b)| a == b);
        if is_said { ReportKey::Said(tail(self.0)) } else { ReportKey::Own(self.0) }
    }

    /// The key that schema 6 gave to the n-th report of a run, from 2, that said the same.
    pub fn numbered(self, n: u32) -> Self {
        let hash = Sha256::new().chain_update("numbered").chain_update(self.first().0).chain_update(n.to_be_bytes());
        let mut key = FormerKey(head(hash)).first();
        key.0.iter_mut().zip(self.0).take(RECORD_BYTES).for_each(|(byte, of_record)| *byte = of_record);
        key
    }

    /// The key under which a report came again that differed from the one of this key, whose import was undone: the
    /// n-th of them, from 2.
    pub fn repeated(self, n: u32) -> Self {
        FormerKey::of(["anew", &self.first().told(), &n.to_string()])
    }

    /// What the key of a report that schema 5 knew by what it said is now: of the n-th, from 1, that said the same.
    pub fn said(self, n: u32) -> ReportKey {
        let key = if n == 1 { self } else { FormerKey::of([self.told().as_str(), &n.to_string()]) };
        ReportKey::Said(tail(key.0))
    }

    /// What the key of a report that schema 5 knew by its `report_id` is now.
    pub fn own(self) -> ReportKey {
        ReportKey::Own(self.0)
    }

    /// The texts that derived keys were computed from.
    fn told(self) -> String {
        format!("ReportKey({:?})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_begins_with_its_record_is_of_the_content_and_another_is_the_reporters_own() {
        let mut bytes = [7; 16];
        assert_eq!(FormerKey::from_bytes(bytes).converted(1.into()), ReportKey::Own(bytes));
        bytes[..6].copy_from_slice(&[0, 0, 0, 0, 1, 2]);
        let key = FormerKey::from_bytes(bytes);
        assert_eq!(
            (key.converted(258.into()), key.converted(259.into())),
            (ReportKey::Said([7; 10]), ReportKey::Own(bytes))
        );
        assert_eq!(key.numbered(2).as_bytes()[..6], bytes[..6]);
        assert_ne!(key.numbered(2), key.numbered(3));
    }
}
