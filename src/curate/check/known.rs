//! What was wrong with a set earlier.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::check::{Code, Finding, Fingerprint};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Field, Id, ItemRef};
use crate::store::{BatchVerb, ChangeSubject, Snapshot, StoreError};

/// What was wrong with a set earlier.
#[derive(Debug, Default)]
pub struct KnownFindings {
    /// By what each finding is identified.
    pub(super) fingerprints: HashSet<Fingerprint>,
    /// What was found where fixes of findings changed the texts since, and nothing else did: it is another finding by
    /// its text, but nobody added it. By the id that the record has now.
    pub(super) fixed: HashSet<(Id, Code, Field)>,
}

/// What fixes of findings changed in a record since a batch, and nothing else did.
#[derive(Debug, Default)]
pub(super) struct FixedPlaces(HashSet<FixedPlace>);

/// What a finding is identified by besides its value: the text of its item, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum FixedPlace {
    Item(ItemRef),
    Field(Field),
}

impl FixedPlace {
    fn of(field: Field) -> Self {
        field.item.map_or(FixedPlace::Field(field), FixedPlace::Item)
    }
}

impl KnownFindings {
    /// Findings that are known by what identifies them.
    pub fn of(fingerprints: HashSet<Fingerprint>) -> Self {
        KnownFindings { fingerprints, fixed: HashSet::new() }
    }

    /// Adds a finding of a record, which has this id now, and in which fixes changed some places.
    pub(super) fn add(&mut self, finding: &Finding, now: &Id, places: Option<&FixedPlaces>) {
        self.fingerprints.insert(finding.fingerprint_in(now));
        let fixed = finding.field.filter(|field| places.is_some_and(|places| places.has(*field)));
        self.fixed.extend(fixed.map(|field| (now.clone(), finding.code, field)));
    }

    /// Adds others.
    pub(super) fn extend(&mut self, KnownFindings { fingerprints, fixed }: KnownFindings) {
        self.fingerprints.extend(fingerprints);
        self.fixed.extend(fixed);
    }

    /// Whether this was identified earlier.
    pub fn has(&self, fingerprint: Fingerprint) -> bool {
        self.fingerprints.contains(&fingerprint)
    }

    /// Whether a finding was there earlier.
    pub fn knows(&self, finding: &Finding) -> bool {
        let place = || Some((finding.record.clone(), finding.code, finding.field?));
        self.has(finding.fingerprint()) || place().is_some_and(|place| self.fixed.contains(&place))
    }
}

impl FixedPlaces {
    /// Those of the records that fixes of findings changed after a batch.
    pub(super) fn read(
        snapshot: &Snapshot<'_>,
        batch: BatchNumber,
    ) -> Result<HashMap<RecordKey, FixedPlaces>, StoreError> {
        let mut fixes = HashSet::new();
        for number in (batch.get()..snapshot.last_batch()?.get()).map(|before| BatchNumber::from(before + 1)) {
            if snapshot.known_batch(number)?.verb == Some(BatchVerb::FixFindings) {
                fixes.insert(number);
            }
        }
        let mut all = HashMap::new();
        for fix in &fixes {
            for row in snapshot.records_of(*fix)? {
                if let Entry::Vacant(vacant) = all.entry(row) {
                    vacant.insert(FixedPlaces::of(snapshot, row, batch, &fixes)?);
                }
            }
        }
        Ok(all)
    }

    fn of(
        snapshot: &Snapshot<'_>,
        row: RecordKey,
        batch: BatchNumber,
        fixes: &HashSet<BatchNumber>,
    ) -> Result<Self, StoreError> {
        let (mut fixed, mut edited) = (HashSet::new(), HashSet::new());
        for change in snapshot.changes_after(row, batch)? {
            if let ChangeSubject::Field(field) = change.subject {
                let places = if fixes.contains(&change.batch) { &mut fixed } else { &mut edited };
                places.insert(FixedPlace::of(field));
            }
        }
        Ok(FixedPlaces(&fixed - &edited))
    }

    /// Whether a field is one of them.
    pub(super) fn has(&self, field: Field) -> bool {
        self.0.contains(&FixedPlace::of(field))
    }
}
