//! Data for work on the regex of a record: texts to try it on, and the records whose regexes find its signature.

use std::ops::ControlFlow;

use crate::check::TrialTexts;
use crate::pattern::{Folded, Pattern};
use crate::record::{Id, Record};
use crate::store::{Snapshot, StoreError, Stored};

/// All texts on which the regex of a record can be tried: the signatures of the published records and its own, and the
/// samples.
///
/// # Errors
/// If the database cannot be read.
pub fn trial_texts(snapshot: &Snapshot<'_>, of: &Stored) -> Result<TrialTexts, StoreError> {
    let own = &of.revision.record;
    let mut texts = TrialTexts::of(own.id.clone());
    texts.add_signature(&own.id, own.signature.clone());
    texts.add_samples(&own.id, &of.revision.annotations);
    snapshot.each_signature(|id, signature| {
        if id != own.id {
            texts.add_signature(&id, signature);
        }
        ControlFlow::Continue(())
    })?;
    for row in snapshot.rows_with_samples()? {
        let other = snapshot.load_known(row)?.revision;
        if other.record.id != own.id && !other.is_withdrawn {
            texts.add_samples(&other.record.id, &other.annotations);
        }
    }
    Ok(texts)
}

/// The other published records whose regex finds the signature of a record, ordered by id.
///
/// # Errors
/// If the database cannot be read.
pub fn claimants(snapshot: &Snapshot<'_>, of: &Record) -> Result<Vec<Id>, StoreError> {
    let mut claimants = Vec::new();
    for row in snapshot.candidates(&Folded::of(&of.signature))? {
        let Some((id, regex)) = snapshot.regex_of(row)?.filter(|(id, _)| *id != of.id) else { continue };
        if Pattern::parse(&regex).is_ok_and(|pattern| pattern.is_found_in(&of.signature)) {
            claimants.push(id);
        }
    }
    claimants.sort_unstable();
    Ok(claimants)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::fixture::{apply, context, id, set, store, stored};
    use crate::curate::{AddSample, Withdraw};
    use crate::record::{Limits, SampleKind};
    use crate::store::Store;

    fn add(store: &mut Store, word: &str, kind: SampleKind, text: &str) {
        let sample = AddSample { id: id(word), kind, text: text.to_owned(), limits: Limits::default() };
        apply(&sample, store, &context()).unwrap();
    }

    #[test]
    fn a_regex_is_tried_on_what_is_published_and_on_samples() {
        let mut store = store(&["x/a", "x/b", "x/c"]);
        add(&mut store, "x/a", SampleKind::Match, "own yes");
        add(&mut store, "x/a", SampleKind::NoMatch, "own no");
        add(&mut store, "x/b", SampleKind::Match, "other yes");
        add(&mut store, "x/b", SampleKind::NoMatch, "other no");
        add(&mut store, "x/c", SampleKind::Match, "withdrawn yes");
        let gone = Withdraw { ids: vec![id("x/c")], restore: false, merge_into: None };
        apply(&gone, &mut store, &context()).unwrap();
        let of = stored(&mut store, "x/a");
        let texts = trial_texts(&store.snapshot().unwrap(), &of).unwrap();
        let hits = texts.found_by(&Pattern::parse("yes|no|E").unwrap());
        let found: Vec<(&str, bool)> = texts.found(&hits).map(|one| (one.text.as_str(), one.is_wanted)).collect();
        assert_eq!(
            found,
            [("E x/a", true), ("own yes", true), ("own no", false), ("E x/b", false), ("other yes", false)]
        );
    }

    #[test]
    fn the_others_whose_regex_finds_a_signature_are_named() {
        let mut store = store(&["x/a", "x/b", "x/c", "x/d"]);
        set(&mut store, &["x/b"], "regex", "x/[ab]");
        set(&mut store, &["x/c"], "regex", "x/c");
        let of = stored(&mut store, "x/a").revision.record;
        let claimants = claimants(&store.snapshot().unwrap(), &of).unwrap();
        assert_eq!(claimants, [id("x/b"), id("x/d")]);
    }
}
