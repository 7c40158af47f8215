//! Published estimates in a merge, where they do not count as edits.

use std::collections::BTreeMap;

use super::Trust;
use crate::curate::rates::{Origins, SetBaseline};
use crate::ledger::{Claim, LedgerLine, RecordedRate, Uid};
use crate::record::{Field, Fields, ItemRef, Json, Rate, Revision, Rewordings};
use crate::store::{Change, ChangeSubject, StoreError, StoredRate};

/// The rates of a record of which values are known to be estimates.
///
/// In a merge the baseline replaces every estimate, on all three sides: so an estimate is not a change of an author,
/// and a number that an author set on one side meets what one set on the other, whether or not estimates were published
/// meanwhile.
#[derive(Debug, Default)]
pub(super) struct Estimated {
    rates: BTreeMap<Field, Vec<ExplainedValue>>,
}

/// A value of a rate that is known to come from a baseline.
#[derive(Debug)]
struct ExplainedValue {
    value: Json,
    baseline: Json,
    /// Its place among all values of the rate; `None` if only the journal here knows it.
    rank: Option<(u32, u32, Uid)>,
}

impl Estimated {
    /// Finds them in the recorded rates of a record, in their order, and in its changes, the latest first.
    ///
    /// # Errors
    /// As [`Origins::baseline`].
    pub(super) fn of(
        origins: &Origins,
        ours: &Revision,
        changes: &[Change],
        recorded: &[StoredRate],
    ) -> Result<Self, StoreError> {
        let mut rates: BTreeMap<Field, Vec<ExplainedValue>> = BTreeMap::new();
        for change in changes.iter().filter(|change| origins.publishing.contains(&change.batch)) {
            let (ChangeSubject::Field(field), Some(new)) = (change.subject, &change.new) else { continue };
            // An item may have been removed since.
            let claim = Claim::of_field(field).and_then(|claim| Some((claim, claim.published(ours)?)));
            let Some(claim) = claim else { continue };
            let SetBaseline { baseline, batch, .. } = origins.journaled(claim, ours, changes, None)?;
            if change.batch > batch {
                let (value, baseline) = (new.clone(), Json::of(&baseline.rate));
                rates.entry(field).or_default().push(ExplainedValue { value, baseline, rank: None });
            }
        }
        let recorded = recorded.iter().filter_map(|StoredRate { claim, line, .. }| Some(((*claim)?, line)));
        Ok(Estimated { rates }.with(ours, recorded))
    }

    /// Finds them in the ledger of a record that no database knows.
    pub(super) fn of_ledger<'l>(ours: &Revision, lines: &'l [LedgerLine], rewordings: &Rewordings) -> Self {
        let claim = |line: &RecordedRate| {
            let Some((kind, text)) = &line.item else { return Some(Claim::Record) };
            let named = |text: &str| ours.item_texts(*kind).find(|(_, now)| *now == text).map(|(id, _)| id);
            let other = || rewordings.nearest(*kind, text, |other| named(other).is_some()).and_then(named);
            Claim::of(Some(ItemRef { kind: *kind, id: named(text).or_else(other)? }))
        };
        let rate = |line: &'l LedgerLine| if let LedgerLine::Rate(line) = line { Some(&**line) } else { None };
        let rates = lines.iter().filter_map(rate);
        let mut recorded: Vec<(Claim, &RecordedRate)> = rates.filter_map(|line| Some((claim(line)?, line))).collect();
        recorded.sort_by_key(|(_, line)| line.rank());
        Estimated::default().with(ours, recorded)
    }

    /// Adds recorded rates, in their order.
    fn with<'l>(mut self, ours: &Revision, recorded: impl IntoIterator<Item = (Claim, &'l RecordedRate)>) -> Self {
        for (claim, line) in recorded {
            // An item may have been removed since.
            if claim.published(ours).is_some() {
                let [value, baseline] = [line.rate, line.baseline].map(|rate: Rate| Json::of(&rate));
                let explained = ExplainedValue { value, baseline, rank: Some(line.rank()) };
                self.rates.entry(claim.field()).or_default().push(explained);
            }
        }
        self.rates.retain(|_, values| values.iter().any(|one| one.value != one.baseline));
        self
    }

    /// Replaces the estimates by their baselines.
    pub(super) fn use_baselines(&self, fields: &mut Fields) {
        for (field, values) in &self.rates {
            if let Some(explained) = fields.get(*field).and_then(|value| explained(values, value)) {
                fields.set(*field, Some(explained.baseline.clone()));
            }
        }
    }

    /// Publishes the estimate of either side again, if the merge did not change its baseline: of two estimates that
    /// which was published last. Those of a source that is not to change the rate are not published.
    pub(super) fn put_back(&self, fields: &mut Fields, (ours, theirs): (&Revision, &Revision), trust: &Trust) {
        if self.rates.is_empty() {
            return;
        }
        let (ours, theirs) = (Fields::of(ours), Fields::of(theirs));
        for (field, values) in &self.rates {
            let merged = fields.get(*field);
            let rank = |value: &&Json| explained(values, value).and_then(|explained| explained.rank);
            let is_of_merged = |value: &&Json| {
                let baseline = explained(values, value).map_or(*value, |explained| &explained.baseline);
                merged == Some(baseline)
            };
            let theirs = theirs.get(*field).filter(|_| !trust.keeps(*field));
            let published = theirs.into_iter().chain(ours.get(*field)).filter(is_of_merged).max_by_key(rank);
            if let Some(published) = published.cloned() {
                fields.set(*field, Some(published));
            }
        }
    }
}

/// What a value comes from: the last of those that are known.
fn explained<'v>(values: &'v [ExplainedValue], value: &Json) -> Option<&'v ExplainedValue> {
    values.iter().rfind(|one| one.value == *value)
}
