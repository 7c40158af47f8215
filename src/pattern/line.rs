//! A line, as an engine looks at it.

use super::set::Set;

/// The characters that most lines consist of.
const ASCII: usize = 128;

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
        let mut known: [Option<usize>; ASCII] = [None; ASCII];
        let mut number = |character: &char| {
            let place = usize::try_from(u32::from(*character)).ok().and_then(|code| known.get_mut(code));
            if let Some(Some(number)) = place {
                return *number;
            }
            let number = different.iter().position(|one| one == character).unwrap_or_else(|| {
                different.push(*character);
                different.len() - 1
            });
            if let Some(place) = place {
                *place = Some(number);
            }
            number
        };
        let numbers = text.iter().map(&mut number).collect();
        let mut members = Vec::with_capacity(sets.len().saturating_mul(different.len()));
        for set in sets {
            members.extend(different.iter().map(|character| set.has(*character)));
        }
        Line { text, numbers, different: different.len(), members }
    }

    /// For each position whether its character is in a set, given by its number; no character is behind the end.
    pub(super) fn members(&self, set: usize) -> impl Iterator<Item = bool> {
        let first = set * self.different;
        let members = self.members.get(first..first + self.different).unwrap_or_default();
        let is_in = |number: &usize| members.get(*number).copied().unwrap_or_default();
        self.numbers.iter().map(is_in).chain([false])
    }

    /// Whether the character at a position is in a set, given by its number; no character is behind the end.
    pub(super) fn is_in(&self, set: usize, position: usize) -> bool {
        let member = self.numbers.get(position).and_then(|number| self.members.get(set * self.different + number));
        member.copied().unwrap_or_default()
    }
}
