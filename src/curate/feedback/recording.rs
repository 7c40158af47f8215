//! Writing what was staged, record by record.

use super::{FeedbackCounts, FeedbackDuplicates, FeedbackSummary, Spooled};
use crate::curate::evidence::raised;
use crate::curate::{Context, Policy, Refusal};
use crate::ledger::{Claim, Evidence, RecordKey, ReportKey};
use crate::record::{Date, Record};
use crate::store::{Bookkeeping, BookkeepingChange, Bundle, Stored, Tx, Undone};

/// Writes reports into the ledger, increases the counts of their records, and confirms records if the policy says so
/// for successes.
pub(super) struct Recording<'r> {
    context: &'r Context,
    policy: &'r Policy,
    undone: Undone,
    gain: Gain,
    /// The summary of the reports so far.
    summary: FeedbackSummary,
    /// The number of records with new reports.
    records: usize,
}

/// What the reports of a run add to one record.
#[derive(Default)]
struct Gain {
    /// The record's key; `None` before the first one.
    record: Option<RecordKey>,
    /// The record before the run.
    stored: Option<Stored>,
    /// The record after the run if all its reports are new and in one bundle, as most are.
    foreseen: Option<BookkeepingChange>,
    amount: Amount,
}

/// Amounts of reports.
#[derive(Default)]
struct Amount {
    /// The sum of their counts.
    count: u64,
    /// The number of successes.
    successes: u64,
    /// The day of the last success.
    last_success: Option<Date>,
}

/// A report, after it was recorded.
enum RecordedReport {
    /// It counts from now on; its second row does not if that one was withdrawn separately.
    Added { with_second: bool },
    /// The ledger has it under this key, and was not changed.
    Known(ReportKey),
}

/// The record after some reports, if all of them are new; `None` if it cannot count them.
pub(super) fn foresee(
    stored: &mut Stored,
    reports: &[Spooled],
    context: &Context,
    policy: &Policy,
) -> Option<BookkeepingChange> {
    let mut amount = Amount::default();
    reports.iter().for_each(|report| amount.add(report));
    let new = amount.bookkeeping(&stored.revision.record, context, policy).ok()?;
    Some(BookkeepingChange::of(&mut stored.revision.record, new))
}

impl<'r> Recording<'r> {
    pub(super) fn new(context: &'r Context, policy: &'r Policy, undone: Undone) -> Self {
        let (gain, summary) = (Gain::default(), FeedbackSummary::default());
        Recording { context, policy, undone, gain, summary, records: 0 }
    }

    /// The summary of a run, from the numbers of valid and rejected rows and of rows that repeated a key of their
    /// reporter; and the number of records with new reports.
    pub(super) fn summary(self, run: FeedbackCounts, twice: u64) -> (FeedbackSummary, usize) {
        let mut summary = self.summary;
        let added = summary.counts.added;
        let duplicate = run.added - added;
        let changed = summary.duplicates.changed;
        summary.counts = FeedbackCounts { added, duplicate, rejected: run.rejected };
        summary.duplicates = FeedbackDuplicates { imported_before: duplicate - changed - twice, changed, twice };
        (summary, self.records)
    }

    /// Writes some reports. The records are in order.
    pub(super) fn record(&mut self, tx: &mut Tx<'_>, bundle: Bundle<Option<BookkeepingChange>>) -> Result<(), Refusal> {
        if self.gain.record != Some(bundle.record) {
            self.close(tx)?;
            self.gain.record = Some(bundle.record);
        }
        // If all of them already exist, nothing is written, so a run of duplicates leaves no batch.
        let are_new = match &bundle.stored {
            Some(_) => tx.add_reports(&bundle.reports, &bundle.uids)?,
            None => vec![false; bundle.reports.len()],
        };
        if let Some((stored, foreseen)) = bundle.stored {
            (self.gain.stored, self.gain.foreseen) = (Some(stored), foreseen);
        }
        let mut are_as_known = bundle.are_as_known.into_iter();
        let mut reports = bundle.reports.iter().zip(are_new).peekable();
        while let Some((first, is_new)) = reports.next() {
            let second = reports.next_if(|(next, _)| next.key.is_second()).map(|(second, _)| second);
            let is_as_known = are_as_known.next();
            let recorded = if is_new {
                RecordedReport::Added { with_second: true }
            } else {
                self.record_again(tx, first, second)?
            };
            match recorded {
                RecordedReport::Added { with_second } => {
                    self.summary.count(first, self.policy);
                    self.gain.amount.add(first);
                    second.filter(|_| with_second).into_iter().for_each(|second| self.gain.amount.add(second));
                }
                RecordedReport::Known(key) => {
                    let is_as_known = match is_as_known.filter(|_| key == first.key) {
                        None => tx.is_as_known(key, first, second)?,
                        known => known,
                    };
                    self.summary.duplicates.changed += u64::from(is_as_known == Some(false));
                }
            }
        }
        Ok(())
    }

    /// Finishes the current record.
    pub(super) fn close(&mut self, tx: &mut Tx<'_>) -> Result<(), Refusal> {
        let gain = std::mem::take(&mut self.gain);
        let Some(row) = gain.record.filter(|_| gain.amount.count > 0) else { return Ok(()) };
        let mut stored = gain.stored.map_or_else(|| tx.load_known(row), Ok)?;
        self.records += 1;
        let record = &mut stored.revision.record;
        let new = gain.amount.bookkeeping(record, self.context, self.policy)?;
        let foreseen = gain.foreseen.filter(|moved| moved.new == new);
        let moved = foreseen.unwrap_or_else(|| BookkeepingChange::of(record, new));
        Ok(tx.update_bookkeeping(row, record, &moved)?)
    }

    /// Handles a report that the ledger already has. If it was undone together with its import, the same report counts
    /// again, and one that was fixed meanwhile is a new one. Any other is not changed.
    fn record_again(
        &self,
        tx: &mut Tx<'_>,
        first: &Spooled,
        second: Option<&Spooled>,
    ) -> Result<RecordedReport, Refusal> {
        if self.undone.is_empty() {
            return Ok(RecordedReport::Known(first.key));
        }
        let mut key = first.key;
        for n in 2.. {
            let known = tx.report(first.record, &key)?;
            if let Some(known) = &known
                && !self.is_undone(tx, known)?
            {
                return Ok(RecordedReport::Known(key));
            }
            let other = tx.report(first.record, &key.second())?;
            if known.is_none() && other.is_none() {
                break;
            }
            if let Some(known) = known {
                let are_same = match (&other, second) {
                    (Some(other), Some(second)) => is_same(other, second),
                    (other, second) => other.is_none() && second.is_none(),
                };
                if are_same && is_same(&known, first) {
                    tx.rule(&known, false)?;
                    // A row that was withdrawn separately stays withdrawn.
                    let with_second = match &other {
                        Some(other) => self.is_undone(tx, other)?,
                        None => false,
                    };
                    other.iter().filter(|_| with_second).try_for_each(|other| tx.rule(other, false))?;
                    return Ok(RecordedReport::Added { with_second });
                }
            }
            key = first.key.repeated(n);
        }
        let again = |report: &Spooled, key| Spooled { key, ..report.clone() };
        tx.add_report(&again(first, key))?;
        second.map_or(Ok(()), |second| tx.add_report(&again(second, key.second())))?;
        Ok(RecordedReport::Added { with_second: true })
    }

    /// Whether evidence was undone with the import that recorded it, and not withdrawn separately.
    fn is_undone(&self, tx: &Tx<'_>, evidence: &Evidence) -> Result<bool, Refusal> {
        let Some(ruling) = evidence.withdrawn_in else { return Ok(false) };
        match self.undone.what(ruling) {
            None => Ok(false),
            // The usual case: it was recorded by the undone batch, so there is no earlier ruling.
            Some(undone) if undone == evidence.first_batch => Ok(true),
            Some(_) => Ok(self.undone.decided_by(&tx.rulings_on(evidence.id)?, ruling).is_none()),
        }
    }
}

/// Whether a row of the ledger has the content of a report.
fn is_same(known: &Evidence, report: &Spooled) -> bool {
    known.record == report.record && known.what.is_same(&report.evidence)
}

impl Amount {
    fn add(&mut self, report: &Spooled) {
        let count = u64::from(report.evidence.count);
        self.count += count;
        let claim = Claim::of(report.evidence.item);
        if claim.zip(report.evidence.outcome).is_some_and(|(claim, outcome)| claim.is_confirmed_by(outcome)) {
            self.successes += count;
            self.last_success = self.last_success.max(Some(report.evidence.day));
        }
    }

    fn bookkeeping(&self, record: &Record, context: &Context, policy: &Policy) -> Result<Bookkeeping, Refusal> {
        let needed = u64::from(policy.rates.confirming_successes);
        // A report may be of tomorrow, but a record cannot be confirmed then.
        let last_success = self.last_success.map(|day| day.min(context.day));
        let confirmed = last_success.filter(|_| needed > 0 && self.successes >= needed);
        Ok(Bookkeeping {
            evidence_count: raised(record, self.count)?,
            last_confirmed: confirmed.map_or(record.last_confirmed, |day| day.max(record.last_confirmed)),
            last_updated: context.day,
        })
    }
}
