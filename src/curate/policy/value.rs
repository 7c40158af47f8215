//! Values of a policy's file: words that have a meaning, and numbers within a range.

use std::collections::BTreeMap;

use super::PolicyError;

/// Which numbers a key takes.
pub(super) struct Range {
    pub is: &'static str,
    pub holds: fn(&f64) -> bool,
}

impl Range {
    pub(super) fn check(&self, place: &str, number: f64) -> Result<(), PolicyError> {
        match (self.holds)(&number) {
            true => Ok(()),
            false => Err(wrong(format!("{place}: expected {}, not {number}", self.is))),
        }
    }

    /// Numbers by kinds of reporters or by tiers; what the file leaves out is as in the default.
    pub(super) fn table<K: Ord + std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        name: &str,
        default: impl IntoIterator<Item = (K, f64)>,
        file: BTreeMap<String, f64>,
    ) -> Result<BTreeMap<K, f64>, PolicyError> {
        let mut numbers: BTreeMap<K, f64> = default.into_iter().collect();
        for (word, number) in file {
            self.check(&format!("{name}.{word}"), number)?;
            numbers.insert(parse(name, &word)?, number);
        }
        Ok(numbers)
    }
}

/// The value of a word that stands at a place of the file.
pub(super) fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(place: &str, word: &str) -> Result<T, PolicyError> {
    word.parse().map_err(|error: T::Err| wrong(format!("{place}: {error}")))
}

/// What is wrong with the file, the place first.
pub(super) fn wrong(message: String) -> PolicyError {
    PolicyError { message, span: None }
}
