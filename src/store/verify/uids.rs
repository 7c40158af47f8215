//! The uids of evidence with what it says.

use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::verification::Verification;
use crate::store::evidence::each_unsound_uid;

impl Verification<'_> {
    /// Evidence whose uid is not that of what it says.
    pub(super) fn uids(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let read = each_unsound_uid(self.connection(), |record, evidence| {
            flaws.push(Flaw::of(record, Damage::OtherUid { evidence }));
        });
        flaws.extend(read.err().map(|error| Flaw::unreadable(Inspection::Ledger, &error)));
        flaws
    }
}
