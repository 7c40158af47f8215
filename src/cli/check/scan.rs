//! Checking the records of a database, with a bar of progress.

use super::counts::FindingCounts;
use super::printed::Printed;
use crate::check::{Finding, FindingKind, SetIndex};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::progress::{self, StageBar, StageLength};
use crate::curate::{CheckRecords, CheckWatch};
use crate::record::Waiver;
use crate::store::{Filter, Snapshot, Stored};

/// The receiver of results.
pub(super) trait Sink {
    /// A record was checked.
    fn record(&mut self) {}

    /// A finding is waived. `stored` is its record; none for a finding about the set.
    fn waived(&mut self, stored: Option<&Stored>, finding: &Finding, waiver: &Waiver) {
        let _ = (stored, finding, waiver);
    }

    /// Something is wrong.
    fn add(&mut self, printed: Printed<'_>) -> Result<(), Failure>;
}

/// The bar of progress of a check: first of the records that are read for the index, then of the regexes that are
/// compared, finally of the records that are checked.
pub(super) struct Bar {
    bar: StageBar,
    /// How many records are checked.
    total: u64,
    is_checking: bool,
}

impl Bar {
    /// Another record is read.
    pub(super) fn read(&self) {
        self.bar.inc(1);
    }

    /// Another record is checked.
    pub(super) fn step(&mut self) {
        if !std::mem::replace(&mut self.is_checking, true) {
            self.bar.begin("checking", StageLength::Of(self.total));
        }
        self.bar.inc(1);
    }

    /// Removes it from the terminal.
    pub(super) fn end(self) {
        self.bar.end();
    }
}

impl CheckWatch for Bar {
    type Error = Failure;
    type Kept = Finding;

    fn noted(&mut self) {
        self.read();
    }

    fn compared(&mut self, regexes: usize, of: usize) {
        compared(&self.bar, (regexes, of), self.total);
    }

    fn fixed(&mut self, findings: usize, of: usize) {
        self.bar.reach_in("applying fixes", number(findings), number(of));
    }

    fn checked(&mut self, _: &Stored, _: Vec<Finding>) -> Result<(), Failure> {
        self.step();
        Ok(())
    }

    fn set(&mut self, _: Vec<Finding>) -> Result<(), Failure> {
        Ok(())
    }
}

/// The bar of progress of a check.
pub(super) fn bar(check: &CheckRecords, snapshot: &Snapshot<'_>, console: &Console) -> Result<Bar, Failure> {
    let (all, total) = (snapshot.count(&Filter::default())?, snapshot.count(&check.filter)?);
    Ok(Bar { bar: progress::bar(console, "reading", StageLength::Of(all)), total, is_checking: false })
}

/// Checks the records, and reports each finding.
pub(super) fn scan(
    check: &CheckRecords,
    snapshot: &mut Snapshot<'_>,
    mut bar: Bar,
    sink: &mut impl Sink,
) -> Result<SetIndex, Failure> {
    let index = check.apply(snapshot, &mut FindingScan { bar: &mut bar, sink })?;
    bar.end();
    Ok(index)
}

/// Checks the records, and counts the findings.
pub(super) fn count(
    check: &CheckRecords,
    snapshot: &mut Snapshot<'_>,
    mut bar: Bar,
    counts: &mut FindingCounts,
) -> Result<(), Failure> {
    check.apply(snapshot, &mut CountScan { bar: &mut bar, counts })?;
    bar.end();
    Ok(())
}

/// Counts findings.
struct CountScan<'s> {
    bar: &'s mut Bar,
    counts: &'s mut FindingCounts,
}

impl CheckWatch for CountScan<'_> {
    type Error = Failure;
    type Kept = FindingKind;

    fn noted(&mut self) {
        self.bar.noted();
    }

    fn compared(&mut self, regexes: usize, of: usize) {
        self.bar.compared(regexes, of);
    }

    fn checked(&mut self, _: &Stored, findings: Vec<FindingKind>) -> Result<(), Failure> {
        self.bar.step();
        self.counts.records += 1;
        findings.into_iter().for_each(|kind| self.counts.add_kind(kind));
        Ok(())
    }

    fn waived(&mut self, _: Option<&Stored>, _: &Finding, _: &Waiver) -> Result<(), Failure> {
        self.counts.waived += 1;
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Failure> {
        findings.iter().for_each(|finding| self.counts.add_kind(finding.kind()));
        Ok(())
    }
}

/// Reports findings one by one.
struct FindingScan<'s, S> {
    bar: &'s mut Bar,
    sink: &'s mut S,
}

impl<S: Sink> CheckWatch for FindingScan<'_, S> {
    type Error = Failure;
    type Kept = Finding;

    fn noted(&mut self) {
        self.bar.read();
    }

    fn compared(&mut self, regexes: usize, of: usize) {
        compared(&self.bar.bar, (regexes, of), self.bar.total);
    }

    fn checked(&mut self, stored: &Stored, findings: Vec<Finding>) -> Result<(), Failure> {
        self.sink.record();
        self.bar.step();
        findings.iter().try_for_each(|finding| self.sink.add(Printed::stored(finding, Some(&stored.revision))))
    }

    fn waived(&mut self, stored: Option<&Stored>, finding: &Finding, waiver: &Waiver) -> Result<(), Failure> {
        self.sink.waived(stored, finding, waiver);
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Failure> {
        findings.iter().try_for_each(|finding| self.sink.add(Printed::stored(finding, None)))
    }
}

/// Shows how many of all regexes are compared; after the last one, that none of `total` records is checked yet.
pub(super) fn compared(bar: &StageBar, (regexes, of): (usize, usize), total: u64) {
    match regexes == of {
        true => bar.begin("checking", StageLength::Of(total)),
        false => bar.reach_in("comparing regexes", number(regexes), number(of)),
    }
}

fn number(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_shows_what_is_read_compared_and_checked() {
        let mut bar = Bar { bar: StageBar::hidden(), total: 2, is_checking: false };
        let shown = |bar: &Bar| bar.bar.shown();
        bar.bar.begin("reading", StageLength::Of(9));
        (0..9).for_each(|_| bar.read());
        assert_eq!(shown(&bar), ("reading".to_owned(), 9, Some(9)));
        compared(&bar.bar, (3, 7), bar.total);
        assert_eq!(shown(&bar), ("comparing regexes".to_owned(), 3, Some(7)));
        compared(&bar.bar, (7, 7), bar.total);
        assert_eq!(shown(&bar), ("checking".to_owned(), 0, Some(2)));
        (0..2).for_each(|_| bar.step());
        assert_eq!(shown(&bar), ("checking".to_owned(), 2, Some(2)));
    }
}
