//! Taking in what users report.

mod brimful;
mod counted;
mod former;
mod judge;
mod report;
mod summary;
mod taking;

use super::{Context, Outcome, Policy, Refusal};
use crate::intake::Row;
use crate::store::{Batch, Durability, NewEvidence, ReportKey, Spool, Spooled, Store, StoreError, Target, Tx};
pub use counted::Counted;
use judge::{Item, Judge};
use report::NOBODY;
pub use report::Report;
pub use summary::{Duplicates, FeedbackSummary, Unlisted};
use taking::Taking;

/// Takes reports in, all or nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Feedback {
    /// Takes the good reports where others are rejected.
    pub keep_going: bool,
    /// What reports are that name nobody.
    pub anonymous: Anonymous,
}

/// What reports are that name nobody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Anonymous {
    /// Those of one reporter, all of them.
    #[default]
    One,
    /// Each of them that of a reporter of its own.
    Each,
}

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

    /// A row was checked; its faults are why it was rejected, if it was.
    ///
    /// # Errors
    /// An error ends the import and takes it back.
    fn checked(&mut self, row: &Row) -> Result<(), Self::Error>;

    /// Whether to keep what was done, asked once before the commit.
    ///
    /// # Errors
    /// An error ends the import and takes it back.
    fn approve(&mut self, counts: &FeedbackCounts, records: usize) -> Result<bool, Self::Error>;
}

/// Why an import of feedback was taken back.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackError<E> {
    /// Rows were rejected, and the import was to be all or nothing.
    #[error("{} of the rows were rejected", .0.rejected)]
    Rejected(FeedbackCounts),
    /// The watcher did not approve.
    #[error("the import was not approved")]
    Declined,
    /// A record could not be changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The watcher failed.
    #[error("the watcher failed")]
    Watch(E),
}

impl<E> From<StoreError> for FeedbackError<E> {
    fn from(error: StoreError) -> Self {
        FeedbackError::Refused(error.into())
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
        rows: impl Iterator<Item = Result<Report, Row>>,
        watch: &mut W,
    ) -> Result<Outcome<FeedbackSummary>, FeedbackError<W::Error>> {
        let batch = Batch::from(context);
        let import = |tx: &mut Tx<'_>| {
            let mut run = Run {
                spool: Spool::open(),
                judge: Judge::new(context.day, policy.rates.max_count),
                has_former_keys: tx.has_former_keys()?,
                counts: FeedbackCounts::default(),
                twice: 0,
            };
            for row in rows {
                self.take(tx, &mut run, row, watch)?;
            }
            let Run { spool, counts, twice, .. } = run;
            if counts.rejected > 0 && !self.keep_going {
                return Err(FeedbackError::Rejected(counts));
            }
            let mut taking = Taking::new(context, policy, tx.undone()?);
            let foresee = |stored: &mut _, reports: &[_]| taking::foresee(stored, reports, context, policy);
            spool.each(tx, foresee, |tx, bundle| taking.take(tx, bundle))?;
            taking.close(tx)?;
            let (summary, records) = taking.summary(counts, twice);
            if !watch.approve(&summary.counts, records).map_err(FeedbackError::Watch)? {
                return Err(FeedbackError::Declined);
            }
            // Thousands of records gained the same: what changed is told by the counts.
            Ok(Outcome { batch: tx.written_batch(), changed: Vec::new(), detail: summary })
        };
        if context.dry_run { store.rehearse(&batch, import) } else { store.transact(&batch, Durability::Full, import) }
    }

    fn take<W: FeedbackWatch>(
        &self,
        tx: &Tx<'_>,
        run: &mut Run,
        row: Result<Report, Row>,
        watch: &mut W,
    ) -> Result<(), FeedbackError<W::Error>> {
        let row = match row {
            Ok(report) => match run.judge.judge(tx, &report)? {
                Ok((record, item)) => {
                    run.counts.added += 1;
                    let key = report.key_on(record);
                    let is_first = run.judge.is_first(&report, key);
                    run.twice += u64::from(!is_first);
                    // What will be taken back, or came before, is judged but not laid aside.
                    let is_wanted = (run.counts.rejected == 0 || self.keep_going) && is_first;
                    if is_wanted { self.lay_aside(run, report, record, item, key) } else { report.row }
                }
                Err(faults) => Row { faults, ..report.row },
            },
            Err(rejected) => rejected,
        };
        run.counts.rejected += u64::from(!row.faults.is_empty());
        watch.checked(&row).map_err(FeedbackError::Watch)
    }

    /// Lays the rows of a report aside, until all are judged.
    fn lay_aside(&self, run: &mut Run, report: Report, record: i64, item: Item, key: ReportKey) -> Row {
        let is_own = report.has_own_key();
        let former = run.has_former_keys.then(|| former::key(&report));
        let Report { row, counted, mut evidence, .. } = report;
        evidence.is_apart = self.anonymous == Anonymous::Each && evidence.reporter == NOBODY;
        let each = std::iter::repeat_n(evidence, counted.len());
        for ((Counted { outcome, count }, key), evidence) in counted.into_iter().zip([key, key.second()]).zip(each) {
            let evidence = NewEvidence { item, outcome: Some(outcome), count, ..evidence };
            run.spool.lay_aside(Spooled { record, evidence, key, is_own, former });
        }
        row
    }
}

/// A run under way: rows are judged, and laid aside where they are good.
struct Run {
    spool: Spool,
    judge: Judge,
    /// Whether the ledger has reports under keys of the former kind.
    has_former_keys: bool,
    /// Good rows count as added as long as nobody knows which of them are known.
    counts: FeedbackCounts,
    /// How many good rows have a key of their reporter that an earlier one has.
    twice: u64,
}
