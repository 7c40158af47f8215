//! Branches that are literals with long gaps between them, as `style.*theme.{0,80}not found`.
//!
//! Four of five branches of a real set are of this kind. The syntax says all that is needed of them, and to work out
//! the meaning, in which each letter is a set of characters, takes several times longer than all the rest.

use regex_syntax::ast::{Ast, Repetition};

use super::Span;
use super::branch::{branches, has_flags};
use super::fold::{Folded, fold, has_case};
use super::gap::{least_of, most_of};
use super::set::Set;
use super::size::{fits, times_of};

/// A gap that may have more characters than this is a long one.
const SHORT_GAP: u32 = 8;

/// The most bytes of a text that is searched without an automaton.
const MAX_TEXT: usize = 1_000;

/// The states of a character, and of a gap for each of its characters, at most: see [`super::size`].
const STATES: [usize; 2] = [24, 13];

/// A branch of literals with long gaps between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GapChain {
    /// The literals, folded: one more than gaps; any may be empty. None has a line break.
    pub(super) texts: Vec<Vec<char>>,
    /// The gaps between them.
    pub(super) gaps: Vec<LongGap>,
}

/// Any characters of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LongGap {
    /// The fewest characters.
    pub(super) least: u32,
    /// The most, more than the fewest; `None` if there is no limit.
    pub(super) most: Option<u32>,
    /// Whether an engine tries many of them first.
    pub(super) is_greedy: bool,
}

/// A part of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChainPart {
    /// A folded character.
    Character(char),
    /// A gap.
    Gap(LongGap),
}

/// The branches of a regex if all of them are chains, it sets no flags, and it is not too big to be compiled.
pub(super) fn chains(ast: &Ast) -> Option<Vec<(Span, GapChain)>> {
    if has_flags(ast) {
        return None;
    }
    let branches = branches(ast);
    // What is no choice is told of as a whole, with the groups around it.
    let span = |branch: &Ast| Span::from(*if branches.len() < 2 { ast } else { branch }.span());
    let chains =
        branches.iter().map(|branch| Some((span(branch), GapChain::of(branch)?))).collect::<Option<Vec<_>>>()?;
    are_small(&chains).then_some(chains)
}

/// Whether a regex of some chains is not too big to be compiled.
pub(super) fn are_small(chains: &[(Span, GapChain)]) -> bool {
    fits(chains.iter().map(|(_, chain)| chain.states()).fold(0, usize::saturating_add))
}

/// Whether one of some chains finds something in a text; `None` if the text is too long to say.
pub(super) fn finds(chains: &[(Span, GapChain)], text: &str) -> Option<bool> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let text: Vec<char> = Folded::of(text).as_str().chars().collect();
    let is_in = |line: &[char]| chains.iter().any(|(_, chain)| chain.is_in(line));
    Some(text.split(|character| *character == '\n').any(is_in))
}

impl GapChain {
    /// Reads a branch; `None` if it is more than that.
    fn of(branch: &Ast) -> Option<Self> {
        let mut chain = GapChain { texts: vec![Vec::new()], gaps: Vec::new() };
        let parts = match branch {
            Ast::Concat(concat) => concat.asts.as_slice(),
            one => std::slice::from_ref(one),
        };
        parts.iter().try_for_each(|part| chain.push(part)).map(|()| chain)
    }

    fn push(&mut self, part: &Ast) -> Option<()> {
        match part {
            Ast::Empty(_) => {}
            Ast::Literal(literal) if is_plain(literal.c) => self.add(ChainPart::Character(fold(literal.c))),
            Ast::Repetition(repetition) => self.add(ChainPart::Gap(gap(repetition)?)),
            _ => return None,
        }
        Some(())
    }

    fn add(&mut self, part: ChainPart) {
        match part {
            ChainPart::Character(character) => self.texts.last_mut().into_iter().for_each(|text| text.push(character)),
            ChainPart::Gap(gap) => {
                self.gaps.push(gap);
                self.texts.push(Vec::new());
            }
        }
    }

    /// The first of its parts, as many as `parts` says.
    pub(super) fn beginning(&self, parts: usize) -> Self {
        let mut chain = GapChain { texts: vec![Vec::new()], gaps: Vec::new() };
        self.parts().take(parts).for_each(|part| chain.add(part));
        chain
    }

    /// Its parts in order.
    pub(super) fn parts(&self) -> impl Iterator<Item = ChainPart> {
        let gaps = self.gaps.iter().copied().map(|gap| Some(ChainPart::Gap(gap))).chain([None]);
        let characters = |text: &Vec<char>| text.clone().into_iter().map(ChainPart::Character);
        self.texts.iter().zip(gaps).flat_map(move |(text, gap)| characters(text).chain(gap))
    }

    /// No fewer states than it has when it is compiled.
    fn states(&self) -> usize {
        let [character, of_gap] = STATES;
        let characters: usize = self.texts.iter().map(Vec::len).sum();
        let gap = |gap: &LongGap| of_gap.saturating_mul(times_of(gap.least, gap.most));
        let gaps = self.gaps.iter().map(gap).fold(0, usize::saturating_add);
        gaps.saturating_add(character.saturating_mul(characters.saturating_add(1)))
    }

    /// Whether it can match the empty text.
    pub(super) fn matches_empty(&self) -> bool {
        self.texts.iter().all(Vec::is_empty) && self.gaps.iter().all(|gap| gap.least == 0)
    }

    /// Whether it finds something in a folded line.
    pub(super) fn is_in(&self, line: &[char]) -> bool {
        let Some((first, others)) = self.texts.split_first() else { return false };
        let mut ends: Vec<usize> = places(line, first).map(|start| start + first.len()).collect();
        for (gap, text) in self.gaps.iter().zip(others) {
            let starts = places(line, text).filter(|start| gap.reaches(*start, &ends));
            ends = starts.map(|start| start + text.len()).collect();
        }
        !ends.is_empty()
    }
}

impl LongGap {
    /// The same with a limit; `None` if the result would not be a long gap.
    pub(super) fn bounded(self, most: u32) -> Option<Self> {
        (most > SHORT_GAP && most > self.least).then_some(LongGap { most: Some(most), ..self })
    }

    /// Whether it reaches a place from one of some others, which are in order.
    fn reaches(self, place: usize, from: &[usize]) -> bool {
        let number = |characters: u32| usize::try_from(characters).unwrap_or(usize::MAX);
        let Some(last) = place.checked_sub(number(self.least)) else { return false };
        let first = self.most.map_or(0, |most| place.saturating_sub(number(most)));
        from.get(from.partition_point(|one| *one < first)).is_some_and(|one| *one <= last)
    }
}

/// The places of a line where a text begins, in order. At most of them the first character is another one.
fn places<'l>(line: &'l [char], text: &'l [char]) -> impl Iterator<Item = usize> + 'l {
    let may_begin = |start: usize| text.first().is_none_or(|first| line.get(start) == Some(first));
    let begins =
        move |start: &usize| may_begin(*start) && line.get(*start..).is_some_and(|rest| rest.starts_with(text));
    (0..=line.len()).filter(begins)
}

/// Whether a character is an ASCII letter, or one without cases; no line break.
fn is_plain(character: char) -> bool {
    character != '\n' && (character.is_ascii() || !has_case(character))
}

/// The gap of a repetition; `None` if it is none, or a short one.
fn gap(repetition: &Repetition) -> Option<LongGap> {
    let (least, most) = (least_of(&repetition.op.kind), most_of(&repetition.op.kind));
    let is_long = most.is_none_or(|most| most > SHORT_GAP && most > least);
    let is_gap = is_long && matches!(&*repetition.ast, Ast::Dot(_));
    is_gap.then_some(LongGap { least, most, is_greedy: repetition.greedy })
}

/// The set of a folded character of a chain.
pub(super) fn set_of<'h>(character: char) -> Set<'h> {
    if character.is_ascii_lowercase() { Set::Letter(character) } else { Set::One(character) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Pattern;
    use super::super::size::states;
    use super::*;

    fn chains_of(regex: &str) -> Option<Vec<(Span, GapChain)>> {
        Pattern::parse(regex).unwrap().chains().map(<[_]>::to_vec)
    }

    #[test]
    fn what_is_more_than_literals_and_long_gaps_is_no_chain() {
        for text in ["a.*b", "(a.+?|)", "(?:a.{0,9}b|令)", "((a))", "", r"\.\/\x41", ".*.*"] {
            assert!(chains_of(text).is_some(), "{text}");
        }
        for text in ["a.b", "a.?", "a.{0,8}", "a.{9}b", "a*", "a(b)", "[a]", r"\bx", "^a", "(?i)a", "É", "a\nb", "a|b*"]
        {
            assert_eq!(chains_of(text), None, "{text}");
        }
        assert!(Pattern::parse(&".{0,999}".repeat(60)).is_err(), "too big, as a compiled one is");
    }

    /// Regexes of literals and gaps.
    fn regex() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "a", "B", "ab", "k", "K", "s", "令", r"\.", " ", "-", ".*", ".*", ".+", ".*?", ".{0,9}", ".{2,80}?",
            ".{9,}", "|", "|", "a a", "ba",
        ]);
        let chain = prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat());
        (chain, prop::sample::select(vec!["", "(", "(?:", "((?P<name>"]))
            .prop_map(|(chain, start)| format!("{start}{chain}{}", ")".repeat(start.matches('(').count())))
    }

    proptest! {
        #[test]
        fn a_chain_says_what_the_meaning_says(
            regex in regex(),
            texts in prop::collection::vec("(a|b|ab|k|K|\u{212A}|s|\u{17f}|令|[. -]|\n|a{9}| {12}){0,7}", 16),
        ) {
            let pattern = Pattern::parse(&regex).unwrap();
            let chains = pattern.chains().unwrap();
            let meaning = Pattern::parse(&regex).unwrap().without_chains();
            prop_assert_eq!(pattern.matches_empty(), meaning.matches_empty(), "{}", &regex);
            prop_assert_eq!(pattern.cost(), meaning.cost(), "{}", &regex);
            prop_assert_eq!(pattern.overlaps(), meaning.overlaps(), "{}", &regex);
            prop_assert_eq!(pattern.shortest_literal(), pattern.literals().shortest(), "{}", &regex);
            let states_of_chains: usize = chains.iter().map(|(_, chain)| chain.states()).sum();
            prop_assert!(states_of_chains >= states(meaning.hir()), "{}", &regex);
            let matcher = meaning.matcher().unwrap();
            for text in &texts {
                prop_assert_eq!(pattern.miss(text), meaning.miss(text), "{} in {:?}", &regex, text);
                prop_assert_eq!(finds(chains, text), Some(matcher.is_match(text)), "{} in {:?}", &regex, text);
            }
        }
    }
}
