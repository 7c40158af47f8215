//! Checking the records of a database, with a bar of progress.

use indicatif::ProgressBar;

use super::printed::Printed;
use crate::check::{Finding, SetIndex};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::progress;
use crate::curate::{CheckRecords, CheckWatch};
use crate::record::Waiver;
use crate::store::{Snapshot, Stored};

/// What becomes of what is checked.
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

/// The bar of progress of a check.
pub(super) fn bar(check: &CheckRecords, snapshot: &Snapshot<'_>, console: &Console) -> Result<ProgressBar, Failure> {
    let total = snapshot.count(&check.filter)?;
    Ok(progress::bar(console, "checking", Some(total)))
}

/// Checks the records, and passes on each finding.
pub(super) fn scan(
    check: &CheckRecords,
    snapshot: &mut Snapshot<'_>,
    bar: ProgressBar,
    sink: &mut impl Sink,
) -> Result<SetIndex, Failure> {
    let total = bar.length().unwrap_or_default();
    let index = check.apply(snapshot, &mut Scan { total, bar: &bar, sink })?;
    bar.finish_and_clear();
    Ok(index)
}

/// Passes on findings as they are found.
struct Scan<'s, S> {
    total: u64,
    bar: &'s ProgressBar,
    sink: &'s mut S,
}

impl<S: Sink> CheckWatch for Scan<'_, S> {
    type Error = Failure;

    fn compared(&mut self, regexes: usize, of: usize) {
        compared(self.bar, (regexes, of), self.total);
    }

    fn checked(&mut self, stored: &Stored, findings: Vec<Finding>) -> Result<(), Failure> {
        self.sink.record();
        self.bar.inc(1);
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

/// Shows how many regexes, of all, are compared; once they are, that of `total` records none is checked yet.
pub(super) fn compared(bar: &ProgressBar, (regexes, of): (usize, usize), total: u64) {
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let (message, done, all) = match regexes == of {
        true => ("checking", 0, total),
        false => ("comparing regexes", number(regexes), number(of)),
    };
    bar.set_message(message);
    bar.set_length(all);
    bar.set_position(done);
}
