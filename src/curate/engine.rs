//! The one engine that runs every verb: in one transaction and as one batch, which is kept if the caller approves of
//! it.

use super::{Ceased, FindingChanges, Refusal, RemovedItem, Restated};
use crate::ledger::BatchNumber;
use crate::record::{Id, RecordChange};
use crate::store::{Batch, Durability, Store, StoreError, Tx};

/// A record with what changed in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// Its id after the change.
    pub id: Id,
    /// Its fields, and whether it was added, withdrawn or restored.
    pub fields: Vec<RecordChange>,
    /// Rates that were set to the same value, and are new baselines.
    pub restated: Vec<Restated>,
    /// Items that were removed although evidence refers to them.
    pub left: Vec<RemovedItem>,
    /// Reports that no longer count, because the rate of their claim was set by hand.
    pub ceased: Vec<Ceased>,
    /// The findings that the change adds and fixes, if the caller asked for them.
    pub findings: FindingChanges,
}

/// What a command did, or in a dry run would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied<T> {
    /// The number of its batch; `None` if there was nothing to do.
    pub batch: Option<BatchNumber>,
    /// The records that changed, in the order in which they were. Empty for bulk verbs, which change too many and
    /// report them one by one while they run.
    pub changed: Vec<Changed>,
    /// The verb's own result.
    pub detail: T,
}

/// Why a bulk verb stopped. The database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Stopped<E> {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The watcher failed.
    #[error("the watcher failed")]
    Watch(E),
}

impl<E> From<StoreError> for Stopped<E> {
    fn from(error: StoreError) -> Self {
        Stopped::Refused(error.into())
    }
}

/// Work that can be run as one batch.
pub(super) trait Batched {
    /// What it returns in addition to the records that changed.
    type Detail;
    /// Why it stops.
    type Error: From<StoreError> + From<Refusal>;

    /// Whether the commit waits for the disk. A batch whose input stays elsewhere can be run again, so it does not have
    /// to.
    const DURABILITY: Durability;

    /// Reads and writes in an open transaction.
    fn act(&mut self, tx: &mut Tx<'_>) -> Result<(Vec<Changed>, Self::Detail), Self::Error>;

    /// Whether to commit, asked once before the commit. The database is locked meanwhile.
    fn approve(&mut self, changed: &[Changed], detail: &Self::Detail) -> Result<bool, Self::Error>;
}

/// Runs it as one batch; in a dry run it is rolled back.
///
/// # Errors
/// Those of the verb, and [`Refusal::Declined`] if the caller does not approve; then the database is as it was.
pub(super) fn run<B: Batched>(
    mut verb: B,
    store: &mut Store,
    batch: &Batch,
    dry_run: bool,
) -> Result<Applied<B::Detail>, B::Error> {
    let act = |tx: &mut Tx<'_>| {
        let (changed, detail) = verb.act(tx)?;
        if !verb.approve(&changed, &detail)? {
            return Err(Refusal::Declined.into());
        }
        Ok(Applied { batch: tx.written_batch(), changed, detail })
    };
    if dry_run { store.rehearse(batch, act) } else { store.transact(batch, B::DURABILITY, act) }
}

/// The result of one pass of a command.
#[derive(Debug)]
pub enum Pass<T, Q> {
    /// It is done.
    Done(T),
    /// Nothing was done: the user has to be asked first, or the changes are not the approved ones.
    Open(Q),
}

/// Whether a run may be committed: it is the approved one or, if nothing was approved yet, there is nothing to ask. A
/// run is compared by its changes, or by a seal if there are too many.
pub fn may_commit<T: PartialEq + ?Sized>(approved: Option<&T>, run: &T, asks: impl FnOnce() -> bool) -> bool {
    approved.map_or_else(|| !asks(), |approved| approved == run)
}

/// Runs a command in one pass; or in two, if the first one finds that the user has to be asked: the database is not
/// locked during the question, and the second pass does what was approved, or nothing.
///
/// `pass` gets what was approved; `ask` asks the question and returns that, or fails if the answer is no.
///
/// # Errors
/// Those of `pass` and `ask`, and [`Refusal::Overtaken`] if the second pass would do something else.
pub fn in_passes<C, T, Q, A, E: From<Refusal>>(
    caller: &mut C,
    mut pass: impl FnMut(&mut C, Option<A>) -> Result<Pass<T, Q>, E>,
    ask: impl FnOnce(&mut C, Q) -> Result<A, E>,
) -> Result<T, E> {
    let question = match pass(caller, None)? {
        Pass::Done(done) => return Ok(done),
        Pass::Open(question) => question,
    };
    let approved = ask(caller, question)?;
    match pass(caller, Some(approved))? {
        Pass::Done(done) => Ok(done),
        Pass::Open(_) => Err(Refusal::Overtaken.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{context, id, store, stored};
    use super::super::{Context, Edit, Step, Verb, Which};
    use super::*;
    use crate::record::Limits;

    /// Runs a command whose passes have these results and whose question has this answer; returns what was approved in
    /// each.
    fn passes(outcomes: &[bool], answer: bool) -> (Vec<Option<u8>>, Result<&'static str, Refusal>) {
        let (mut seen, mut outcomes) = (Vec::new(), outcomes.iter());
        let pass = |seen: &mut Vec<Option<u8>>, approved| {
            seen.push(approved);
            Ok(if *outcomes.next().unwrap() { Pass::Done("done") } else { Pass::Open(7) })
        };
        let ask = |_: &mut Vec<Option<u8>>, question| if answer { Ok(question) } else { Err(Refusal::Declined) };
        let done = in_passes(&mut seen, pass, ask);
        (seen, done)
    }

    #[test]
    fn without_a_question_there_is_one_pass() {
        let (seen, done) = passes(&[true], false);
        assert!(seen == [None] && done.is_ok(), "{seen:?}");
    }

    #[test]
    fn what_was_approved_is_done_or_nothing() {
        let (seen, done) = passes(&[false, true], true);
        assert!(seen == [None, Some(7)] && done.is_ok(), "{seen:?}");
        let (seen, done) = passes(&[false, false], true);
        assert!(seen == [None, Some(7)] && matches!(done, Err(Refusal::Overtaken)), "{seen:?}");
        let (seen, done) = passes(&[false], false);
        assert!(seen == [None] && matches!(done, Err(Refusal::Declined)), "{seen:?}");
    }

    #[test]
    fn what_was_approved_is_committed_and_nothing_else() {
        assert!(may_commit(Some("a"), "a", || panic!("asked again")));
        assert!(!may_commit(Some("a"), "b", || panic!("asked again")));
        assert!(may_commit(None, "a", || false) && !may_commit(None, "a", || true));
    }

    /// Sets the root cause of a record as `context` says; returns the batch, the number of changed records, and the
    /// root cause.
    fn set(context: &Context, approves: bool, value: &str) -> (Result<(Option<BatchNumber>, usize), Refusal>, String) {
        let mut store = store(&["x/a"]);
        let steps = vec![Step::Set("root_cause".to_owned(), value.to_owned())];
        let edit = Edit { which: Which::Ids(vec![id("x/a")]), steps, force: false, limits: Limits::default() };
        let applied = edit.apply(&mut store, context, &mut |_| approves);
        let text = stored(&mut store, "x/a").revision.record.root_cause;
        (applied.map(|applied| (applied.batch, applied.changed.len())), text)
    }

    #[test]
    fn what_is_not_approved_is_not_kept() {
        let (declined, text) = set(&context(), false, "new");
        assert!(matches!(declined, Err(Refusal::Declined)) && text == "c", "{declined:?} {text}");
    }

    #[test]
    fn a_dry_run_tells_what_would_change_and_a_command_that_changes_nothing_is_no_batch() {
        let dry = Context { dry_run: true, ..context() };
        let (rehearsed, text) = set(&dry, true, "new");
        assert_eq!((rehearsed.unwrap(), text.as_str()), ((Some(2.into()), 1), "c"));
        assert_eq!(set(&context(), true, "new").0.unwrap(), (Some(2.into()), 1));
        assert_eq!(set(&context(), true, "c").0.unwrap(), (None, 0));
    }
}
