//! The branches of a regex: what its outermost alternation chooses between.

use regex_syntax::ast::Ast;

/// The branches of a regex in order; the regex itself if there is no choice. Groups around the whole regex, and flags
/// before it, do not hide its branches.
pub(super) fn branches(ast: &Ast) -> &[Ast] {
    match ast {
        Ast::Alternation(alternation) => &alternation.asts,
        Ast::Group(group) => branches(&group.ast),
        Ast::Concat(concat) => match concat.asts.as_slice() {
            [Ast::Flags(_), rest] => branches(rest),
            _ => std::slice::from_ref(ast),
        },
        _ => std::slice::from_ref(ast),
    }
}
