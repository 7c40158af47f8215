//! The steps that a backtracking engine needs for a program without loops.
//!
//! Without loops all is known of an instruction before those that lead to it. So each is worked out for all positions
//! of a text at once, which takes a fifth of the time of going from position to position.

use super::boundary::holds;
use super::instruction::{ATTEMPT, BEGINNING, BOUNDARY, CHARACTER, CHOICE, FOUND, Instruction, MOST_STEPS, SEEKING};
use super::line::Line;
use super::program::Program;
use super::set::Set;

/// The most cells, one for each instruction and position, so that no more than 8 MB are needed.
const MAX_CELLS: usize = 1 << 20;

/// The steps of a search and where what it finds begins, as `Program::search` says; `None` if the program has loops, or
/// too much has to be kept at once.
pub(super) fn search(program: &Program<'_>, text: &[char]) -> Option<(f64, Option<usize>)> {
    if program.has_loops || program.order.len().saturating_mul(text.len() + 1) > MAX_CELLS {
        return None;
    }
    let mut sweep = PatternSweep { program, line: Line::new(text), columns: Vec::new() };
    sweep.columns.resize_with(program.instructions.len(), Vec::new);
    for number in &program.order {
        let mut column = sweep.column(*program.instructions.get(*number)?)?;
        column.iter_mut().for_each(|steps| *steps = if *steps == FOUND { FOUND } else { steps.min(MOST_STEPS) });
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
                let (sets, next) = (self.program.text(first, length), self.steps(next));
                let text = |(position, is_first)| if is_first { self.text(sets, next, position) } else { 0.0 };
                self.line.members(*sets.first()?).into_iter().enumerate().map(text).collect()
            }
            Instruction::Run { set, least, most, next, is_sought } => {
                let set = *self.program.sets.get(set)?;
                let (members, attempts) = (self.line.members(set), self.attempts(next, is_sought));
                match (least, most) {
                    (0 | 1, None) => unlimited(&members, &attempts, set.scanning(), least == 1),
                    _ => limited(&members, &attempts, set.scanning(), (least, most)),
                }
            }
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

    /// The steps of characters of some sets at a position, and of what follows.
    fn text(&self, sets: &[Set<'_>], next: &[f64], position: usize) -> f64 {
        let mut steps = 0.0;
        let mut characters = self.line.text.iter().skip(position);
        for set in sets {
            if !characters.next().is_some_and(|character| set.has(*character)) {
                return steps;
            }
            steps += CHARACTER;
        }
        steps + next.get(position + sets.len()).copied().unwrap_or_default()
    }

    /// The steps of an attempt to match what follows a repetition, at each position, or [`FOUND`].
    fn attempts(&self, next: usize, is_sought: bool) -> Vec<f64> {
        let sought = match self.program.instructions.get(next) {
            Some(Instruction::Text { first, .. }) if is_sought => self.program.sets.get(*first),
            _ => None,
        };
        let attempts = self.steps(next).iter().map(|steps| ATTEMPT + steps);
        match sought {
            Some(first) => {
                let tried = self.line.members(*first);
                attempts.zip(tried).map(|(steps, is_tried)| if is_tried { steps } else { SEEKING }).collect()
            }
            None => attempts.collect(),
        }
    }
}

/// The steps of an unlimited repetition of one character at each position, from those of the attempts behind it and the
/// steps of a character; of one or more, if `is_some`, otherwise of any number.
fn unlimited(members: &[bool], attempts: &[f64], scan: f64, is_some: bool) -> Vec<f64> {
    let mut column = vec![0.0; attempts.len()];
    // The steps of all characters and attempts up to where the repetition must end, and whether one finds something.
    let (mut scanned, mut sum, mut is_found) = (0.0, 0.0, false);
    for ((steps, is_in), own) in column.iter_mut().zip(members).zip(attempts).rev() {
        let behind = if *is_in { (sum, is_found) } else { (0.0, false) };
        scanned = if *is_in { scanned + scan } else { 0.0 };
        (sum, is_found) = match *own == FOUND {
            true => (behind.0, true),
            false => (f64::min(behind.0 + own, MOST_STEPS), behind.1),
        };
        *steps = match if is_some { behind } else { (sum, is_found) } {
            _ if is_some && !is_in => BEGINNING,
            (_, true) => FOUND,
            (all, false) if all >= MOST_STEPS => MOST_STEPS,
            (all, false) => BEGINNING + scanned + all,
        };
    }
    column
}

/// The same of any repetition, by the least and the largest number of its characters.
fn limited(members: &[bool], attempts: &[f64], scan: f64, (least, most): (usize, Option<usize>)) -> Vec<f64> {
    let mut column = vec![0.0; attempts.len()];
    // The steps of all attempts from a position to where the repetition must end, and how many find something.
    let mut sums = vec![(0.0, 0.0); attempts.len() + 1];
    let mut length = 0;
    for (position, ((steps, is_in), own)) in column.iter_mut().zip(members).zip(attempts).enumerate().rev() {
        length = if *is_in { length + 1 } else { 0 };
        let sum_at = |sums: &[(f64, f64)], position: usize| sums.get(position).copied().unwrap_or_default();
        let (sum, hits) = if *is_in { sum_at(&sums, position + 1) } else { (0.0, 0.0) };
        let all = if *own == FOUND { (sum, hits + 1.0) } else { (f64::min(sum + own, MOST_STEPS), hits) };
        if let Some(sum) = sums.get_mut(position) {
            *sum = all;
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
