//! Bringing together a record that was edited here and what comes in.

use super::Import;
use crate::curate::Context;
use crate::record::{Conflict, Fields, Revision, merge};
use crate::store::{Prepared, StoreError, Stored, Tx};

/// What is to become of a record that is there already.
pub(super) struct Settled {
    /// What it becomes.
    pub revision: Revision,
    /// Where both sides changed the same.
    pub conflicts: Vec<Conflict>,
}

impl Import {
    /// Merges what comes in with what stands here, against what was last imported or exported.
    pub(super) fn settle(
        &self,
        tx: &Tx<'_>,
        context: &Context,
        stored: &Stored,
        prepared: &Prepared,
    ) -> Result<Settled, StoreError> {
        let row = stored.standing.row;
        let ours = &stored.revision;
        let free = tx.free_ids(row, ours)?;
        let incoming = prepared.record.clone();
        // A record that was only ever here has no base: then whatever differs was written twice.
        let (base, mut theirs) = match tx.base(row)? {
            None => (None, ours.becoming(incoming, free)),
            Some(base) => {
                let mut theirs = base.becoming(incoming, free.beyond(&base.items));
                theirs.agree_with(ours, &base);
                (Some(base), theirs)
            }
        };
        theirs.is_withdrawn = ours.is_withdrawn;
        let base = base.as_ref().map(Fields::of).unwrap_or_default();
        let (merged, conflicts) = merge(&base, &Fields::of(ours), &Fields::of(&theirs), self.on_conflict);
        let mut revision = tx.assembled(row, &merged, ours.is_withdrawn)?;
        date(&mut revision, ours, &theirs, context);
        Ok(Settled { revision, conflicts })
    }
}

/// What is theirs as a whole has their day of the last change, what is ours has ours, and a mixture is of today.
fn date(merged: &mut Revision, ours: &Revision, theirs: &Revision, context: &Context) {
    let is_like = |merged: &Revision, side: &Revision| {
        let mut dated = merged.record.clone();
        dated.last_updated = side.record.last_updated;
        dated == side.record
    };
    merged.record.last_updated = match () {
        () if is_like(merged, ours) => ours.record.last_updated,
        () if is_like(merged, theirs) => theirs.record.last_updated,
        () => context.day,
    };
}
