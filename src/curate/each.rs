//! Doing the same to each of the records that a command is for.

use std::collections::BTreeSet;

use super::Which;
use super::refusal::{PublishedOnly, Refusal};
use super::work::Work;
use crate::store::Stored;

impl Which {
    /// Does something to each of the records: to named ones in the order in which they are named, each once, and to
    /// those of a filter in the order of their ids.
    pub(super) fn each(
        &self,
        work: &mut Work<'_, '_>,
        mut act: impl FnMut(&mut Work<'_, '_>, &Stored) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        match self {
            Which::Ids(ids) => {
                let mut seen = BTreeSet::new();
                let progress = work.context.progress.change(ids.iter().collect::<BTreeSet<_>>().len());
                for id in ids.iter().filter(|id| seen.insert((*id).clone())) {
                    let stored = work.living(id)?;
                    act(work, &stored)?;
                    progress.step();
                }
                Ok(())
            }
            Which::Filter(filter) => {
                Refusal::unless_published(filter, PublishedOnly::Change)?;
                // First the keys: what is written must not steer what is still to be read.
                let rows = work.tx.rows(filter)?;
                let progress = work.context.progress.change(rows.len());
                for row in rows {
                    let stored = work.tx.load_known(row)?;
                    act(work, &stored)?;
                    progress.step();
                }
                Ok(())
            }
        }
    }
}
