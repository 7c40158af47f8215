//! The steps that a backtracking engine needs.
//!
//! The number of steps is computed, not waited for: what a backtracking engine does at an instruction and a position
//! depends on nothing else, so each pair is worked out once. That takes time in proportion to the text even if the
//! engine itself would not come to an end.

use std::collections::HashMap;
use std::rc::Rc;

use regex_syntax::hir::{ClassUnicode, Look};

use super::program::{Instruction, Program};

/// The steps of an attempt to match at a position, in the unit of [`SCAN`]. CPython scans for a character without cases
/// and over the characters of a repetition about that much faster than it attempts a match.
const ATTEMPT: u64 = 16;

/// The steps of looking at a character without an attempt.
const SCAN: u64 = 1;

/// What came of an attempt: its steps, and whether it found something.
type Outcome = (u64, bool);

impl Program {
    /// The steps that a search in a text takes, until it finds something or to the end.
    pub(super) fn steps(&self, text: &str) -> u64 {
        let text: Vec<char> = text.chars().collect();
        let members = self.members(&text);
        let size = self.instructions.len();
        let memo = vec![UNKNOWN; size.saturating_mul(text.len() + 1)];
        let mut search = Search { program: self, text: &text, members, memo };
        let mut starts = Vec::with_capacity(text.len() + 1);
        for position in (0..=text.len()).rev() {
            // From the end: so an attempt never has to go round a loop, which could be as often as the text is long.
            for number in &self.loops {
                search.attempt(*number, position);
            }
            starts.push(search.attempt(size - 1, position));
        }
        let mut steps = 0_u64;
        for (more, is_found) in starts.into_iter().rev() {
            steps = steps.saturating_add(more);
            if is_found {
                break;
            }
        }
        steps
    }

    /// For each position of a text, whether its character is in each set.
    fn members(&self, text: &[char]) -> Vec<Rc<Vec<bool>>> {
        let is_in = |set: &ClassUnicode, character: char| {
            set.ranges().iter().any(|range| range.start() <= character && character <= range.end())
        };
        let mut known: HashMap<char, Rc<Vec<bool>>> = HashMap::new();
        let row = |character: char| Rc::new(self.sets.iter().map(|set| is_in(set, character)).collect());
        text.iter().map(|character| Rc::clone(known.entry(*character).or_insert_with(|| row(*character)))).collect()
    }
}

/// What the memo has for an attempt that was not made.
const UNKNOWN: u64 = 0;

/// The attempts in a text.
struct Search<'s> {
    program: &'s Program,
    text: &'s [char],
    /// For each position whether its character is in each set.
    members: Vec<Rc<Vec<bool>>>,
    /// For each position and instruction [`UNKNOWN`], or twice the steps, and one more if it found something.
    memo: Vec<u64>,
}

impl Search<'_> {
    /// What comes of an instruction at a position.
    fn attempt(&mut self, number: usize, position: usize) -> Outcome {
        let place = position.saturating_mul(self.program.instructions.len()).saturating_add(number);
        match self.memo.get(place) {
            Some(&UNKNOWN) => {}
            Some(known) => return (known / 2, known % 2 == 1),
            None => return (0, false),
        }
        // Until it is known it fails: a loop that comes back here without a character does not go round again.
        self.set(place, (ATTEMPT, false));
        let outcome = self.run(number, position);
        self.set(place, outcome);
        outcome
    }

    fn run(&mut self, number: usize, position: usize) -> Outcome {
        let Some(instruction) = self.program.instructions.get(number) else { return (0, false) };
        match *instruction {
            Instruction::Match => (0, true),
            Instruction::Character { set, next } => {
                let is_in = self.is_in(set, position);
                let (more, is_found) = if is_in { self.attempt(next, position + 1) } else { (0, false) };
                (more.saturating_add(ATTEMPT), is_found)
            }
            Instruction::Run { set, is_greedy, next, follows } => {
                let more = self.is_in(set, position).then_some((number, position + 1));
                let leave = follows.is_none_or(|set| self.is_in(set, position)).then_some((next, position));
                let (steps, is_found) = if is_greedy { self.either(more, leave) } else { self.either(leave, more) };
                (steps.saturating_add(SCAN), is_found)
            }
            Instruction::Either(first, second) => self.either(Some((first, position)), Some((second, position))),
            Instruction::Jump(next) => self.attempt(next, position),
            Instruction::Look(look, next) => match self.holds(look, position) {
                true => self.attempt(next, position),
                false => (ATTEMPT, false),
            },
        }
    }

    /// The first attempt, and the second if that fails.
    fn either(&mut self, first: Option<(usize, usize)>, second: Option<(usize, usize)>) -> Outcome {
        let mut steps = 0_u64;
        for (number, position) in [first, second].into_iter().flatten() {
            let (more, is_found) = self.attempt(number, position);
            steps = steps.saturating_add(more);
            if is_found {
                return (steps, true);
            }
        }
        (steps, false)
    }

    fn set(&mut self, place: usize, (steps, is_found): Outcome) {
        if let Some(memo) = self.memo.get_mut(place) {
            *memo = steps.min(u64::MAX / 2).saturating_mul(2) | u64::from(is_found);
        }
    }

    fn is_in(&self, set: usize, position: usize) -> bool {
        self.members.get(position).and_then(|members| members.get(set)).copied().unwrap_or_default()
    }

    fn holds(&self, look: Look, position: usize) -> bool {
        let before = position.checked_sub(1).and_then(|position| self.text.get(position)).copied();
        let after = self.text.get(position).copied();
        let is_line_end = |character: Option<char>| character.is_none_or(|one| one == '\n' || one == '\r');
        let is_word = |character: Option<char>| character.is_some_and(|one| one.is_alphanumeric() || one == '_');
        match look {
            Look::Start => before.is_none(),
            Look::End => after.is_none(),
            Look::StartLF | Look::StartCRLF => is_line_end(before),
            Look::EndLF | Look::EndCRLF => is_line_end(after),
            Look::WordAscii | Look::WordUnicode => is_word(before) != is_word(after),
            Look::WordAsciiNegate | Look::WordUnicodeNegate => is_word(before) == is_word(after),
            Look::WordStartAscii | Look::WordStartUnicode => !is_word(before) && is_word(after),
            Look::WordEndAscii | Look::WordEndUnicode => is_word(before) && !is_word(after),
            Look::WordStartHalfAscii | Look::WordStartHalfUnicode => !is_word(before),
            Look::WordEndHalfAscii | Look::WordEndHalfUnicode => !is_word(after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;
    use super::*;

    fn steps(regex: &str, text: &str) -> u64 {
        Program::compile(Pattern::parse(regex).unwrap().hir()).unwrap().steps(text)
    }

    #[test]
    fn a_chain_of_gaps_grows_with_a_power_of_the_text() {
        let growth = |regex: &str, unit: &str| {
            let [one, two] = [100, 200].map(|times| steps(regex, &unit.repeat(times)) as f64);
            format!("{:.0}", (two / one).log2())
        };
        assert_eq!(growth("abc", "ab"), "1");
        assert_eq!(growth("a.*b", "a"), "2");
        assert_eq!(growth("a.*b.*c", "ab"), "3");
        assert_eq!(growth("a.*b.*c", "abc"), "1");
        assert_eq!(growth("a.{0,9}b.{0,9}c", "ab"), "1");
    }

    #[test]
    fn what_would_never_end_is_counted_all_the_same() {
        assert!(steps("(?:a+)+b", &"a".repeat(500)) > u64::MAX / 4);
        assert!(steps("(?:a*)*b", "aaaa") < 10_000);
        assert!(Program::compile(Pattern::parse(r"(?:ab){600}").unwrap().hir()).is_none());
    }
}
