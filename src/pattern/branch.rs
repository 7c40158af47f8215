//! The branches of a regex: the alternatives of its outermost alternation.

use regex_syntax::ast::{Ast, GroupKind};
use regex_syntax::hir::{Capture, Hir};

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

/// The meaning of a regex without flags, from those of its branches.
pub(super) fn joined(ast: &Ast, branches: Vec<Hir>) -> Hir {
    let Ast::Group(group) = ast else { return Hir::alternation(branches) };
    let sub = joined(&group.ast, branches);
    let (index, name) = match &group.kind {
        GroupKind::CaptureIndex(index) => (*index, None),
        GroupKind::CaptureName { name, .. } => (name.index, Some(name.name.as_str().into())),
        GroupKind::NonCapturing(_) => return sub,
    };
    Hir::capture(Capture { index, name, sub: Box::new(sub) })
}

/// Whether the regex sets flags anywhere. Then a part of it may have another meaning in another place.
pub(super) fn has_flags(ast: &Ast) -> bool {
    match ast {
        Ast::Flags(_) => true,
        Ast::Group(group) => {
            matches!(&group.kind, GroupKind::NonCapturing(flags) if !flags.items.is_empty()) || has_flags(&group.ast)
        }
        Ast::Repetition(repetition) => has_flags(&repetition.ast),
        Ast::Alternation(alternation) => alternation.asts.iter().any(has_flags),
        Ast::Concat(concat) => concat.asts.iter().any(has_flags),
        Ast::Empty(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => false,
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => false,
    }
}
