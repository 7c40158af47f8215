//! Gaps: `.*` in a regex.

use regex_syntax::ast::{Ast, Repetition, RepetitionKind, RepetitionRange};

use super::Span;
use super::branch::branches;

/// The most gaps that follow each other in one branch. `.+` is not one: it is for a part that varies, and two of these
/// are rarely next to each other.
pub(super) fn longest_chain(ast: &Ast) -> usize {
    let longest = |asts: &[Ast]| asts.iter().map(longest_chain).max().unwrap_or_default();
    match ast {
        Ast::Repetition(repetition) if is_gap(repetition) => 1,
        Ast::Repetition(repetition) => longest_chain(&repetition.ast),
        Ast::Group(group) => longest_chain(&group.ast),
        Ast::Alternation(alternation) => longest(&alternation.asts),
        Ast::Concat(concat) => concat.asts.iter().map(longest_chain).sum(),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => 0,
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => 0,
    }
}

/// The unbounded repetitions of a dot, `.*` and `.+`, lazy ones too: the position of each, and its least number of
/// repetitions.
pub(super) fn unbounded_dots(ast: &Ast) -> Vec<(Span, u32)> {
    let all = |asts: &[Ast]| asts.iter().flat_map(unbounded_dots).collect();
    match ast {
        Ast::Repetition(repetition) => match (&*repetition.ast, least_of_unbounded(&repetition.op.kind)) {
            (Ast::Dot(_), Some(least)) => vec![(repetition.span.into(), least)],
            _ => unbounded_dots(&repetition.ast),
        },
        Ast::Group(group) => unbounded_dots(&group.ast),
        Ast::Alternation(alternation) => all(&alternation.asts),
        Ast::Concat(concat) => all(&concat.asts),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => Vec::new(),
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => Vec::new(),
    }
}

/// The gaps at the ends of branches. A search finds the same texts without them.
pub(super) fn idle_edges(ast: &Ast) -> Vec<Span> {
    let gap = |ast: &Ast| match ast {
        Ast::Repetition(repetition) if is_gap(repetition) => Some(Span::from(repetition.span)),
        _ => None,
    };
    let mut edges = Vec::new();
    for branch in branches(ast) {
        // A branch of only gaps would match the empty text without them.
        let Ast::Concat(concat) = branch else { continue };
        if concat.asts.iter().all(|part| gap(part).is_some()) {
            continue;
        }
        edges.extend(concat.asts.iter().map_while(gap));
        let from = edges.len();
        edges.extend(concat.asts.iter().rev().map_while(gap));
        edges.get_mut(from..).unwrap_or_default().reverse();
    }
    edges
}

/// The least number of repetitions of an unbounded repetition; `None` for a bounded one.
pub(super) fn least_of_unbounded(kind: &RepetitionKind) -> Option<u32> {
    most_of(kind).is_none().then(|| least_of(kind))
}

/// The least number of repetitions of a repetition.
pub(super) fn least_of(kind: &RepetitionKind) -> u32 {
    match kind {
        RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => 0,
        RepetitionKind::OneOrMore => 1,
        RepetitionKind::Range(RepetitionRange::Exactly(least) | RepetitionRange::AtLeast(least)) => *least,
        RepetitionKind::Range(RepetitionRange::Bounded(least, _)) => *least,
    }
}

/// The largest number of repetitions of a repetition; `None` for an unbounded one.
pub(super) fn most_of(kind: &RepetitionKind) -> Option<u32> {
    match kind {
        RepetitionKind::ZeroOrOne => Some(1),
        RepetitionKind::ZeroOrMore | RepetitionKind::OneOrMore => None,
        RepetitionKind::Range(RepetitionRange::Exactly(most) | RepetitionRange::Bounded(_, most)) => Some(*most),
        RepetitionKind::Range(RepetitionRange::AtLeast(_)) => None,
    }
}

/// Whether it is `.*`, lazy or not.
fn is_gap(repetition: &Repetition) -> bool {
    matches!(&*repetition.ast, Ast::Dot(_)) && least_of_unbounded(&repetition.op.kind) == Some(0)
}

#[cfg(test)]
mod tests {
    use regex_syntax::ast::parse::Parser;

    use super::*;

    #[test]
    fn the_longest_chain_is_that_of_one_choice_of_branches() {
        for (text, longest) in
            [("a.*b|c.*d.*?e", 2), ("(a.*|b)(c.*d.*)x.*", 4), ("a.+b.{0,9}c", 0), ("(?:a.{0,}b)+", 1), ("", 0)]
        {
            assert_eq!(longest_chain(&Parser::new().parse(text).unwrap()), longest, "{text}");
        }
    }

    #[test]
    fn idle_edges_are_those_of_branches() {
        let edges = |text: &str| -> Vec<String> {
            idle_edges(&Parser::new().parse(text).unwrap()).into_iter().map(|span| span.of(text).to_owned()).collect()
        };
        assert_eq!(edges("(.*a.*b.*?|c.*)"), [".*", ".*?", ".*"]);
        assert!(edges("^.*a|.*|b.+").is_empty());
    }
}
