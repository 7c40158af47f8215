//! Values of a policy's file: words that have a meaning, and numbers within a range.

use std::collections::BTreeMap;
use std::str::FromStr;

use toml::Spanned;

use super::problem::{PolicyError, PolicyProblem, PolicyWordError, wrong};
use super::range::NumberRange;

/// A word of the file with its position.
pub(super) type GivenWord = Spanned<String>;

/// Numbers by kinds of reporters or by tiers, as the file has them.
pub(super) type GivenNumbers = BTreeMap<GivenWord, Spanned<f64>>;

/// A range of numbers, with the test for it.
#[derive(Clone, Copy)]
pub(super) struct Accepted {
    pub range: NumberRange,
    pub holds: fn(&f64) -> bool,
}

/// A share of a whole.
pub(super) const SHARE: Accepted = Accepted { range: NumberRange::Share, holds: |share| (0.0..=1.0).contains(share) };

impl Accepted {
    /// The number, if it is within the bounds.
    pub(super) fn check(&self, place: &str, number: &Spanned<f64>) -> Result<f64, PolicyError> {
        match (self.holds)(number.get_ref()) {
            true => Ok(*number.get_ref()),
            false => {
                let found = number.get_ref().to_string();
                Err(wrong(number.span(), place, PolicyProblem::OutOfRange { expected: self.range, found }))
            }
        }
    }

    /// The number, if it is within the bounds; what the file leaves out has its default.
    pub(super) fn check_or(
        &self,
        place: &str,
        number: Option<&Spanned<f64>>,
        default: f64,
    ) -> Result<f64, PolicyError> {
        number.map_or(Ok(default), |number| self.check(place, number))
    }

    /// Numbers by kinds of reporters or by tiers; what the file leaves out has its default.
    pub(super) fn table<K: Ord + FromStr<Err: Into<PolicyWordError>>>(
        &self,
        name: &str,
        default: impl IntoIterator<Item = (K, f64)>,
        file: &GivenNumbers,
    ) -> Result<BTreeMap<K, f64>, PolicyError> {
        let mut numbers: BTreeMap<K, f64> = default.into_iter().collect();
        for (word, number) in file {
            let number = self.check(&format!("{name}.{}", word.get_ref()), number)?;
            numbers.insert(parse(name, word)?, number);
        }
        Ok(numbers)
    }
}

/// The value of a word of the file.
pub(super) fn parse<T: FromStr<Err: Into<PolicyWordError>>>(place: &str, word: &GivenWord) -> Result<T, PolicyError> {
    word.get_ref().parse().map_err(|error: T::Err| {
        let problem = PolicyProblem::Word { word: word.get_ref().clone(), error: error.into() };
        wrong(word.span(), place, problem)
    })
}
