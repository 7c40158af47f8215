//! Writing what was laid aside, record by record.

use super::Spooled;
use crate::curate::evidence::raised;
use crate::curate::{Context, Policy, Refusal};
use crate::record::{Date, Part, Record};
use crate::store::{Bookkeeping, Bundle, Evidence, MovedOn, Outcome, Stored, Tx, Undone};

/// Writes reports into the ledger, raises the counts of their records, and confirms those for which the policy takes
/// successes as a confirmation.
pub(super) struct Taking<'r> {
    context: &'r Context,
    policy: &'r Policy,
    undone: Undone,
    gain: Gain,
    /// Whether the first row of the report under way was taken.
    is_first_taken: bool,
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
    /// What it becomes if all reports of a bundle are new, and come in one bundle: most are, and do.
    foreseen: Option<MovedOn>,
    amount: Amount,
}

/// How much reports bring.
#[derive(Default)]
struct Amount {
    /// By how much the evidence grows.
    count: u64,
    /// How many of them are successes.
    successes: u64,
    /// The day of the last success.
    last_success: Option<Date>,
}

/// What becomes of a record if all of some reports are new; `None` where that cannot be.
pub(super) fn foresee(stored: &mut Stored, reports: &[Spooled], context: &Context, policy: &Policy) -> Option<MovedOn> {
    let mut amount = Amount::default();
    reports.iter().for_each(|report| amount.add(report));
    let new = amount.bookkeeping(&stored.revision.record, context, policy).ok()?;
    Some(MovedOn::of(&mut stored.revision.record, new))
}

impl<'r> Taking<'r> {
    pub(super) fn new(context: &'r Context, policy: &'r Policy, undone: Undone) -> Self {
        Taking { context, policy, undone, gain: Gain::default(), is_first_taken: false, reports: 0, records: 0 }
    }

    /// Writes some reports. The records come in order.
    pub(super) fn take(&mut self, tx: &mut Tx<'_>, bundle: Bundle<Option<MovedOn>>) -> Result<(), Refusal> {
        if self.gain.record != bundle.record {
            self.close(tx)?;
            self.gain.record = bundle.record;
        }
        // Where all of them are there already, nothing is written, and a run of such ones leaves no batch.
        let are_new = match &bundle.stored {
            Some(_) => tx.add_reports(&bundle.reports)?,
            None => vec![false; bundle.reports.len()],
        };
        if let Some((stored, foreseen)) = bundle.stored {
            (self.gain.stored, self.gain.foreseen) = (Some(stored), foreseen);
        }
        for (report, is_new) in bundle.reports.iter().zip(are_new) {
            // The second row of a report goes with the first.
            let may = !report.key.is_second() || self.is_first_taken;
            let is_taken = is_new || may && self.take_again(tx, report)?;
            if !report.key.is_second() {
                self.is_first_taken = is_taken;
                self.reports += u64::from(is_taken);
            }
            if is_taken {
                self.gain.amount.add(report);
            }
        }
        Ok(())
    }

    /// Ends the record under way.
    pub(super) fn close(&mut self, tx: &mut Tx<'_>) -> Result<(), Refusal> {
        let gain = std::mem::take(&mut self.gain);
        if gain.amount.count == 0 {
            return Ok(());
        }
        let stored = gain.stored.map_or_else(|| tx.load_row(gain.record), |stored| Ok(Some(stored)))?;
        let Some(mut stored) = stored else { return Ok(()) };
        self.records += 1;
        let record = &mut stored.revision.record;
        let new = gain.amount.bookkeeping(record, self.context, self.policy)?;
        let foreseen = gain.foreseen.filter(|moved| moved.new == new);
        let moved = foreseen.unwrap_or_else(|| MovedOn::of(record, new));
        Ok(tx.move_on(gain.record, record, &moved)?)
    }

    /// A report that is there, but was taken back together with its import, comes again: the same one counts again, and
    /// one that was fixed meanwhile is a new one.
    fn take_again(&self, tx: &mut Tx<'_>, report: &Spooled) -> Result<bool, Refusal> {
        if self.undone.is_empty() {
            return Ok(false);
        }
        let mut key = report.key;
        for n in 2.. {
            let Some(known) = tx.report(&key)? else { break };
            if !self.is_taken_back(&known) {
                return Ok(false);
            }
            if known.record == report.record && known.what == report.evidence {
                tx.rule(&known, false)?;
                return Ok(true);
            }
            key = report.key.anew(n);
        }
        tx.add_reports(&[Spooled { key, ..report.clone() }])?;
        Ok(true)
    }

    /// Whether evidence was taken back with the import that brought it. What was withdrawn by itself was not.
    fn is_taken_back(&self, evidence: &Evidence) -> bool {
        let by_undo = evidence.withdrawn_in.is_some_and(|ruling| self.undone.what(ruling).is_some());
        by_undo && self.undone.by(evidence.came_in, evidence.record).is_some()
    }
}

impl Amount {
    fn add(&mut self, report: &Spooled) {
        let count = u64::from(report.evidence.count);
        self.count += count;
        // A success of what is held for a dead end speaks against the record.
        let is_dead_end = report.evidence.item.is_some_and(|(part, _)| part == Part::DeadEnd);
        if report.evidence.outcome == Some(Outcome::Success) && !is_dead_end {
            self.successes += count;
            self.last_success = self.last_success.max(Some(report.evidence.day));
        }
    }

    fn bookkeeping(&self, record: &Record, context: &Context, policy: &Policy) -> Result<Bookkeeping, Refusal> {
        let needed = u64::from(policy.rates.confirming_successes);
        let confirmed = self.last_success.filter(|_| needed > 0 && self.successes >= needed);
        Ok(Bookkeeping {
            evidence_count: raised(record, self.count)?,
            last_confirmed: confirmed.map_or(record.last_confirmed, |day| day.max(record.last_confirmed)),
            last_updated: context.day,
        })
    }
}
