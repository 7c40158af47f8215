//! Repetitions within repetitions.

use regex_syntax::ast::Ast;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

use super::Span;
use super::gap::least_of_unbounded;
use super::parse::translator;

/// The unbounded repetitions of which the body can be divided in many ways, such as `(a+)+`: a backtracking engine
/// tries them all, which takes time exponential in the length of the text. `(a+b)+` is none, for `b` divides it.
pub(super) fn nested_repetitions(text: &str, ast: &Ast) -> Vec<Span> {
    let all = |asts: &[Ast]| asts.iter().flat_map(|ast| nested_repetitions(text, ast)).collect();
    match ast {
        Ast::Repetition(repetition) => {
            let is_unbounded = least_of_unbounded(&repetition.op.kind).is_some();
            let body = translator().translate(text, &repetition.ast).ok().filter(|_| is_unbounded);
            match body {
                Some(body) if is_divisible(&body) => vec![repetition.span.into()],
                _ => nested_repetitions(text, &repetition.ast),
            }
        }
        Ast::Group(group) => nested_repetitions(text, &group.ast),
        Ast::Alternation(alternation) => all(&alternation.asts),
        Ast::Concat(concat) => all(&concat.asts),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => Vec::new(),
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => Vec::new(),
    }
}

/// Whether a text of this part can be divided into several: it has a repetition of any number of characters, and all
/// that stands beside that can be empty or be of the same characters.
fn is_divisible(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
        HirKind::Capture(capture) => is_divisible(&capture.sub),
        HirKind::Alternation(subs) => subs.iter().any(is_divisible),
        HirKind::Repetition(repetition) => {
            let is_variable = repetition.max.is_none_or(|max| max > 1 && max > repetition.min);
            is_variable || is_divisible(&repetition.sub)
        }
        HirKind::Concat(subs) => subs.iter().enumerate().any(|(place, sub)| {
            let others = || subs.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, sub)| sub);
            is_divisible(sub) && others().all(|other| can_vanish(other, &characters(sub)))
        }),
    }
}

/// Whether a part can be empty, or be of these characters.
fn can_vanish(hir: &Hir, within: &ClassUnicode) -> bool {
    if hir.properties().minimum_len() == Some(0) {
        return true;
    }
    let mut common = characters(hir);
    common.intersect(within);
    !common.ranges().is_empty()
}

/// All characters of which a part's texts may consist.
fn characters(hir: &Hir) -> ClassUnicode {
    let mut all = ClassUnicode::empty();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => {
            for character in String::from_utf8_lossy(&literal.0).chars() {
                all.push(ClassUnicodeRange::new(character, character));
            }
        }
        HirKind::Class(Class::Unicode(class)) => all.union(class),
        HirKind::Class(Class::Bytes(class)) => all.union(&class.to_unicode_class().unwrap_or_else(ClassUnicode::empty)),
        HirKind::Capture(capture) => all.union(&characters(&capture.sub)),
        HirKind::Repetition(repetition) => all.union(&characters(&repetition.sub)),
        HirKind::Concat(subs) | HirKind::Alternation(subs) => subs.iter().for_each(|sub| all.union(&characters(sub))),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    #[test]
    fn a_repetition_that_can_be_divided_in_many_ways_is_found() {
        for text in ["(a+)+", "x(?:a*)*y", r"(\w+\s?)*", "(.*,)+", "(a|b+)*", "(?:(?:ab)+)*", "((a+)b?)+", "(a{1,9})+"]
        {
            let pattern = Pattern::parse(text).unwrap();
            assert_eq!(pattern.nested_repetitions().len(), 1, "{text}");
        }
    }

    #[test]
    fn a_repetition_whose_body_has_a_fixed_end_is_none() {
        for text in ["(a+b)+", r"(\w+\s)*", "(ab?)+", "(a{3})+", "(a?)+", "(a+){2}", ".*a.*"] {
            assert!(Pattern::parse(text).unwrap().nested_repetitions().is_empty(), "{text}");
        }
    }
}
