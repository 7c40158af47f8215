//! Recognizing a report that is imported again.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::hex::Hex;

/// What identifies a report: the reporter's own key for it, or else a hash of what the report says about its record. It
/// does not depend on the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportKey {
    /// From the `report_id` that the reporter gave: the same report whatever else it says, on any record. Or from what
    /// a report says of an error text, whichever record that matches.
    Own([u8; 16]),
    /// From what the report says: the same report only on its record.
    Said([u8; 10]),
}

/// The bit that tells the second row of a report from its first.
const SECOND: u8 = 1;

impl ReportKey {
    /// The key of a reporter's own `report_id`; the name is [folded](super::folded).
    pub(super) fn own(folded_reporter: &str, report_id: &str) -> Self {
        ReportKey::Own(digest(["own", folded_reporter, report_id])).first()
    }

    /// The key of an error text and of what a report says of it.
    pub(super) fn of_text<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        ReportKey::Own(digest(std::iter::once("text").chain(texts))).first()
    }

    /// The key of what a report says of its record. Other texts, or the same ones divided in another way, have another
    /// key. A collision is not to be expected (79 bits of SHA-256 within one record).
    pub(super) fn said<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        ReportKey::Said(tail(digest(texts))).first()
    }

    /// The key of these bytes, as [`as_bytes`](Self::as_bytes) returned them; `None` if they are not of a key.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let own = || bytes.try_into().map(ReportKey::Own);
        bytes.try_into().map(ReportKey::Said).or_else(|_| own()).ok()
    }

    /// The key of the n-th report of a run, from 1, that says the same. A key of the reporter has no number.
    #[must_use]
    pub fn numbered(self, n: u32) -> Self {
        if n == 1 || self.is_own() { self } else { self.derived("numbered", n) }
    }

    /// The key of the n-th report of a run, from 1, that says the same of an error text.
    #[must_use]
    pub fn alike(self, n: u32) -> Self {
        if n == 1 { self } else { self.derived("alike", n) }
    }

    /// The key under which a report comes again that differs from the one of this key, whose import was undone: the
    /// n-th of them, from 2.
    #[must_use]
    pub fn repeated(self, n: u32) -> Self {
        self.derived("anew", n)
    }

    fn derived(self, how: &str, n: u32) -> Self {
        let first = self.first();
        let hash = Sha256::new().chain_update(how).chain_update(first.as_bytes()).chain_update(n.to_be_bytes());
        let bytes = head(hash);
        let key = match self {
            ReportKey::Own(_) => ReportKey::Own(bytes),
            ReportKey::Said(_) => ReportKey::Said(tail(bytes)),
        };
        if self.is_second() { key.second() } else { key.first() }
    }

    /// The key of the first row of the report.
    #[must_use]
    pub fn first(mut self) -> Self {
        *self.last() &= !SECOND;
        self
    }

    /// The key of the second row of a report that has two, one of successes and one of failures.
    #[must_use]
    pub fn second(mut self) -> Self {
        *self.last() |= SECOND;
        self
    }

    fn last(&mut self) -> &mut u8 {
        let (ReportKey::Own([.., last]) | ReportKey::Said([.., last])) = self;
        last
    }

    /// Whether it is that of a second row.
    pub fn is_second(&self) -> bool {
        let (ReportKey::Own([.., last]) | ReportKey::Said([.., last])) = self;
        last & SECOND != 0
    }

    /// Whether it is the same report on any record.
    pub fn is_own(&self) -> bool {
        matches!(self, ReportKey::Own(_))
    }

    /// Its bytes: 16 if it is the same report on any record, else 10.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            ReportKey::Own(bytes) => bytes,
            ReportKey::Said(bytes) => bytes,
        }
    }
}

impl fmt::Display for ReportKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hex(self.as_bytes()).fmt(f)
    }
}

/// The first 16 bytes of the SHA-256 over texts, each after its length in bytes, which is written as 8 bytes, the
/// lowest first.
#[expect(clippy::expect_used, reason = "no text in memory has a length of more than 64 bits")]
pub(super) fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> [u8; 16] {
    // In one piece: hashing many short texts takes longer.
    let mut joined = Vec::with_capacity(256);
    for text in texts {
        joined.extend_from_slice(&u64::try_from(text.len()).expect("a length").to_le_bytes());
        joined.extend_from_slice(text.as_bytes());
    }
    head(Sha256::new().chain_update(joined))
}

/// The first 16 bytes of a SHA-256.
#[expect(clippy::expect_used, reason = "32 bytes have a first half")]
pub(super) fn head(hash: Sha256) -> [u8; 16] {
    let digest: [u8; 32] = hash.finalize().into();
    *digest.first_chunk().expect("16 bytes of 32")
}

/// The last 10 bytes of 16.
pub(super) fn tail(bytes: [u8; 16]) -> [u8; 10] {
    let [_, _, _, _, _, _, tail @ ..] = bytes;
    tail
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn other_texts_and_numbers_have_other_keys_that_are_read_back() {
        let mut seen = HashSet::new();
        for base in [ReportKey::said(["fail", "3"]), ReportKey::said(["fail3"]), ReportKey::said(["", "fail3"])] {
            for n in 1..4 {
                let key = base.numbered(n);
                assert!(seen.insert(key) && seen.insert(key.second()) && !key.is_second() && key.second().is_second());
                assert!(seen.insert(key.repeated(n + 1)));
                assert_eq!((key.second().first(), key.second()), (key, base.second().numbered(n)));
                assert_eq!(ReportKey::from_bytes(key.as_bytes()), Some(key));
            }
        }
        let own = ReportKey::own("lena", "7");
        assert_eq!((own.numbered(2), ReportKey::from_bytes(own.as_bytes())), (own, Some(own)));
        assert!(own.repeated(2) != own && own.repeated(2).is_own());
        assert_eq!((own.alike(1), own.alike(2).is_own()), (own, true));
        assert!(own.alike(2) != own && own.alike(2) != own.repeated(2) && own.alike(2) != own.alike(3));
        assert_eq!(ReportKey::from_bytes(&[0; 15]), None);
    }
}
