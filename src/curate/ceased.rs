//! Reports that no longer count because an author set the rate of their claim.

use super::rates::{KnownReports, Origins, RateCause, RateSources, SetBaseline};
use super::restated::Restated;
use crate::ledger::{Claim, Evidence};
use crate::record::{Field, Id, Json, NamedField, Revision};
use crate::store::{ReportsSince, StoreError, Stored, StoredRate, Tx};

/// Reports on a claim that count until its rate is set, and not after, because its author knew them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceased {
    /// The record, by its id after the change.
    pub id: Id,
    /// The rate that is set, by its name after the change, such as `w1.success_rate`.
    pub field: NamedField,
    /// The number of reports, from 1; a row of the ledger may have several.
    pub reports: u64,
}

/// The effects of rates that an author set.
#[derive(Default)]
pub(super) struct SetRates {
    /// Reports that no longer count.
    pub(super) ceased: Vec<Ceased>,
    /// Rates that were set to the same value and so become new baselines: this changes which reports count, or will
    /// count, for them.
    pub(super) restated: Vec<Restated>,
}

/// A field that differs, with its old and its new value.
type ChangedField<'r> = (Field, Option<&'r Json>, Option<&'r Json>);

/// Finds reports that no longer count because of a change. It reads data about all batches once, so nothing may be
/// undone and no estimate published while one is in use.
#[derive(Default)]
pub(super) struct Ceasing {
    origins: Option<Origins>,
}

impl Ceasing {
    /// The effects if an author changes a record to `new`, which is not written yet: `fields` are those that differ,
    /// and `said` the rates that the author named, of which some may be unchanged. Most records have no reports, and
    /// most changes set no rate: these are fast.
    pub(super) fn look(
        &mut self,
        tx: &Tx<'_>,
        stored: &Stored,
        (new, fields): (&Revision, &[ChangedField<'_>]),
        said: &[Field],
    ) -> Result<SetRates, StoreError> {
        let recorded = || tx.recorded_rates(stored.standing.row);
        self.find(tx, stored, (new, fields), said, (recorded, RateCause::Authored))
    }

    /// As [`look`](Self::look), if the change was imported: `recorded` says where the rates come from on both sides.
    pub(super) fn look_at_import(
        &mut self,
        tx: &Tx<'_>,
        stored: &Stored,
        change: (&Revision, &[ChangedField<'_>]),
        recorded: impl FnOnce() -> Result<Vec<StoredRate>, StoreError>,
    ) -> Result<Vec<Ceased>, StoreError> {
        Ok(self.find(tx, stored, change, &[], (recorded, RateCause::Imported))?.ceased)
    }

    fn find(
        &mut self,
        tx: &Tx<'_>,
        stored: &Stored,
        (new, fields): (&Revision, &[ChangedField<'_>]),
        said: &[Field],
        (recorded, cause): (impl FnOnce() -> Result<Vec<StoredRate>, StoreError>, RateCause),
    ) -> Result<SetRates, StoreError> {
        let row = stored.standing.row;
        // A rate without an old value is new, and one without a new value was removed: no reports count for either.
        let claim = |(field, was, is): &ChangedField<'_>| {
            Claim::of_field(*field).filter(|_| was.is_some() && is.is_some()).map(|claim| (*field, claim))
        };
        let mut set: Vec<(Field, Claim)> = fields.iter().filter_map(claim).collect();
        let is_as_it_was = |field: &Field| !fields.iter().any(|(differs, ..)| differs == field);
        set.extend(
            said.iter().filter(|field| is_as_it_was(field)).filter_map(|said| Some((*said, Claim::of_field(*said)?))),
        );
        let mut set_rates = SetRates::default();
        if set.is_empty() || !tx.has_reports(row)? {
            return Ok(set_rates);
        }
        let origins = match self.origins.take() {
            Some(origins) => origins,
            None => Origins::of(tx)?,
        };
        let origins = self.origins.insert(origins);
        let (changes, recorded) = (tx.changes(row)?, recorded()?);
        for (field, claim) in set {
            let Some(published) = claim.published(&stored.revision) else { continue };
            let sources =
                RateSources { revision: &stored.revision, changes: &changes, ledger: &[], recorded: &recorded };
            let SetBaseline { baseline, known, .. } = origins.baseline((claim, published), sources)?;
            let brought = claim.published(new).filter(|_| cause == RateCause::Imported);
            let since = match (&known, brought.and_then(|rate| sources.origin(claim, rate))) {
                (_, Some(origin)) => {
                    let then = SetBaseline::from(origin).known;
                    reports(&tx.ledger(row)?, claim, |report| !known.contain(report) && then.contain(report))
                }
                (KnownReports::Before(batch), None) => tx.reports_since(row, claim.item(), *batch)?,
                (KnownReports::Named(_), None) => reports(&tx.ledger(row)?, claim, |report| !known.contain(report)),
            };
            if is_as_it_was(&field) {
                let published = claim.published(new).filter(|rate| since.is_any || *rate != baseline.rate);
                let Some(rate) = published.map(|rate| Json::of(&rate)) else { continue };
                set_rates.restated.push(Restated { field: new.named(field), rate, is_undone: false });
            }
            if since.counting > 0 {
                let (id, field) = (new.record.id.clone(), new.named(field));
                set_rates.ceased.push(Ceased { id, field, reports: since.counting });
            }
        }
        Ok(set_rates)
    }
}

/// The reports on a claim of which something holds.
fn reports(ledger: &[Evidence], claim: Claim, holds: impl Fn(&Evidence) -> bool) -> ReportsSince {
    let is_report = |one: &&Evidence| one.what.outcome.is_some() && Claim::of(one.what.item) == Some(claim);
    let mut since = ReportsSince { counting: 0, is_any: false };
    for report in ledger.iter().filter(is_report).filter(|report| holds(report)) {
        since.is_any = true;
        since.counting += if report.counts() { u64::from(report.what.count) } else { 0 };
    }
    since
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{edit, report, store};
    use super::super::{Changed, Step};
    use crate::ledger::Outcome;

    /// The effects of setting the rate of the first workaround, after this number of reports on it.
    fn set(rate: &str, reports: usize) -> Changed {
        let mut store = store(&["x/a"]);
        for name in ["lena", "omar"].iter().take(reports) {
            report(&mut store, "x/a#w1", Outcome::Fail, name);
        }
        let step = Step::Set("w1.success_rate".to_owned(), rate.to_owned());
        edit(&mut store, &["x/a"], step).into_iter().next().unwrap()
    }

    #[test]
    fn reports_cease_to_count_if_their_rate_is_set() {
        let Changed { ceased, restated, .. } = set("0.25", 2);
        let [one] = ceased.as_slice() else { panic!("{ceased:?}") };
        assert_eq!((one.field.to_string().as_str(), one.reports, restated.is_empty()), ("w1.success_rate", 2, true));
        assert_eq!(set("0.25", 0).ceased, []);
    }

    #[test]
    fn a_rate_that_is_set_to_the_same_value_becomes_a_new_baseline() {
        let Changed { ceased, restated, fields, .. } = set("0.5", 1);
        let [one] = restated.as_slice() else { panic!("{restated:?}") };
        assert_eq!((one.field.to_string().as_str(), one.is_undone), ("w1.success_rate", false));
        assert!(ceased.len() == 1 && fields.is_empty(), "{fields:?}");
    }
}
