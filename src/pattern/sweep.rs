//! The steps that a backtracking engine needs for a program without loops.
//!
//! Without loops all is known of an instruction before those that lead to it. So each is worked out for all positions
//! of a text at once, which takes a fifth of the time of going from position to position.

use super::boundary::holds;
use super::instruction::{ATTEMPT, BEGINNING, BOUNDARY, CHARACTER, CHOICE, FOUND, Instruction, MOST_STEPS, SEEKING};
use super::line::Line;
use super::program::Program;

/// The most cells, one for each instruction and position, so that no more than 8 MB are needed.
const MAX_CELLS: usize = 1 << 20;

/// The steps of a search and where what it finds begins, as `Program::search` says; `None` if the program has loops, or
/// too much has to be kept at once.
pub(super) fn search(program: &Program<'_>, text: &[char]) -> Option<(f64, Option<usize>)> {
    if program.has_loops || program.order.len().saturating_mul(text.len() + 1) > MAX_CELLS {
        return None;
    }
    let mut sweep = PatternSweep { program, line: Line::new(text, &program.sets), columns: Vec::new() };
    sweep.columns.resize_with(program.instructions.len(), Vec::new);
    for number in &program.order {
        let mut column = sweep.column(*program.instructions.get(*number)?)?;
        column.iter_mut().filter(|steps| **steps != FOUND).for_each(|steps| *steps = steps.min(MOST_STEPS));
        if let Some(place) = sweep.columns.get_mut(*number) {
            *place = column;
        }
    }
    let (mut all, mut found) = (0.0, None);
    for (position, steps) in sweep.steps(program.start).iter().enumerate().rev() {
        if *steps == FOUND {
            (all, found) = (0.0, Some(position));
        } else {
            all += ATTEMPT + steps;
        }
    }
    Some((all.min(MOST_STEPS), found))
}

struct PatternSweep<'s> {
    program: &'s Program<'s>,
    line: Line<'s>,
    /// For each instruction its steps at each position, or [`FOUND`]; empty if they are not known yet.
    columns: Vec<Vec<f64>>,
}

impl PatternSweep<'_> {
    /// The steps of an instruction that is known, at each position.
    fn steps(&self, number: usize) -> &[f64] {
        self.columns.get(number).map(Vec::as_slice).unwrap_or_default()
    }

    /// The steps of an instruction of which all that it leads to is known, at each position; `None` for a loop.
    fn column(&self, instruction: Instruction) -> Option<Vec<f64>> {
        let positions = self.line.text.len() + 1;
        Some(match instruction {
            Instruction::Match => vec![FOUND; positions],
            Instruction::Text { first, length, next } => {
                let next = self.steps(next);
                let text = |(position, is_first)| match is_first {
                    true => self.text(first, length, next, position),
                    false => 0.0,
                };
                self.line.members(first).enumerate().map(text).collect()
            }
            Instruction::Run { .. } => self.run(instruction),
            Instruction::Either(one, other) => {
                self.steps(one).iter().zip(self.steps(other)).map(|(one, other)| CHOICE + one + other).collect()
            }
            Instruction::Look(look, next) => {
                let is_held = |position| holds(look, self.line.text, position);
                let look = |(position, next): (usize, &f64)| BOUNDARY + if is_held(position) { *next } else { 0.0 };
                self.steps(next).iter().enumerate().map(look).collect()
            }
            Instruction::Loop { .. } => return None,
        })
    }

    fn text(&self, first: usize, length: usize, next: &[f64], position: usize) -> f64 {
        let mut steps = 0.0;
        for place in 0..length {
            if !self.line.is_in(first + place, position + place) {
                return steps;
            }
            steps += CHARACTER;
        }
        steps + next.get(position + length).copied().unwrap_or_default()
    }

    fn run(&self, instruction: Instruction) -> Vec<f64> {
        let Instruction::Run { set, least, most, next, is_sought } = instruction else { return Vec::new() };
        let scan = self.program.sets.get(set).map_or(0.0, |set| set.scanning());
        let sought = match self.program.instructions.get(next) {
            Some(Instruction::Text { first, .. }) if is_sought => Some(*first),
            _ => None,
        };
        let next = self.steps(next);
        let mut column = vec![0.0; next.len()];
        // The steps of all attempts behind the run from a position to where it must end, and how many find something.
        let mut sums = vec![(0.0, 0.0); next.len() + 1];
        let mut length = 0;
        for (position, (steps, next)) in column.iter_mut().zip(next).enumerate().rev() {
            let is_in = self.line.is_in(set, position);
            length = if is_in { length + 1 } else { 0 };
            let sum_at = |sums: &[(f64, f64)], position: usize| sums.get(position).copied().unwrap_or_default();
            let (sum, hits) = if is_in { sum_at(&sums, position + 1) } else { (0.0, 0.0) };
            let is_tried = sought.is_none_or(|first| self.line.is_in(first, position));
            let own = if is_tried { ATTEMPT + next } else { SEEKING };
            let attempts = if own == FOUND { (sum, hits + 1.0) } else { ((sum + own).min(MOST_STEPS), hits) };
            if let Some(sum) = sums.get_mut(position) {
                *sum = attempts;
            }
            let is_cut = most.is_some_and(|most| length > most);
            let seen = if is_cut { most.unwrap_or_default() } else { length };
            let scanned = BEGINNING + scan * u32::try_from(seen).map_or(0.0, f64::from);
            let from = sum_at(&sums, position + least);
            let to = if is_cut { sum_at(&sums, position + seen + 1) } else { (0.0, 0.0) };
            *steps = match from.1 > to.1 {
                _ if length < least => scanned,
                true => FOUND,
                false if from.0 >= MOST_STEPS => MOST_STEPS,
                false => scanned + (from.0 - to.0),
            };
        }
        column
    }
}
