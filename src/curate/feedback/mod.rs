//! Taking in what users report.

mod judge;
mod report;
mod row;

use super::evidence::raised;
use super::work::Work;
use super::{Context, Outcome, Policy, Refusal};
use crate::store::{
    Batch, Bookkeeping, Durability, EvidenceKind, NewEvidence, ReportKey, Spooled, Store, StoreError, Target, Tx,
};
use judge::Judge;
pub use report::{Counted, Fault, Report};
pub use row::{COLUMNS, Header, RawReport};

/// Takes reports in, all or nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Feedback {
    /// Takes the good reports where others are rejected.
    pub keep_going: bool,
}

/// A row on its way in.
pub type FeedbackRow = Result<Report, (RawReport, Vec<Fault>)>;

/// What became of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedbackCounts {
    /// New ones.
    pub added: u64,
    /// Ones that were there already, in the database or earlier in the run.
    pub duplicate: u64,
    /// Ones that were not taken.
    pub rejected: u64,
}

/// Whoever follows an import of feedback, and has the last word.
pub trait FeedbackWatch {
    /// What can go wrong while following.
    type Error;

    /// A row was judged; `faults` are why it was rejected, if it was.
    ///
    /// # Errors
    /// An error ends the import and takes it back.
    fn judged(&mut self, row: &RawReport, faults: &[Fault]) -> Result<(), Self::Error>;

    /// Whether to keep what was done, asked once before the commit.
    ///
    /// # Errors
    /// An error ends the import and takes it back.
    fn approve(&mut self, counts: &FeedbackCounts, records: usize) -> Result<bool, Self::Error>;
}

/// Why an import of feedback was taken back.
#[derive(Debug)]
pub enum FeedbackError<E> {
    /// Rows were rejected, and the import was to be all or nothing.
    Rejected(FeedbackCounts),
    /// The watcher did not approve.
    Declined,
    /// A record could not be changed.
    Refused(Refusal),
    /// The watcher failed.
    Watch(E),
}

impl<E> From<StoreError> for FeedbackError<E> {
    fn from(error: StoreError) -> Self {
        FeedbackError::Refused(error.into())
    }
}

impl<E> From<Refusal> for FeedbackError<E> {
    fn from(refusal: Refusal) -> Self {
        FeedbackError::Refused(refusal)
    }
}

impl Feedback {
    /// Takes in the rows, in their order, as one batch.
    ///
    /// # Errors
    /// See [`FeedbackError`]; then the database is as it was.
    pub fn apply<W: FeedbackWatch>(
        &self,
        store: &mut Store,
        context: &Context,
        policy: &Policy,
        rows: impl Iterator<Item = FeedbackRow>,
        watch: &mut W,
    ) -> Result<Outcome<FeedbackCounts>, FeedbackError<W::Error>> {
        let batch = Batch::from(context);
        let run = |tx: &mut Tx<'_>| {
            let mut work = Work::new(tx, context);
            let mut counts = FeedbackCounts::default();
            let mut judge = Judge::new(context.day);
            work.tx.open_spool()?;
            for row in rows {
                self.take(&mut work, &mut judge, row, &mut counts, watch)?;
            }
            if counts.rejected > 0 && !self.keep_going {
                return Err(FeedbackError::Rejected(counts));
            }
            let taken = record(&mut work, policy)?;
            counts.duplicate += counts.added - taken.reports;
            counts.added = taken.reports;
            if !watch.approve(&counts, taken.records).map_err(FeedbackError::Watch)? {
                return Err(FeedbackError::Declined);
            }
            // Thousands of records gained the same: what changed is told by the counts.
            Ok(Outcome { batch: tx.written_batch(), changed: Vec::new(), detail: counts })
        };
        if context.dry_run { store.rehearse(&batch, run) } else { store.transact(&batch, Durability::Full, run) }
    }

    fn take<W: FeedbackWatch>(
        &self,
        work: &mut Work<'_, '_>,
        judge: &mut Judge,
        row: FeedbackRow,
        counts: &mut FeedbackCounts,
        watch: &mut W,
    ) -> Result<(), FeedbackError<W::Error>> {
        let report = match row {
            Ok(report) => report,
            Err((raw, faults)) => {
                counts.rejected += 1;
                return watch.judged(&raw, &faults).map_err(FeedbackError::Watch);
            }
        };
        let faults = match judge.judge(work, &report)? {
            Ok((target, item)) => {
                // What will be taken back is judged, but not written.
                if counts.rejected == 0 || self.keep_going {
                    lay_aside(work, judge, &report, target, item)?;
                }
                counts.added += 1;
                Vec::new()
            }
            Err(faults) => {
                counts.rejected += 1;
                faults
            }
        };
        watch.judged(&report.raw, &faults).map_err(FeedbackError::Watch)
    }
}

/// Lays the rows of a report aside, until all are judged.
fn lay_aside(
    work: &mut Work<'_, '_>,
    judge: &mut Judge,
    report: &Report,
    record: i64,
    item: judge::Item,
) -> Result<(), Refusal> {
    let own = judge.key(report, record);
    let optional = |column| Some(report.raw.get(column)).filter(|text| !text.is_empty()).map(str::to_owned);
    for (at, Counted { outcome, count }) in report.counted.iter().enumerate() {
        let evidence = NewEvidence {
            item,
            kind: EvidenceKind::Outcome,
            outcome: Some(*outcome),
            count: *count,
            day: report.day,
            reporter: report.reporter.clone(),
            reporter_kind: report.reporter_kind,
            url: optional("source_url"),
            note: optional("notes"),
            environment: report.environment.clone(),
        };
        let key = if at == 0 { own } else { own.second() };
        work.tx.spool(&Spooled { record, evidence, key })?;
    }
    Ok(())
}

/// How much was taken.
#[derive(Debug, Default)]
struct Taken {
    reports: u64,
    records: usize,
}

/// Writes what was laid aside into the ledger, raises the counts of the records, and confirms those for which the
/// policy takes successes as a confirmation.
fn record(work: &mut Work<'_, '_>, policy: &Policy) -> Result<Taken, Refusal> {
    let needed = u64::from(policy.rates.confirming_successes);
    let mut taken = Taken::default();
    let context = work.context;
    work.tx.record_spooled(|tx, mut gain| {
        let mut work = Work::new(tx, context);
        for known in std::mem::take(&mut gain.known) {
            if revive(&mut work, gain.record, &known.key)? {
                gain.add(&known.evidence, known.key);
            }
        }
        taken.reports += gain.reports;
        if gain.count == 0 {
            return Ok::<_, Refusal>(());
        }
        taken.records += 1;
        let Some(stored) = work.tx.load_row(gain.record)? else { return Ok(()) };
        let record = stored.revision.record;
        let confirmed = gain.last_success.filter(|_| needed > 0 && gain.successes >= needed);
        let new = Bookkeeping {
            evidence_count: raised(&record, gain.count)?,
            last_confirmed: confirmed.map_or(record.last_confirmed, |day| day.max(record.last_confirmed)),
            last_updated: context.day,
        };
        Ok(work.tx.move_on(stored.standing, record, new)?)
    })?;
    Ok(taken)
}

/// A report that is there, but was taken back together with its import, counts again.
fn revive(work: &mut Work<'_, '_>, row: i64, key: &ReportKey) -> Result<bool, Refusal> {
    let Some(evidence) = work.tx.report(key)?.filter(|evidence| evidence.record == row) else { return Ok(false) };
    let Some(ruling) = evidence.withdrawn_in else { return Ok(false) };
    let by_undo = work.tx.undone()?.what(ruling).is_some();
    if by_undo {
        work.tx.rule(&evidence, false)?;
    }
    Ok(by_undo)
}
