//! Merging versions of a record that no database knows, such as those of the branches of a repository.

use super::Trust;
use super::estimated::Estimated;
use super::resolution::{OpenConflict, Revisions};
use crate::curate::rewordings::add_lines;
use crate::ledger::LedgerLine;
use crate::record::{Counting, Fault, Fields, FreeIds, Identities, Record, Revision, Rewordings, Rules, Sides, merge};

/// The versions of a record: what both sides come from, and what each made of it.
#[derive(Debug, Clone)]
pub struct RecordVersions {
    /// What both come from; `None` if each added the record.
    pub base: Option<Record>,
    /// The version that the other one is merged into.
    pub ours: Record,
    /// The other one.
    pub theirs: Record,
    /// The ledger beside the record, as far as it is known. It says which items were reworded, and which rates are
    /// estimates.
    pub ledger: Vec<LedgerLine>,
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
        let mut rewordings = Rewordings::default();
        for line in &self.ledger {
            if let LedgerLine::Rewording(line) = line {
                add_lines(&mut rewordings, [line.as_ref()]);
            }
        }
        let identities = |free: FreeIds| Identities { rewordings: rewordings.clone(), ..Identities::from(free) };
        let base = self.base.map(Revision::from);
        let (ours, theirs) = match &base {
            None => {
                let ours = Revision::from(self.ours);
                let theirs = ours.becoming(self.theirs, &identities(FreeIds::default().beyond(&ours.items)));
                (ours, theirs)
            }
            Some(base) => {
                let free = FreeIds::default().beyond(&base.items);
                let ours = base.becoming(self.ours, &identities(free));
                let theirs = base.becoming_beside(self.theirs, &ours, identities(free.beyond(&ours.items)));
                (ours, theirs)
            }
        };
        let estimated = Estimated::of_ledger(&ours, &self.ledger, &rewordings);
        let mut fields = [base.as_ref().map(Fields::of).unwrap_or_default(), Fields::of(&ours), Fields::of(&theirs)];
        fields.iter_mut().for_each(|fields| estimated.use_baselines(fields));
        let sides = Sides { base: &fields[0], ours: &fields[1], theirs: &fields[2] };
        let mut merged = merge(sides, &mut Rules { counting: Counting::Larger, resolve: &mut |_| None });
        estimated.put_back(&mut merged.fields, (&ours, &theirs), &Trust::default());
        let revisions = Revisions { base: base.as_ref(), ours: &ours, theirs: &theirs };
        let open = merged.open.iter().map(|conflict| revisions.open(conflict)).collect();
        let record = merged.fields.assemble(false)?.record;
        Ok(MergedVersions { record, open })
    }
}
