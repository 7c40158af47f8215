//! Merging another database: its records with their evidence, straight from its tables.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::lineage::{Lineage, RecordHistory};
use super::{Import, Imported, Incoming, InputPart, Watch};
use crate::curate::Context;
use crate::curate::engine::{Applied, Stopped};
use crate::disk::ordered;
use crate::intake::{Draft, Faulty, FaultyText, Origin, ReadLedger, ReadNotices};
use crate::ledger::{LedgerLine, LineError, NoticedRecords, Uid};
use crate::record::{Annotations, Fault, FaultPath, Id, Record, Rule, Start, canonical};
use crate::store::{
    BatchVerb, ExchangedRecord, Filter, KnownDigests, Prepared, RecordLedger, Snapshot, Store, StoreError, Unchecked,
};

/// The approximate size of a line of a ledger in memory, in bytes.
const LINE_BYTES: usize = 512;

/// Another database, whose records are imported.
#[derive(Debug, Clone)]
pub struct OtherDatabase {
    /// Its file.
    pub path: PathBuf,
    /// The source of its records: a path, or a name that the user gave.
    pub source: Arc<str>,
    /// What messages call it.
    pub name: Arc<str>,
}

impl Import {
    /// Imports the published records of another database and the evidence on them, as one batch. The other database is
    /// only read, all of it in one state, and few of its records are in memory at a time.
    ///
    /// # Errors
    /// See [`Stopped`], and those of [`Store::open_other`]; then the database is as it was. A record of the other
    /// database that does not match its digest is rejected.
    pub fn apply_database<W: Watch>(
        &self,
        store: &mut Store,
        context: &Context,
        other: &OtherDatabase,
        watch: &mut W,
    ) -> Result<Applied<Imported>, Stopped<W::Error>> {
        let mut theirs = Store::open_other(&other.path)?;
        let mut theirs = theirs.snapshot()?;
        let (known, lineage) = {
            let ours = store.snapshot()?;
            (ours.known_digests()?, Lineage::between(&ours, &theirs, Arc::clone(&other.source))?)
        };
        let lineage = Arc::new(lineage);
        let max_count = self.policy.rates.max_count;
        let notices = theirs.notices()?;
        let noticed = NoticedRecords::of(&notices);
        let notices = ReadNotices { notices, ..ReadNotices::default() };
        let notices = InputPart::Notices(Some(Arc::clone(&other.source)), notices);
        let ((), applied) = ordered(
            |emit| {
                // The last item: the import ends with it, and changes nothing.
                if let Err(error) = each_part(&mut theirs, &lineage, &noticed, |part| emit(Ok(part))) {
                    let _ = emit(Err(error));
                }
            },
            |part: &Result<Exchanged, StoreError>| part.as_ref().map_or(0, Exchanged::weight),
            |part| part.map(|part| InputPart::Record(Box::new(part.incoming(other, max_count, &known, &lineage)))),
            |records| {
                let parts = std::iter::once(Ok(notices)).chain(records);
                self.apply_parts(store, context, BatchVerb::Merge, parts, watch)
            },
        );
        applied
    }
}

/// What another database has of a record.
enum Exchanged {
    /// A published record with its ledger.
    Record(Box<ExchangedRecord>),
    /// The ledger of a withdrawn one.
    Withdrawn(RecordLedger),
}

/// Reads the published records of another database, then the ledgers of those that notices there call withdrawn.
fn each_part(
    theirs: &mut Snapshot<'_>,
    lineage: &Lineage,
    noticed: &NoticedRecords,
    mut emit: impl FnMut(Exchanged) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut is_wanted = true;
    theirs.each_exchanged(lineage.fork(), |record| {
        let flow = emit(Exchanged::Record(Box::new(record)));
        is_wanted = flow.is_continue();
        Ok::<_, StoreError>(flow)
    })?;
    if !is_wanted || noticed.records().is_empty() {
        return Ok(());
    }
    let withdrawn = Filter { withdrawn: true, ..Filter::default() };
    theirs.each_ledger(
        &withdrawn,
        |_| false,
        |ledger| {
            let is_withdrawn = noticed.is_withdrawn(&ledger.id);
            Ok(if is_withdrawn { emit(Exchanged::Withdrawn(ledger)) } else { ControlFlow::Continue(()) })
        },
    )
}

impl Exchanged {
    fn weight(&self) -> usize {
        let lines = |lines: &[LedgerLine]| lines.len().saturating_mul(LINE_BYTES);
        match self {
            Exchanged::Record(record) => record.now.weight().saturating_add(lines(&record.lines)),
            Exchanged::Withdrawn(ledger) => lines(&ledger.lines),
        }
    }

    /// What is imported of it.
    fn incoming(self, other: &OtherDatabase, max_count: u32, known: &KnownDigests, lineage: &Arc<Lineage>) -> Incoming {
        // It is not in a text, so it has no line.
        let origin = Origin { source: Arc::clone(&other.name), start: Start::NONE };
        let source = Some(Arc::clone(&other.source));
        match self {
            Exchanged::Record(mut record) => {
                let history = Some(Arc::new(RecordHistory::of(&mut record, lineage)));
                let ExchangedRecord { now, lines, .. } = *record;
                let ledger = read_ledger(&now.look().revision.record.id, lines, (&origin, max_count));
                let content =
                    sound(now).map(|(record, samples)| Prepared::new(record, known).with_samples(Some(samples)));
                Incoming { source, draft: Draft { origin, first: None, content }, ledger: Some(ledger), history }
            }
            Exchanged::Withdrawn(RecordLedger { id, lines, .. }) => {
                let reason = format!("evidence on {id}, which is withdrawn there and is not here");
                let mut ledger = read_ledger(&id, lines, (&origin, max_count));
                ledger.is_alone = true;
                Incoming { source, draft: Draft::broken(origin, reason), ledger: Some(ledger), history: None }
            }
        }
    }
}

/// The ledger of a record, as if it had been read from its file.
fn read_ledger(id: &Id, lines: Vec<LedgerLine>, most: (&Origin, u32)) -> Box<ReadLedger> {
    let large = large(id, &lines, most);
    Box::new(ReadLedger { lines, large, ..ReadLedger::default() })
}

/// The pieces of evidence on a record that have a larger count than a new piece may have.
fn large(id: &Id, lines: &[LedgerLine], (origin, max_count): (&Origin, u32)) -> Vec<(Uid, Draft)> {
    let large = lines.iter().filter_map(|line| {
        let LedgerLine::Piece(piece) = line else { return None };
        let count = piece.evidence.count;
        let reason = || format!("count of {}: {}", piece.uid, LineError::LargeCount { count, max_count });
        let faulty = || Faulty { faults: vec![fault(id, Rule::LargeCount, reason())], text: FaultyText::LedgerLine };
        let draft = || Draft { origin: origin.clone(), first: None, content: Err(faulty()) };
        (count > max_count).then(|| (piece.uid, draft()))
    });
    large.collect()
}

/// The record and its annotations, or why it cannot be imported.
fn sound(now: Unchecked) -> Result<(Record, Annotations), Faulty> {
    if now.is_sound() {
        let revision = now.as_it_is().revision;
        return Ok((revision.record, revision.annotations));
    }
    let record = &now.look().revision.record;
    let reason = "it is damaged there: its content does not match its digest".to_owned();
    let faults = vec![fault(&record.id, Rule::Syntax, reason)];
    Err(Faulty { faults, text: FaultyText::Kept(canonical(record).into_bytes()) })
}

fn fault(id: &Id, rule: Rule, reason: String) -> Fault {
    let Start { line, column } = Start::NONE;
    Fault { line, column, path: FaultPath::of(id.to_string()), rule, reason }
}
