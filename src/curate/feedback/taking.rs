//! Writing what was laid aside, record by record.

use super::Spooled;
use crate::curate::evidence::raised;
use crate::curate::{Context, Policy, Refusal};
use crate::record::Date;
use crate::store::{Bookkeeping, Bundle, Outcome, Stored, Tx, Undone};

/// Writes reports into the ledger, raises the counts of their records, and confirms those for which the policy takes
/// successes as a confirmation.
pub(super) struct Taking<'r> {
    context: &'r Context,
    policy: &'r Policy,
    undone: Undone,
    gain: Gain,
    /// How many reports were new.
    pub reports: u64,
    /// How many records have new reports.
    pub records: usize,
}

/// What the reports of a run bring to one record.
#[derive(Default)]
struct Gain {
    /// The record's key.
    record: i64,
    /// The record as it was before.
    stored: Option<Stored>,
    /// By how much its evidence grows.
    count: u64,
    /// How many of them are successes.
    successes: u64,
    /// The day of the last success.
    last_success: Option<Date>,
}

impl<'r> Taking<'r> {
    pub(super) fn new(context: &'r Context, policy: &'r Policy, undone: Undone) -> Self {
        Taking { context, policy, undone, gain: Gain::default(), reports: 0, records: 0 }
    }

    /// Writes some reports. The records come in order.
    pub(super) fn take(&mut self, tx: &mut Tx<'_>, bundle: Bundle) -> Result<(), Refusal> {
        if self.gain.record != bundle.record {
            self.close(tx)?;
            self.gain.record = bundle.record;
        }
        // Where all of them are there already, nothing is written, and a run of such ones leaves no batch.
        let are_new = match &bundle.stored {
            Some(_) => tx.add_reports(&bundle.reports)?,
            None => vec![false; bundle.reports.len()],
        };
        self.gain.stored = self.gain.stored.take().or(bundle.stored);
        for (report, is_new) in bundle.reports.iter().zip(are_new) {
            if is_new || self.revive(tx, report)? {
                self.reports += u64::from(!report.key.is_second());
                self.gain.add(report);
            }
        }
        Ok(())
    }

    /// Ends the record under way.
    pub(super) fn close(&mut self, tx: &mut Tx<'_>) -> Result<(), Refusal> {
        let gain = std::mem::take(&mut self.gain);
        if gain.count == 0 {
            return Ok(());
        }
        let stored = gain.stored.map_or_else(|| tx.load_row(gain.record), |stored| Ok(Some(stored)))?;
        let Some(Stored { standing, revision }) = stored else { return Ok(()) };
        self.records += 1;
        let record = revision.record;
        let needed = u64::from(self.policy.rates.confirming_successes);
        let confirmed = gain.last_success.filter(|_| needed > 0 && gain.successes >= needed);
        let new = Bookkeeping {
            evidence_count: raised(&record, gain.count)?,
            last_confirmed: confirmed.map_or(record.last_confirmed, |day| day.max(record.last_confirmed)),
            last_updated: self.context.day,
        };
        Ok(tx.move_on(standing, record, new)?)
    }

    /// A report that is there, but was taken back together with its import, counts again.
    fn revive(&self, tx: &mut Tx<'_>, report: &Spooled) -> Result<bool, Refusal> {
        if self.undone.is_empty() {
            return Ok(false);
        }
        let known = tx.report(&report.key)?.filter(|evidence| evidence.record == report.record);
        let Some(evidence) = known else { return Ok(false) };
        let by_undo = evidence.withdrawn_in.is_some_and(|ruling| self.undone.what(ruling).is_some());
        if by_undo {
            tx.rule(&evidence, false)?;
        }
        Ok(by_undo)
    }
}

impl Gain {
    fn add(&mut self, report: &Spooled) {
        let count = u64::from(report.evidence.count);
        self.count += count;
        if report.evidence.outcome == Some(Outcome::Success) {
            self.successes += count;
            self.last_success = self.last_success.max(Some(report.evidence.day));
        }
    }
}
