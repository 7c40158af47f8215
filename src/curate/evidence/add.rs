//! Recording evidence.

use std::collections::HashMap;

use super::{EvidenceTarget, Recorded, address, check_day, check_outcome, raised};
use crate::curate::Which;
use crate::curate::refusal::{EvidenceRefusal, LargeCount, Refusal};
use crate::curate::work::{Verb, Work};
use crate::ledger::{Evidence, EvidenceNumber, NewEvidence};
use crate::record::{Id, Revision};
use crate::store::{BatchVerb, Filter, Stored};

/// Records the same evidence on records or their items.
#[derive(Debug, Clone)]
pub struct AddEvidence {
    /// What it is about.
    pub targets: Targets,
    /// The evidence; its item is replaced by that of each target.
    pub evidence: NewEvidence,
    /// Records it even if the ledger already has it.
    pub again: bool,
    /// The largest count of a piece of evidence that the policy allows.
    pub max_count: u32,
}

/// The targets of evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// These; one that is named twice counts once.
    Named(Vec<EvidenceTarget>),
    /// All records that a filter chooses, each as a whole.
    Filter(Filter),
}

/// The result of recording evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// The new pieces.
    pub recorded: Vec<Recorded>,
    /// Pieces with the same address that the ledger already has; for these nothing was recorded.
    pub known: Vec<(EvidenceTarget, Evidence)>,
    /// Sources that the record already has, and that were recorded again.
    pub repeated: Vec<Repeated>,
}

/// A source that was recorded although its record already has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// What the new piece is about.
    pub target: EvidenceTarget,
    /// The number of the piece that the ledger had.
    pub number: EvidenceNumber,
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

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::AddEvidence
    }

    /// Records the evidence on every target, or on none.
    ///
    /// # Errors
    /// If there is no such record or item, the outcome does not fit the kind or the item, or the count, the day or the
    /// address is not valid.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Added, Refusal> {
        check_outcome(self.evidence.kind, self.evidence.outcome)?;
        let (count, max_count) = (self.evidence.count, self.max_count);
        if count == 0 {
            return Err(EvidenceRefusal::NoCount.into());
        }
        LargeCount::check(count.into(), max_count).map_err(EvidenceRefusal::from)?;
        address::check(self.evidence.kind, self.evidence.url.as_deref())?;
        let mut added = Added::default();
        match &self.targets {
            Targets::Filter(filter) => Which::Filter(filter.clone()).each(work, |work, stored| {
                let whole = EvidenceTarget::record(stored.revision.record.id.clone());
                self.record(work, stored, &[whole], &mut added)
            })?,
            // A record changes once in a batch, even if several of its items are named.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::Step;
    use crate::curate::fixture::{apply, context, edit, id, outcome, refused_evidence, set, store, stored};
    use crate::curate::refusal::Overflow;
    use crate::ledger::{EvidenceKind, Outcome};
    use crate::record::{AddressError, ItemNumber};

    /// A failure of the first workaround, seen three times (the policy allows four), and changed.
    fn add(change: impl FnOnce(&mut AddEvidence)) -> AddEvidence {
        let targets = Targets::Named(vec![EvidenceTarget { id: id("x/a"), item: ItemNumber::parse("w1") }]);
        let evidence = NewEvidence { count: 3, ..outcome(Outcome::Fail, "lena") };
        let mut verb = AddEvidence { targets, evidence, again: false, max_count: 4 };
        change(&mut verb);
        verb
    }

    fn refused(change: impl FnOnce(&mut AddEvidence)) -> EvidenceRefusal {
        refused_evidence(&add(change), &mut store(&["x/a"]))
    }

    #[test]
    fn the_count_of_a_record_grows_by_the_count_of_the_evidence() {
        let mut store = store(&["x/a"]);
        apply(&add(|_| {}), &mut store, &context()).unwrap();
        assert_eq!(stored(&mut store, "x/a").revision.record.evidence_count, 3);
    }

    #[test]
    fn only_what_was_tried_has_an_outcome() {
        assert_eq!(refused(|verb| verb.evidence.outcome = None), EvidenceRefusal::NoOutcome);
        for kind in [EvidenceKind::Source, EvidenceKind::Review, EvidenceKind::Dispute] {
            assert_eq!(refused(|verb| verb.evidence.kind = kind), EvidenceRefusal::OutcomeOf(kind));
        }
    }

    #[test]
    fn a_version_has_no_outcome() {
        let mut store = store(&["x/a"]);
        let version = r#"{"version": "1", "status": "active"}"#;
        edit(&mut store, &["x/a"], Step::Add("v".to_owned(), version.to_owned()));
        let of = EvidenceTarget { id: id("x/a"), item: ItemNumber::parse("v1") };
        let verb = add(|verb| verb.targets = Targets::Named(vec![of]));
        assert_eq!(refused_evidence(&verb, &mut store), EvidenceRefusal::OutcomeOfVersion);
    }

    #[test]
    fn an_address_is_one_that_a_browser_can_open() {
        let url = "example.org".to_owned();
        let refused = refused(|verb| verb.evidence.url = Some(url.clone()));
        assert_eq!(refused, EvidenceRefusal::Address { url, why: AddressError::Scheme });
    }

    #[test]
    fn a_count_lies_between_one_and_what_the_policy_allows() {
        assert_eq!(refused(|verb| verb.evidence.count = 0), EvidenceRefusal::NoCount);
        assert_eq!(refused(|verb| verb.evidence.count = 5), LargeCount { count: 5, max_count: 4 }.into());
    }

    #[test]
    fn a_record_does_not_count_beyond_what_the_database_holds() {
        let mut store = store(&["x/a"]);
        let evidence_count = Overflow::MAX - 2;
        set(&mut store, &["x/a"], "evidence_count", &evidence_count.to_string());
        let overflow = Overflow { name: "x/a".to_owned(), count: 3, evidence_count };
        assert_eq!(refused_evidence(&add(|_| {}), &mut store), overflow.into());
    }
}
