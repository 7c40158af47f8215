//! Measuring how often matching finds the right record.

use std::collections::{BTreeMap, BTreeSet};

use super::find_matches;
use crate::curate::Refusal;
use crate::intake::BenchText;
use crate::pattern::ranking::LogText;
use crate::record::Id;
use crate::store::{Filter, Snapshot};

/// The class of texts with several errors.
const SEVERAL: &str = "multi";

/// The class of texts that are claims about an error: they are not logs, so they count only by themselves.
const CLAIM: &str = "claim";

/// The ranks that are counted.
const RANKS: usize = 10;

/// A share of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BenchShare {
    /// How many.
    pub yes: usize,
    /// The whole.
    pub of: usize,
}

/// The figures of a benchmark.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BenchFigures {
    /// Of the texts with one error: with a right record first (P@1).
    pub first: BenchShare,
    /// With a right record among the first three (P@3).
    pub among_three: BenchShare,
    /// The mean of 1 / rank of the first right record (MRR).
    pub reciprocal_rank: f64,
    /// Of the errors in texts with several: those of which a record is among the first five (R@5).
    pub several: BenchShare,
    /// Of the texts with an answer: with a right record first and above the threshold.
    pub right_and_known: BenchShare,
    /// Of the texts without an answer: those that get one.
    pub unknown_answered: BenchShare,
    /// The ids of right answers that no published record has: their texts count as not found.
    pub missing: BTreeSet<String>,
    /// By class of text: with a right record first.
    pub classes: BTreeMap<String, BenchShare>,
}

impl BenchShare {
    /// The share, from 0 to 1; 0 of nothing.
    pub fn value(self) -> f64 {
        let number = |count| u32::try_from(count).map_or(f64::from(u32::MAX), f64::from);
        if self.of == 0 { 0.0 } else { number(self.yes) / number(self.of) }
    }

    fn add(&mut self, is_one: bool) {
        self.of += 1;
        self.yes += usize::from(is_one);
    }
}

/// Matches texts with the published records of a filter.
///
/// # Errors
/// [`Refusal::ChoosesWithdrawn`], if the filter selects withdrawn records; if the database cannot be read.
pub fn bench(snapshot: &Snapshot<'_>, texts: &[BenchText], filter: &Filter) -> Result<BenchFigures, Refusal> {
    let mut figures = BenchFigures::default();
    let mut reciprocal = 0.0;
    for text in texts {
        for id in text.accept.iter().chain(text.also.iter().flatten()) {
            if !is_published(snapshot, id)? {
                figures.missing.insert(id.clone());
            }
        }
        let found = find_matches(snapshot, &mut LogText::read(text.text.as_bytes(), 0), filter, RANKS)?;
        if text.expected.is_none() {
            figures.unknown_answered.add(found.is_known());
            continue;
        }
        let ids: Vec<&str> = found.records.iter().map(|one| one.record.id.as_str()).collect();
        let rank = figures.note(text, &ids, found.is_known());
        if text.class != SEVERAL && text.class != CLAIM {
            reciprocal += rank.map_or(0.0, |rank| 1.0 / rank);
        }
    }
    figures.reciprocal_rank = BenchShare { yes: 1, of: figures.first.of }.value() * reciprocal;
    Ok(figures)
}

fn is_published(snapshot: &Snapshot<'_>, id: &str) -> Result<bool, Refusal> {
    let Ok(id) = id.parse::<Id>() else { return Ok(false) };
    Ok(snapshot.standing(&id)?.is_some_and(|standing| !standing.is_withdrawn))
}

impl BenchFigures {
    /// Notes what was found for a text that has an answer, and returns the rank of the first right one, from 1.
    fn note(&mut self, text: &BenchText, ids: &[&str], is_known: bool) -> Option<f64> {
        let answers = || std::iter::once(&text.accept).chain(&text.also);
        let is_in = |ids: &[&str], wanted: &Vec<String>| wanted.iter().any(|id| ids.contains(&id.as_str()));
        let is_right = |id: &&str| match text.class.as_str() {
            SEVERAL => answers().any(|wanted| is_in(&[id], wanted)),
            _ => is_in(&[id], &text.accept),
        };
        let place = ids.iter().position(is_right);
        let is_first = place == Some(0);
        self.classes.entry(text.class.clone()).or_default().add(is_first);
        self.right_and_known.add(is_first && is_known);
        match text.class.as_str() {
            SEVERAL => {
                let five = ids.get(..ids.len().min(5)).unwrap_or_default();
                answers().for_each(|wanted| self.several.add(is_in(five, wanted)));
            }
            CLAIM => {}
            _ => {
                self.first.add(is_first);
                self.among_three.add(place.is_some_and(|place| place < 3));
            }
        }
        place.and_then(|place| u32::try_from(place + 1).ok()).map(f64::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(class: &str, accept: &[&str], also: &[&str]) -> BenchText {
        let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let expected = accept.first().map(|id| (*id).to_owned());
        let also = also.iter().map(|id| own(&[id])).collect();
        BenchText { text: String::new(), class: class.to_owned(), expected, accept: own(accept), also }
    }

    #[test]
    fn ranks_are_counted_by_class() {
        let mut figures = BenchFigures::default();
        assert_eq!(figures.note(&text("clean", &["a", "b"], &[]), &["b", "c"], true), Some(1.0));
        assert_eq!(figures.note(&text("clean", &["a"], &[]), &["b", "c", "a"], true), Some(3.0));
        assert_eq!(figures.note(&text(CLAIM, &["a"], &[]), &["b"], false), None);
        figures.note(&text(SEVERAL, &["a"], &["b", "c"]), &["c", "a", "x", "y", "z", "b"], true);
        assert_eq!((figures.first, figures.among_three), (BenchShare { yes: 1, of: 2 }, BenchShare { yes: 2, of: 2 }));
        assert_eq!(figures.several, BenchShare { yes: 2, of: 3 });
        assert_eq!(figures.right_and_known, BenchShare { yes: 2, of: 4 });
        assert_eq!(figures.classes["clean"], BenchShare { yes: 1, of: 2 });
        assert_eq!(BenchShare::default().value(), 0.0);
    }
}
