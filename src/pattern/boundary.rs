//! Boundaries, as an engine sees them in a text of characters.

use regex_syntax::hir::Look;

/// Whether a boundary is at a place of a text.
pub(super) fn holds(look: Look, text: &[char], position: usize) -> bool {
    let before = position.checked_sub(1).and_then(|position| text.get(position)).copied();
    let after = text.get(position).copied();
    let is_line_end = |character: Option<char>| character.is_none_or(|one| one == '\n' || one == '\r');
    let is_word = |character: Option<char>| character.is_some_and(|one| one.is_alphanumeric() || one == '_');
    match look {
        Look::Start => before.is_none(),
        Look::End => after.is_none(),
        Look::StartLF | Look::StartCRLF => is_line_end(before),
        Look::EndLF | Look::EndCRLF => is_line_end(after),
        Look::WordAscii | Look::WordUnicode => is_word(before) != is_word(after),
        Look::WordAsciiNegate | Look::WordUnicodeNegate => is_word(before) == is_word(after),
        Look::WordStartAscii | Look::WordStartUnicode => !is_word(before) && is_word(after),
        Look::WordEndAscii | Look::WordEndUnicode => is_word(before) && !is_word(after),
        Look::WordStartHalfAscii | Look::WordStartHalfUnicode => !is_word(before),
        Look::WordEndHalfAscii | Look::WordEndHalfUnicode => !is_word(after),
    }
}
