//! Texts on their way to the records of an import: read on several threads, imported on one, in their order.

use std::sync::Arc;

use super::importing::Importing;
use super::{Import, Imported, Incoming, InputPart, Watch};
use crate::curate::Context;
use crate::curate::engine::{self, Applied, Stopped};
use crate::curate::seal::Sealed;
use crate::disk::{Emit, ordered};
use crate::intake::{Draft, ReadLedger, ReadNotices};
use crate::record::Demands;
use crate::store::{BatchVerb, Store, StoreError};

/// A text that an import reads, or its place.
pub trait ImportInput: Send {
    /// The size of the text in bytes, or nearly so.
    fn weight(&self) -> usize;

    /// Reads the ledger that is beside the record, on any thread; `None` if there is none.
    fn read_ledger(&self, _demands: &Demands) -> Option<ReadLedger> {
        None
    }

    /// Reads the notices of a tree, on any thread; `None` if it is another text.
    fn read_notices(&self, _demands: &Demands) -> Option<ReadNotices> {
        None
    }

    /// Reads the text, on any thread. The draft has the positions of demands that are not met.
    fn read(self, demands: &Demands) -> Draft;
}

impl Import {
    /// Imports what `produce` emits, as one batch: each text with its source, in their order. They are read on several
    /// threads, and few of them are in memory at a time. `produce` runs on another thread, and is told to stop when no
    /// more is needed. Returns what it returns; if the database could not be read, it did not run, and that is the
    /// default.
    ///
    /// # Errors
    /// See [`Stopped`]; then the database is as it was.
    pub fn apply_inputs<I: ImportInput, P: Default + Send, W: Watch>(
        &self,
        store: &mut Store,
        context: &Context,
        produce: impl FnOnce(Emit<'_, (Option<Arc<str>>, I)>) -> P + Send,
        watch: &mut W,
    ) -> (P, Result<Applied<Imported>, Stopped<W::Error>>) {
        let known = match store.snapshot().and_then(|snapshot| snapshot.known_digests()) {
            Ok(known) => known,
            Err(error) => return (P::default(), Err(error.into())),
        };
        let demands = self.demands(context);
        ordered(
            produce,
            |(_, input)| input.weight(),
            |(source, input)| {
                if let Some(notices) = input.read_notices(&demands) {
                    return InputPart::Notices(source, notices);
                }
                let ledger = input.read_ledger(&demands);
                let incoming = self.split(Incoming::new(input.read(&demands), source, &known));
                InputPart::Record(Box::new(incoming.with_ledger(ledger, demands.latest)))
            },
            |parts| self.apply_parts(store, context, BatchVerb::Import, parts.map(Ok), watch),
        )
    }

    /// Splits the published samples from their record. It computes the digest again, so an import that reads on several
    /// threads does it there, before the one thread that writes.
    pub(super) fn split(&self, incoming: Incoming) -> Incoming {
        incoming.split_samples(self.policy.samples_key.as_ref())
    }

    /// Imports parts whose samples are already split from their records, as a batch of a verb. An input that cannot be
    /// read on ends the import.
    pub(super) fn apply_parts<W: Watch>(
        &self,
        store: &mut Store,
        context: &Context,
        verb: BatchVerb,
        parts: impl Iterator<Item = Result<InputPart, StoreError>>,
        watch: &mut W,
    ) -> Result<Applied<Imported>, Stopped<W::Error>> {
        let importing = Importing { import: self, context, parts, watch, sealed: Sealed::default() };
        engine::run(importing, store, &self.batch(context, verb), context.dry_run)
    }
}
