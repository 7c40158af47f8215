//! Choices that an engine tries one after the other although they are one set of characters.

use regex_syntax::ast::Ast;

use super::gap::most_of;
use super::{Pattern, Span};

/// The regex with a group around each alternative of which the meaning is merged with that of another, although an
/// engine tries both: `(.|\s)*` is one set of characters, but a blank can be matched in two ways, and so a line of
/// blanks in a million. `None` if there is no such choice in a repetition.
pub(super) fn kept_apart(pattern: &Pattern) -> Option<Pattern> {
    let mut choices = Vec::new();
    find(pattern.ast(), false, &mut choices);
    if choices.is_empty() {
        return None;
    }
    let mut edges: Vec<(usize, char)> =
        choices.into_iter().flat_map(|Span { start, end }| [(start, '('), (end, ')')]).collect();
    edges.sort_unstable();
    let mut text = pattern.text().to_owned();
    edges.into_iter().rev().for_each(|(place, bracket)| text.insert(place, bracket));
    let apart = Pattern::parse(&text).ok()?;
    (apart.branches().len() == pattern.branches().len()).then_some(apart)
}

fn find(ast: &Ast, is_repeated: bool, choices: &mut Vec<Span>) {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => {}
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => {}
        Ast::Repetition(repetition) => {
            let is_repeated = is_repeated || most_of(&repetition.op.kind).is_none_or(|most| most > 1);
            find(&repetition.ast, is_repeated, choices);
        }
        Ast::Group(group) => find(&group.ast, is_repeated, choices),
        Ast::Alternation(alternation) if is_repeated && is_merged(&alternation.asts) => {
            choices.extend(alternation.asts.iter().map(|ast| Span::from(*ast.span())));
        }
        Ast::Alternation(alternation) => alternation.asts.iter().for_each(|ast| find(ast, is_repeated, choices)),
        Ast::Concat(concat) => concat.asts.iter().for_each(|ast| find(ast, is_repeated, choices)),
    }
}

/// Whether alternatives are all one character, of which an engine does not make a set: it makes one of letters and
/// classes, but not of a dot, a negated class, or twice the same.
fn is_merged(asts: &[Ast]) -> bool {
    let is_character = |ast: &Ast| {
        matches!(ast, Ast::Literal(_) | Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_))
    };
    let is_own = |ast: &Ast| match ast {
        Ast::Dot(_) => true,
        Ast::ClassBracketed(class) => class.negated,
        _ => false,
    };
    asts.iter().all(is_character) && (asts.iter().any(is_own) || are_the_same(asts))
}

fn are_the_same(asts: &[Ast]) -> bool {
    let letter = |ast: &Ast| match ast {
        Ast::Literal(literal) => Some(literal.c),
        _ => None,
    };
    let first = asts.first().and_then(letter);
    first.is_some() && asts.iter().all(|ast| letter(ast) == first)
}
