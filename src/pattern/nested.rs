//! Repetitions within repetitions.

use regex_syntax::ast::Ast;

use super::gap::{least_of, most_of};
use super::{Cost, Pattern, Span};

/// A repetition with at least this limit is as bad as an unbounded one.
const LONG_REPETITION: u32 = 10;

/// A character that no line has, so that a repetition before it cannot end a match.
const NEVER: &str = "\u{2}\u{3}";

/// The repetitions because of which a branch takes time exponential in the length of a text, such as `(a+)+` in
/// `(a+)+b`: the engine tries all ways to divide the text. `(a+b)+c` has none, because `b` divides it in one way, and
/// neither has `(a+)+`, which is found at the first try or not at all.
///
/// Only a regex that is exponential according to [`Pattern::cost`] has any: those repetitions that are exponential by
/// themselves.
pub(super) fn nested_repetitions(pattern: &Pattern) -> Vec<Span> {
    if pattern.chains().is_some() {
        return Vec::new(); // They repeat nothing but dots.
    }
    let candidates = candidates(pattern.ast());
    let is_exponential = |pattern: &Pattern| pattern.cost().is_some_and(|cost| Cost::is_exponential(&cost));
    if candidates.is_empty() || !is_exponential(pattern) {
        return Vec::new();
    }
    let is_one = |span: &Span| {
        Pattern::parse(&format!("{}{NEVER}", span.of(pattern.text()))).is_ok_and(|alone| is_exponential(&alone))
    };
    let found: Vec<Span> = candidates.into_iter().filter(is_one).collect();
    let is_innermost = |span: &&Span| !found.iter().any(|other| other != *span && span.contains(*other));
    found.iter().filter(is_innermost).copied().collect()
}

/// The long repetitions of something that may have several lengths, or a choice.
fn candidates(ast: &Ast) -> Vec<Span> {
    let all = |asts: &[Ast]| asts.iter().flat_map(candidates).collect();
    match ast {
        Ast::Repetition(repetition) => {
            let mut found = candidates(&repetition.ast);
            let is_long = most_of(&repetition.op.kind).is_none_or(|most| most >= LONG_REPETITION);
            if is_long && varies(&repetition.ast) {
                found.insert(0, repetition.span.into());
            }
            found
        }
        Ast::Group(group) => candidates(&group.ast),
        Ast::Alternation(alternation) => all(&alternation.asts),
        Ast::Concat(concat) => all(&concat.asts),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => Vec::new(),
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => Vec::new(),
    }
}

/// Whether a part has a choice, or a repetition of more than one length.
fn varies(ast: &Ast) -> bool {
    match ast {
        Ast::Repetition(repetition) => {
            let kind = &repetition.op.kind;
            most_of(kind) != Some(least_of(kind)) || varies(&repetition.ast)
        }
        Ast::Group(group) => varies(&group.ast),
        Ast::Alternation(_) => true,
        Ast::Concat(concat) => concat.asts.iter().any(varies),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => false,
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    fn nested(text: &str) -> Vec<String> {
        let spans = Pattern::parse(text).unwrap().nested_repetitions();
        spans.into_iter().map(|span| span.of(text).to_owned()).collect()
    }

    #[test]
    fn a_repetition_that_can_be_divided_in_many_ways_is_found() {
        for (text, part) in [
            ("(a+)+b", "(a+)+"),
            ("x(?:a*)*y", "(?:a*)*"),
            (r"^(\w+\s?)*$", r"(\w+\s?)*"),
            ("x|(.*,)+z", "(.*,)+"),
            ("(a|b+)*c", "(a|b+)*"),
            ("(?:(?:ab)+)*c", "(?:(?:ab)+)*"),
            ("((a+)b?)+c", "((a+)b?)+"),
            ("x((a+)+,)+z", "(a+)+"),
            ("(a{1,9})+b", "(a{1,9})+"),
            ("(a|a)*b", "(a|a)*"),
            (r"x(?:.|\s)*y", r"(?:.|\s)*"),
            ("(a|ab|b)*c", "(a|ab|b)*"),
            ("(.*)*x", "(.*)*"),
            ("(a{1,80}){1,80}b", "(a{1,80}){1,80}"),
        ] {
            assert_eq!(nested(text), [part], "{text}");
        }
    }

    #[test]
    fn a_repetition_that_can_be_divided_in_one_way_is_not_reported() {
        for text in [
            "(a+b)+c",
            r"(\w+\s)*x",
            "(ab?)+c",
            "(a{3})+b",
            "(a?)+b",
            "(a+){2}b",
            ".*a.*",
            "(a+)+",
            "(a|b)*c",
            "(a+ab)+c",
            r"(?:.|\n)*x",
        ] {
            assert!(nested(text).is_empty(), "{text}");
        }
    }
}
