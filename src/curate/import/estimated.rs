//! Published estimates in a merge, where they do not count as edits.

use std::collections::{BTreeMap, HashMap};

use crate::curate::rates::{JournaledBaseline, Origins};
use crate::ledger::{BatchNumber, Claim};
use crate::record::{Field, Fields, Json, Revision};
use crate::store::{Change, ChangeSubject, StoreError};

/// The rates of a record that were published as estimates, since their baselines were set.
///
/// In a merge the baseline replaces every estimate, on all three sides: so an estimate that a source has from us is not
/// a change of theirs, and a number that they set meets what an author set here, whether or not an estimate was
/// published meanwhile.
#[derive(Debug, Default)]
pub(super) struct Estimated {
    rates: Vec<EstimatedRate>,
}

#[derive(Debug)]
struct EstimatedRate {
    field: Field,
    baseline: Option<Json>,
    published: Option<Json>,
    estimates: Vec<Json>,
}

impl Estimated {
    /// Finds them in the changes of a record, the latest first.
    ///
    /// # Errors
    /// As [`Origins::baseline`].
    pub(super) fn of(origins: &Origins, ours: &Revision, changes: &[Change]) -> Result<Self, StoreError> {
        let mut estimates: HashMap<Field, Vec<(BatchNumber, Json)>> = HashMap::new();
        for change in changes.iter().filter(|change| origins.publishing.contains(&change.batch)) {
            if let (ChangeSubject::Field(field), Some(new)) = (change.subject, &change.new)
                && Claim::of_field(field).is_some()
            {
                estimates.entry(field).or_default().push((change.batch, new.clone()));
            }
        }
        let mut authored = ours.clone();
        let mut since: BTreeMap<Field, BatchNumber> = BTreeMap::new();
        for (field, claim) in estimates.keys().filter_map(|field| Some((*field, Claim::of_field(*field)?))) {
            // An item may have been removed since.
            if let Some(rate) = claim.published_mut(&mut authored) {
                let JournaledBaseline { baseline, batch } = origins.baseline((claim, *rate), ours, changes)?;
                *rate = baseline.rate;
                since.insert(field, batch);
            }
        }
        if since.is_empty() {
            return Ok(Estimated::default());
        }
        let (now, authored) = (Fields::of(ours), Fields::of(&authored));
        let rates = since.into_iter().map(|(field, batch)| {
            let own = estimates.remove(&field).unwrap_or_default();
            let estimates = own.into_iter().filter(|(at, _)| *at > batch).map(|(_, rate)| rate).collect();
            let [baseline, published] = [&authored, &now].map(|fields| fields.get(field).cloned());
            EstimatedRate { field, baseline, published, estimates }
        });
        Ok(Estimated { rates: rates.collect() })
    }

    /// Replaces the estimates by their baselines.
    pub(super) fn use_baselines(&self, fields: &mut Fields) {
        for rate in &self.rates {
            if fields.get(rate.field).is_some_and(|value| rate.estimates.contains(value)) {
                fields.set(rate.field, rate.baseline.clone());
            }
        }
    }

    /// Restores the published estimate, if the merge did not change the baseline.
    pub(super) fn put_back(&self, fields: &mut Fields) {
        for rate in &self.rates {
            if fields.get(rate.field) == rate.baseline.as_ref() {
                fields.set(rate.field, rate.published.clone());
            }
        }
    }
}
