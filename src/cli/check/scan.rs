//! Checking records, with a bar of progress.

use indicatif::ProgressBar;

use super::printed::Printed;
use super::tally::Tally;
use crate::check::{Finding, SetIndex};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::progress;
use crate::curate::{CheckRecords, CheckWatch};
use crate::store::{Snapshot, Stored};

/// Checks the records, and shows each finding; returns how many there are.
pub(super) fn scan(
    check: &CheckRecords,
    snapshot: &mut Snapshot<'_>,
    console: &mut Console,
    show: impl FnMut(&mut Console, Printed<'_>) -> Result<(), Failure>,
) -> Result<(Tally, SetIndex), Failure> {
    let total = snapshot.count(&check.filter)?;
    let bar = progress::bar(console, "checking", Some(total));
    let mut watch = Scan { tally: Tally::default(), total, bar: &bar, console, show };
    let index = check.apply(snapshot, &mut watch)?;
    let tally = watch.tally;
    bar.finish_and_clear();
    Ok((tally, index))
}

/// Shows findings as they are found.
struct Scan<'c, S> {
    tally: Tally,
    total: u64,
    bar: &'c ProgressBar,
    console: &'c mut Console,
    show: S,
}

impl<S: FnMut(&mut Console, Printed<'_>) -> Result<(), Failure>> CheckWatch for Scan<'_, S> {
    type Error = Failure;

    fn compared(&mut self, regexes: usize, of: usize) {
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let (message, done, all) = match regexes == of {
            true => ("checking", 0, self.total),
            false => ("comparing regexes", number(regexes), number(of)),
        };
        self.bar.set_message(message);
        self.bar.set_length(all);
        self.bar.set_position(done);
    }

    fn checked(&mut self, stored: &Stored, findings: Vec<Finding>) -> Result<(), Failure> {
        self.tally.records += 1;
        self.bar.inc(1);
        for finding in &findings {
            self.tally.add(finding);
            (self.show)(self.console, Printed { finding, revision: Some(&stored.revision) })?;
        }
        Ok(())
    }

    fn set(&mut self, findings: Vec<Finding>) -> Result<(), Failure> {
        for finding in &findings {
            self.tally.add(finding);
            (self.show)(self.console, Printed { finding, revision: None })?;
        }
        Ok(())
    }
}
