//! What is kept with a record and is not part of its published form: samples for its regex, and waivers.

use super::{Declaration, Excess, FieldKind, Limits, SampleKind, Waiver};

/// What is kept with a record: it has a history, and it is neither in the canonical JSON nor in the digest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotations {
    /// Texts that the regex has to find, each once.
    pub match_samples: Vec<String>,
    /// Texts that the regex must not find, each once.
    pub no_match_samples: Vec<String>,
    /// Findings that are not reported, each once.
    pub waivers: Vec<Waiver>,
}

impl Annotations {
    /// The annotations as fields of their record, after those of the format.
    pub(super) const FIELDS: &'static [Declaration] = &[
        Declaration { name: "samples.match", kind: FieldKind::Set },
        Declaration { name: "samples.no_match", kind: FieldKind::Set },
        Declaration { name: "waivers", kind: FieldKind::Waivers },
    ];

    /// The samples of a kind.
    pub fn samples(&self, kind: SampleKind) -> &[String] {
        match kind {
            SampleKind::Match => &self.match_samples,
            SampleKind::NoMatch => &self.no_match_samples,
        }
    }

    /// The samples of a kind, for changing them.
    pub fn samples_mut(&mut self, kind: SampleKind) -> &mut Vec<String> {
        match kind {
            SampleKind::Match => &mut self.match_samples,
            SampleKind::NoMatch => &mut self.no_match_samples,
        }
    }

    /// The kind of sample that a text already is; `None` if it is not a sample.
    pub fn sample_kind(&self, text: &str) -> Option<SampleKind> {
        SampleKind::ALL.iter().copied().find(|kind| self.samples(*kind).iter().any(|sample| sample == text))
    }

    /// Adds the samples of another record. A text that is already a sample here keeps its kind. Returns the texts that
    /// are of the other kind there, with the kind that they have here.
    pub fn unite_samples(&mut self, other: &Annotations) -> Vec<(SampleKind, String)> {
        let mut kept = Vec::new();
        for kind in SampleKind::ALL.iter().copied() {
            for text in other.samples(kind) {
                match self.sample_kind(text) {
                    None => self.samples_mut(kind).push(text.clone()),
                    Some(here) if here == kind => {}
                    Some(here) => kept.push((here, text.clone())),
                }
            }
        }
        kept
    }

    /// Replaces the samples by those of another record. The waivers stay.
    pub fn set_samples(&mut self, of: &Annotations) {
        self.match_samples.clone_from(&of.match_samples);
        self.no_match_samples.clone_from(&of.no_match_samples);
    }

    /// Whether the samples are those of another record.
    pub fn has_samples_of(&self, other: &Annotations) -> bool {
        SampleKind::ALL.iter().all(|kind| self.samples(*kind) == other.samples(*kind))
    }

    /// Gives a text that two sides added as samples of different kinds the kind that it has in `ours`; if it has none
    /// there, the regex has to find it.
    pub fn resolve_samples(&mut self, ours: &Annotations) {
        let is_ours = |text: &String| ours.no_match_samples.contains(text);
        let matches = &self.match_samples;
        self.no_match_samples.retain(|text| is_ours(text) || !matches.contains(text));
        let others = &self.no_match_samples;
        self.match_samples.retain(|text| !others.contains(text));
    }

    /// What would be too large with one more sample of a kind. The limits are those of a text and of a list of a
    /// record.
    pub fn sample_excess(&self, kind: SampleKind, text: &str, limits: &Limits) -> Option<Excess> {
        let of_list = || Excess::of_list(self.samples(kind).len() + 1, limits);
        Excess::of_field(text.len(), limits).or_else(of_list)
    }

    /// What is too large about the samples of a kind, if anything is. A size that `old` already has is allowed.
    pub fn samples_excess(&self, old: &Annotations, limits: &Limits) -> Option<(SampleKind, Excess)> {
        SampleKind::ALL.iter().copied().find_map(|kind| {
            let (new, old) = (self.samples(kind), old.samples(kind));
            let of_text = |text: &String| Excess::of_field(text.len(), limits).filter(|_| !old.contains(text));
            let of_list = || Excess::of_list(new.len(), limits).filter(|_| new.len() > old.len());
            new.iter().find_map(of_text).or_else(of_list).map(|excess| (kind, excess))
        })
    }

    /// Makes the changes that lead from the samples of `base` to those of `theirs`.
    pub fn change_samples(&mut self, base: &Annotations, theirs: &Annotations) {
        let ours = self.clone();
        for kind in SampleKind::ALL.iter().copied() {
            let (base, theirs) = (base.samples(kind), theirs.samples(kind));
            let samples = self.samples_mut(kind);
            samples.retain(|text| theirs.contains(text) || !base.contains(text));
            let added: Vec<&String> =
                theirs.iter().filter(|text| !base.contains(text) && !samples.contains(text)).collect();
            samples.extend(added.into_iter().cloned());
        }
        self.resolve_samples(&ours);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.match_samples.is_empty() && self.no_match_samples.is_empty() && self.waivers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::SizeLimit;

    #[test]
    fn united_samples_are_listed_once_and_a_text_keeps_our_kind() {
        let of = |matches: &[&str], others: &[&str]| Annotations {
            match_samples: matches.iter().map(|text| (*text).to_owned()).collect(),
            no_match_samples: others.iter().map(|text| (*text).to_owned()).collect(),
            waivers: Vec::new(),
        };
        let mut ours = of(&["a", "b"], &["c"]);
        let kept = ours.unite_samples(&of(&["b", "c", "d"], &["a", "e"]));
        assert_eq!(kept, [(SampleKind::NoMatch, "c".to_owned()), (SampleKind::Match, "a".to_owned())]);
        assert_eq!(ours, of(&["a", "b", "d"], &["c", "e"]));
    }

    #[test]
    fn a_sample_may_be_as_large_as_a_field_and_as_many_as_a_list() {
        let limits = Limits { field_bytes: 3, items: 1, ..Limits::NONE };
        let mut annotations = Annotations::default();
        let excess = |annotations: &Annotations, text| annotations.sample_excess(SampleKind::Match, text, &limits);
        assert_eq!(excess(&annotations, "abc"), None);
        assert_eq!(excess(&annotations, "abcd").map(|excess| excess.of), Some(SizeLimit::FieldBytes));
        annotations.match_samples.push("a".to_owned());
        assert_eq!(excess(&annotations, "abc").map(|excess| excess.of), Some(SizeLimit::Items));
    }

    #[test]
    fn a_text_that_two_sides_added_as_both_kinds_keeps_the_kind_that_it_has_here() {
        let of = |matches: &[&str], others: &[&str]| Annotations {
            match_samples: matches.iter().map(|text| (*text).to_owned()).collect(),
            no_match_samples: others.iter().map(|text| (*text).to_owned()).collect(),
            waivers: Vec::new(),
        };
        let mut merged = of(&["a", "b", "c"], &["a", "b", "d"]);
        merged.resolve_samples(&of(&["a"], &["b"]));
        assert_eq!(merged, of(&["a", "c"], &["b", "d"]));
    }
}
