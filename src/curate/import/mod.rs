//! Taking records in.

mod settle;
mod watch;

use std::collections::HashMap;

use super::ghost::is_ghost;
use super::{Context, Draft, Origin};
use crate::record::{Difference, Id, Side, compact};
use crate::store::{Batch, Digest, Durability, Prepared, Standing, Store, StoreError, Tx, Undone};
use settle::Settled;
pub use watch::{Counts, Event, ImportError, Rejection, Watch};

/// Takes records in, all or nothing.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Whose value stands where a field was edited here and also changed in the input; without, that is a rejection.
    pub on_conflict: Option<Side>,
    /// Takes the good records where others are rejected.
    pub keep_going: bool,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// What became of the records.
    pub counts: Counts,
    /// The number of its batch; `None` where nothing was to be written.
    pub batch: Option<i64>,
}

/// What to do with a record that is there already.
enum Verdict {
    Unchanged,
    Replace,
    Keep,
    Merge,
}

impl Import {
    /// Takes in the records of `drafts`, in their order, as one batch.
    ///
    /// # Errors
    /// See [`ImportError`]; then the database is as it was.
    pub fn apply<W: Watch>(
        &self,
        store: &mut Store,
        context: &Context,
        drafts: impl Iterator<Item = Draft>,
        watch: &mut W,
    ) -> Result<Imported, ImportError<W::Error>> {
        let batch = Batch::from(context);
        let run = |tx: &mut Tx<'_>| {
            let (counts, seen) = (Counts::default(), HashMap::new());
            let has_renamed = tx.has_renamed()?;
            let mut run = Run { import: self, context, tx, watch, counts, seen, undone: None, has_renamed };
            for draft in drafts {
                run.take(draft)?;
            }
            let counts = run.counts;
            if counts.rejected > 0 && !self.keep_going {
                return Err(ImportError::Rejected(counts));
            }
            match watch.approve(&counts) {
                Ok(true) => Ok(Imported { counts, batch: tx.written_batch() }),
                Ok(false) => Err(ImportError::Declined),
                Err(error) => Err(ImportError::Watch(error)),
            }
        };
        if context.dry_run { store.rehearse(&batch, run) } else { store.transact(&batch, Durability::Bulk, run) }
    }

    /// Equal is unchanged, different is replaced, unless there is an edit to lose. Where the input still is what was
    /// last published, only our side changed, and there is nothing to settle. A record whose arrival was undone may
    /// come again; one that was withdrawn otherwise stays so.
    fn judge(standing: Standing, is_ghost: bool, incoming: Digest) -> Verdict {
        match standing.published {
            _ if standing.digest == incoming && !standing.is_withdrawn => Verdict::Unchanged,
            _ if is_ghost || !standing.is_edited() => Verdict::Replace,
            Some(published) if published == incoming => Verdict::Keep,
            _ => Verdict::Merge,
        }
    }
}

/// An import under way.
struct Run<'r, 's, W> {
    import: &'r Import,
    context: &'r Context,
    tx: &'r mut Tx<'s>,
    watch: &'r mut W,
    counts: Counts,
    seen: HashMap<Id, Origin>,
    undone: Option<Undone>,
    /// Whether any record was ever renamed: on most days none was, and none has to be looked for.
    has_renamed: bool,
}

impl<W: Watch> Run<'_, '_, W> {
    fn take(&mut self, draft: Draft) -> Result<(), ImportError<W::Error>> {
        let Ok(prepared) = &draft.read else {
            return self.reject(&draft, Rejection::Faults);
        };
        let mut id = prepared.record.id.clone();
        let mut under_new_name = None;
        let mut standing = self.tx.standing(&id)?;
        // A record that was renamed here still comes in under its former name, but not under both in one run.
        if self.has_renamed
            && standing.is_none()
            && let Some(renamed) = self.tx.renamed(&id)?
        {
            standing = self.tx.standing(&renamed)?;
            if !self.seen.contains_key(&renamed) && !self.seen.contains_key(&id) {
                self.seen.insert(id, draft.origin.clone());
            }
            id = renamed;
            under_new_name = Some(self.renamed(&id, prepared)?);
        }
        if let Some(first) = self.seen.get(&id) {
            let rejection = Rejection::Duplicate { id, first: first.clone() };
            return self.reject(&draft, rejection);
        }
        self.seen.insert(id.clone(), draft.origin.clone());
        let Some(standing) = standing else { return self.add(prepared) };
        let prepared = under_new_name.as_ref().unwrap_or(prepared);
        let is_ghost = standing.is_withdrawn && self.is_ghost(standing)?;
        match Import::judge(standing, is_ghost, prepared.digest) {
            Verdict::Unchanged => self.leave(standing, prepared),
            Verdict::Replace => self.replace(&id, prepared),
            Verdict::Keep => {
                self.counts.kept += 1;
                self.tell(Event::Kept(&id))
            }
            Verdict::Merge => self.merge(&draft, &id, prepared),
        }
    }

    /// What comes in under a former name, as it would come in under the name that the record has here: who sends it does
    /// not know of the new one, and does not mean to take it back.
    fn renamed(&self, id: &Id, prepared: &Prepared) -> Result<Prepared, StoreError> {
        let former = prepared.record.id.to_string();
        let mut record = prepared.record.clone();
        record.id = id.clone();
        record.domain = id.domain().to_owned();
        let stored = self.tx.load(id)?;
        let is_alias = stored.is_some_and(|stored| stored.revision.record.aliases.contains(&former));
        if is_alias && !record.aliases.contains(&former) {
            record.aliases.push(former);
        }
        Ok(record.into())
    }

    /// Whether the arrival of a withdrawn record was undone.
    fn is_ghost(&mut self, standing: Standing) -> Result<bool, StoreError> {
        let changes = self.tx.changes_after(standing.row, 0)?;
        // An import undoes nothing, so this is read once, where it is needed at all.
        let undone = match self.undone.take() {
            Some(undone) => undone,
            None => self.tx.undone()?,
        };
        Ok(is_ghost(standing, &changes, self.undone.insert(undone)))
    }

    /// Whether this run still writes: not where it will be taken back anyhow.
    fn writes(&self) -> bool {
        !self.context.dry_run && (self.import.keep_going || self.counts.rejected == 0)
    }

    fn add(&mut self, prepared: &Prepared) -> Result<(), ImportError<W::Error>> {
        if self.writes() {
            self.tx.insert(prepared, true)?;
        }
        self.counts.added += 1;
        self.tell(Event::Added(&prepared.record.id))
    }

    fn leave(&mut self, standing: Standing, prepared: &Prepared) -> Result<(), ImportError<W::Error>> {
        // Both sides came to the same: from here on this is what was last imported.
        if standing.is_edited() && self.writes() {
            self.tx.publish(standing.row, prepared.digest, None)?;
        }
        self.counts.unchanged += 1;
        self.tell(Event::Unchanged)
    }

    /// Puts what comes in into the place of what stands here.
    fn replace(&mut self, id: &Id, prepared: &Prepared) -> Result<(), ImportError<W::Error>> {
        let Some(stored) = self.tx.load(id)? else { return Ok(()) };
        let row = stored.standing.row;
        let free = self.tx.free_ids(row, &stored.revision)?;
        let mut new = stored.revision.becoming(prepared.record.clone(), free);
        new.is_withdrawn = false;
        let difference = Difference::between(&stored.revision, &new);
        if self.writes() {
            self.tx.replace(stored.standing, &difference)?;
            self.tx.publish(row, prepared.digest, None)?;
        }
        if stored.standing.is_withdrawn {
            self.counts.added += 1;
            return self.tell(Event::Added(id));
        }
        self.counts.changed += 1;
        self.tell(Event::Changed(id, difference.changes()))
    }

    /// Brings together what comes in and what was edited here.
    fn merge(&mut self, draft: &Draft, id: &Id, prepared: &Prepared) -> Result<(), ImportError<W::Error>> {
        let Some(stored) = self.tx.load(id)? else { return Ok(()) };
        let row = stored.standing.row;
        let Settled { revision, conflicts } = self.import.settle(self.tx, self.context, &stored, prepared)?;
        if !conflicts.is_empty() && self.import.on_conflict.is_none() {
            let fields =
                conflicts.into_iter().map(|conflict| (stored.revision.name(conflict.field), conflict)).collect();
            self.counts.conflicts += 1;
            return self.reject(draft, Rejection::Conflict { id: id.clone(), fields });
        }
        let difference = Difference::between(&stored.revision, &revision);
        if self.writes() {
            self.tx.replace(stored.standing, &difference)?;
            let is_taken_whole = revision.record == prepared.record;
            self.tx.publish(row, prepared.digest, (!is_taken_whole).then(|| compact(&prepared.record)))?;
        }
        if revision == stored.revision {
            self.counts.kept += 1;
            return self.tell(Event::Kept(id));
        }
        self.counts.changed += 1;
        if revision.is_withdrawn {
            self.tell(Event::StaysWithdrawn(id))?;
        }
        self.tell(Event::Changed(id, difference.changes()))
    }

    fn reject(&mut self, draft: &Draft, rejection: Rejection) -> Result<(), ImportError<W::Error>> {
        self.counts.rejected += 1;
        self.tell(Event::Rejected(draft, rejection))
    }

    fn tell(&mut self, event: Event<'_>) -> Result<(), ImportError<W::Error>> {
        self.watch.event(event).map_err(ImportError::Watch)
    }
}
