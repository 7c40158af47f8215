//! Recording evidence.

use std::collections::HashMap;

use super::{EvidenceTarget, Recorded, address, check_day, check_outcome, raised};
use crate::curate::Which;
use crate::curate::refusal::{EvidenceRefusal, Refusal};
use crate::curate::work::{Verb, Work};
use crate::ledger::{Evidence, NewEvidence};
use crate::record::{Id, Revision};
use crate::store::{Filter, Stored};

/// Records evidence on records or their items, on each the same.
#[derive(Debug, Clone)]
pub struct AddEvidence {
    /// What it is about.
    pub targets: Targets,
    /// What to record; its item is that of each target.
    pub evidence: NewEvidence,
    /// Records it even if the ledger has it already.
    pub again: bool,
    /// The largest count that the policy lets a piece of evidence have.
    pub max_count: u32,
}

/// What evidence is recorded on.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// These; one that is named twice is meant once.
    Named(Vec<EvidenceTarget>),
    /// All records that a filter chooses, each as a whole.
    Filter(Filter),
}

/// The result of recording evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// The new pieces.
    pub recorded: Vec<Recorded>,
    /// Pieces with the same address that the ledger has already; nothing was recorded beside them.
    pub known: Vec<(EvidenceTarget, Evidence)>,
    /// Sources that the record has already, recorded all the same.
    pub repeated: Vec<Repeated>,
}

/// A source that was recorded though its record has it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// What the new piece is about.
    pub target: EvidenceTarget,
    /// The number of the piece that the ledger had.
    pub number: i64,
    /// What that one is about; `None` for an item that is gone.
    pub place: Option<EvidenceTarget>,
}

impl Repeated {
    /// Finds in the ledger of a record the source that a new piece on `target` repeats.
    pub(super) fn find(
        new: &NewEvidence,
        target: &EvidenceTarget,
        ledger: &[Evidence],
        revision: &Revision,
    ) -> Option<Self> {
        let known = ledger.iter().find(|known| address::is_same_source(new, known))?;
        let place = EvidenceTarget::of(revision, known.what.item);
        Some(Repeated { target: target.clone(), number: known.id, place })
    }
}

impl Verb for AddEvidence {
    type Detail = Added;

    /// Records the evidence on every target, or on none.
    ///
    /// # Errors
    /// If there is no such record or item, the outcome does not go with the kind or the item, or the count, the day or
    /// the address cannot be.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Added, Refusal> {
        check_outcome(self.evidence.kind, self.evidence.outcome)?;
        let (count, max_count) = (self.evidence.count, self.max_count);
        if count == 0 {
            return Err(EvidenceRefusal::NoCount.into());
        }
        if count > max_count {
            return Err(EvidenceRefusal::Count { count, max_count }.into());
        }
        address::check(self.evidence.kind, self.evidence.url.as_deref())?;
        let mut added = Added::default();
        match &self.targets {
            Targets::Filter(filter) => Which::Filter(filter.clone()).each(work, |work, stored| {
                let whole = EvidenceTarget::record(stored.revision.record.id.clone());
                self.record(work, stored, &[whole], &mut added)
            })?,
            // A record changes once in a batch, however many of its items are named.
            Targets::Named(targets) => {
                let mut of_record: HashMap<&Id, Vec<EvidenceTarget>> = HashMap::new();
                for target in targets {
                    of_record.entry(&target.id).or_default().push(target.clone());
                }
                let ids: Vec<Id> = targets.iter().map(|target| target.id.clone()).collect();
                Which::Ids(ids).each(work, |work, stored| {
                    let own = of_record.get(&stored.revision.record.id).map_or(&[][..], Vec::as_slice);
                    self.record(work, stored, own, &mut added)
                })?;
            }
        }
        Ok(added)
    }
}

impl AddEvidence {
    /// Records the evidence on one record and its items.
    fn record(
        &self,
        work: &mut Work<'_, '_>,
        stored: &Stored,
        targets: &[EvidenceTarget],
        added: &mut Added,
    ) -> Result<(), Refusal> {
        let mut new = stored.revision.clone();
        check_day(self.evidence.day, &new.record, work.context)?;
        let row = stored.standing.row;
        let ledger = if self.again || self.evidence.url.is_none() { Vec::new() } else { work.tx.ledger(row)? };
        let mut seen = Vec::new();
        for target in targets {
            let item = target.item(&stored.revision, self.evidence.outcome)?;
            if seen.contains(&item) {
                continue;
            }
            seen.push(item);
            let evidence = NewEvidence { item, ..self.evidence.clone() };
            if let Some(known) = ledger.iter().find(|known| address::is_again(&evidence, known)) {
                added.known.push((target.clone(), known.clone()));
                continue;
            }
            added.repeated.extend(Repeated::find(&evidence, target, &ledger, &stored.revision));
            new.record.evidence_count = raised(&new.record, evidence.count.into())?;
            let number = work.tx.add_evidence(row, &evidence)?;
            added.recorded.push(Recorded { number, target: target.clone() });
        }
        work.save(stored, new).map(drop)
    }
}
