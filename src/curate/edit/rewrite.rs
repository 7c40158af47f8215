//! A whole record from an editor or a file.

use super::guard;
use crate::curate::work::{Verb, Work};
use crate::curate::{Cause, Context, Refusal};
use crate::record::{Conflict, Fields, Id, Identities, Merged, Record, Revision};
use crate::store::{Digest, Past, Stored};

/// Puts a new text in the place of a record.
#[derive(Debug, Clone)]
pub struct Rewrite {
    /// The record.
    pub id: Id,
    /// What the new text was made from; `None` where nobody knows.
    pub based_on: Option<Digest>,
    /// Where the record changed since, brings both together; else that is a conflict.
    pub merge: bool,
    /// The new text, read.
    pub record: Record,
    /// Changes guarded fields too.
    pub force: bool,
}

impl Verb for Rewrite {
    type Detail = ();

    /// Saves the new text.
    ///
    /// # Errors
    /// Where the record changed since the text was made from it, or the text changes what has a command of its own.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        let stored = work.living(&self.id)?;
        let new = match self.based_on {
            Some(base) if base != stored.standing.digest && !self.merge => return Err(self.overtaken()),
            Some(base) if base != stored.standing.digest => self.brought_together(work, &stored, base)?,
            _ => work.becoming(&stored, self.record.clone())?,
        };
        guard(&stored.revision.record, &new.record, self.force, work.context)?;
        // A text cannot tell a number that was left alone from one that was said again.
        work.save_authored(&stored, new, &[]).map(drop)
    }
}

impl Rewrite {
    /// Whether the text may be saved as an edit of `old`, as far as that can be told without the database.
    ///
    /// # Errors
    /// As [`apply`](Self::apply), but for a record that changed meanwhile.
    pub fn check(&self, old: &Record, context: &Context) -> Result<(), Refusal> {
        guard(old, &self.record, self.force, context)
    }

    fn overtaken(&self) -> Refusal {
        Refusal::new(Cause::Conflict, format!("{} was changed by somebody else meanwhile", self.id))
            .hint(format!("see `canonry log {}`", self.id))
    }

    /// The text and what others made of the record since, field by field.
    fn brought_together(&self, work: &Work<'_, '_>, stored: &Stored, base: Digest) -> Result<Revision, Refusal> {
        let row = stored.standing.row;
        let Some(base) = find(work, stored, base)? else { return Err(self.overtaken()) };
        let identities = work.identities(stored)?;
        let identities = Identities { free: identities.free.beyond(&base.items), ..identities };
        let mut theirs = base.becoming(self.record.clone(), &identities);
        theirs.agree_with(&stored.revision, &base);
        let merged = Merged::unsettled(&Fields::of(&base), &Fields::of(&stored.revision), &Fields::of(&theirs));
        if merged.open.is_empty() {
            return Ok(work.tx.assembled(row, &merged.fields, false)?);
        }
        let line = |conflict: &Conflict| {
            let (name, [base, ours, theirs]) = (stored.revision.name(conflict.field), conflict.values());
            format!("{name}: it was {base}, is {ours} now, and {theirs} in the text")
        };
        Err(Refusal::new(Cause::Conflict, format!("{} changed meanwhile in the same fields as the text", self.id))
            .details(merged.open.iter().map(line).collect())
            .hint("make these fields of the text what they are to be, and take the rest from `canonry show --format json`"))
    }
}

/// The revision of a record that has a digest: the latest one.
fn find(work: &Work<'_, '_>, stored: &Stored, digest: Digest) -> Result<Option<Revision>, Refusal> {
    let row = stored.standing.row;
    let changes = work.tx.changes_after(row, 0)?;
    let mut past = Past::new(&stored.revision);
    for of_batch in changes.chunk_by(|a, b| a.batch == b.batch) {
        of_batch.iter().for_each(|change| past.take_back(change));
        let Some(revision) = work.tx.revision_of(row, &past)? else { return Ok(None) };
        if Digest::of_record(&revision.record) == digest {
            return Ok(Some(revision));
        }
    }
    Ok(None)
}
