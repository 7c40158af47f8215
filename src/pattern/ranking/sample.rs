//! How many other errors a regex finds.

use super::super::{Folded, Matcher, Pattern, Prefilter};
use super::rarity::to_f64;

/// The signatures of other records that a regex finds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ForeignFinds {
    /// Their number; estimated if not all signatures were tried.
    pub count: f64,
    /// The number of signatures that were tried; `None` if these were all.
    pub sample: Option<usize>,
}

/// Signatures on which regexes are tried, to detect those that find other errors, too.
#[derive(Debug, Clone, Default)]
pub struct Sample<K> {
    /// Each with the key of its record.
    signatures: Vec<(K, String, Folded)>,
    records: usize,
    is_complete: bool,
}

impl<K: PartialEq + Copy> Sample<K> {
    /// Some signatures, with the keys of their records, out of a number of records; or all of them, if it
    /// `is_complete`.
    pub fn new(signatures: impl IntoIterator<Item = (K, String)>, records: usize, is_complete: bool) -> Self {
        let fold = |(key, text): (K, String)| (key, Folded::of(&text), text);
        let signatures = signatures.into_iter().map(fold).map(|(key, folded, text)| (key, text, folded)).collect();
        Sample { signatures, records, is_complete }
    }

    /// For each regex the signatures that it finds of records other than its own, which is given by its key. One that
    /// is too big finds none, as for consumers.
    pub fn foreign(&self, regexes: &[(&Pattern, K)]) -> Vec<ForeignFinds> {
        let prefilter = Prefilter::new(regexes.iter().map(|(pattern, _)| pattern.literals()));
        let matchers: Vec<Option<Matcher>> = regexes.iter().map(|(pattern, _)| pattern.quick_matcher().ok()).collect();
        let mut found = vec![0_usize; regexes.len()];
        for (key, text, folded) in &self.signatures {
            for regex in prefilter.candidates(folded) {
                let is_other = regexes.get(regex).is_some_and(|(_, own)| own != key);
                let matcher = matchers.get(regex).and_then(Option::as_ref);
                if is_other && matcher.is_some_and(|matcher| matcher.is_match(text)) {
                    found.iter_mut().skip(regex).take(1).for_each(|count| *count += 1);
                }
            }
        }
        let tried = self.signatures.len();
        let (scale, sample) = match self.is_complete {
            true => (1.0, None),
            false => (to_f64(self.records.max(tried)) / to_f64(tried.max(1)), Some(tried)),
        };
        found.into_iter().map(|count| ForeignFinds { count: to_f64(count) * scale, sample }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_regex_finds_elsewhere_is_counted_or_estimated_from_a_sample() {
        let texts = || (0..10).map(|key| (key, format!("error {key}")));
        let patterns = ["error", "error 3", "ERROR [34]"].map(|regex| Pattern::parse(regex).unwrap());
        let regexes: Vec<_> = patterns.iter().map(|pattern| (pattern, 3)).collect();
        let counts = |sample: Sample<i32>| sample.foreign(&regexes).iter().map(|one| one.count).collect::<Vec<_>>();
        assert_eq!(counts(Sample::new(texts(), 100, false)), [90.0, 0.0, 10.0]);
        assert_eq!(counts(Sample::new(texts(), 100, true)), [9.0, 0.0, 1.0]);
        assert_eq!(Sample::new(texts(), 100, true).foreign(&regexes)[0].sample, None);
        assert_eq!(Sample::new(texts(), 100, false).foreign(&regexes)[0].sample, Some(10));
        assert_eq!(counts(Sample::default()), [0.0; 3]);
    }
}
