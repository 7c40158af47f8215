//! Limits for the gaps of a regex.

use super::chain::{GapChain, LongGap, are_small};
use super::gap::unbounded_dots;
use super::parse::MAX_CHARACTERS;
use super::simplify::{MAX_GAP, PatternChange, Simplification, changed};
use super::{Pattern, Span};

/// The changes that limit gaps, by position. A gap that needs more characters than the limit stays as it is.
pub(super) fn limits(pattern: &Pattern) -> Vec<PatternChange> {
    let gaps = unbounded_dots(pattern.ast()).into_iter().filter(|(_, least)| *least <= MAX_GAP);
    let limit = |(span, least): (Span, u32)| {
        let lazy = if span.of(pattern.text()).ends_with('?') { "?" } else { "" };
        PatternChange { span, replacement: format!(".{{{least},{MAX_GAP}}}{lazy}"), why: Simplification::BoundedGap }
    };
    gaps.map(limit).collect()
}

/// The regex with a limit for each unbounded gap, without reading that; `None` if its branches, with limits or without,
/// are not all chains, or if the result is too big.
pub(super) fn bounded(pattern: &Pattern) -> Option<Pattern> {
    let limits = limits(pattern);
    let text = changed(pattern.text(), &limits);
    // A change before a place moves it.
    let moved = |place: usize| {
        let before = limits.iter().take_while(|limit| limit.span.end <= place);
        before.fold(place, |place, limit| place + limit.replacement.len() - (limit.span.end - limit.span.start))
    };
    let chains = pattern.chains()?.iter().map(|(span, chain)| {
        let span = Span { start: moved(span.start), end: moved(span.end) };
        Some((span, bounded_chain(chain)?))
    });
    let chains = chains.collect::<Option<Vec<_>>>()?;
    let is_valid = text.chars().take(MAX_CHARACTERS + 1).count() <= MAX_CHARACTERS && are_small(&chains);
    is_valid.then(|| Pattern::of_chains(text, chains))
}

fn bounded_chain(chain: &GapChain) -> Option<GapChain> {
    let limit = |gap: &LongGap| if gap.most.is_none() { gap.bounded(MAX_GAP) } else { Some(*gap) };
    let gaps = chain.gaps.iter().map(limit).collect::<Option<Vec<_>>>()?;
    Some(GapChain { texts: chain.texts.clone(), gaps })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_a_chain_is_read() {
        for (text, bounded) in [
            ("a.*b|c.+?d", "a.{0,80}b|c.{1,80}?d"),
            (r"\ba.*b", r"\ba.{0,80}b"),
            ("a.{80,}b.*c", "a.{80,80}b.{0,80}c"),
            ("a.{81,}b.*", "a.{81,}b.{0,80}"),
            ("ab", "ab"),
        ] {
            assert_eq!(Pattern::parse(text).unwrap().bounded().text(), bounded);
        }
        let long = format!("{}.*", "a".repeat(498));
        assert_eq!(Pattern::parse(&long).unwrap().bounded().text(), long);
    }

    /// Regexes of literals and gaps.
    fn regex() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "a", "B", "令", ".*", ".*?", ".+", ".{0,9}", ".{2,90}?", ".{9,}", ".{80,}", ".{81,}", "|", "a b",
        ]);
        let chain = prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat());
        (chain, prop::sample::select(vec!["", "(", "(?:"]))
            .prop_map(|(chain, start)| format!("{start}{chain}{}", ")".repeat(start.len().min(1))))
    }

    proptest! {
        #[test]
        fn limits_of_a_chain_are_those_of_the_regex_that_is_read(regex in regex()) {
            let pattern = Pattern::parse(&regex).unwrap();
            let read = pattern.simplified(|why| why == Simplification::BoundedGap);
            let bounded = pattern.bounded();
            prop_assert_eq!(bounded.text(), read.text());
            prop_assert_eq!(bounded.chains(), read.chains(), "{}", &regex);
            prop_assert_eq!(bounded.ast(), read.ast());
        }
    }
}
