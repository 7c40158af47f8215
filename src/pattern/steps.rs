//! The steps that a backtracking engine needs.
//!
//! The number of steps is computed, not waited for: what a backtracking engine does at an instruction and a position
//! depends on nothing else, so each pair is worked out once, from the end of the text on. That takes time in proportion
//! to the text even if the engine itself would not come to an end.

use super::boundary::holds;
use super::instruction::{
    ATTEMPT, BEGINNING, BOUNDARY, CHARACTER, CHOICE, FOUND, Instruction, MOST_STEPS, ROUND, SEEKING,
};
use super::line::LineInSets;
use super::program::Program;
use super::{sparse, sweep};

/// What is known of an instruction at a position.
#[derive(Debug, Clone, Copy, Default)]
struct StepState {
    /// The steps, or [`FOUND`].
    steps: f64,
    /// For a run: the steps of all attempts behind it from here to where it must end.
    sum: f64,
    /// For a run: how many of these find something.
    hits: f64,
}

impl Program<'_> {
    /// The steps that a search in a text takes until it finds something, and where that begins; it is `None` if there
    /// is nothing to find.
    pub(super) fn search(&self, text: &[char]) -> (f64, Option<usize>) {
        let swept = sparse::search(self, text).or_else(|| sweep::search(self, text));
        swept.unwrap_or_else(|| self.search_by_position(text))
    }

    /// See [`Program::search`].
    pub(super) fn search_by_position(&self, text: &[char]) -> (f64, Option<usize>) {
        let mut search = StepSearch::new(self, text);
        let (mut steps, mut found) = (0.0, None);
        for position in (0..=text.len()).rev() {
            for number in &self.order {
                search.look_at(*number, position);
            }
            let attempt = search.steps(self.start, position);
            if attempt == FOUND {
                (steps, found) = (0.0, Some(position));
            } else {
                steps += ATTEMPT + attempt;
            }
        }
        (steps.min(MOST_STEPS), found)
    }

    /// How many characters ahead an instruction looks, at most.
    fn reach(&self) -> usize {
        let of = |instruction: &Instruction| match *instruction {
            Instruction::Text { length, .. } => length,
            Instruction::Run { least, most, .. } => most.unwrap_or_default().max(least).saturating_add(1),
            Instruction::Match | Instruction::Either(..) | Instruction::Loop { .. } | Instruction::Look(..) => 0,
        };
        self.instructions.iter().map(of).max().unwrap_or_default()
    }
}

/// A search in a text.
struct StepSearch<'s> {
    program: &'s Program<'s>,
    line: LineInSets<'s>,
    /// How long the run of each instruction is at the position before.
    lengths: Vec<usize>,
    /// The cells of the positions that can be looked at, a row for each, round and round.
    cells: Vec<StepState>,
    /// One less than the number of rows, which is a power of 2.
    mask: usize,
}

impl<'s> StepSearch<'s> {
    fn new(program: &'s Program<'s>, text: &'s [char]) -> Self {
        // Of a run the sums behind the next position are needed, too.
        let rows = program.reach().min(text.len()).saturating_add(3).next_power_of_two();
        let size = program.instructions.len();
        let cells = vec![StepState::default(); rows.saturating_mul(size)];
        let line = LineInSets::new(text, &program.sets);
        StepSearch { program, line, lengths: vec![0; size], cells, mask: rows - 1 }
    }

    fn place(&self, number: usize, position: usize) -> usize {
        (position & self.mask) * self.program.instructions.len() + number
    }

    fn steps(&self, number: usize, position: usize) -> f64 {
        self.cells.get(self.place(number, position)).map_or(0.0, |cell| cell.steps)
    }

    /// Works out what an instruction does at a position.
    fn look_at(&mut self, number: usize, position: usize) {
        let Some(instruction) = self.program.instructions.get(number) else { return };
        let steps = match *instruction {
            Instruction::Match => FOUND,
            Instruction::Text { first, length, next } => self.text(first, length, next, position),
            Instruction::Run { .. } => self.run(number, *instruction, position),
            Instruction::Either(first, second) => CHOICE + self.steps(first, position) + self.steps(second, position),
            Instruction::Loop { body, next } => ROUND + self.steps(body, position) + self.steps(next, position),
            Instruction::Look(look, next) => {
                BOUNDARY + if holds(look, self.line.line.text, position) { self.steps(next, position) } else { 0.0 }
            }
        };
        let place = self.place(number, position);
        if let Some(cell) = self.cells.get_mut(place) {
            let steps = if steps == FOUND { FOUND } else { steps.min(MOST_STEPS) };
            *cell = StepState { steps, ..StepState::default() };
        }
    }

    fn text(&self, first: usize, length: usize, next: usize, position: usize) -> f64 {
        let mut steps = 0.0;
        for place in 0..length {
            if !self.line.is_in(first + place, position + place) {
                return steps;
            }
            steps += CHARACTER;
        }
        steps + self.steps(next, position + length)
    }

    fn run(&mut self, number: usize, instruction: Instruction, position: usize) -> f64 {
        let Instruction::Run { set, least, most, .. } = instruction else { return 0.0 };
        let is_in = self.line.is_in(set, position);
        let length = match self.lengths.get_mut(number) {
            Some(length) => {
                *length = if is_in { *length + 1 } else { 0 };
                *length
            }
            None => 0,
        };
        let scan = self.program.sets.get(set).map_or(0.0, |set| set.scanning());
        // What is behind the next position is known by now, even if it is a loop around this run.
        let further = self.attempts(number, instruction, position + 1);
        let place = self.place(number, position + 1);
        if let Some(cell) = self.cells.get_mut(place) {
            (cell.sum, cell.hits) = further;
        }
        let is_cut = most.is_some_and(|most| length > most);
        let seen = if is_cut { most.unwrap_or_default() } else { length };
        let scanned = BEGINNING + scan * u32::try_from(seen).map_or(0.0, f64::from);
        if length < least {
            return scanned;
        }
        let from = match least {
            0 => self.attempts(number, instruction, position),
            _ => self.sums(number, position + least),
        };
        let to = if is_cut { self.sums(number, position + seen + 1) } else { (0.0, 0.0) };
        match from.1 > to.1 {
            true => FOUND,
            false if from.0 >= MOST_STEPS => MOST_STEPS,
            false => scanned + (from.0 - to.0),
        }
    }

    /// What the attempts behind a run come to, from a position to where the run must end: their steps, and how many of
    /// them find something.
    fn attempts(&self, number: usize, instruction: Instruction, position: usize) -> (f64, f64) {
        let Instruction::Run { set, next, is_sought, .. } = instruction else { return (0.0, 0.0) };
        let has_start = !is_sought || self.starts(next, position);
        let own = if has_start { ATTEMPT + self.steps(next, position) } else { SEEKING };
        let (sum, hits) = if self.line.is_in(set, position) { self.sums(number, position + 1) } else { (0.0, 0.0) };
        if own == FOUND { (sum, hits + 1.0) } else { ((sum + own).min(MOST_STEPS), hits) }
    }

    fn sums(&self, number: usize, position: usize) -> (f64, f64) {
        let cell = self.cells.get(self.place(number, position)).copied().unwrap_or_default();
        (cell.sum, cell.hits)
    }

    /// Whether the text of an instruction can start at a position.
    fn starts(&self, number: usize, position: usize) -> bool {
        match self.program.instructions.get(number) {
            Some(Instruction::Text { first, .. }) => self.line.is_in(*first, position),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Pattern, made};
    use super::*;

    fn search(regex: &str, text: &str) -> (f64, Option<usize>) {
        let text: Vec<char> = text.chars().collect();
        Program::compile(Pattern::parse(regex).unwrap().hir()).unwrap().search(&text)
    }

    fn steps(regex: &str, text: &str) -> f64 {
        let (steps, found) = search(regex, text);
        assert_eq!(found, None, "{regex}");
        steps
    }

    #[test]
    fn a_chain_of_gaps_grows_with_a_power_of_the_text() {
        let growth = |regex: &str, unit: &str| {
            let [one, two] = [100, 200].map(|times| steps(regex, &unit.repeat(times)));
            format!("{:.0}", (two / one).log2())
        };
        assert_eq!(growth("abc", "ab"), "1");
        assert_eq!(growth("a.*b", "a"), "2");
        assert_eq!(growth("a.*b.*c", "ab"), "3");
        assert_eq!(growth("a.{0,9}b.{0,9}c", "ab"), "1");
        assert_eq!(growth(r"\ba\b.*\bb\b.*\bc\b", "a b "), "3");
        assert_eq!(growth(r"\ba\b.*\bb\b.*\bc\b", "ab"), "1");
    }

    #[test]
    fn the_steps_end_where_something_is_found() {
        let found = |regex: &str, text: &str| search(regex, text).1;
        assert_eq!(search("a.*b.*c", "abc"), (0.0, Some(0)));
        assert_eq!(found("xa{2,3}y", "b xaay"), Some(2));
        assert_eq!(found("xa{2,3}y", "xaaaay xay"), None);
        assert_eq!(found("(?:a?|b)*c", "abac"), Some(0));
        assert_eq!(found("(?:a{1,2}){3}c", "aaaaaaac"), Some(1));
        assert!(search("(a+)+$", &format!("{} ", "a".repeat(50))).0 > 1e15);
    }

    #[test]
    fn what_would_never_end_is_counted_all_the_same() {
        assert!(steps("(?:a+)+b", &"a".repeat(500)) > 1e100);
        assert!(steps("(?:.*)*b", &"a".repeat(500)) > 1e100);
        assert!(steps("(a{1,80}){1,80}b", &"a".repeat(500)) > 1e50);
        assert!(steps("(?:ab)*c", &"ab".repeat(500)) < 1e8);
    }

    proptest! {
        #[test]
        fn all_positions_at_once_take_the_same_steps(
            regex in made::regex(),
            parts in prop::collection::vec(made::part(), 1..4),
            times in 1_usize..60,
        ) {
            let Ok(pattern) = Pattern::parse(&regex) else { return Ok(()) }; // a few are too large
            let Some(program) = Program::compile(pattern.hir()) else { return Ok(()) };
            let text: Vec<char> = parts.concat().repeat(times).chars().collect();
            if let Some(swept) = sweep::search(&program, &text) {
                prop_assert_eq!(swept, program.search_by_position(&text), "{} in {:?}", &regex, &text);
            }
        }
    }
}
