//! Taking records in.

mod watch;

use std::collections::HashMap;

use super::{Context, Draft, Origin};
use crate::record::{FieldChange, Id, Record, compare};
use crate::store::{Batch, Digest, Durability, Prepared, Standing, Store, StoreError, Tx};
pub use watch::{Counts, Event, ImportError, Rejection, Watch};

/// Takes records in, all or nothing.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Who is right where a record was edited here and also changed in the input; without, that is a rejection.
    pub on_conflict: Option<Side>,
    /// Takes the good records where others are rejected.
    pub keep_going: bool,
    /// Judges everything and writes nothing.
    pub dry_run: bool,
}

/// One side of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What stands in the database.
    Ours,
    /// What comes in.
    Theirs,
}

/// What to do with a record that is there already.
enum Verdict {
    Unchanged,
    Change,
    Keep,
    Conflict,
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
    ) -> Result<Counts, ImportError<W::Error>> {
        let batch = Batch::from(context);
        let run = |tx: &mut Tx<'_>| {
            let mut run = Run { import: self, tx, watch, counts: Counts::default(), seen: HashMap::new() };
            for draft in drafts {
                run.take(draft)?;
            }
            let counts = run.counts;
            if counts.rejected > 0 && !self.keep_going {
                return Err(ImportError::Rejected(counts));
            }
            match watch.approve(&counts) {
                Ok(true) => Ok(counts),
                Ok(false) => Err(ImportError::Declined),
                Err(error) => Err(ImportError::Watch(error)),
            }
        };
        if self.dry_run { store.rehearse(&batch, run) } else { store.transact(&batch, Durability::Bulk, run) }
    }

    /// Equal is unchanged, different is changed, unless there is an edit to lose. Where the input still is what was
    /// last published, only our side changed, and there is nothing to settle.
    fn judge(&self, standing: Standing, incoming: Digest) -> Verdict {
        match self.on_conflict {
            _ if standing.digest == incoming => Verdict::Unchanged,
            _ if !standing.is_edited() => Verdict::Change,
            _ if standing.published == Some(incoming) => Verdict::Keep,
            None => Verdict::Conflict,
            Some(Side::Ours) => Verdict::Keep,
            Some(Side::Theirs) => Verdict::Change,
        }
    }
}

/// An import under way.
struct Run<'r, 's, W> {
    import: &'r Import,
    tx: &'r mut Tx<'s>,
    watch: &'r mut W,
    counts: Counts,
    seen: HashMap<Id, Origin>,
}

impl<W: Watch> Run<'_, '_, W> {
    fn take(&mut self, draft: Draft) -> Result<(), ImportError<W::Error>> {
        let Ok(prepared) = &draft.read else {
            return self.reject(&draft, Rejection::Faults);
        };
        let id = &prepared.record.id;
        if let Some(first) = self.seen.get(id) {
            let rejection = Rejection::Duplicate { id: id.clone(), first: first.clone() };
            return self.reject(&draft, rejection);
        }
        self.seen.insert(id.clone(), draft.origin.clone());
        match self.tx.standing(id)? {
            None => self.add(prepared),
            Some(standing) => match self.import.judge(standing, prepared.digest) {
                Verdict::Unchanged => self.leave(standing, prepared),
                Verdict::Change => self.change(standing, prepared),
                Verdict::Keep => {
                    self.counts.kept += 1;
                    self.tell(Event::Kept(id))
                }
                Verdict::Conflict => {
                    let fields = self.difference(prepared)?.1;
                    self.counts.conflicts += 1;
                    self.reject(&draft, Rejection::Conflict { id: id.clone(), fields })
                }
            },
        }
    }

    /// Whether this run still writes: not where it will be taken back anyhow.
    fn writes(&self) -> bool {
        !self.import.dry_run && (self.import.keep_going || self.counts.rejected == 0)
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
            self.tx.publish(standing.row, prepared.digest)?;
        }
        self.counts.unchanged += 1;
        self.tell(Event::Unchanged)
    }

    fn change(&mut self, standing: Standing, prepared: &Prepared) -> Result<(), ImportError<W::Error>> {
        let (old, fields) = self.difference(prepared)?;
        if let Some(old) = old.filter(|_| self.writes()) {
            self.tx.replace(standing, &old, prepared)?;
            self.tx.publish(standing.row, prepared.digest)?;
        }
        self.counts.changed += 1;
        self.tell(Event::Changed(&prepared.record.id, fields))
    }

    /// The record as it stands here, and where the input differs from it.
    fn difference(&self, prepared: &Prepared) -> Result<(Option<Record>, Vec<FieldChange>), StoreError> {
        let old = self.tx.load(&prepared.record.id)?.map(|stored| stored.record);
        let fields = old.as_ref().map(|old| compare(old, &prepared.record)).unwrap_or_default();
        Ok((old, fields))
    }

    fn reject(&mut self, draft: &Draft, rejection: Rejection) -> Result<(), ImportError<W::Error>> {
        self.counts.rejected += 1;
        self.tell(Event::Rejected(draft, rejection))
    }

    fn tell(&mut self, event: Event<'_>) -> Result<(), ImportError<W::Error>> {
        self.watch.event(event).map_err(ImportError::Watch)
    }
}
