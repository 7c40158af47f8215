//! Sets of characters.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

/// The ranges of a class that are looked at one after the other, at most.
const FEW: usize = 4;

/// A set of characters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Set<'h> {
    /// A character without cases.
    One(char),
    /// An ASCII letter, given in lower case, in all its cases.
    Letter(char),
    /// Any character but a line break.
    Dot,
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
    #[inline]
    pub(super) fn has(self, character: char) -> bool {
        match self {
            Set::One(one) => one == character,
            Set::Letter(letter) => {
                character.to_ascii_lowercase() == letter || (!character.is_ascii() && third_case(letter) == character)
            }
            Set::Dot => character != '\n',
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

    /// The character as which all of the set are compared whatever their case, if it has all of these.
    pub(super) fn folded(self) -> Option<char> {
        match self {
            Set::Letter(letter) => Some(letter),
            Set::One(one) => (!one.is_ascii_alphabetic() && lower(one) == one).then_some(one),
            Set::Dot => None,
            Set::Class(class) => {
                let letter =
                    class.ranges().first().map(|range| lower(range.start())).filter(char::is_ascii_lowercase)?;
                let mut ranges = class.ranges().iter();
                let is_no_more = ranges.all(|range| range.start() == range.end() && lower(range.start()) == letter);
                (is_no_more && cases(letter).into_iter().all(|one| self.has(one))).then_some(letter)
            }
        }
    }

    /// Whether it has every character but a line break.
    pub(super) fn is_dot(self) -> bool {
        match self {
            Set::Dot => true,
            Set::Class(class) => {
                let ends = |range: &ClassUnicodeRange| [range.start(), range.end()];
                class.ranges().iter().map(ends).eq([['\0', '\t'], ['\u{b}', char::MAX]])
            }
            Set::One(_) | Set::Letter(_) => false,
        }
    }

    /// Whether a character is in both.
    pub(super) fn meets(self, other: Set<'_>) -> bool {
        match (self, other) {
            (Set::One(one), Set::One(other)) | (Set::Letter(one), Set::Letter(other)) => one == other,
            (Set::One(one), set) | (set, Set::One(one)) => set.has(one),
            (Set::Letter(letter), set) | (set, Set::Letter(letter)) => {
                cases(letter).into_iter().any(|each| set.has(each))
            }
            (Set::Dot, Set::Dot) => true,
            (Set::Dot, Set::Class(class)) | (Set::Class(class), Set::Dot) => {
                class.ranges().iter().any(|range| [range.start(), range.end()] != ['\n'; 2])
            }
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

/// An ASCII letter in all its cases. Of two there is a third one (Unicode's simple case folding).
fn cases(letter: char) -> [char; 3] {
    [letter, letter.to_ascii_uppercase(), third_case(letter)]
}

/// The lower case of a character that is the same as an ASCII letter; any other one is itself.
pub(super) fn lower(character: char) -> char {
    match character {
        '\u{212a}' => 'k',
        '\u{17f}' => 's',
        other => other.to_ascii_lowercase(),
    }
}

/// The third case of a letter, or the letter.
fn third_case(letter: char) -> char {
    match letter {
        'k' => '\u{212a}',
        's' => '\u{17f}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_and_a_dot_have_the_characters_of_their_classes() {
        let class = |start, end| ClassUnicode::new([ClassUnicodeRange::new(start, end)]);
        for letter in 'a'..='z' {
            let mut cases = class(letter, letter);
            cases.case_fold_simple();
            let same = |one: char| Set::Letter(letter).has(one) == Set::Class(&cases).has(one);
            assert!(('\0'..=char::MAX).all(same), "{letter}");
        }
        let mut dot = class('\n', '\n');
        dot.negate();
        assert!(('\0'..=char::MAX).all(|one| Set::Dot.has(one) == Set::Class(&dot).has(one)));
        let folded = |set: Set<'_>| set.folded();
        let mut letters = class('k', 'k');
        letters.case_fold_simple();
        let few = class('a', 'a');
        assert_eq!(
            [Set::Class(&letters), Set::Class(&few), Set::Letter('s'), Set::Dot].map(folded),
            [Some('k'), None, Some('s'), None]
        );
        assert_eq!(['-', '令', 'A', '\u{17f}'].map(|one| folded(Set::One(one))), [Some('-'), Some('令'), None, None]);
        assert!(Set::Class(&dot).is_dot() && Set::Dot.is_dot() && !Set::Class(&few).is_dot());
        let [digits, end] = [class('0', '9'), class('\n', '\n')];
        let sets = [Set::Letter('a'), Set::Letter('s'), Set::Dot, Set::One('0'), Set::Class(&digits), Set::Class(&end)];
        let meets = |one: Set<'_>| sets.iter().map(|other| u8::from(one.meets(*other)).to_string()).collect::<String>();
        assert_eq!(sets.map(meets), ["101000", "011000", "111110", "001110", "001110", "000001"]);
    }
}
