//! Merging another database: its records with their evidence, straight from its tables.

use std::path::PathBuf;
use std::sync::Arc;

use super::lineage::{Lineage, RecordHistory};
use super::{Import, Imported, Incoming, InputPart, Watch};
use crate::curate::Context;
use crate::curate::engine::{Applied, Stopped};
use crate::disk::ordered;
use crate::intake::{Draft, Faulty, FaultyText, Origin, ReadLedger, ReadNotices};
use crate::record::{Annotations, Fault, FaultPath, Record, Rule, Start, canonical};
use crate::store::{BatchVerb, ExchangedRecord, KnownDigests, Prepared, Store, StoreError, Unchecked};

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
        let notices = InputPart::Notices(ReadNotices { notices: theirs.notices()?, ..ReadNotices::default() });
        let ((), applied) = ordered(
            |emit| {
                let read = theirs.each_exchanged(lineage.fork(), |record| Ok::<_, StoreError>(emit(Ok(record))));
                // The last item: the import ends with it, and changes nothing.
                if let Err(error) = read {
                    let _ = emit(Err(error));
                }
            },
            |record: &Result<ExchangedRecord, StoreError>| record.as_ref().map_or(0, weight),
            |record| record.map(|record| InputPart::Record(Box::new(incoming(record, other, &known, &lineage)))),
            |records| {
                let parts = std::iter::once(Ok(notices)).chain(records);
                self.apply_parts(store, context, BatchVerb::Merge, parts, watch)
            },
        );
        applied
    }
}

fn weight(record: &ExchangedRecord) -> usize {
    record.now.weight().saturating_add(record.lines.len().saturating_mul(LINE_BYTES))
}

/// A record of another database on its way to the import.
fn incoming(
    mut record: ExchangedRecord,
    other: &OtherDatabase,
    known: &KnownDigests,
    lineage: &Arc<Lineage>,
) -> Incoming {
    let history = Some(Arc::new(RecordHistory::of(&mut record, lineage)));
    let ExchangedRecord { now, lines, .. } = record;
    // It is not in a text, so it has no line.
    let origin = Origin { source: Arc::clone(&other.name), start: Start::NONE };
    let ledger = ReadLedger { lines, ..ReadLedger::default() };
    let content = sound(now).map(|(record, samples)| Prepared::new(record, known).with_samples(Some(samples)));
    let draft = Draft { origin, first: None, content };
    Incoming { source: Some(Arc::clone(&other.source)), draft, ledger: Some(Box::new(ledger)), history }
}

/// The record and its annotations, or why it cannot be imported.
fn sound(now: Unchecked) -> Result<(Record, Annotations), Faulty> {
    if now.is_sound() {
        let revision = now.as_it_is().revision;
        return Ok((revision.record, revision.annotations));
    }
    let record = &now.look().revision.record;
    let fault = Fault {
        line: Start::NONE.line,
        column: Start::NONE.column,
        path: FaultPath::of(record.id.to_string()),
        rule: Rule::Syntax,
        reason: "it is damaged there: its content does not match its digest".to_owned(),
    };
    Err(Faulty { faults: vec![fault], text: FaultyText::Kept(canonical(record).into_bytes()) })
}
