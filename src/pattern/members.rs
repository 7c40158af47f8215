//! Which characters are in a set, for the many characters of a line.

use super::set::Set;

/// The characters that most lines consist of.
const ASCII: usize = 128;

/// A set of characters, with a table of those that most lines consist of.
#[derive(Debug)]
pub(super) struct SetMembers<'h> {
    set: Set<'h>,
    ascii: [bool; ASCII],
}

impl<'h> SetMembers<'h> {
    /// Makes the table.
    pub(super) fn of(set: Set<'h>) -> Self {
        let mut ascii = [false; ASCII];
        let mut insert = |first: char, last: char| {
            let places = ascii.get_mut(place(first)..=place(last).min(ASCII - 1));
            places.into_iter().for_each(|places| places.fill(true));
        };
        match set {
            Set::One(one) => insert(one, one),
            Set::Letter(letter) => [letter, letter.to_ascii_uppercase()].into_iter().for_each(|one| insert(one, one)),
            Set::Dot => [('\0', '\t'), ('\u{b}', '\u{7f}')].into_iter().for_each(|(first, last)| insert(first, last)),
            Set::Class(class) => {
                let ranges = class.ranges().iter().take_while(|range| range.start().is_ascii());
                ranges.for_each(|range| insert(range.start(), range.end()));
            }
        }
        SetMembers { set, ascii }
    }

    /// Whether a character is in the set.
    #[inline]
    pub(super) fn has(&self, character: char) -> bool {
        self.ascii.get(place(character)).copied().unwrap_or_else(|| self.set.has(character))
    }
}

/// The place of a character in a table of all.
#[inline]
fn place(character: char) -> usize {
    usize::try_from(u32::from(character)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

    use super::*;

    #[test]
    fn the_table_has_the_characters_of_the_set() {
        let ranges = [('\t', '\r'), ('0', '9'), ('y', '\u{85}'), ('令', '令')];
        let class = ClassUnicode::new(ranges.map(|(first, last)| ClassUnicodeRange::new(first, last)));
        let sets = [Set::One('-'), Set::One('令'), Set::Letter('a'), Set::Letter('k'), Set::Dot, Set::Class(&class)];
        for set in sets {
            let members = SetMembers::of(set);
            assert!(('\0'..=char::MAX).all(|one| members.has(one) == set.has(one)), "{set:?}");
        }
    }
}
