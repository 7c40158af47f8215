//! Which literals a regex needs, from its meaning.
//!
//! The method is that of the prefilters of RE2 and of Google Code Search (Russ Cox, "Regular Expression Matching with a
//! Trigram Index"): each part of the regex has the exact texts that it matches, as long as they are few, and the best
//! set of literals of which one must occur.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::Literals;
use super::fold::{Folded, fold};

/// The most texts that a part may match to be known exactly.
const MAX_EXACT: usize = 16;

/// The most characters that each of them may have.
const MAX_LENGTH: usize = 500;

/// The most literals that a regex may need; a regex that needs more is taken for one that needs none.
const MAX_LITERALS: usize = 500;

/// The worth beyond which a longer literal is no better than a set of fewer literals: that of 12 characters.
const LONG_ENOUGH: usize = 24;

/// What is in many error texts, and therefore tells little of one: of the signatures of a real set each of these is in
/// about a fiftieth or more, the first in 500 of 1,755.
const COMMON: &[&str] = &[
    "error",
    "failed",
    "not found",
    "cannot",
    "warning",
    "invalid",
    "could not",
    "connection",
    "exceeded",
    "failed to",
    "server",
    "limit",
    "detected",
    "module",
    "already",
    "memory",
    "does not",
    "timeout",
    "unable to",
    "function",
];

/// What each of [`COMMON`] is worth: more than three characters, which make a weak literal, less than four others.
const WORTH_OF_COMMON: usize = 7;

/// What is known of a part of a regex.
struct Part {
    /// The folded texts that it matches, and it matches no other ones.
    exact: Option<BTreeSet<String>>,
    /// Literals of which one occurs in every text that it matches. `None` if there are no such literals.
    needed: Option<BTreeSet<String>>,
}

/// The literals of which one occurs in every text that a regex with these branches finds something in.
pub(super) fn literals<'h>(branches: impl Iterator<Item = &'h Hir>) -> Literals {
    Literals::new(alternation(branches).best().unwrap_or_else(|| BTreeSet::from([String::new()])))
}

impl Part {
    fn exact(texts: impl IntoIterator<Item = String>) -> Self {
        Part { exact: Some(texts.into_iter().collect()), needed: None }
    }

    fn needing(needed: Option<BTreeSet<String>>) -> Self {
        Part { exact: None, needed }
    }

    /// The best literals that it needs.
    fn best(self) -> Option<BTreeSet<String>> {
        better(self.needed, self.exact)
    }
}

fn part(hir: &Hir) -> Part {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Part::exact([String::new()]),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Part::exact([Folded::of(text).as_str().to_owned()]),
            Err(_) => Part::needing(None),
        },
        HirKind::Class(class) => characters(class).map_or(Part::needing(None), Part::exact),
        HirKind::Repetition(repetition) => repeated(repetition),
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Concat(subs) => concat(subs.iter().map(part)),
        HirKind::Alternation(subs) => alternation(subs.iter()),
    }
}

/// The folded characters of a class, as texts, if they are few.
fn characters(class: &Class) -> Option<BTreeSet<String>> {
    let few = |length: usize| length <= MAX_EXACT;
    let all: Vec<char> = match class {
        Class::Unicode(class) => {
            let length = class.ranges().iter().map(|range| range.len()).fold(0, usize::saturating_add);
            few(length).then(|| class.ranges().iter().flat_map(|range| range.start()..=range.end()).collect())?
        }
        Class::Bytes(class) => {
            let length = class.ranges().iter().map(|range| range.len()).fold(0, usize::saturating_add);
            let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            few(length).then(|| bytes.map(char::from).collect())?
        }
    };
    Some(all.into_iter().map(|character| fold(character).to_string()).collect())
}

fn repeated(repetition: &Repetition) -> Part {
    let sub = part(&repetition.sub);
    match (repetition.min, repetition.max) {
        (0, Some(1)) => match sub.exact {
            Some(texts) if texts.len() < MAX_EXACT => Part::exact(texts.into_iter().chain([String::new()])),
            _ => Part::needing(None),
        },
        (0, _) => Part::needing(None),
        (min, Some(max)) if min == max => match (sub.exact, usize::try_from(min)) {
            (Some(texts), Ok(times)) if times <= MAX_LENGTH => {
                let same = || Part::exact(texts.iter().cloned());
                concat((0..times).map(|_| same()))
            }
            (exact, _) => Part::needing(better(sub.needed, exact)),
        },
        _ => Part::needing(sub.best()),
    }
}

/// What is known of parts that follow each other.
fn concat(parts: impl Iterator<Item = Part>) -> Part {
    let mut run = BTreeSet::from([String::new()]);
    let mut needed = None;
    let mut is_exact = true;
    for part in parts {
        match part.exact.as_ref().and_then(|texts| joined(&run, texts)) {
            Some(longer) => run = longer,
            None => {
                is_exact = false;
                let next = part.exact.clone().unwrap_or_else(|| BTreeSet::from([String::new()]));
                needed = better(needed, Some(std::mem::replace(&mut run, next)));
                needed = better(needed, part.needed);
            }
        }
    }
    if is_exact { Part { exact: Some(run), needed } } else { Part::needing(better(needed, Some(run))) }
}

/// Each of the first texts followed by each of the second, if that is not too much.
fn joined(first: &BTreeSet<String>, second: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let longest = |texts: &BTreeSet<String>| texts.iter().map(String::len).max().unwrap_or_default();
    let is_small =
        first.len().saturating_mul(second.len()) <= MAX_EXACT && longest(first) + longest(second) <= MAX_LENGTH;
    is_small.then(|| first.iter().flat_map(|one| second.iter().map(move |two| format!("{one}{two}"))).collect())
}

/// What is known of parts of which one is matched.
fn alternation<'h>(subs: impl Iterator<Item = &'h Hir>) -> Part {
    let mut exact = Some(BTreeSet::new());
    let mut needed = Some(BTreeSet::new());
    for sub in subs.map(part) {
        exact = exact.zip(sub.exact.clone()).map(|(all, more)| &all | &more).filter(|all| all.len() <= MAX_EXACT);
        needed = needed.zip(sub.best()).map(|(all, more)| &all | &more).filter(|all| all.len() <= MAX_LITERALS);
    }
    Part { exact, needed }
}

/// The better of two sets, of each of which one literal must occur.
fn better(one: Option<BTreeSet<String>>, other: Option<BTreeSet<String>>) -> Option<BTreeSet<String>> {
    let (one, other) = match (one.filter(is_useful), other.filter(is_useful)) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other),
    };
    Some(if worth(&other) > worth(&one) { other } else { one })
}

/// A set with the empty literal says nothing.
fn is_useful(literals: &BTreeSet<String>) -> bool {
    !literals.contains("")
}

/// What a set is worth as a filter: its shortest literal decides, then fewer ones are better, then longer ones.
fn worth(literals: &BTreeSet<String>) -> (usize, std::cmp::Reverse<usize>, usize) {
    let shortest = literals.iter().map(|literal| rarity(literal)).min().unwrap_or(usize::MAX);
    (shortest.min(LONG_ENOUGH), std::cmp::Reverse(literals.len()), shortest)
}

/// What a literal is worth: two for each character, or less if many error texts have it.
fn rarity(literal: &str) -> usize {
    let words = literal.trim_matches(|one: char| !one.is_alphanumeric());
    let is_common = COMMON.iter().any(|common| common.contains(words));
    let characters = literal.chars().count().saturating_mul(2);
    if is_common { characters.min(WORTH_OF_COMMON) } else { characters }
}

#[cfg(test)]
mod tests {
    use super::super::{Folded, Pattern};

    fn literals(text: &str) -> String {
        Pattern::parse(text).unwrap().literals().to_string()
    }

    #[test]
    fn each_branch_gives_its_best_literal() {
        assert_eq!(literals("NCCL.*system fault|(?:RDBX|AOFX).*error"), "aofx\nrdbx\nsystem fault\n");
        assert_eq!(literals("TS2345: .+ to ['\"]?X"), "ts2345: \n");
        assert_eq!(literals(r"error: (.*) E0502"), " e0502\n");
    }

    #[test]
    fn small_choices_within_a_literal_are_spelled_out() {
        assert_eq!(literals("time(d )?-?out"), "time-out\ntimed -out\ntimed out\ntimeout\n");
        assert_eq!(literals("[Ff]ull(y)?Sharded|a{3}b"), "aaab\nfullsharded\nfullysharded\n");
        assert_eq!(literals("ab+cd"), "cd\n");
    }

    #[test]
    fn a_regex_without_literals_needs_the_empty_one_and_one_without_matches_needs_none() {
        assert_eq!(literals(r"foo|\w+"), "\n");
        assert_eq!(literals("[a&&b]x"), "");
        assert_eq!(Pattern::parse("[a&&b]x").unwrap().literals().shortest(), None);
    }

    #[test]
    fn no_text_is_lost_to_letters_that_are_the_same_to_a_regex() {
        for (pattern, text) in [("ask", "a\u{17f}\u{212A}"), ("\u{17f}", "S"), ("ΣΑΣ", "σας"), ("straẞe", "STRAßE")]
        {
            let pattern = Pattern::parse(pattern).unwrap();
            assert!(pattern.matcher().unwrap().is_match(text));
            assert!(pattern.literals().may_match(&Folded::of(text)), "{}", pattern.text());
        }
    }

    #[test]
    fn a_hostile_regex_costs_no_more_than_its_length() {
        for text in ["(a?b?c?d?e?){100}", "((((ab?){500}){500}){500})", &"[abcd]".repeat(80), &"a|".repeat(240)] {
            if let Ok(pattern) = Pattern::parse(text) {
                assert!(pattern.literals().iter().len() <= 500, "{text}");
            }
        }
    }
}
