//! Importing records.

mod absent;
mod acts;
mod apart;
mod divided;
mod estimated;
mod first_read;
mod found_items;
mod handling;
mod importing;
mod incoming;
mod ledgers;
mod lineage;
mod meeting;
mod notices;
mod other;
mod process;
mod rates;
mod reading;
mod reconcile;
mod remark;
mod resolution;
mod sealed;
#[cfg(test)]
mod tests;
mod trust;
mod versions;
mod watch;

use std::collections::{BTreeMap, HashMap, HashSet, btree_map::Entry};
use std::sync::Arc;

use super::ceased::Ceasing;
use super::engine::{Applied, Stopped};
use super::rates::{Origins, RateRecorder};
use super::refusal::{ImportRefusal, Refusal};
use super::seal::Seal;
use super::{Context, Counts, Policy};
use crate::intake::Draft;
use crate::ledger::{NoticedRecords, RecordKey, Uid};
use crate::record::{Demands, Id, Side};
use crate::store::{Batch, BatchVerb, Prepared, Store, StoreError, Tx, Undone};
use divided::DividedLedger;
use first_read::FirstRead;
use handling::{CurrentRecord, RunSource, SourceKey};
pub use incoming::{Incoming, InputPart};
pub use other::OtherDatabase;
pub use reading::ImportInput;
pub use resolution::{ConflictName, OpenConflict, Resolution, Resolutions, UnsuitableValue, unsuitable};
pub use trust::{KeptField, KeptFieldError, Trust};
pub use versions::{MergedVersions, RecordVersions};
pub use watch::{DueRate, Event, LedgerCounts, MAX_NAMED, Named, Raised, Rejection, Remarks, Watch};

/// Imports records, all or nothing.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Whose value stands if both sides changed the same; without it, that is a conflict.
    pub on_conflict: Option<Side>,
    /// Imports the valid records if others are rejected.
    pub keep_going: bool,
    /// How conflicts were resolved before the run.
    pub resolutions: Resolutions,
    /// The trust of all sources of this run; the policy can limit that of each.
    pub trust: Trust,
    /// The input of each source is the whole source: records that it once had and no longer has are withdrawn.
    pub whole: bool,
    /// An old value is a change, from any source.
    pub take_stale: bool,
    /// The policy.
    pub policy: Policy,
    /// The sources that are read, including those without a record.
    pub sources: Vec<Arc<str>>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The numbers of records by what was done with them.
    pub counts: Counts,
    /// What was new in ledgers.
    pub ledgers: LedgerCounts,
    /// The rates that are due in records whose ledgers changed; `None` if none did, or nothing was written.
    pub due: Option<Named<DueRate>>,
    /// Other remarks.
    pub remarks: Remarks,
}

impl Import {
    /// Imports records, in their order, as one batch.
    ///
    /// # Errors
    /// See [`Stopped`]; then the database is as it was.
    pub fn apply<W: Watch>(
        &self,
        store: &mut Store,
        context: &Context,
        records: impl Iterator<Item = Incoming>,
        watch: &mut W,
    ) -> Result<Applied<Imported>, Stopped<W::Error>> {
        let part = |incoming| Ok(InputPart::Record(Box::new(self.split(incoming))));
        self.apply_parts(store, context, BatchVerb::Import, records.map(part), watch)
    }

    /// The demands on each record: that it is within the limits of the policy, and has no day after tomorrow, because
    /// time zones differ. A text that is read with these demands has the positions of its faults.
    pub fn demands(&self, context: &Context) -> Demands {
        let Policy { limits, rates, .. } = &self.policy;
        Demands { latest: Some(context.day.next()), max_count: rates.max_count, limits: *limits }
    }

    /// The batch. If it withdraws what a source no longer has, that is the reason, unless the user gives another one.
    fn batch(&self, context: &Context, verb: BatchVerb) -> Batch {
        let mut batch = context.batch(verb);
        if self.whole && batch.reason.is_none() {
            batch.reason = Some("no longer in the source".to_owned());
        }
        batch
    }
}

/// An open import.
struct Run<'r, 's, W> {
    import: &'r Import,
    context: &'r Context,
    demands: Demands,
    tx: &'r mut Tx<'s>,
    watch: &'r mut W,
    seal: Seal,
    counts: Counts,
    ledgers: LedgerCounts,
    /// The lines of ledgers that a run that only reads would have added.
    rehearsed_lines: HashSet<Uid>,
    /// The records of which this run has several ledgers, such as one under a former id, or may have them.
    divided: HashMap<RecordKey, DividedLedger>,
    /// The records under a former id, which are imported last.
    deferred: Vec<Incoming>,
    /// Those whose ledgers changed.
    gained: Vec<RecordKey>,
    current: CurrentRecord,
    remarks: Remarks,
    first_read: FirstRead,
    /// What all notices say, read on demand.
    noticed: Option<NoticedRecords>,
    /// The ids to which records were renamed or merged, as the sources of this run know.
    named: HashSet<Id>,
    /// The former ids of renamed records under which other records were added, as the sources of this run know.
    others: HashSet<Id>,
    /// Records that a run that only reads would have renamed: their ids by those that they would have.
    rehearsed: BTreeMap<Id, Id>,
    /// Records that notices changed and that were not imported since.
    followed: HashSet<RecordKey>,
    /// Records that were withdrawn as notices say.
    followed_withdrawals: Vec<Id>,
    sources: BTreeMap<Option<Arc<str>>, RunSource>,
    undone: Option<Undone>,
    ceasing: Ceasing,
    rates: RateRecorder,
    /// The batches that published estimates or undid others, read on demand.
    baselines: Option<Origins>,
    /// Whether any record was ever renamed; usually none was, and no former ids have to be searched.
    has_renamed: bool,
}

impl<'r, 's, W: Watch> Run<'r, 's, W> {
    fn begin(
        import: &'r Import,
        context: &'r Context,
        tx: &'r mut Tx<'s>,
        watch: &'r mut W,
    ) -> Result<Self, StoreError> {
        let has_renamed = tx.has_renamed()?;
        Ok(Run {
            import,
            context,
            demands: import.demands(context),
            tx,
            seal: Seal::new(watch.may_ask()),
            watch,
            counts: Counts::default(),
            ledgers: LedgerCounts::default(),
            rehearsed_lines: HashSet::new(),
            divided: HashMap::new(),
            deferred: Vec::new(),
            gained: Vec::new(),
            current: CurrentRecord::default(),
            remarks: Remarks::default(),
            first_read: FirstRead::default(),
            noticed: None,
            named: HashSet::new(),
            others: HashSet::new(),
            rehearsed: BTreeMap::new(),
            followed: HashSet::new(),
            followed_withdrawals: Vec::new(),
            sources: BTreeMap::new(),
            undone: None,
            ceasing: Ceasing::default(),
            rates: RateRecorder::default(),
            baselines: None,
            has_renamed,
        })
    }

    /// The source of a draft; a pipe has none.
    fn source(&mut self, name: &Option<Arc<str>>) -> Result<&mut RunSource, StoreError> {
        let only_reads = self.context.only_reads();
        let slot = match self.sources.entry(name.clone()) {
            Entry::Occupied(known) => return Ok(known.into_mut()),
            Entry::Vacant(slot) => slot,
        };
        let mut source =
            RunSource { key: SourceKey::Pipe, is_known: false, trust: self.import.trust.clone(), seen: Vec::new() };
        if let Some(name) = name {
            let named = self.import.policy.sources.get(name.as_ref()).cloned().unwrap_or_default();
            source.trust = source.trust.and(&named);
            let known = self.tx.known_source(name)?;
            source.is_known = known.is_some();
            source.key = match only_reads {
                true => known.map_or(SourceKey::New, SourceKey::Known),
                false => SourceKey::Known(self.tx.source(name, self.context.day)?),
            };
        }
        Ok(slot.insert(source))
    }

    /// Whether this run still writes: not if it will be rolled back anyway.
    fn writes(&self) -> bool {
        !self.context.only_reads() && (self.import.keep_going || self.counts.rejected == 0)
    }

    fn reject(&mut self, draft: &Draft<Prepared>, rejection: Rejection) -> Result<(), Stopped<W::Error>> {
        self.counts.rejected += 1;
        self.tell(Event::Rejected(draft, rejection))
    }

    fn tell(&mut self, event: Event<'_>) -> Result<(), Stopped<W::Error>> {
        sealed::event(&mut self.seal, &event);
        self.watch.event(event).map_err(Stopped::Watch)
    }
}
