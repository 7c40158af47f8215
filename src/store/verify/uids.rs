//! The uids of evidence with what it says.

use super::{Check, Finding, Verification};
use crate::store::evidence::each_unsound_uid;

impl Verification<'_> {
    /// Evidence whose uid is not that of what it says.
    pub fn uids(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let read = each_unsound_uid(self.connection(), |record, number| {
            let what = format!("e{number} does not match its uid");
            findings.push(Finding::new(Check::Ledger, Some(record), what));
        });
        findings.extend(read.err().map(|error| Finding::unreadable(Check::Ledger, &error)));
        findings
    }
}
