//! Parts of a regex that match in one way at most.

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use regex_syntax::is_word_character;

/// The end of the match of a part that matches in one way at most; `None` if it does not match.
pub(super) fn end_of(hir: &Hir, text: &str, at: usize) -> Option<usize> {
    let after = text.get(at..)?;
    match hir.kind() {
        HirKind::Empty => Some(at),
        HirKind::Literal(literal) => after.as_bytes().starts_with(&literal.0).then(|| at + literal.0.len()),
        HirKind::Class(Class::Unicode(class)) => {
            let first = after.chars().next()?;
            let is_in = class.ranges().iter().any(|range| range.start() <= first && first <= range.end());
            is_in.then(|| at + first.len_utf8())
        }
        HirKind::Class(Class::Bytes(class)) => {
            let first = *after.as_bytes().first().filter(|byte| byte.is_ascii())?;
            let is_in = class.ranges().iter().any(|range| range.start() <= first && first <= range.end());
            is_in.then_some(at + 1)
        }
        HirKind::Look(look) => {
            let before = text.get(..at)?;
            holds(*look, before, after).filter(|holds| *holds).map(|_| at)
        }
        HirKind::Repetition(_) | HirKind::Capture(_) | HirKind::Concat(_) | HirKind::Alternation(_) => None,
    }
}

/// Whether a part matches in one way at most.
pub(super) fn is_simple(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_))
}

/// Whether a boundary is between two texts; `None` for rare kinds of boundaries.
pub(super) fn holds(look: Look, before: &str, after: &str) -> Option<bool> {
    let (last, first) = (before.chars().next_back(), after.chars().next());
    let is_word = |character: Option<char>| character.is_some_and(is_word_character);
    match look {
        Look::Start => Some(before.is_empty()),
        Look::End => Some(after.is_empty()),
        Look::StartLF => Some(last.is_none_or(|last| last == '\n')),
        Look::EndLF => Some(first.is_none_or(|first| first == '\n')),
        Look::WordUnicode => Some(is_word(last) != is_word(first)),
        Look::WordUnicodeNegate => Some(is_word(last) == is_word(first)),
        Look::StartCRLF | Look::EndCRLF | Look::WordAscii | Look::WordAsciiNegate => None,
        Look::WordStartAscii | Look::WordEndAscii | Look::WordStartUnicode | Look::WordEndUnicode => None,
        Look::WordStartHalfAscii | Look::WordEndHalfAscii => None,
        Look::WordStartHalfUnicode | Look::WordEndHalfUnicode => None,
    }
}
