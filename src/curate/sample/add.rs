//! Adding a sample.

use super::{SampleStanding, SampledRegex, too_large};
use crate::curate::refusal::{Refusal, SampleRefusal};
use crate::curate::work::{Verb, Work};
use crate::record::{Id, Limits, SampleKind};
use crate::store::BatchVerb;

/// Adds a text that the regex of a record has to find, or must not find. It may be one with which the regex does not do
/// so yet, because samples are meant for that.
#[derive(Debug, Clone)]
pub struct AddSample {
    /// The record.
    pub id: Id,
    /// Whether the regex has to find it.
    pub kind: SampleKind,
    /// The text.
    pub text: String,
    /// The limits of its size, and of the number of samples.
    pub limits: Limits,
}

impl Verb for AddSample {
    /// Whether the regex does so.
    type Detail = SampleStanding;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::AddSample
    }

    /// Adds the sample.
    ///
    /// # Errors
    /// If the text is blank, too large, or already a sample of the record.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<SampleStanding, Refusal> {
        let AddSample { id, kind, text, limits } = self;
        if text.trim().is_empty() {
            return Err(SampleRefusal::Blank.into());
        }
        let stored = work.living(id)?;
        let mut new = stored.revision.clone();
        if let Some(excess) = new.annotations.sample_excess(*kind, text, limits) {
            return Err(too_large(id, *kind, excess));
        }
        if let Some(there) = new.annotations.sample_kind(text) {
            return Err(SampleRefusal::Twice { id: id.clone(), there, wanted: *kind }.into());
        }
        new.annotations.samples_mut(*kind).push(text.clone());
        work.save(&stored, new)?;
        Ok(SampledRegex::new(&stored.revision.record.regex).standing(*kind, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, id, last_batch, set, store, stored};
    use crate::curate::{KeptKind, Rename, Undo, UndoRefusal, Withdraw, WithdrawSamples};
    use crate::record::{Annotations, SampleNumber};
    use crate::store::Store;

    fn add(store: &mut Store, word: &str, kind: SampleKind, text: &str) -> Result<SampleStanding, Refusal> {
        let limits = Limits { field_bytes: 20, ..Limits::NONE };
        apply(&AddSample { id: id(word), kind, text: text.to_owned(), limits }, store, &context())
    }

    fn samples(store: &mut Store, word: &str) -> (Vec<String>, Vec<String>) {
        let Annotations { match_samples, no_match_samples, .. } = stored(store, word).revision.annotations;
        (match_samples, no_match_samples)
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_sample_is_added_whether_the_regex_finds_it_or_not_and_the_record_stays_as_it_is() {
        let mut store = store(&["x/a"]);
        let before = stored(&mut store, "x/a");
        assert_eq!(add(&mut store, "x/a", SampleKind::Match, "E1").unwrap(), SampleStanding::Met);
        assert_eq!(add(&mut store, "x/a", SampleKind::Match, "W1").unwrap(), SampleStanding::NotMet);
        assert_eq!(add(&mut store, "x/a", SampleKind::NoMatch, "W2").unwrap(), SampleStanding::Met);
        let after = stored(&mut store, "x/a");
        assert_eq!((after.standing, after.revision.record), (before.standing, before.revision.record));
        assert_eq!(samples(&mut store, "x/a"), (texts(&["E1", "W1"]), texts(&["W2"])));
    }

    #[test]
    fn a_text_is_one_sample_of_a_record() {
        let mut store = store(&["x/a", "x/b"]);
        add(&mut store, "x/a", SampleKind::Match, "E1").unwrap();
        for kind in SampleKind::ALL.iter().copied() {
            let refused = add(&mut store, "x/a", kind, "E1");
            let is_twice = |refusal: &SampleRefusal| {
                *refusal == SampleRefusal::Twice { id: id("x/a"), there: SampleKind::Match, wanted: kind }
            };
            assert!(matches!(&refused, Err(Refusal::Sample(refusal)) if is_twice(refusal)), "{refused:?}");
        }
        add(&mut store, "x/b", SampleKind::NoMatch, "E1").unwrap();
    }

    #[test]
    fn a_blank_sample_and_a_large_one_are_refused() {
        let mut store = store(&["x/a"]);
        let batch = last_batch(&mut store);
        let refused = add(&mut store, "x/a", SampleKind::Match, " \n");
        assert!(matches!(refused, Err(Refusal::Sample(SampleRefusal::Blank))), "{refused:?}");
        let refused = add(&mut store, "x/a", SampleKind::Match, &"E".repeat(21));
        assert!(matches!(refused, Err(Refusal::TooLarge { .. })), "{refused:?}");
        assert_eq!(last_batch(&mut store), batch);
    }

    #[test]
    fn samples_stay_when_the_record_is_edited_and_renamed_and_are_removed_by_an_undo() {
        let mut store = store(&["x/a"]);
        add(&mut store, "x/a", SampleKind::Match, "E1").unwrap();
        add(&mut store, "x/a", SampleKind::Match, "E2").unwrap();
        set(&mut store, &["x/a"], "regex", "E[0-9]");
        apply(&Rename { from: id("x/a"), to: id("x/b") }, &mut store, &context()).unwrap();
        assert_eq!(samples(&mut store, "x/b").0, texts(&["E1", "E2"]));
        apply(&Undo { batch: Some(2.into()), id: None, partly: false }, &mut store, &context()).unwrap();
        assert_eq!(samples(&mut store, "x/b").0, texts(&["E2"]));
    }

    #[test]
    fn the_record_that_stays_has_the_samples_of_both() {
        let mut store = store(&["x/a", "x/b"]);
        add(&mut store, "x/a", SampleKind::Match, "E1").unwrap();
        add(&mut store, "x/b", SampleKind::Match, "E2").unwrap();
        let merge = Withdraw { ids: vec![id("x/a")], restore: false, merge_into: Some(id("x/b")) };
        apply(&merge, &mut store, &context()).unwrap();
        assert_eq!(samples(&mut store, "x/b").0, texts(&["E2", "E1"]));
        assert_eq!(samples(&mut store, "x/a").0, texts(&["E1"]));
    }

    #[test]
    fn a_sample_that_is_of_the_other_kind_in_the_record_that_stays_is_reported() {
        let mut store = store(&["x/a", "x/b"]);
        add(&mut store, "x/a", SampleKind::Match, "E1").unwrap();
        add(&mut store, "x/b", SampleKind::NoMatch, "E1").unwrap();
        let merge = Withdraw { ids: vec![id("x/a")], restore: false, merge_into: Some(id("x/b")) };
        let merged = apply(&merge, &mut store, &context()).unwrap().merged;
        let kept = KeptKind { from: id("x/a"), kind: SampleKind::NoMatch, text: "E1".to_owned() };
        assert_eq!(merged.kept_kinds, [kept]);
        assert_eq!(samples(&mut store, "x/b"), (vec![], texts(&["E1"])));
    }

    #[test]
    fn the_samples_of_a_record_prevent_the_undo_of_its_arrival() {
        let mut store = store(&["x/a"]);
        add(&mut store, "x/a", SampleKind::Match, "E1").unwrap();
        let undo = Undo { batch: Some(1.into()), id: None, partly: false };
        let refused = apply(&undo, &mut store, &context()).map(drop);
        assert!(matches!(refused, Err(Refusal::Undo(UndoRefusal::Obstructed(_)))), "{refused:?}");
        let number = SampleNumber { kind: SampleKind::Match, number: 1 };
        apply(&WithdrawSamples { id: id("x/a"), numbers: vec![number] }, &mut store, &context()).unwrap();
        apply(&undo, &mut store, &context()).unwrap();
        assert!(stored(&mut store, "x/a").standing.is_withdrawn);
    }
}
