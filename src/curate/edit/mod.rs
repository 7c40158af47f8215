//! Editing records: step by step, or as a whole in an editor.

mod name;
mod replace;
mod replace_error;
mod rewrite;
mod step;
mod text;

use super::Which;
use super::refusal::{Act, EditRefusal, Guarded, Reasoned, Refusal};
use super::work::{Verb, Work};
use crate::record::{Field, FreeIds, Limits, Record, Revision};
use crate::store::BatchVerb;
use name::{Address, EditedField};
pub use replace::Replacement;
pub use replace_error::{ReplacementError, ReplacementPart};
pub use rewrite::{Rewrite, TextBase};
pub use step::Step;
use step::{EditState, StepEffect};

/// The field that a name such as `w1.success_rate` means in a revision; a custom key is part of the field `extra`. The
/// annotations of a record also have names, such as `samples.match`.
///
/// # Errors
/// If there is no such field or item.
pub fn field(revision: &Revision, word: &str) -> Result<Field, Refusal> {
    match EditedField::resolve(revision, word) {
        Err(Refusal::Edit(EditRefusal::Annotation(field))) => Ok(field),
        resolved => resolved.map(|name| name.field),
    }
}

/// Edits records by steps.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Which records.
    pub which: Which,
    /// What to do to each of them.
    pub steps: Vec<Step>,
    /// Edits guarded fields too.
    pub force: bool,
    /// The limits of the result; a value that was already larger may stay.
    pub limits: Limits,
}

impl Edit {
    /// An edit without force, within the default limits.
    pub fn new(which: Which, steps: Vec<Step>) -> Self {
        Edit { which, steps, force: false, limits: Limits::default() }
    }
}

impl Verb for Edit {
    type Detail = ();

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::Edit
    }

    fn reason_for(&self) -> Option<Reasoned> {
        self.force.then_some(Reasoned::Force)
    }

    /// Edits every record, or none.
    ///
    /// # Errors
    /// If a step does not fit a record, or the result is not a valid record. If records are named, one of them has to
    /// have what a step removes or replaces; with a filter, that is not necessary.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<(), Refusal> {
        self.check_removed()?;
        self.check_twice()?;
        let adds = self.steps.iter().any(|step| matches!(step, Step::Add(..)));
        let mut founds: Vec<Option<StepEffect>> = self.steps.iter().map(|_| None).collect();
        self.which.each(work, |work, stored| {
            let free = if adds { work.identities(stored)?.free } else { FreeIds::default() };
            let mut state = EditState::new(&stored.revision, free);
            for (step, found) in self.steps.iter().zip(&mut founds) {
                let here = state.apply(step)?;
                if matches!((&found, &here), (None, _) | (_, StepEffect::Done)) {
                    *found = Some(here);
                }
            }
            let new = state.finish(&self.limits)?;
            guard(&stored.revision.record, &new.record, self.force)?;
            let said = self.steps.iter().filter_map(|step| match step {
                Step::Set(word, _) => Some(field(&stored.revision, word)),
                Step::Replace(_) | Step::Add(..) | Step::Remove(..) | Step::Move(..) => None,
            });
            work.save_authored(stored, new, &said.collect::<Result<Vec<Field>, Refusal>>()?).map(drop)
        })?;
        let missing = founds
            .into_iter()
            .find_map(|found| if let Some(StepEffect::Missing(why)) = found { Some(why) } else { None });
        match (missing, &self.which) {
            (Some(why), Which::Ids(_)) => Err(why),
            _ => Ok(()),
        }
    }
}

impl Edit {
    /// Refuses two steps that set, replace in or remove the same field, or move the same item twice.
    fn check_twice(&self) -> Result<(), Refusal> {
        let mut seen: Vec<(&str, Address<'_>, Act)> = Vec::new();
        for step in &self.steps {
            let (word, act) = match step {
                Step::Set(word, _) => (word, Act::Set),
                Step::Replace(replacement) => (&replacement.field, Act::Replaced),
                Step::Remove(word, None) => (word, Act::Removed),
                Step::Move(word, _) => (word, Act::Moved),
                Step::Add(..) | Step::Remove(_, Some(_)) => continue,
            };
            let is_of_item = matches!(step, Step::Remove(..) | Step::Move(..));
            let item = if is_of_item { Address::of_item(word) } else { None };
            let address = item.unwrap_or_else(|| Address::of(word));
            // Replacements can follow each other, and removing twice is the same as once.
            let may_repeat = matches!(act, Act::Replaced | Act::Removed);
            let other =
                seen.iter().find(|(_, other, other_act)| !(act == *other_act && may_repeat) && address.meets(other));
            if let Some((other, _, first)) = other {
                let (other, first) = ((word != other).then(|| (*other).to_owned()), *first);
                return Err(EditRefusal::Twice { word: word.clone(), other, first, second: act }.into());
            }
            seen.push((word, address, act));
        }
        Ok(())
    }

    /// Refuses steps that both change and remove an item.
    fn check_removed(&self) -> Result<(), Refusal> {
        for gone in
            self.steps.iter().filter_map(|step| if let Step::Remove(word, None) = step { Some(word) } else { None })
        {
            let Some(item) = Address::of_item(gone) else { continue };
            let is_changed = |step: &Step| match step {
                Step::Set(word, _) | Step::Add(word, _) | Step::Remove(word, _) => Address::of(word).is_in(&item),
                Step::Replace(replacement) => Address::of(&replacement.field).is_in(&item),
                Step::Move(word, _) => Address::of_item(word).as_ref() == Some(&item),
            };
            if self.steps.iter().any(is_changed) {
                return Err(EditRefusal::RemovedAndChanged(gone.clone()).into());
            }
        }
        Ok(())
    }
}

/// Refuses an edit of the fields that have commands of their own, unless it is forced.
fn guard(old: &Record, new: &Record, force: bool) -> Result<(), EditRefusal> {
    if old.id != new.id {
        return Err(EditRefusal::Id { from: old.id.clone(), to: new.id.clone() });
    }
    let fields: Vec<Guarded> = Guarded::ALL.into_iter().filter(|field| field.differs(old, new)).collect();
    if fields.is_empty() || force { Ok(()) } else { Err(EditRefusal::Guarded { id: old.id.clone(), fields }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::MissingItem;
    use crate::curate::fixture::{self, apply, context, id, refused_edit, store};
    use crate::record::Rule;

    fn edit(force: bool, sets: &[(&str, &str)]) -> Result<(), Refusal> {
        let steps = sets.iter().map(|(field, value)| Step::Set((*field).to_owned(), (*value).to_owned())).collect();
        let which = Which::Ids(vec![id("x/a")]);
        apply(&Edit { which, steps, force, limits: Limits::default() }, &mut store(&["x/a"]), &context())
    }

    fn refused(sets: &[(&str, &str)]) -> EditRefusal {
        match edit(false, sets) {
            Err(Refusal::Edit(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_field_with_its_own_command_is_edited_only_by_force() {
        let sets = [
            ("verification_tier", "human_reviewed"),
            ("last_confirmed", "2026-11-20"),
            ("evidence_count", "7"),
            ("last_updated", "2026-11-20"),
        ];
        for (set, field) in sets.iter().zip(Guarded::ALL) {
            assert_eq!(field.field().name(), set.0);
            assert_eq!(refused(&[*set]), EditRefusal::Guarded { id: id("x/a"), fields: vec![field] });
        }
        assert_eq!(refused(&sets), EditRefusal::Guarded { id: id("x/a"), fields: Guarded::ALL.to_vec() });
        edit(true, &sets).unwrap();
    }

    #[test]
    fn not_even_force_edits_an_id() {
        let refused = edit(true, &[("id", "x/b")]).unwrap_err();
        let Refusal::Edit(EditRefusal::Id { from, to }) = refused else { panic!("{refused}") };
        assert_eq!((from, to), (id("x/a"), id("x/b")));
    }

    #[test]
    fn a_field_is_set_once_by_whatever_name() {
        let twice = EditRefusal::Twice {
            word: "extra.note".to_owned(),
            other: Some("note".to_owned()),
            first: Act::Set,
            second: Act::Set,
        };
        assert_eq!(refused(&[("note", "1"), ("extra.note", "2")]), twice);
    }

    #[test]
    fn an_item_is_not_removed_and_changed_in_one_edit() {
        for (gone, changed) in [("w1", "w1"), ("w01", "w1"), ("w1", "w01")] {
            let remove = Step::Remove(gone.to_owned(), None);
            let set = Step::Set(format!("{changed}.how"), "h".to_owned());
            for other in [set, Step::Move(changed.to_owned(), 1)] {
                let refused = refused_edit(vec![other, remove.clone()]);
                assert_eq!(refused, EditRefusal::RemovedAndChanged(gone.to_owned()));
            }
        }
    }

    #[test]
    fn a_record_that_would_no_longer_be_valid_names_the_field_as_the_steps_do() {
        let mut store = store(&["x/a"]);
        let second = r#"{"action": "Second", "success_rate": 0.5, "how": "h"}"#;
        fixture::edit(&mut store, &["x/a"], Step::Add("w".to_owned(), second.to_owned()));
        let steps = vec![Step::Remove("w1".to_owned(), None), Step::Set("w2.success_rate".to_owned(), "2".to_owned())];
        let refused = apply(&Edit::new(Which::Ids(vec![id("x/a")]), steps), &mut store, &context());
        let Err(Refusal::Edit(EditRefusal::Invalid { id: of, faults })) = refused else { panic!("{refused:?}") };
        let names: Vec<(String, Rule)> = faults.iter().map(|fault| (fault.path.to_string(), fault.rule)).collect();
        assert_eq!((of, names.as_slice()), (id("x/a"), [("w2.success_rate".to_owned(), Rule::Rate)].as_slice()));
    }

    #[test]
    fn an_unknown_name_comes_with_the_most_similar_one() {
        let expected = EditRefusal::NoField {
            word: "w1.sucess_rate".to_owned(),
            near: Some("w1.success_rate".to_owned()),
            custom: "w1.extra.sucess_rate".to_owned(),
        };
        assert_eq!(refused(&[("w1.sucess_rate", "0.5")]), expected);
        let Err(Refusal::NoItem(MissingItem { word, count, .. })) = edit(false, &[("w2.how", "h")]) else {
            panic!("no w2")
        };
        assert_eq!((word.as_str(), count), ("w2", 1));
    }
}
