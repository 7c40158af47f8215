//! Merging versions of a record that no database knows, such as those of the branches of a repository.

use super::resolution::{OpenConflict, Revisions};
use crate::record::{Counting, Fault, Fields, FreeIds, Identities, Record, Revision, Rules, Sides, merge};

/// The versions of a record: what both sides come from, and what each made of it.
#[derive(Debug, Clone)]
pub struct RecordVersions {
    /// What both come from; `None` if each added the record.
    pub base: Option<Record>,
    /// The version that the other one is merged into.
    pub ours: Record,
    /// The other one.
    pub theirs: Record,
}

/// The versions of a record as one.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedVersions {
    /// The merged record; of a field in conflict it has our value.
    pub record: Record,
    /// The conflicts that are open.
    pub open: Vec<OpenConflict>,
}

impl RecordVersions {
    /// Merges them as an import merges a record whose base is known. The count of evidence is the larger one: how much
    /// of it both sides counted is known only by their ledgers.
    ///
    /// # Errors
    /// The faults of the merged record, if its parts do not make a valid one.
    pub fn merge(self) -> Result<MergedVersions, Vec<Fault>> {
        let base = self.base.map(Revision::from);
        let (ours, theirs) = match &base {
            None => {
                let ours = Revision::from(self.ours);
                let theirs = ours.becoming(self.theirs, &Identities::from(FreeIds::default().beyond(&ours.items)));
                (ours, theirs)
            }
            Some(base) => {
                let free = FreeIds::default().beyond(&base.items);
                let ours = base.becoming(self.ours, &Identities::from(free));
                let theirs = base.becoming_beside(self.theirs, &ours, free.beyond(&ours.items).into());
                (ours, theirs)
            }
        };
        let fields = [base.as_ref().map(Fields::of).unwrap_or_default(), Fields::of(&ours), Fields::of(&theirs)];
        let sides = Sides { base: &fields[0], ours: &fields[1], theirs: &fields[2] };
        let merged = merge(sides, &mut Rules { counting: Counting::Larger, resolve: &mut |_| None });
        let revisions = Revisions { base: base.as_ref(), ours: &ours, theirs: &theirs };
        let open = merged.open.iter().map(|conflict| revisions.open(conflict)).collect();
        let record = merged.fields.assemble(false)?.record;
        Ok(MergedVersions { record, open })
    }
}
