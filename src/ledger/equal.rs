//! Telling the equal reports of a run apart.

use std::collections::HashMap;

use super::ReportKey;

/// Numbers the equal reports of a run, in the order of the input: two rows that say the same are two reports, and a
/// file that is imported again brings both again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EqualReports(HashMap<ReportKey, u32>);

impl EqualReports {
    /// The key of one more report with this key on the same record, see [`ReportKey::numbered`].
    pub fn add(&mut self, key: ReportKey) -> ReportKey {
        // One of the reporter's own is the same report each time.
        if key.is_own() { key } else { key.numbered(self.count(key)) }
    }

    /// The key that [`add`](Self::add) would return.
    pub fn next(&self, key: ReportKey) -> ReportKey {
        key.numbered(self.0.get(&key).copied().unwrap_or_default().saturating_add(1))
    }

    /// The key of one more report with this key on the same error text, see [`ReportKey::alike`].
    pub fn add_of_text(&mut self, key: ReportKey) -> ReportKey {
        key.alike(self.count(key))
    }

    /// Forgets all of them: the next reports are on another record.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    fn count(&mut self, key: ReportKey) -> u32 {
        let count = self.0.entry(key).or_default();
        *count = count.saturating_add(1);
        *count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_reports_have_keys_of_their_own_unless_the_reporter_gave_one() {
        let mut equal = EqualReports::default();
        let (said, own) = (ReportKey::said(["fail"]), ReportKey::own("lena", "7"));
        assert_eq!(equal.next(said), said);
        assert_eq!([equal.add(said), equal.next(said), equal.add(said)], [said, said.numbered(2), said.numbered(2)]);
        assert_eq!([equal.add(own), equal.add(own)], [own, own]);
        let text = ReportKey::of_text(["oom", "fail"]);
        assert_eq!([equal.add_of_text(text), equal.add_of_text(text)], [text, text.alike(2)]);
        equal.clear();
        assert_eq!(equal, EqualReports::default());
    }
}
