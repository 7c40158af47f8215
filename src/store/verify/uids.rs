//! Comparing the uids of evidence with its content.

use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::verification::Verification;
use crate::store::evidence::each_unsound_uid;

impl Verification<'_> {
    /// Evidence whose uid does not match its content.
    pub(super) fn uids(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let read = each_unsound_uid(self.connection(), |record, evidence| {
            flaws.push(Flaw::of(record, Damage::OtherUid { evidence }));
        });
        flaws.extend(read.err().map(|error| Flaw::unreadable(Inspection::Ledger, &error)));
        flaws
    }
}
