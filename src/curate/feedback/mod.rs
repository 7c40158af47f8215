//! Importing what users report.

mod by_text;
mod count;
mod count_limit;
mod former;
mod locate;
mod misfit;
mod recording;
mod run;
mod summary;
#[cfg(test)]
mod tests;
mod watch;

use std::io::{self, Read};

use super::engine::{self, Applied, Batched, Changed, Stopped};
use super::refusal::{ImportRefusal, Refusal};
use super::seal::Seal;
use super::{Context, FeedbackCounts, Policy};
use crate::disk::ordered;
use crate::intake::{FeedbackFormat, FeedbackLine, FeedbackLines, FeedbackReport, FeedbackRow};
use crate::ledger::{RecordKey, ReportKey};
use crate::record::ItemRef;
use crate::store::{BatchVerb, Durability, ReportTarget, Spool, Spooled, Store, Tx};
use by_text::ByText;
use locate::{Located, ReportLocator};
pub use misfit::Misfit;
use recording::Recording;
use run::FeedbackRun;
pub use summary::{FeedbackDuplicates, FeedbackSummary, Unlisted};
pub use watch::FeedbackWatch;

/// Imports reports, all or nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Feedback {
    /// Imports the valid reports if others are rejected.
    pub keep_going: bool,
    /// How anonymous reports count.
    pub anonymous: Anonymous,
    /// Accepts reports that name no record for the one that their error text matches.
    pub fuzzy: bool,
}

/// How anonymous reports count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Anonymous {
    /// All as those of one reporter.
    #[default]
    One,
    /// Each as that of a separate reporter.
    Each,
}

impl Feedback {
    /// Imports the rows, in their order, as one batch.
    ///
    /// # Errors
    /// See [`Stopped`]; then the database is as it was.
    pub fn apply<W: FeedbackWatch>(
        &self,
        store: &mut Store,
        context: &Context,
        policy: &Policy,
        rows: impl Iterator<Item = Result<FeedbackReport, FeedbackRow>>,
        watch: &mut W,
    ) -> Result<Applied<FeedbackSummary>, Stopped<W::Error>> {
        self.apply_read(store, context, policy, rows.map(Ok), watch)
    }

    /// Reads the lines of a file on several threads, and imports them, in their order, as one batch.
    ///
    /// # Errors
    /// See [`Stopped`]; then the database is as it was.
    pub fn apply_lines<R: Read + Send, W: FeedbackWatch>(
        &self,
        store: &mut Store,
        context: &Context,
        policy: &Policy,
        (format, lines): (&FeedbackFormat, FeedbackLines<R>),
        watch: &mut W,
    ) -> Result<Applied<FeedbackSummary>, Stopped<W::Error>> {
        let ((), applied) = ordered(
            |emit| {
                for line in lines {
                    let is_last = line.is_err();
                    if emit(line).is_break() || is_last {
                        break;
                    }
                }
            },
            |line| line.as_ref().map_or(0, FeedbackLine::weight),
            |line| line.map(|line| FeedbackReport::read(format.row(line))),
            |rows| self.apply_read(store, context, policy, rows, watch),
        );
        applied
    }

    fn apply_read<W: FeedbackWatch>(
        &self,
        store: &mut Store,
        context: &Context,
        policy: &Policy,
        rows: impl Iterator<Item = io::Result<Result<FeedbackReport, FeedbackRow>>>,
        watch: &mut W,
    ) -> Result<Applied<FeedbackSummary>, Stopped<W::Error>> {
        let importing = FeedbackImporting {
            feedback: self,
            context,
            policy,
            rows,
            seal: Seal::new(watch.may_ask()),
            watch,
            records: 0,
        };
        engine::run(importing, store, &context.batch(BatchVerb::ImportFeedback), context.dry_run)
    }

    /// Checks a row, and stages it if it is valid.
    fn check<W: FeedbackWatch>(
        &self,
        tx: &Tx<'_>,
        run: &mut FeedbackRun<'_>,
        row: Result<FeedbackReport, FeedbackRow>,
        watch: &mut W,
    ) -> Result<(), Stopped<W::Error>> {
        let (row, misfits) = match row {
            Ok(mut report) => match run.locator.locate(tx, &mut report)? {
                Ok(Located { record, item }) => {
                    run.counts.added += 1;
                    let key = report.key;
                    let is_first = run.locator.is_first(key);
                    run.twice += u64::from(!is_first);
                    // A report that will be rolled back, or is a duplicate, is checked but not staged.
                    let is_wanted = (run.counts.rejected == 0 || self.keep_going) && is_first;
                    let row = if is_wanted { self.stage(run, report, record, item, key) } else { report.row };
                    (row, Vec::new())
                }
                Err(misfits) => (report.row, misfits),
            },
            Err(rejected) => (rejected, Vec::new()),
        };
        let is_good = row.faults.is_empty() && misfits.is_empty();
        run.counts.rejected += u64::from(!is_good);
        run.seal.add(if is_good { "good row" } else { "bad row" }, row.texts.iter().map(str::as_bytes));
        watch.checked(&row, &misfits).map_err(Stopped::Watch)
    }

    /// Stages the rows of a report, until all reports are checked.
    fn stage(
        &self,
        run: &mut FeedbackRun<'_>,
        report: FeedbackReport,
        record: RecordKey,
        item: Option<ItemRef>,
        key: ReportKey,
    ) -> FeedbackRow {
        let former = run.has_former_keys.then(|| former::key(&report));
        let FeedbackReport { row, attempts, reported, .. } = report;
        let is_apart = self.anonymous == Anonymous::Each && reported.reporter.is_anonymous();
        let each = std::iter::repeat_n(reported, attempts.len());
        for ((attempts, key), reported) in attempts.into_iter().zip([key, key.second()]).zip(each) {
            let evidence = reported.evidence(item, attempts, is_apart);
            run.staged += 1;
            run.spool.push(Spooled { record, evidence, key, former });
        }
        row
    }
}

/// An import of reports as one batch.
struct FeedbackImporting<'i, I, W> {
    feedback: &'i Feedback,
    context: &'i Context,
    policy: &'i Policy,
    rows: I,
    watch: &'i mut W,
    /// What it read and did.
    seal: Seal,
    /// How many records gained reports.
    records: usize,
}

impl<I, W> Batched for FeedbackImporting<'_, I, W>
where
    I: Iterator<Item = io::Result<Result<FeedbackReport, FeedbackRow>>>,
    W: FeedbackWatch,
{
    type Detail = FeedbackSummary;
    type Error = Stopped<W::Error>;

    // Records are still in their source after a power failure. Reports may not be: their file is often deleted once it
    // was imported. To wait costs one sync for the whole file.
    const DURABILITY: Durability = Durability::Full;

    fn act(&mut self, tx: &mut Tx<'_>) -> Result<(Vec<Changed>, FeedbackSummary), Self::Error> {
        let FeedbackImporting { feedback, context, policy, rows, watch, seal, records } = self;
        let mut run = FeedbackRun {
            staged: 0,
            spool: Spool::open(),
            locator: ReportLocator::new(context.day, policy.rates.max_count, ByText::new(feedback.fuzzy)),
            has_former_keys: tx.has_former_keys()?,
            counts: FeedbackCounts::default(),
            twice: 0,
            seal,
        };
        for row in rows {
            let row = row.map_err(|error| Stopped::Watch(watch.broken(error)))?;
            feedback.check(tx, &mut run, row, *watch)?;
        }
        let FeedbackRun { spool, staged, counts, twice, locator, seal, .. } = run;
        for (id, rows) in &locator.by_text.accepted {
            seal.add("matched", [id.as_str().as_bytes(), rows.to_le_bytes().as_slice()]);
        }
        if counts.rejected > 0 && !feedback.keep_going {
            return Err(Refusal::from(ImportRefusal::Reports(counts)).into());
        }
        let mut recording = Recording::new(context, policy, tx.undone()?);
        let foresee = |stored: &mut _, reports: &[_]| recording::foresee(stored, reports, context, policy);
        watch.recording(staged);
        spool.each(tx, foresee, |tx, bundle| {
            let reports = bundle.reports.len() as u64;
            recording.record(tx, bundle).inspect(|()| watch.recorded(reports))
        })?;
        recording.close(tx)?;
        let (mut summary, changed) = recording.summary(counts, twice);
        summary.by_text = locator.by_text.accepted;
        *records = changed;
        Ok((Vec::new(), summary))
    }

    fn approve(&mut self, _: &[Changed], summary: &FeedbackSummary) -> Result<bool, Self::Error> {
        let FeedbackCounts { added, duplicate, rejected } = summary.counts;
        for count in [added, duplicate, rejected] {
            self.seal.add("count", [count.to_le_bytes().as_slice()]);
        }
        self.seal.add("records", [self.records.to_le_bytes().as_slice()]);
        self.watch.approve(&summary.counts, self.records, self.seal.value()).map_err(Stopped::Watch)
    }
}
