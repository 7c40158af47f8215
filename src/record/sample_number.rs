//! The kinds of samples, and how people name them.

use std::fmt;

use super::vocabulary;

vocabulary! {
    /// Whether the regex of a record has to find a sample.
    SampleKind {
        /// It has to find it.
        Match = "match",
        /// It must not find it.
        NoMatch = "no_match",
    }
}

/// A sample as people name it, by its place among those of its kind: `m2` is the second one that the regex has to find,
/// `n1` the first one that it must not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleNumber {
    /// What it is.
    pub kind: SampleKind,
    /// Its place in the list, from 1.
    pub number: usize,
}

impl SampleKind {
    /// The letter of the samples' numbers, as in `m1`.
    pub const fn letter(self) -> &'static str {
        match self {
            SampleKind::Match => "m",
            SampleKind::NoMatch => "n",
        }
    }
}

impl SampleNumber {
    /// The sample that a word names; `None` if the word is not a letter with a number from 1 on.
    pub fn parse(word: &str) -> Option<Self> {
        let (kind, digits) =
            SampleKind::ALL.iter().find_map(|kind| Some((*kind, word.strip_prefix(kind.letter())?)))?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // The largest number replaces all that are larger: no list is as long.
        let number = digits.parse().unwrap_or(usize::MAX);
        (is_number && number > 0).then_some(SampleNumber { kind, number })
    }
}

impl fmt::Display for SampleNumber {
    /// As in `m2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.letter(), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_sample_is_read_back_and_other_words_are_not_numbers() {
        for kind in SampleKind::ALL.iter().copied() {
            let number = SampleNumber { kind, number: 12 };
            assert_eq!(SampleNumber::parse(&number.to_string()), Some(number));
        }
        for word in ["", "m", "m0", "m-1", "1", "w1", "m 1", "n1.5"] {
            assert_eq!(SampleNumber::parse(word), None, "{word}");
        }
    }
}
