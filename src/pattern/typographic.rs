//! Typographic quotes and dashes, which logs do not have.

use regex_syntax::ast::{Ast, ClassSet, ClassSetItem, Literal};

use super::chain::GapChain;
use super::simplify::{PatternChange, Simplification};
use super::{Pattern, Span};

/// The changes that make typographic quotes and dashes those of a keyboard, by position.
pub(super) fn replacements(pattern: &Pattern) -> Vec<PatternChange> {
    let replacement = |(span, is_in_set): (Span, bool)| {
        let replacement = keyboard(span.of(pattern.text()).chars().next()?, is_in_set)?.to_owned();
        Some(PatternChange { span, replacement, why: Simplification::Typographic })
    };
    typographic(pattern).into_iter().filter_map(replacement).collect()
}

/// The keyboard character for a typographic quote or dash; `None` for any other character. Within a set a dash needs a
/// backslash.
fn keyboard(character: char, is_in_set: bool) -> Option<&'static str> {
    match character {
        '\u{2018}' | '\u{2019}' => Some("'"),
        '\u{201C}' | '\u{201D}' => Some("\""),
        '\u{2013}' | '\u{2014}' if is_in_set => Some(r"\-"),
        '\u{2013}' | '\u{2014}' => Some("-"),
        _ => None,
    }
}

/// A typographic quote or dash, and whether it is within a set.
pub(super) fn typographic(pattern: &Pattern) -> Vec<(Span, bool)> {
    let mut found = Vec::new();
    let is_plain =
        |(_, chain): &(Span, GapChain)| chain.texts.iter().flatten().all(|one| keyboard(*one, false).is_none());
    if pattern.chains().is_some_and(|chains| chains.iter().all(is_plain)) {
        return found; // as of most regexes
    }
    each_literal(pattern.ast(), &mut |literal, is_in_set| {
        if keyboard(literal.c, is_in_set).is_some() {
            found.push((Span::from(literal.span), is_in_set));
        }
    });
    found
}

/// Visits each literal in order, with whether it is within a set.
fn each_literal(ast: &Ast, visit: &mut impl FnMut(&Literal, bool)) {
    match ast {
        Ast::Literal(literal) => visit(literal, false),
        Ast::ClassBracketed(class) => each_in_set(&class.kind, visit),
        Ast::Repetition(repetition) => each_literal(&repetition.ast, visit),
        Ast::Group(group) => each_literal(&group.ast, visit),
        Ast::Alternation(alternation) => alternation.asts.iter().for_each(|ast| each_literal(ast, visit)),
        Ast::Concat(concat) => concat.asts.iter().for_each(|ast| each_literal(ast, visit)),
        Ast::Empty(_) | Ast::Flags(_) | Ast::Dot(_) | Ast::Assertion(_) => {}
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) => {}
    }
}

fn each_in_set(set: &ClassSet, visit: &mut impl FnMut(&Literal, bool)) {
    match set {
        ClassSet::Item(item) => each_in_item(item, visit),
        ClassSet::BinaryOp(operation) => {
            each_in_set(&operation.lhs, visit);
            each_in_set(&operation.rhs, visit);
        }
    }
}

fn each_in_item(item: &ClassSetItem, visit: &mut impl FnMut(&Literal, bool)) {
    match item {
        ClassSetItem::Literal(literal) => visit(literal, true),
        ClassSetItem::Range(range) => {
            visit(&range.start, true);
            visit(&range.end, true);
        }
        ClassSetItem::Bracketed(class) => each_in_set(&class.kind, visit),
        ClassSetItem::Union(union) => union.items.iter().for_each(|item| each_in_item(item, visit)),
        ClassSetItem::Empty(_) | ClassSetItem::Ascii(_) | ClassSetItem::Unicode(_) | ClassSetItem::Perl(_) => {}
    }
}
