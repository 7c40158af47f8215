//! The texts that the regex of a record is tried on.

use std::collections::BTreeMap;

use crate::check::index::slug;
use crate::pattern::{Folded, Pattern};
use crate::record::{Annotations, Id, SampleKind, SampleNumber};

/// A text that the regex of a record is tried on: a signature, or a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialText {
    /// The record that it belongs to.
    pub record: Id,
    /// Which sample of that record it is; `None` for the signature.
    pub sample: Option<SampleNumber>,
    /// The text.
    pub text: String,
    /// Whether the regex should find it: it is a text of the same error, and no sample that it must not find.
    pub is_wanted: bool,
}

/// The texts of a set, as the regex of one of its records sees them.
///
/// They are all signatures, all samples that regexes have to find, and those that this record's must not find. What the
/// regex of another record must not find says nothing about this one.
#[derive(Debug, Clone)]
pub struct TrialTexts {
    id: Id,
    targets: Vec<(TrialText, Folded)>,
}

/// The texts that a regex finds, by index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits(Vec<usize>);

/// What one regex finds and another one does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial<'t> {
    /// What only the new one finds.
    pub gained: Vec<&'t TrialText>,
    /// What only the old one finds.
    pub lost: Vec<&'t TrialText>,
}

impl Trial<'_> {
    /// Whether the new regex finds no text that it should not and that the old one did not find, and loses none that it
    /// should find.
    pub fn is_harmless(&self) -> bool {
        self.gained.iter().all(|target| target.is_wanted) && self.lost.iter().all(|target| !target.is_wanted)
    }
}

impl TrialTexts {
    /// No texts yet, for the regex of a record.
    pub fn of(id: Id) -> Self {
        TrialTexts { id, targets: Vec::new() }
    }

    /// Adds the signature of a record.
    pub fn add_signature(&mut self, record: &Id, signature: String) {
        self.add(record, None, signature);
    }

    /// Adds the samples of a record.
    pub fn add_samples(&mut self, record: &Id, annotations: &Annotations) {
        for kind in SampleKind::ALL.iter().copied() {
            if kind == SampleKind::NoMatch && *record != self.id {
                continue;
            }
            for (number, text) in (1..).zip(annotations.samples(kind)) {
                self.add(record, Some(SampleNumber { kind, number }), text.clone());
            }
        }
    }

    fn add(&mut self, record: &Id, sample: Option<SampleNumber>, text: String) {
        let is_refused = sample.is_some_and(|sample| sample.kind == SampleKind::NoMatch);
        let is_wanted = slug(record.as_str()) == slug(self.id.as_str()) && !is_refused;
        let folded = Folded::of(&text);
        self.targets.push((TrialText { record: record.clone(), sample, text, is_wanted }, folded));
    }

    /// What a regex finds. Only texts that have one of its literals are searched.
    pub fn found_by(&self, pattern: &Pattern) -> Hits {
        let literals = pattern.literals();
        let candidates = self.targets.iter().enumerate().filter(|(_, (_, folded))| literals.may_match(folded));
        let Ok(matcher) = pattern.matcher() else { return Hits(Vec::new()) };
        Hits(candidates.filter(|(_, (target, _))| matcher.is_match(&target.text)).map(|(place, _)| place).collect())
    }

    /// Compares what two regexes find.
    pub fn compare(&self, old: &Hits, new: &Hits) -> Trial<'_> {
        let only = |some: &Hits, others: &Hits| {
            let is_only = |place: &&usize| others.0.binary_search(place).is_err();
            some.0.iter().filter(is_only).filter_map(|place| self.target(*place)).collect()
        };
        Trial { gained: only(new, old), lost: only(old, new) }
    }

    /// The texts that were found.
    pub fn found(&self, hits: &Hits) -> impl Iterator<Item = &TrialText> {
        hits.0.iter().filter_map(|place| self.target(*place))
    }

    /// The texts that should be found, and were not.
    pub fn missed(&self, hits: &Hits) -> Vec<&TrialText> {
        let missed = self
            .targets
            .iter()
            .enumerate()
            .filter(|(place, (target, _))| target.is_wanted && hits.0.binary_search(place).is_err());
        missed.map(|(_, (target, _))| target).collect()
    }

    /// The samples of the record that were found, and must not be.
    pub fn unwanted_samples(&self, hits: &Hits) -> Vec<&TrialText> {
        let is_unwanted = |text: &&TrialText| {
            text.record == self.id && text.sample.is_some_and(|sample| sample.kind == SampleKind::NoMatch)
        };
        self.found(hits).filter(is_unwanted).collect()
    }

    /// The texts that were found, and belong to other errors, by the slug of these.
    pub fn foreign(&self, hits: &Hits) -> BTreeMap<&str, Vec<&TrialText>> {
        let mut slugs: BTreeMap<&str, Vec<&TrialText>> = BTreeMap::new();
        for target in self.found(hits).filter(|target| slug(target.record.as_str()) != slug(self.id.as_str())) {
            slugs.entry(slug(target.record.as_str())).or_default().push(target);
        }
        slugs
    }

    fn target(&self, place: usize) -> Option<&TrialText> {
        self.targets.get(place).map(|(target, _)| target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets() -> TrialTexts {
        let [own, twin, other] = ["x/pip/a", "y/pip", "x/numpy"].map(|id| id.parse::<Id>().unwrap());
        let mut targets = TrialTexts::of(own.clone());
        let samples = |yes: &str, no: &str| Annotations {
            match_samples: vec![yes.to_owned()],
            no_match_samples: vec![no.to_owned()],
            ..Annotations::default()
        };
        for (id, signature) in [(&own, "no pip"), (&twin, "no PIP"), (&other, "no numpy")] {
            targets.add_signature(id, signature.to_owned());
        }
        targets.add_samples(&own, &samples("pip is missing", "no pipeline"));
        targets.add_samples(&other, &samples("numpy is missing", "no pip"));
        targets
    }

    fn hits(targets: &TrialTexts, regex: &str) -> Hits {
        targets.found_by(&Pattern::parse(regex).unwrap())
    }

    #[test]
    fn a_trial_says_what_is_gained_and_lost() {
        let targets = targets();
        let (old, new) = (hits(&targets, "no pip"), hits(&targets, r"pip\b|numpy is"));
        let trial = targets.compare(&old, &new);
        let told = |targets: &[&TrialText]| -> Vec<(String, bool)> {
            targets.iter().map(|target| (target.text.clone(), target.is_wanted)).collect()
        };
        assert_eq!(told(&trial.gained), [("pip is missing".to_owned(), true), ("numpy is missing".to_owned(), false)]);
        assert_eq!(told(&trial.lost), [("no pipeline".to_owned(), false)]);
        assert!(!trial.is_harmless() && targets.compare(&old, &hits(&targets, "pip$|pip is")).is_harmless());
    }

    #[test]
    fn texts_of_other_errors_are_listed_by_slug_and_missed_ones_are_listed() {
        let targets = targets();
        let found = hits(&targets, "no");
        let foreign: Vec<(&str, usize)> = targets.foreign(&found).iter().map(|(slug, of)| (*slug, of.len())).collect();
        assert_eq!(foreign, [("numpy", 1)]);
        let missed: Vec<&str> = targets.missed(&found).into_iter().map(|target| target.text.as_str()).collect();
        assert_eq!(missed, ["pip is missing"]);
    }
}
