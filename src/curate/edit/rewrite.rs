//! A whole record from an editor or a file.

use super::guard;
use crate::curate::history::past_revision;
use crate::curate::refusal::{EditRefusal, Reasoned, Refusal};
use crate::curate::sample::split_samples;
use crate::curate::work::{Verb, Work};
use crate::ledger::BatchNumber;
use crate::record::{Annotations, Conflict, Fields, Id, Identities, Limits, Merged, Record, Revision, SamplesKey};
use crate::store::{BatchVerb, Digest, Stored};

/// The state of a record that a text was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextBase {
    /// The digest of the record.
    pub digest: Digest,
    /// The last batch at that time, which also identifies the samples; `None` if it is unknown.
    pub batch: Option<BatchNumber>,
}

/// Replaces a record by a new text.
#[derive(Debug, Clone)]
pub struct Rewrite {
    /// The record.
    pub id: Id,
    /// The state that the new text was made from; `None` if it is unknown.
    pub based_on: Option<TextBase>,
    /// Merges the text with later changes of the record; otherwise these are a conflict.
    pub merge: bool,
    /// The new text, read.
    pub record: Record,
    /// Changes guarded fields too.
    pub force: bool,
    /// The limits of the record; a value that was already larger may stay.
    pub limits: Limits,
    /// The key under which the text has samples, if the policy names one. A text without it does not change them.
    pub samples_key: Option<SamplesKey>,
}

impl Verb for Rewrite {
    type Detail = ();

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Edit
    }

    fn reason_for(&self) -> Option<Reasoned> {
        self.force.then_some(Reasoned::Force)
    }

    /// Saves the new text.
    ///
    /// # Errors
    /// If the record changed since the text was made from it, or if the text changes a field with its own command, is
    /// too large, or has something else than samples under the key for them.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        let stored = work.living(&self.id)?;
        let (record, samples) = self.split(&stored.revision.annotations)?;
        let new = match self.based_on {
            Some(base) if base.digest != stored.standing.digest && !self.merge => return Err(self.stale_text().into()),
            Some(base) if base.digest != stored.standing.digest => {
                self.merged(work, &stored, (base, record, samples))?
            }
            base => {
                let mut new = work.becoming(&stored, self.dated(record, &stored.revision.record))?;
                if let Some(samples) = samples {
                    match base.map_or(Ok(None), |base| noted_base(work, &stored, base))? {
                        Some(before) => new.annotations.change_samples(&before.annotations, &samples),
                        None => new.annotations.set_samples(&samples),
                    }
                }
                new
            }
        };
        guard(&stored.revision.record, &new.record, self.force)?;
        Refusal::unless_within(&self.limits.beyond(&stored.revision), &new.record)?;
        // A text cannot show whether a rate was set again to the same value.
        work.save_authored(&stored, new, &[]).map(drop)
    }
}

impl Rewrite {
    /// Checks whether the text may be saved as an edit of `old`, without the database.
    ///
    /// # Errors
    /// As [`apply`](Self::apply), but for a record that changed meanwhile.
    pub fn check(&self, old: &Revision) -> Result<(), Refusal> {
        let (record, _) = self.split(&old.annotations)?;
        Ok(guard(&old.record, &record, self.force)?)
    }

    /// The text as a record, and its samples.
    fn split(&self, old: &Annotations) -> Result<(Record, Option<Annotations>), Refusal> {
        split_samples(self.record.clone(), self.samples_key.as_ref(), old, &self.limits)
    }

    /// The text as a record. The day of the last change is set automatically, because a text of unknown origin may have
    /// an older one.
    fn dated(&self, mut record: Record, old: &Record) -> Record {
        if self.based_on.is_none() && !self.force {
            record.last_updated = record.last_updated.max(old.last_updated);
        }
        record
    }

    fn stale_text(&self) -> EditRefusal {
        EditRefusal::StaleText(self.id.clone())
    }

    /// The text merged with later changes of the record, field by field.
    fn merged(
        &self,
        work: &Work<'_, '_>,
        stored: &Stored,
        (base, record, samples): (TextBase, Record, Option<Annotations>),
    ) -> Result<Revision, Refusal> {
        let row = stored.standing.row;
        let base = match noted_base(work, stored, base)? {
            Some(noted) => Some(noted),
            None => past_revision(work.tx, stored, base.digest)?,
        };
        let Some(mut base) = base else { return Err(self.stale_text().into()) };
        base.follow_added_again(&stored.revision);
        let identities = work.identities(stored)?;
        let identities = Identities { free: identities.free.beyond(&base.items), ..identities };
        let mut theirs = base.becoming(record, &identities);
        samples.iter().for_each(|samples| theirs.annotations.set_samples(samples));
        theirs.agree_with(&stored.revision, &base, &identities.rewordings);
        let merged = Merged::unresolved(&Fields::of(&base), &Fields::of(&stored.revision), &Fields::of(&theirs));
        if merged.open.is_empty() {
            let mut new = work.tx.assembled(row, &merged.fields, false)?;
            new.annotations.resolve_samples(&stored.revision.annotations);
            return Ok(new);
        }
        let named = |conflict: Conflict| (stored.revision.named(conflict.field), conflict);
        let fields = merged.open.into_iter().map(named).collect();
        Err(EditRefusal::Conflict { id: self.id.clone(), fields }.into())
    }
}

/// The revision after the batch that a base names; `None` if it names none, or the record was another one then.
fn noted_base(work: &Work<'_, '_>, stored: &Stored, base: TextBase) -> Result<Option<Revision>, Refusal> {
    let Some(batch) = base.batch else { return Ok(None) };
    let revision = work.tx.revision_at(stored.standing.row, batch)?;
    Ok(revision.filter(|revision| Digest::of_record(&revision.record) == base.digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, id, record, set, store, stored};
    use crate::record::Json;
    use crate::store::Store;

    /// A database in which a record changed since a text was made from it, and the state that the text was made from.
    fn changed_meanwhile() -> (Store, Digest) {
        let mut store = store(&["x/a"]);
        let base = stored(&mut store, "x/a").standing.digest;
        set(&mut store, &["x/a"], "root_cause", "ours");
        (store, base)
    }

    /// The text of a record, made from an unknown state.
    fn text(record: Record) -> Rewrite {
        let (limits, samples_key) = (Limits::default(), "samples".parse().ok());
        let id = record.id.clone();
        Rewrite { id, based_on: None, merge: false, record, force: false, limits, samples_key }
    }

    /// Saves a text that was made from a state of the record.
    fn rewrite(store: &mut Store, merge: bool, base: Digest, record: Record) -> Result<(), Refusal> {
        let base = TextBase { digest: base, batch: None };
        let rewrite = Rewrite { based_on: Some(base), merge, ..text(record) };
        apply(&rewrite, store, &context())
    }

    #[test]
    fn a_text_of_a_record_that_changed_meanwhile_is_not_saved() {
        let (mut store, base) = changed_meanwhile();
        let refused = rewrite(&mut store, false, base, record("x/a"));
        assert!(matches!(refused, Err(Refusal::Edit(EditRefusal::StaleText(of))) if of == id("x/a")));
    }

    #[test]
    fn a_text_of_a_state_that_the_record_never_had_is_not_merged() {
        let (mut store, _) = changed_meanwhile();
        let refused = rewrite(&mut store, true, Digest::of("another"), record("x/a"));
        assert!(matches!(refused, Err(Refusal::Edit(EditRefusal::StaleText(of))) if of == id("x/a")));
    }

    #[test]
    fn a_text_is_merged_with_changes_of_other_fields() {
        let (mut store, base) = changed_meanwhile();
        let theirs = Record { category: "theirs".to_owned(), ..record("x/a") };
        rewrite(&mut store, true, base, theirs).unwrap();
        let merged = stored(&mut store, "x/a").revision.record;
        assert_eq!((merged.root_cause.as_str(), merged.category.as_str()), ("ours", "theirs"));
    }

    #[test]
    fn a_text_that_changes_the_same_field_is_a_conflict_with_both_values() {
        let (mut store, base) = changed_meanwhile();
        let theirs = Record { root_cause: "theirs".to_owned(), ..record("x/a") };
        let refused = rewrite(&mut store, true, base, theirs);
        let Err(Refusal::Edit(EditRefusal::Conflict { id: of, fields })) = refused else { panic!("{refused:?}") };
        let [(name, conflict)] = fields.as_slice() else { panic!("{fields:?}") };
        let text = |text: &str| Some(Json::from(text));
        assert_eq!((of, name.field), (id("x/a"), Record::ROOT_CAUSE));
        assert_eq!((&conflict.base, &conflict.ours, &conflict.theirs), (&text("c"), &text("ours"), &text("theirs")));
    }
}
