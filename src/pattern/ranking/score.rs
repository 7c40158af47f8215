//! The score of a record for a passage, and its parts.

use super::constants::{EXPLAINED, HALF_MASS, JOIN, MESSAGE, ORDER, REGEX, REGEX_TOO, WHOLE};
use super::rarity::to_f64;
use super::sample::ForeignFinds;

/// How a signature agrees with a passage, word by word. docs/match.md explains each part.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WordParts {
    /// The share of the signature's weighted information that is in the passage, from 0 to 1.
    pub share: f64,
    /// The weighted information of the signature that is in the passage.
    pub mass: f64,
    /// The share of the signature's pairs of neighbours that are neighbours in the passage, from 0 to 1.
    pub order: f64,
    /// Whether the whole signature is in the passage.
    pub is_whole: bool,
    /// The share of the passage's information that is in the signature, from 0 to 1.
    pub explained: f64,
    /// Whether only the message of the signature was compared, without the class of error before it.
    pub is_message: bool,
    /// Whether the signature names the program that it is an error of, and the text does not.
    pub is_unnamed: bool,
}

/// How a regex finds something in a passage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegexParts {
    /// The information of the words of its match that are in the regex itself.
    pub mass: f64,
    /// The share of the passage's information that this is, from 0 to 1.
    pub explained: f64,
    /// The signatures of other records that it finds.
    pub foreign: ForeignFinds,
}

/// The parts of a score.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// The agreement of the signature's words.
    pub words: WordParts,
    /// The match of the regex; `None` if it finds nothing in the passage.
    pub regex: Option<RegexParts>,
    /// The number of lines that were joined to the first.
    pub joined: usize,
}

impl WordParts {
    /// The score of the words, from 0 to about 1.7, whether or not a message alone is confirmed.
    pub(super) fn score(&self) -> f64 {
        let WordParts { share, mass, order, explained, is_whole, .. } = *self;
        let whole = if is_whole { WHOLE } else { 0.0 };
        let message = if self.is_partial() { MESSAGE } else { 1.0 };
        message
            * informative(mass)
            * ((share * share + ORDER * order) / (1.0 + ORDER) + EXPLAINED * explained * share + whole)
    }

    /// Whether the error may be that of another program.
    pub fn is_partial(&self) -> bool {
        self.is_message || self.is_unnamed
    }

    /// An upper bound of the score while order and completeness are not known yet.
    pub(super) fn best(&self) -> f64 {
        WordParts { order: 1.0, is_whole: true, ..*self }.score()
    }
}

impl RegexParts {
    /// Its reliability, from 0 to 1: a regex that finds other errors, too, says little.
    pub fn trust(&self) -> f64 {
        1.0 / (1.0 + self.foreign.count).sqrt()
    }

    /// The score of the regex by itself, from 0 to 0.7.
    pub fn score(&self) -> f64 {
        REGEX * self.trust() * informative(self.mass) * (1.0 + self.explained) / 2.0
    }
}

impl Parts {
    /// The factor for the score of the words, from 0 to 1. Other programs report a message of little information, too,
    /// so a message alone counts in full only if the regex confirms it. One that finds f other errors is right in one
    /// of 1 + f cases.
    pub fn confirmed(&self) -> f64 {
        let share = self.regex.as_ref().map_or(0.0, |regex| 1.0 / (1.0 + regex.foreign.count));
        if self.words.is_partial() { 1.0 - (1.0 - informative(self.words.mass)) * (1.0 - share) } else { 1.0 }
    }

    /// The score of the words, from 0 to about 1.7.
    pub fn by_words(&self) -> f64 {
        self.words.score() * self.confirmed()
    }

    /// The score: the better of words and regex, with a bonus for both.
    pub fn score(&self) -> f64 {
        let words = self.by_words();
        let score = match &self.regex {
            Some(regex) => {
                let best = words.max(regex.score());
                // A regex that finds none of its own words, such as `\d+`, tells nothing.
                if best > 0.0 { best + REGEX_TOO * regex.trust() } else { 0.0 }
            }
            None => words,
        };
        score * joined(self.joined)
    }
}

/// The value of an amount of information, from 0 to 1.
pub(super) fn informative(mass: f64) -> f64 {
    mass / (mass + HALF_MASS)
}

/// The factor of a score if lines were joined to the first.
pub(super) fn joined(lines: usize) -> f64 {
    JOIN.powf(to_f64(lines))
}

/// The factor for lower bounds, because scores differ in their last digits by the order of what is multiplied.
pub(super) const LESS: f64 = 1.0 - 1e-9;

/// The score of the last of the `most` best; `None` if fewer are above 0.
pub fn least_of_best(scores: &[f64], most: usize) -> Option<f64> {
    let mut above: Vec<f64> = scores.iter().copied().filter(|score| *score > 0.0).collect();
    let last = most.checked_sub(1).filter(|last| *last < above.len())?;
    let (_, least, _) = above.select_nth_unstable_by(last, |one, other| other.total_cmp(one));
    Some(*least)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A signature that is the whole passage.
    const ALL: WordParts = WordParts {
        share: 1.0,
        mass: HALF_MASS,
        order: 1.0,
        is_whole: true,
        explained: 1.0,
        is_message: false,
        is_unnamed: false,
    };

    fn finds(count: f64) -> ForeignFinds {
        ForeignFinds { count, sample: None }
    }

    #[test]
    fn the_last_of_the_best_is_found() {
        assert_eq!(least_of_best(&[0.2, 0.0, 0.9, 0.5], 2), Some(0.5));
        assert_eq!((least_of_best(&[0.2, 0.0], 2), least_of_best(&[0.2], 0)), (None, None));
    }

    #[test]
    fn each_part_makes_the_score_higher() {
        assert!((ALL.score() - 0.5 * (1.0 + EXPLAINED + WHOLE)).abs() < 1e-12);
        for less in [
            WordParts { share: 0.9, ..ALL },
            WordParts { mass: 8.0, ..ALL },
            WordParts { order: 0.5, ..ALL },
            WordParts { is_whole: false, ..ALL },
            WordParts { explained: 0.5, ..ALL },
            WordParts { is_message: true, ..ALL },
            WordParts { is_unnamed: true, ..ALL },
        ] {
            assert!(less.score() < ALL.score() && less.best() >= less.score(), "{less:?}");
        }
        assert_eq!(WordParts::default().score(), 0.0);
    }

    #[test]
    fn a_message_alone_counts_in_full_if_the_regex_confirms_it_and_more_if_it_tells_more() {
        let by_words = |words, foreign: Option<f64>| {
            let regex = foreign.map(|count| RegexParts { mass: 0.0, explained: 0.0, foreign: finds(count) });
            Parts { words, regex, joined: 0 }.by_words()
        };
        let message = WordParts { is_message: true, ..ALL };
        assert!((by_words(message, None) - message.score() / 2.0).abs() < 1e-12);
        assert!((by_words(message, Some(0.0)) - message.score()).abs() < 1e-12);
        assert!((by_words(message, Some(3.0)) - 0.625 * message.score()).abs() < 1e-12);
        let long = WordParts { mass: 9.0 * HALF_MASS, ..message };
        assert!((by_words(long, None) - 0.9 * long.score()).abs() < 1e-12);
        assert!((by_words(ALL, None) - ALL.score()).abs() < 1e-12);
    }

    #[test]
    fn a_regex_counts_by_itself_and_less_if_it_finds_other_errors() {
        let alone = |foreign| {
            let regex = Some(RegexParts { mass: 3.0 * HALF_MASS, explained: 1.0, foreign: finds(foreign) });
            Parts { regex, ..Parts::default() }.score()
        };
        assert!((alone(0.0) - (0.75 * REGEX + REGEX_TOO)).abs() < 1e-12);
        assert!((alone(3.0) - alone(0.0) / 2.0).abs() < 1e-12);
        let nothing = Some(RegexParts { mass: 0.0, explained: 0.0, foreign: finds(0.0) });
        assert_eq!(Parts { regex: nothing, ..Parts::default() }.score(), 0.0);
        let both =
            Parts { words: ALL, regex: Some(RegexParts { mass: 1.0, explained: 0.5, foreign: finds(0.0) }), joined: 0 };
        assert!((both.score() - ALL.score() - REGEX_TOO).abs() < 1e-12);
        assert!((Parts { joined: 2, ..both }.score() - both.score() * JOIN * JOIN).abs() < 1e-12);
    }
}
