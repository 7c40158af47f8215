//! Where in a text a regex may begin to match.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::single::end_of;

/// If a regex may begin with more characters than this, all of it is tried.
const MAX_FIRSTS: usize = 20;

/// The last ASCII character.
const LAST_ASCII: u8 = 0x7f;

/// The characters and boundaries of which one has to match where a regex does.
#[derive(Debug)]
pub(super) struct Firsts<'h> {
    /// `None` if it may begin with something else.
    parts: Option<Vec<&'h Hir>>,
    /// The ASCII characters that they may begin with, a bit for each.
    ascii: u128,
}

impl<'h> Firsts<'h> {
    /// Those of a regex.
    pub(super) fn of(hir: &'h Hir) -> Self {
        let mut parts = Vec::new();
        let parts = add(hir, &mut parts).then_some(parts);
        let ascii = parts.iter().flatten().fold(0, |all, part| all | ascii(part));
        Firsts { parts, ascii }
    }

    /// Whether it may match at a place of a text. Nearly everywhere the first byte says that it does not.
    pub(super) fn may_match(&self, text: &str, at: usize) -> bool {
        let Some(parts) = &self.parts else { return true };
        let byte = text.as_bytes().get(at).filter(|byte| byte.is_ascii());
        let is_first = byte.is_none_or(|byte| self.ascii & (1 << byte) != 0);
        is_first && parts.iter().any(|part| end_of(part, text, at).is_some())
    }
}

/// Adds the characters and boundaries of which one has to match where a part does; `false` if it may begin with
/// something else.
fn add<'h>(hir: &'h Hir, firsts: &mut Vec<&'h Hir>) -> bool {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {
            firsts.push(hir);
            firsts.len() <= MAX_FIRSTS
        }
        HirKind::Capture(capture) => add(&capture.sub, firsts),
        // What follows a boundary says more than the boundary.
        HirKind::Concat(parts) => {
            let is_look = |part: &&Hir| matches!(part.kind(), HirKind::Look(_));
            parts.iter().find(|part| !is_look(part)).is_some_and(|first| add(first, firsts))
        }
        HirKind::Alternation(branches) => branches.iter().all(|branch| add(branch, firsts)),
        HirKind::Repetition(repetition) => repetition.min > 0 && add(&repetition.sub, firsts),
        HirKind::Empty => false,
    }
}

/// The ASCII characters that a part may begin with, a bit for each: all of them if it is not a character.
fn ascii(part: &Hir) -> u128 {
    let range = |start: u8, end: u8| match start {
        0..=LAST_ASCII => (u128::MAX >> (LAST_ASCII - end.min(LAST_ASCII))) & (u128::MAX << start),
        _ => 0,
    };
    // A character that is no byte is behind all that are.
    let byte = |character: char| u8::try_from(character).unwrap_or(u8::MAX);
    match part.kind() {
        HirKind::Literal(literal) => literal.0.first().map_or(u128::MAX, |first| range(*first, *first)),
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().iter().fold(0, |all, each| all | range(byte(each.start()), byte(each.end())))
        }
        HirKind::Class(Class::Bytes(class)) => {
            class.ranges().iter().fold(0, |all, each| all | range(each.start(), each.end()))
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => u128::MAX,
        HirKind::Capture(_) | HirKind::Concat(_) | HirKind::Alternation(_) => u128::MAX,
    }
}
