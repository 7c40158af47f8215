//! Importing what is published into an empty database.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::ControlFlow;

use super::shortfall::ReproductionFault;
use super::sums::{RecordSums, each_published};
use crate::curate::{
    Context, Counts, Event, ExportRecords, Import, ImportInput, Policy, Refusal, Rejection, Sealed, Stopped, Watch,
    WorkProgress, WorkStage,
};
use crate::intake::{Draft, Origin};
use crate::record::{Date, Demands, Id};
use crate::store::{Filter, Snapshot, Store, StoreError};

/// What is published, and what became of it in a database that imported it.
#[derive(Default)]
pub(super) struct ImportedSet {
    /// What is published, in the order of the ids.
    pub published: Vec<(Id, RecordSums)>,
    /// The records that are not published, because they have another value under the key of their samples.
    pub unpublished: Vec<Id>,
    /// Why the import refused records, by their ids.
    pub refused: HashMap<String, ReproductionFault>,
}

impl ImportedSet {
    /// Imports what is published into an empty database.
    ///
    /// # Errors
    /// If a database cannot be read or written, or a record is damaged.
    pub(super) fn of(
        snapshot: &mut Snapshot<'_>,
        policy: &Policy,
        (today, progress): (Date, &WorkProgress),
        empty: &mut Store,
    ) -> Result<Self, Refusal> {
        let import = Import { keep_going: true, policy: policy.clone(), ..Import::default() };
        progress.begin(WorkStage::Importing, Some(snapshot.count(&Filter::default())?));
        let mut refusals = Refusals { of: HashMap::new(), progress };
        let context = Context::new(today, "canonry", "canonry release");
        let (set, imported) = import.apply_inputs(
            empty,
            &context,
            |emit| {
                let mut set = ImportedSet::default();
                let key = policy.samples_key.as_ref();
                let read = each_published(snapshot, &ExportRecords::default(), key, |one| match one {
                    Ok(one) => {
                        set.published.push((one.id.clone(), one.sums));
                        emit((None, ReadBack { id: one.id, text: one.text }))
                    }
                    Err(id) => {
                        set.unpublished.push(id);
                        ControlFlow::Continue(())
                    }
                });
                Some(read.map(|()| set))
            },
            &mut refusals,
        );
        match imported {
            Ok(_) => {}
            Err(Stopped::Refused(refusal)) => return Err(refusal),
            Err(Stopped::Watch(never)) => match never {},
        }
        let set: Result<Self, StoreError> = set.unwrap_or_else(|| Ok(ImportedSet::default()));
        Ok(ImportedSet { refused: refusals.of, ..set? })
    }
}

/// A published text that is read as an import reads it.
struct ReadBack {
    id: Id,
    text: String,
}

impl ImportInput for ReadBack {
    fn weight(&self) -> usize {
        self.text.len()
    }

    fn read(self, demands: &Demands) -> Draft {
        Draft::new(Origin::of(self.id.as_str()), self.text.into_bytes(), demands)
    }
}

/// Why records were refused, by their ids.
struct Refusals<'p> {
    of: HashMap<String, ReproductionFault>,
    progress: &'p WorkProgress,
}

impl Watch for Refusals<'_> {
    type Error = Infallible;

    fn event(&mut self, event: Event<'_>) -> Result<(), Infallible> {
        self.progress.step();
        if let Event::Rejected(draft, rejection) = event {
            let fault = match rejection {
                Rejection::Faults(faults) => faults.into_iter().next().map_or(ReproductionFault::Imported, |fault| {
                    ReproductionFault::Refused { path: fault.path, reason: fault.reason }
                }),
                Rejection::Unportable(reason) => ReproductionFault::Unportable(reason),
                Rejection::Duplicate { .. } | Rejection::InvalidResolution { .. } | Rejection::Conflict { .. } => {
                    ReproductionFault::Imported
                }
            };
            self.of.insert(draft.origin.source.to_string(), fault);
        }
        Ok(())
    }

    fn approve_withdrawals(&mut self, _: &[Id], _: bool) -> Result<bool, Infallible> {
        Ok(false) // an empty database has nothing to withdraw
    }

    fn approve(&mut self, _: &Counts, _: Sealed) -> Result<bool, Infallible> {
        Ok(true)
    }
}
