//! Comparing the uids of evidence and of recorded rates with their content.

use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::verification::Verification;
use crate::store::evidence::each_unsound_uid;
use crate::store::rate::each_unsound_rate;

impl Verification<'_> {
    /// Evidence and recorded rates whose uids do not match their content.
    pub(super) fn uids(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let read = each_unsound_uid(self.connection(), |record, evidence| {
            flaws.push(Flaw::of(record, Damage::OtherUid { evidence }));
        });
        let read = read.and_then(|()| {
            each_unsound_rate(self.connection(), |record, uid| {
                flaws.push(Flaw::of(record, Damage::OtherRate(uid)));
            })
        });
        flaws.extend(read.err().map(|error| Flaw::unreadable(Inspection::Ledger, &error)));
        flaws
    }
}
