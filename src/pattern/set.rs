//! Sets of characters.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

/// The ranges of a class that are looked at one after the other, at most.
const FEW: usize = 4;

/// A set of characters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Set<'h> {
    /// A character without cases.
    One(char),
    /// A character of a class.
    Class(&'h ClassUnicode),
}

/// The set of a part that is always one character.
pub(super) fn single(hir: &Hir) -> Option<Set<'_>> {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Some(Set::Class(class)),
        HirKind::Capture(capture) => single(&capture.sub),
        HirKind::Literal(literal) => {
            let mut characters = std::str::from_utf8(&literal.0).ok()?.chars();
            characters.next().filter(|_| characters.next().is_none()).map(Set::One)
        }
        HirKind::Class(Class::Bytes(_)) | HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
        HirKind::Concat(_) | HirKind::Alternation(_) => None,
    }
}

impl Set<'_> {
    /// The steps of checking a character in a repetition of it: `.` and the like are fast.
    pub(super) fn scanning(self) -> f64 {
        if self.has('\u{1}') { 1.0 } else { 8.0 }
    }

    /// Whether a character is in it.
    pub(super) fn has(self, character: char) -> bool {
        match self {
            Set::One(one) => one == character,
            // A letter in its cases: to look at each range takes less time.
            Set::Class(class) if class.ranges().len() <= FEW => {
                class.ranges().iter().any(|range| range.start() <= character && character <= range.end())
            }
            Set::Class(class) => {
                let ranges = class.ranges();
                let place = ranges.partition_point(|range| range.end() < character);
                ranges.get(place).is_some_and(|range| range.start() <= character)
            }
        }
    }

    /// Whether a character is in both.
    pub(super) fn meets(self, other: Set<'_>) -> bool {
        match (self, other) {
            (Set::One(one), set) | (set, Set::One(one)) => set.has(one),
            (Set::Class(one), Set::Class(other)) => {
                let (few, many) = if one.ranges().len() < other.ranges().len() { (one, other) } else { (other, one) };
                few.ranges().iter().any(|range| {
                    let place = many.ranges().partition_point(|other| other.end() < range.start());
                    many.ranges().get(place).is_some_and(|other| other.start() <= range.end())
                })
            }
        }
    }
}
