//! What a claim's rate was before the reports: the value as it was authored or imported.

use std::collections::HashSet;

use crate::record::{Json, Rate, Revision};
use crate::store::{Change, Subject, Undone};

use super::Claim;

/// The value that a claim starts from, and the batch that set it. Reports that were recorded before do not count for
/// it: its author knew them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// The value.
    pub rate: Rate,
    /// The batch.
    pub batch: i64,
}

/// What is known of batches that changed rates without setting a baseline.
pub struct Origins {
    /// Those that published estimates.
    pub applied: HashSet<i64>,
    /// Those that took others back.
    pub undone: Undone,
}

impl Origins {
    /// The baseline of a claim, from all changes of its record, the latest first; `None` where the claim is not there.
    ///
    /// A value that was set by hand, or that an import brought, is a new baseline. One that was published as an
    /// estimate is none. An undo brings back the baseline from before the batch that it took back.
    pub fn baseline(&self, claim: Claim, now: &Revision, changes: &[Change]) -> Option<Baseline> {
        let field = claim.field()?;
        let mut own: Vec<&Change> = changes
            .iter()
            .filter(|change| match change.subject {
                Subject::Field(changed) => changed == field,
                Subject::Withdrawn => change.old.is_none(),
                Subject::Base(_) | Subject::Ledger => false,
            })
            .collect();
        own.reverse();
        let value = |json: &Option<Json>| json.as_ref()?.as_f64().and_then(|rate| Rate::try_from(rate).ok());
        // The record came in with what its first change leads back to, or with what it still has.
        let first = own.iter().find(|change| change.subject != Subject::Withdrawn);
        let authored = first.map_or_else(|| claim.published(now), |change| value(&change.old));
        let mut states: Vec<(i64, Option<Baseline>)> = Vec::new();
        let mut current: Option<Baseline> = None;
        for change in own {
            let batch = change.batch;
            current = match change.subject {
                Subject::Withdrawn => authored.map(|rate| Baseline { rate, batch }),
                _ if self.applied.contains(&batch) => current,
                _ => match self.undone.what(batch) {
                    Some(undone) => states.iter().rev().find(|(at, _)| *at < undone).and_then(|(_, state)| *state),
                    None => value(&change.new).map(|rate| Baseline { rate, batch }),
                },
            };
            states.push((batch, current));
        }
        current
    }
}
