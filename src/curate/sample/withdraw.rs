//! Withdrawing samples.

use std::collections::BTreeSet;

use crate::curate::refusal::{Refusal, SampleRefusal};
use crate::curate::work::{Verb, Work};
use crate::record::{Id, SampleKind, SampleNumber};
use crate::store::BatchVerb;

/// Withdraws samples of a record. They stay in its history.
#[derive(Debug, Clone)]
pub struct WithdrawSamples {
    /// The record.
    pub id: Id,
    /// The samples, by their numbers before any of them is removed.
    pub numbers: Vec<SampleNumber>,
}

impl Verb for WithdrawSamples {
    /// The texts that were withdrawn, each with its kind.
    type Detail = Vec<(SampleKind, String)>;

    fn batch_verb(&self) -> BatchVerb {
        BatchVerb::WithdrawSamples
    }

    /// Withdraws all of them, or none.
    ///
    /// # Errors
    /// If the record has no such sample.
    fn act(&self, work: &mut Work<'_, '_>) -> Result<Vec<(SampleKind, String)>, Refusal> {
        let stored = work.living(&self.id)?;
        let mut new = stored.revision.clone();
        let mut went = Vec::new();
        let numbers: BTreeSet<SampleNumber> = self.numbers.iter().copied().collect();
        for SampleNumber { kind, number } in numbers.into_iter().rev() {
            let samples = new.annotations.samples_mut(kind);
            let Some(at) = number.checked_sub(1).filter(|at| *at < samples.len()) else {
                let (number, count) = (SampleNumber { kind, number }, stored.revision.annotations.samples(kind).len());
                return Err(SampleRefusal::NoSample { id: self.id.clone(), number, count }.into());
            };
            went.push((kind, samples.remove(at)));
        }
        work.save(&stored, new)?;
        went.reverse();
        Ok(went)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::AddSample;
    use crate::curate::fixture::{apply, context, id, last_batch, store, stored};
    use crate::record::Limits;

    #[test]
    fn samples_are_removed_by_the_numbers_that_they_had_before() {
        let mut store = store(&["x/a"]);
        for text in ["E1", "E2", "E3"] {
            let (kind, limits) = (SampleKind::Match, Limits::NONE);
            apply(&AddSample { id: id("x/a"), kind, text: text.to_owned(), limits }, &mut store, &context()).unwrap();
        }
        let number = |number| SampleNumber { kind: SampleKind::Match, number };
        let mut withdraw =
            |numbers: Vec<SampleNumber>| apply(&WithdrawSamples { id: id("x/a"), numbers }, &mut store, &context());
        let refused = withdraw(vec![number(1), number(4)]);
        let expected = SampleRefusal::NoSample { id: id("x/a"), number: number(4), count: 3 };
        assert!(matches!(&refused, Err(Refusal::Sample(refusal)) if *refusal == expected), "{refused:?}");
        let went = withdraw(vec![number(3), number(1), number(1)]).unwrap();
        let text = |text: &str| (SampleKind::Match, text.to_owned());
        assert_eq!(went, [text("E1"), text("E3")]);
        assert_eq!(stored(&mut store, "x/a").revision.annotations.match_samples, ["E2"]);
        assert_eq!(last_batch(&mut store), 5.into());
    }
}
