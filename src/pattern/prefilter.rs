//! Which of many regexes may find something in a text.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Folded, Literals};

/// The literals of many regexes, all searched for at once.
#[derive(Debug)]
pub struct Prefilter {
    /// `None` if there are more literals than an automaton can have; then each regex is a candidate.
    automaton: Option<AhoCorasick>,
    /// For each literal the regexes that need it.
    owners: Vec<Vec<usize>>,
    /// The regexes that may find something in any text.
    always: Vec<usize>,
}

impl Prefilter {
    /// Prepares the literals of regexes, which are numbered in this order from 0.
    pub fn new<'l>(regexes: impl IntoIterator<Item = &'l Literals>) -> Self {
        Prefilter::of(regexes.into_iter().map(Literals::iter))
    }

    /// The same from the literals of each regex.
    pub(super) fn of<'l>(regexes: impl IntoIterator<Item = impl IntoIterator<Item = &'l str>>) -> Self {
        let (mut texts, mut owners, mut always) = (Vec::new(), Vec::<Vec<usize>>::new(), Vec::new());
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut count = 0;
        for (regex, literals) in regexes.into_iter().enumerate() {
            count = regex + 1;
            for literal in literals {
                if literal.is_empty() {
                    always.push(regex);
                    continue;
                }
                let number = *numbers.entry(literal).or_insert(owners.len());
                match owners.get_mut(number) {
                    Some(regexes) => regexes.push(regex),
                    None => {
                        owners.push(vec![regex]);
                        texts.push(literal);
                    }
                }
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).ok();
        if automaton.is_none() {
            always = (0..count).collect();
        }
        Prefilter { automaton, owners, always }
    }

    /// The regexes that may find something in a text, in order, each once; the others find nothing.
    pub fn candidates(&self, text: &Folded) -> Vec<usize> {
        let mut found = self.always.clone();
        let mut literals = Vec::new();
        if let Some(automaton) = &self.automaton {
            literals.extend(automaton.find_overlapping_iter(text.as_str()).map(|literal| literal.pattern().as_usize()));
        }
        literals.sort_unstable();
        literals.dedup();
        found.extend(literals.into_iter().filter_map(|literal| self.owners.get(literal)).flatten());
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Pattern;
    use super::*;

    #[test]
    fn a_text_has_the_regexes_of_which_it_has_a_literal() {
        let literals: Vec<Literals> = ["foo", "bar|foo", r"\d+", "oom"]
            .iter()
            .map(|text| Pattern::parse(text).unwrap().literals().clone())
            .collect();
        let prefilter = Prefilter::new(&literals);
        assert_eq!(prefilter.candidates(&Folded::of("FOO")), [0, 1, 2]);
        assert_eq!(prefilter.candidates(&Folded::of("barbar")), [1, 2]);
        assert!(Prefilter::new([]).candidates(&Folded::of("a")).is_empty());
    }

    /// Regexes of a few letters, some of which have several cases, in all the shapes that have literals.
    fn regex() -> impl Strategy<Value = String> {
        let letter = prop::sample::select(vec![
            "k", "K", "\u{212A}", "s", "ſ", "Σ", "ς", "a", "令", " ", ".", "[ks]", "[^a]", "[J-Lſ]", "[ks&&K]", r"\w",
            "(?i)", "(?-i)",
        ]);
        let leaf = prop::collection::vec(letter, 1..4).prop_map(|letters| letters.concat());
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
                (inner.clone(), prop::sample::select(vec!["?", "*", "+", "{2}", "{1,2}", "{0}"]))
                    .prop_map(|(part, times)| format!("(?:{part}){times}")),
                inner.clone().prop_map(|part| format!("(?-i:{part})")),
                inner.clone().prop_map(|part| format!("(?x: {part} )")),
                inner.prop_map(|part| format!(r"\b{part}|^{part}.*")),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_not_a_candidate_finds_nothing(
            regexes in prop::collection::vec(regex(), 1..6),
            texts in prop::collection::vec("[kK\u{212A}sSſΣσςaA令 ]{0,8}", 8),
        ) {
            let patterns: Vec<Pattern> = regexes.iter().filter_map(|text| Pattern::parse(text).ok()).collect();
            let literals: Vec<Literals> = patterns.iter().map(|pattern| pattern.literals().clone()).collect();
            let prefilter = Prefilter::new(&literals);
            for text in &texts {
                let candidates = prefilter.candidates(&Folded::of(text));
                for (number, pattern) in patterns.iter().enumerate() {
                    let is_found = pattern.matcher().unwrap().is_match(text);
                    prop_assert!(!is_found || candidates.contains(&number), "{} in {text}", pattern.text());
                    prop_assert_eq!(is_found, pattern.matcher().unwrap().is_match(text));
                }
            }
        }
    }
}
