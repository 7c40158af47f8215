//! Ledgers of a record of which a run has several, such as one under a former id.

/// The ledgers of a record of which a run has several. The count in the file of the record is of all of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DividedLedger {
    /// The number of observations of those that were imported apart from the record.
    pub observed: u64,
    /// By how much the file set the count higher than what an author set here and the pieces beside it explain.
    pub raised: u64,
}

impl DividedLedger {
    /// What a ledger apart from the record adds to its count. What the file had more than its own ledger are these
    /// pieces.
    pub(super) fn added_by(&mut self, gain: i64) -> i64 {
        let explained = self.raised.min(u64::try_from(gain).unwrap_or(0));
        self.raised -= explained;
        gain.saturating_sub_unsigned(explained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_file_counted_is_not_counted_again() {
        let mut divided = DividedLedger { observed: 0, raised: 3 };
        assert_eq!([2, 2, 2, -1].map(|gain| divided.added_by(gain)), [0, 1, 2, -1]);
    }
}
