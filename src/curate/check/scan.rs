//! Running the checks over the records of a database.

use std::collections::HashSet;
use std::sync::mpsc;
use std::thread;

use super::background::Backgrounds;
use crate::check::{Background, Checker, Finding, KeptFinding, RecordFacts, SetIndex, SetWaivers, Settings};
use crate::curate::{PublishedOnly, Refusal};
use crate::disk::ordered;
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Id, Record, Revision, Waiver};
use crate::store::{Filter, Outline, Snapshot, StoreError, Stored, Unchecked};

/// Checks records against all others that are published.
#[derive(Debug, Clone)]
pub struct CheckRecords {
    /// Which records.
    pub filter: Filter,
    /// Which checks.
    pub settings: Settings,
}

/// What a caller gets while records are checked.
pub trait CheckWatch {
    /// Why the caller stops.
    type Error: From<StoreError> + From<Refusal>;

    /// What it gets of the findings of a record. Their kinds are enough to count them, and then the texts of a finding
    /// are freed by the thread that made them, which is faster than by another one.
    type Kept: KeptFinding;

    /// A record was read for the first time, for the index; the second time it is checked.
    fn noted(&mut self) {}

    /// A number of regexes, of all, were compared with the signatures. It is called only if a check needs that.
    fn compared(&mut self, regexes: usize, of: usize) {
        let _ = (regexes, of);
    }

    /// The fixes of a number of findings, of all that were found, were tried. It is called only if there are fixes, and
    /// again from the first one for what is found after them.
    fn fixed(&mut self, findings: usize, of: usize) {
        let _ = (findings, of);
    }

    /// Whether it does not matter if a finding has a fix that is another regex.
    fn only_counts(&self) -> bool {
        false
    }

    /// A record was checked; these are its findings, in the order of their codes.
    ///
    /// # Errors
    /// If the caller wants to stop.
    fn checked(&mut self, stored: &Stored, findings: Vec<Self::Kept>) -> Result<(), Self::Error>;

    /// A finding is waived, and not reported. `stored` is its record; none for a finding about the set.
    ///
    /// # Errors
    /// If the caller wants to stop.
    fn waived(&mut self, stored: Option<&Stored>, finding: &Finding, waiver: &Waiver) -> Result<(), Self::Error> {
        let _ = (stored, finding, waiver);
        Ok(())
    }

    /// The findings about the set as a whole, each reported for one of its records.
    ///
    /// # Errors
    /// If the caller wants to stop.
    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Self::Error>;
}

impl CheckRecords {
    /// Checks the records of a state, in the order of their ids, and returns the index of the whole set.
    ///
    /// # Errors
    /// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; what the caller returns; if the database
    /// cannot be read; [`StoreError::RecordDamaged`] for a record that is not
    /// what canonry wrote.
    pub fn apply<W: CheckWatch>(&self, snapshot: &mut Snapshot<'_>, watch: &mut W) -> Result<SetIndex, W::Error> {
        let checker = match watch.only_counts() {
            true => Checker::new(&self.settings).without_regexes(),
            false => Checker::new(&self.settings),
        };
        let wanted = self.wanted(snapshot)?;
        let (index, wanted) = index(snapshot, &checker, wanted.as_ref(), || watch.noted())?;
        if checker.compares() {
            snapshot.free_pages()?;
            compare(&index, wanted.as_deref(), |regexes, of| watch.compared(regexes, of));
        }
        let backgrounds = Backgrounds::read(snapshot, BatchNumber::END)?;
        let (read, told) = ordered(
            |emit| snapshot.each_record(&self.filter, |unchecked| Ok::<_, StoreError>(emit(unchecked))),
            Unchecked::weight,
            |unchecked| {
                let stored = unchecked.checked()?;
                let background = backgrounds.of(stored.standing.row, &stored.revision);
                let (mut findings, mut waived) = (Vec::<W::Kept>::new(), Vec::new());
                checker.check_with_waived(
                    &stored.revision,
                    &background,
                    &index,
                    &mut |finding| findings.push(finding),
                    &mut |finding, waiver| waived.push((finding, waiver.clone())),
                );
                Ok::<_, StoreError>((stored, findings, waived))
            },
            |all| {
                let mut waivers = SetWaivers::default();
                for one in all {
                    let (stored, findings, waived) = one?;
                    watch.checked(&stored, findings)?;
                    waived.iter().try_for_each(|(finding, waiver)| watch.waived(Some(&stored), finding, waiver))?;
                    waivers.note(&stored.revision);
                }
                Ok::<_, W::Error>(waivers)
            },
        );
        let waivers = told?;
        read?;
        let mut of_set = Vec::new();
        checker.check_set(&index, &mut |finding| {
            if wanted.as_ref().is_none_or(|ids| ids.binary_search(&finding.record).is_ok()) {
                of_set.push(finding);
            }
        });
        let (open, waived) = waivers.divide(of_set, &self.settings);
        waived.iter().try_for_each(|(finding, waiver)| watch.waived(None, finding, waiver))?;
        watch.set(open)?;
        Ok(index)
    }

    /// The rows of the records that are checked; `None` if all are.
    pub(super) fn wanted(&self, snapshot: &Snapshot<'_>) -> Result<Option<HashSet<RecordKey>>, Refusal> {
        Refusal::unless_published(&self.filter, PublishedOnly::Check)?;
        if self.filter == Filter::default() {
            return Ok(None);
        }
        Ok(Some(snapshot.rows(&self.filter)?.into_iter().collect()))
    }
}

/// Compares regexes and signatures on other threads, and reports the progress.
pub(super) fn compare(index: &SetIndex, wanted: Option<&[Id]>, mut compared: impl FnMut(usize, usize)) {
    let (sender, progress) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            index.compare(wanted, &|regexes, of| {
                let _ = sender.send((regexes, of)); // the receiver waits until the sender is dropped
            });
        });
        progress.into_iter().for_each(|(regexes, of)| compared(regexes, of));
    });
}

/// What is wrong with one record.
pub(super) fn findings(
    checker: &Checker<'_>,
    revision: &Revision,
    background: &Background,
    index: &SetIndex,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    checker.check(revision, background, index, &mut |finding| findings.push(finding));
    findings
}

/// The index of the published records for some checks, and the ids of the selected ones.
pub(super) fn index(
    snapshot: &mut Snapshot<'_>,
    checker: &Checker<'_>,
    wanted: Option<&HashSet<RecordKey>>,
    mut noted: impl FnMut(),
) -> Result<(SetIndex, Option<Vec<Id>>), StoreError> {
    let (read, index) = ordered(
        |emit| snapshot.each_outline(&Filter::default(), |outline| Ok::<_, StoreError>(emit(outline))),
        Outline::weight,
        |outline| {
            let is_wanted = wanted.is_some_and(|rows| rows.contains(&outline.row));
            (is_wanted.then(|| outline.look().id.clone()), RecordFacts::of(outline.look()))
        },
        |all| {
            let (mut index, mut ids) = (checker.index(), Vec::new());
            for (id, facts) in all {
                ids.extend(id);
                index.add(facts);
                noted();
            }
            (index, wanted.map(|_| ids))
        },
    );
    read?;
    Ok(index)
}

/// The index of the published records, each with facts that are worked out on any thread.
pub(super) fn index_of(
    snapshot: &mut Snapshot<'_>,
    facts: impl Fn(&Record) -> RecordFacts + Sync,
) -> Result<SetIndex, StoreError> {
    let (read, index) = ordered(
        |emit| snapshot.each_outline(&Filter::default(), |outline| Ok::<_, StoreError>(emit(outline))),
        Outline::weight,
        |outline| facts(outline.look()),
        |all| {
            let mut index = SetIndex::default();
            all.for_each(|facts| index.add(facts));
            index
        },
    );
    read?;
    Ok(index)
}
