//! Comparing the uids of evidence and of other lines of ledgers with their content.

use super::flaw::{Damage, Flaw};
use super::inspection::Inspection;
use super::verification::Verification;
use crate::store::evidence::each_unsound_uid;
use crate::store::rate::each_unsound_rate;
use crate::store::rewording::each_unsound_rewording;

impl Verification<'_> {
    /// Evidence and other lines whose uids do not match their content.
    pub(super) fn uids(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let read = each_unsound_uid(self.connection(), |record, evidence| {
            flaws.push(Flaw::of(record, Damage::OtherUid { evidence }));
        });
        let mut visit = |record: &str, uid| flaws.push(Flaw::of(record, Damage::OtherLine(uid)));
        let read = read.and_then(|()| each_unsound_rate(self.connection(), &mut visit));
        let read = read.and_then(|()| each_unsound_rewording(self.connection(), &mut visit));
        flaws.extend(read.err().map(|error| Flaw::unreadable(Inspection::Ledger, &error)));
        flaws
    }
}
