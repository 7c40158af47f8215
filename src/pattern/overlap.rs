//! Branches that add nothing, because another branch finds the same.

use regex_syntax::ast::Ast;
use regex_syntax::hir::{Hir, HirKind};

use super::branch::{branches, has_flags};
use super::chain::{ChainPart, GapChain, LongGap};
use super::fold::fold;
use super::gap::{least_of, most_of};
use super::{Pattern, Span};

/// A branch that adds nothing, and the branch that finds all that it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The branch that adds nothing.
    pub branch: Span,
    /// The branch that makes it superfluous.
    pub other: Span,
    /// Whether both are the same; otherwise the other one occurs in the branch.
    pub is_repeated: bool,
}

/// The branches that add nothing, in order, each with the first branch that finds as much.
///
/// A branch that is the same as an earlier one adds nothing, and neither does one in which another branch occurs. Only
/// a branch without an unbounded repetition from zero counts as occurring in another: then a reader can see it. If the
/// regex sets flags, no branch is compared: their scopes end in different places.
pub(super) fn overlaps(pattern: &Pattern) -> Vec<Overlap> {
    if let Some(chains) = pattern.chains() {
        if chains.len() < 2 || !may_overlap_as_chains(chains) {
            return Vec::new();
        }
        let branches: Vec<_> = chains.iter().map(|(span, chain)| (*span, chain.parts().collect())).collect();
        return overlapping(&branches, |part| matches!(part, ChainPart::Gap(gap) if is_unbounded(gap)));
    }
    let asts = branches(pattern.ast());
    if asts.len() < 2 || has_flags(pattern.ast()) || !may_overlap(asts) {
        return Vec::new();
    }
    let branches: Vec<_> = pattern.branches().iter().map(|(span, hir)| (*span, flattened(hir))).collect();
    overlapping(&branches, |item| match item {
        Item::Byte(_) => false,
        Item::Part(hir) => matches!(hir.kind(), HirKind::Repetition(one) if one.min == 0 && one.max.is_none()),
    })
}

/// Whether a gap is an unbounded repetition from zero.
fn is_unbounded(gap: &LongGap) -> bool {
    gap.least == 0 && gap.most.is_none()
}

/// Whether one of some branches may occur in another one, or is the same. Most have unbounded gaps, and are compared
/// many times faster as a whole than part by part.
fn may_overlap_as_chains(chains: &[(Span, GapChain)]) -> bool {
    let is_simple = |chain: &GapChain| !chain.gaps.iter().any(is_unbounded);
    let is_repeated = |place: usize, chain: &GapChain| chains.iter().take(place).any(|(_, earlier)| earlier == chain);
    chains.iter().enumerate().any(|(place, (_, chain))| is_simple(chain) || is_repeated(place, chain))
}

/// The branches of some that add nothing, each given by its parts. Gaps are unbounded repetitions from zero.
fn overlapping<T: PartialEq>(branches: &[(Span, Vec<T>)], is_gap: impl Fn(&T) -> bool) -> Vec<Overlap> {
    let is_simple = |items: &[T]| !items.is_empty() && !items.iter().any(&is_gap);
    let contains = |items: &[T], part: &[T]| items.windows(part.len()).any(|window| window == part);
    let mut overlaps = Vec::new();
    for (place, (branch, items)) in branches.iter().enumerate() {
        let occurs = |(other_place, (_, other)): &(usize, &(Span, Vec<T>))| {
            if other == items { *other_place < place } else { is_simple(other) && contains(items, other) }
        };
        if let Some((_, (other, other_items))) = branches.iter().enumerate().find(occurs) {
            overlaps.push(Overlap { branch: *branch, other: *other, is_repeated: items == other_items });
        }
    }
    overlaps
}

/// What stands in [`letters`] for anything but a letter.
const OTHER: char = '\0';

/// Whether the letters of a branch may occur in another one. Most regexes have no such branches, and their syntax says
/// so ten times faster than their meaning.
fn may_overlap(asts: &[Ast]) -> bool {
    let all: Option<Vec<String>> = asts.iter().map(|ast| letters(ast).map(|all| all.into_iter().collect())).collect();
    let Some(all) = all else { return true };
    let occurs = |other: &str, text: &str| other.split(OTHER).all(|run| text.contains(run));
    let mut others = all.iter().enumerate();
    others.any(|(at, other)| all.iter().enumerate().any(|(place, text)| place != at && occurs(other, text)))
}

/// The letters of a branch, folded, with [`OTHER`] for each of its other parts; `None` if it has a part that may be the
/// same as a letter, although it is written in another way.
fn letters(ast: &Ast) -> Option<Vec<char>> {
    match ast {
        Ast::Empty(_) => Some(Vec::new()),
        Ast::Literal(literal) => Some(vec![fold(literal.c)]),
        // As often as it says, which is once or never.
        Ast::Repetition(one)
            if most_of(&one.op.kind).is_some_and(|most| most < 2 && least_of(&one.op.kind) == most) =>
        {
            None
        }
        Ast::Dot(_) | Ast::Assertion(_) | Ast::ClassPerl(_) | Ast::Repetition(_) => Some(vec![OTHER]),
        Ast::Group(group) => letters(&group.ast),
        Ast::Concat(concat) => Some(concat.asts.iter().map(letters).collect::<Option<Vec<_>>>()?.concat()),
        Ast::Flags(_) | Ast::ClassUnicode(_) | Ast::ClassBracketed(_) | Ast::Alternation(_) => None,
    }
}

/// A part of a regex that is compared as a whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item<'h> {
    /// A byte of a literal.
    Byte(u8),
    /// Anything else.
    Part(&'h Hir),
}

/// The parts of a regex that follow each other, without groups.
fn flattened(hir: &Hir) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    flatten(hir, &mut items);
    items
}

fn flatten<'h>(hir: &'h Hir, items: &mut Vec<Item<'h>>) {
    match hir.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => items.extend(literal.0.iter().map(|byte| Item::Byte(*byte))),
        HirKind::Capture(capture) => flatten(&capture.sub, items),
        HirKind::Concat(subs) => subs.iter().for_each(|sub| flatten(sub, items)),
        HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) | HirKind::Alternation(_) => {
            items.push(Item::Part(hir));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    fn overlaps(text: &str) -> Vec<(String, String, bool)> {
        let told = Pattern::parse(text).unwrap().overlaps();
        told.iter().map(|one| (one.branch.of(text).into(), one.other.of(text).into(), one.is_repeated)).collect()
    }

    #[test]
    fn a_branch_in_which_another_occurs_or_that_is_an_earlier_one_adds_nothing() {
        assert_eq!(
            overlaps("(Throttling|ThrottlingException)"),
            [("ThrottlingException".into(), "Throttling".into(), false)]
        );
        assert_eq!(overlaps("Loss.*NaN|x|loss.*nan"), [("loss.*nan".into(), "Loss.*NaN".into(), true)]);
        assert_eq!(
            overlaps(r"a (\d+) b|no \d+ here|\d+"),
            [(r"a (\d+) b".into(), r"\d+".into(), false), (r"no \d+ here".into(), r"\d+".into(), false)]
        );
    }

    #[test]
    fn a_letter_that_is_written_in_another_way_is_the_same() {
        for (text, branch) in [
            ("[Aa]b|ab", "ab"),
            (r"x\x41b|ab", r"x\x41b"),
            ("(a|A)b|xab", "xab"),
            ("a{1}b|xab", "xab"),
            ("ab|xac{0}b", "xac{0}b"),
        ] {
            assert_eq!(overlaps(text).first().map(|(branch, ..)| branch.as_str()), Some(branch), "{text}");
        }
    }

    #[test]
    fn similar_branches_are_not_the_same() {
        for text in ["a|[ab]c", r"d|\d", "a.*b|xa.*bc", "n|[^n]", "令|仦", "(?-i)ab|ABc", "|a"] {
            assert!(overlaps(text).is_empty(), "{text}");
        }
    }
}
