//! The uids of evidence with what it says.

use super::{Flaw, Inspection, Verification};
use crate::store::evidence::each_unsound_uid;

impl Verification<'_> {
    /// Evidence whose uid is not that of what it says.
    pub fn uids(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let read = each_unsound_uid(self.connection(), |record, number| {
            let what = format!("e{number} does not match its uid");
            flaws.push(Flaw::new(Inspection::Ledger, Some(record), what));
        });
        flaws.extend(read.err().map(|error| Flaw::unreadable(Inspection::Ledger, &error)));
        flaws
    }
}
