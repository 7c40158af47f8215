//! Telling a report that comes again.

use sha2::{Digest as _, Sha256};

/// The key of a report: the reporter's own, or what the report says, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReportKey([u8; 16]);

impl From<[u8; 16]> for ReportKey {
    fn from(bytes: [u8; 16]) -> Self {
        ReportKey(bytes)
    }
}

impl From<Sha256> for ReportKey {
    fn from(hash: Sha256) -> Self {
        let digest: [u8; 32] = hash.finalize().into();
        ReportKey(digest.first_chunk().copied().unwrap_or_default()).first()
    }
}

/// So many bytes of a key are the record's, if the reporter gave none.
const RECORD_BYTES: usize = 6;

/// The bit that tells the second row of a report from its first.
const SECOND: u8 = 1;

impl ReportKey {
    /// The key of some texts. Other texts, or the same ones divided in another way, have another key; that two have
    /// the same by chance is out of the question (127 bits of SHA-256, or 79 within one record).
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut hash = Sha256::new();
        for text in texts {
            hash.update(text.len().to_le_bytes());
            hash.update(text.as_bytes());
        }
        ReportKey::from(hash)
    }

    /// The key of a report on a record, from the key of the rest that it says. It begins with the record's key, so that the
    /// keys of a record lie side by side in the index, and what is written in the order of the records is written without
    /// jumps.
    #[must_use]
    pub fn about(mut self, record: i64) -> Self {
        let row = record.to_be_bytes();
        self.0.iter_mut().zip(row.iter().skip(2)).for_each(|(byte, of_row)| *byte = *of_row);
        self
    }

    /// The key of the n-th report of a run, from 1, that says the same. It belongs to the same record.
    #[must_use]
    pub fn numbered(self, n: u32) -> Self {
        if n == 1 {
            return self;
        }
        let hash = Sha256::new().chain_update(b"numbered").chain_update(self.first().0).chain_update(n.to_be_bytes());
        let mut key = ReportKey::from(hash);
        key.0.iter_mut().zip(self.0).take(RECORD_BYTES).for_each(|(byte, of_row)| *byte = of_row);
        if self.is_second() { key.second() } else { key }
    }

    /// The key under which a report comes again that differs from the one of this key, whose import was taken back: the
    /// n-th of them, from 2.
    #[must_use]
    pub fn anew(self, n: u32) -> Self {
        let key = ReportKey::of(["anew", &format!("{:?}", self.first()), &n.to_string()]);
        if self.is_second() { key.second() } else { key }
    }

    /// The key of the first row of the report.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.0.iter_mut().last().into_iter().for_each(|last| *last &= !SECOND);
        self
    }

    /// The key of the second row of a report that has two, one of successes and one of failures.
    #[must_use]
    pub fn second(mut self) -> Self {
        self.0.iter_mut().last().into_iter().for_each(|last| *last |= SECOND);
        self
    }

    /// Whether it is that of a second row.
    pub fn is_second(&self) -> bool {
        self.0.last().is_some_and(|last| last & SECOND != 0)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn other_records_and_numbers_have_other_keys_of_which_each_begins_with_its_record() {
        let said = ReportKey::of(["fail", "3"]);
        let mut seen = HashSet::new();
        for record in [1, 2, 70_000] {
            for n in 1..4 {
                let key = said.about(record).numbered(n);
                assert!(seen.insert(key) && seen.insert(key.second()) && !key.is_second());
                assert_eq!(key.second(), said.second().about(record).numbered(n));
                assert_eq!(key.as_bytes()[..RECORD_BYTES], record.to_be_bytes()[2..]);
            }
        }
    }
}
