//! A line, as an engine looks at it.

use super::set::Set;

/// The characters that most lines consist of.
const ASCII: usize = 128;

/// A line of which each different character is known.
#[derive(Debug)]
pub(super) struct Line<'l> {
    /// Its characters.
    pub(super) text: &'l [char],
    /// For each position the number of its character among the different ones.
    numbers: Vec<usize>,
    /// The different characters; most lines repeat a few.
    different: Vec<char>,
}

/// A line of which it is known for each character in which of some sets it is.
#[derive(Debug)]
pub(super) struct LineInSets<'l> {
    /// The line.
    pub(super) line: Line<'l>,
    /// For each set and each different character whether it is in the set.
    members: Vec<bool>,
}

impl<'l> Line<'l> {
    /// Looks at each different character once.
    pub(super) fn new(text: &'l [char]) -> Self {
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
        Line { text, numbers, different }
    }

    /// For each different character whether it is in a set.
    fn of_different(&self, set: Set<'_>) -> Vec<bool> {
        self.different.iter().map(|character| set.has(*character)).collect()
    }
}

impl<'l> LineInSets<'l> {
    /// Compares each different character with each set once.
    pub(super) fn new(text: &'l [char], sets: &[Set<'_>]) -> Self {
        let line = Line::new(text);
        let members = sets.iter().flat_map(|set| line.of_different(*set)).collect();
        LineInSets { line, members }
    }

    /// Whether the character at a position is in a set, given by its number; no character is behind the end.
    pub(super) fn is_in(&self, set: usize, position: usize) -> bool {
        let number = self.line.numbers.get(position);
        let member = number.and_then(|number| self.members.get(set * self.line.different.len() + number));
        member.copied().unwrap_or_default()
    }
}
