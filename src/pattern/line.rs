//! A line, as an engine looks at it.

use super::set::Set;

/// A line of which it is known for each character in which of some sets it is.
#[derive(Debug)]
pub(super) struct Line<'l> {
    /// Its characters.
    pub(super) text: &'l [char],
    /// For each position the number of its character among the different ones.
    numbers: Vec<usize>,
    /// How many different characters there are; most lines repeat a few.
    different: usize,
    /// For each set and each different character whether it is in the set.
    members: Vec<bool>,
}

impl<'l> Line<'l> {
    /// Looks at each different character once.
    pub(super) fn new(text: &'l [char], sets: &[Set<'_>]) -> Self {
        let mut different: Vec<char> = Vec::new();
        let number = |character: &char| match different.iter().position(|one| one == character) {
            Some(number) => number,
            None => {
                different.push(*character);
                different.len() - 1
            }
        };
        let numbers = text.iter().map(number).collect();
        let mut members = Vec::with_capacity(sets.len().saturating_mul(different.len()));
        for set in sets {
            members.extend(different.iter().map(|character| set.has(*character)));
        }
        Line { text, numbers, different: different.len(), members }
    }

    /// Whether the character at a position is in a set, given by its number; no character is behind the end.
    pub(super) fn is_in(&self, set: usize, position: usize) -> bool {
        let member = self.numbers.get(position).and_then(|number| self.members.get(set * self.different + number));
        member.copied().unwrap_or_default()
    }
}
