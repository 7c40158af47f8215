//! An import as one batch.

use super::{
    DueRate, Event, Import, ImportRefusal, Imported, InputPart, MAX_NAMED, Named, Policy, Refusal, Run, Stopped, Watch,
    sealed,
};
use crate::curate::check::check_arrivals;
use crate::curate::engine::{Batched, Changed};
use crate::curate::rates::{Judgement, Rated, Verdict, rates};
use crate::curate::seal::Sealed;
use crate::curate::{Context, WorkProgress};
use crate::ledger::RecordKey;
use crate::store::{Among, Durability, Filter, StoreError, Tx};

/// An import as one batch.
pub(super) struct Importing<'i, I, W> {
    pub(super) import: &'i Import,
    pub(super) context: &'i Context,
    pub(super) parts: I,
    pub(super) watch: &'i mut W,
    /// What it read and did.
    pub(super) sealed: Sealed,
}

impl<I: Iterator<Item = Result<InputPart, StoreError>>, W: Watch> Batched for Importing<'_, I, W> {
    type Detail = Imported;
    type Error = Stopped<W::Error>;

    const DURABILITY: Durability = Durability::Bulk; // the records stay in their source

    fn act(&mut self, tx: &mut Tx<'_>) -> Result<(Vec<Changed>, Imported), Self::Error> {
        let Importing { import, context, parts, watch, sealed } = self;
        let mut run = Run::begin(import, context, tx, *watch)?;
        import.sources.iter().try_for_each(|name| run.source(&Some(name.clone())).map(drop))?;
        for part in parts {
            match part? {
                InputPart::Record(incoming) => {
                    sealed::incoming(&mut run.seal, &incoming);
                    run.process(*incoming)?;
                }
                InputPart::Notices(source, notices) => run.follow_notices(&source, notices)?,
            }
        }
        run.process_deferred()?;
        if run.counts.rejected > 0 && !import.keep_going {
            return Err(Refusal::from(ImportRefusal::Records(Box::new(run.counts))).into());
        }
        run.approve_followed()?;
        run.look_for_absent()?;
        let Run { counts, ledgers, gained, remarks, tx, watch, seal, .. } = run;
        *sealed = seal.value();
        let due = if gained.is_empty() { None } else { Some(due_among(tx, &import.policy, gained)?) };
        if let Some(checks) = &context.checks {
            check_arrivals(tx, checks, |revision, changes| {
                watch.event(Event::Checked { revision, changes }).map_err(Stopped::Watch)
            })?;
        }
        Ok((Vec::new(), Imported { counts, ledgers, due, remarks }))
    }

    fn approve(&mut self, _: &[Changed], imported: &Imported) -> Result<bool, Self::Error> {
        self.watch.approve(&imported.counts, self.sealed).map_err(Stopped::Watch)
    }
}

/// The rates that are due in some records.
fn due_among(tx: &Tx<'_>, policy: &Policy, mut rows: Vec<RecordKey>) -> Result<Named<DueRate>, Refusal> {
    rows.sort_unstable();
    rows.dedup();
    let filter = Filter { among: Some(Box::new(Among { rows })), ..Filter::default() };
    let is_due = |judgement: &Judgement| judgement.verdict == Verdict::Due;
    let rates = rates(tx, policy, &filter, (MAX_NAMED, is_due), &WorkProgress::default())?;
    let due = |one: Rated| {
        let (field, published) = (one.name(), one.published);
        DueRate { id: one.id.as_ref().clone(), field, published, target: one.judgement(policy).target }
    };
    Ok(Named { count: rates.due as u64, first: rates.foremost.into_iter().map(due).collect() })
}
