//! Whether a part of a regex can match in more than one way at a position.

use regex_syntax::ast::Ast;
use regex_syntax::hir::{Hir, HirKind};

/// Whether the syntax of a branch has something of which [`has_choice`] may hold for the meaning.
pub(super) fn may_choose(ast: &Ast) -> bool {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Dot(_) | Ast::Assertion(_) => false,
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => false,
        Ast::Group(group) => may_choose(&group.ast),
        Ast::Repetition(_) | Ast::Alternation(_) => true,
        Ast::Concat(concat) => concat.asts.iter().any(may_choose),
    }
}

/// Whether there is more than one way to match a branch at a position; otherwise it is fast.
pub(super) fn has_choice(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
        HirKind::Capture(capture) => has_choice(&capture.sub),
        HirKind::Concat(subs) => subs.iter().any(has_choice),
        HirKind::Alternation(_) => true,
        HirKind::Repetition(repetition) => repetition.max != Some(repetition.min) || has_choice(&repetition.sub),
    }
}
