//! The steps that a backtracking engine needs for a program without loops.
//!
//! Without loops all is known of an instruction before those that lead to it. So each is worked out for all positions
//! of a text at once, which takes a fifth of the time of going from position to position.

use super::boundary::holds;
use super::instruction::{ATTEMPT, BEGINNING, BOUNDARY, CHARACTER, CHOICE, FOUND, Instruction, MOST_STEPS, SEEKING};
use super::members::SetMembers;
use super::program::Program;
use super::set::Set;

/// The most cells, one for each instruction and position, so that no more than 8 MB are needed.
const MAX_CELLS: usize = 1 << 20;

/// The steps of a search and where what it finds begins, as `Program::search` says; `None` if the program has loops, or
/// too much has to be kept at once.
pub(super) fn search(program: &Program<'_>, text: &[char]) -> Option<(f64, Option<usize>)> {
    let positions = text.len() + 1;
    let cells = positions.saturating_mul(program.instructions.len());
    if program.has_loops || cells > MAX_CELLS {
        return None;
    }
    let sweep = PatternSweep { program, text, is_one_line: !text.contains(&'\n') };
    let mut columns = vec![0.0; cells];
    for number in &program.order {
        // An instruction leads only to those that come before it.
        let (known, others) = columns.split_at_mut_checked(number * positions)?;
        sweep.compute(*program.instructions.get(*number)?, known, others.get_mut(..positions)?)?;
    }
    let (mut all, mut found) = (0.0, None);
    for (position, steps) in column(&columns, program.start, positions)?.iter().enumerate().rev() {
        if *steps == FOUND {
            (all, found) = (0.0, Some(position));
        } else {
            all += ATTEMPT + steps;
        }
    }
    Some((all.min(MOST_STEPS), found))
}

/// The steps of an instruction at each position, or [`FOUND`], among those of all that are known.
fn column(columns: &[f64], number: usize, positions: usize) -> Option<&[f64]> {
    columns.get(number.checked_mul(positions)?..)?.get(..positions)
}

/// Steps, of which more than [`MOST_STEPS`] are not told from each other.
#[inline]
fn capped(steps: f64) -> f64 {
    if steps <= MOST_STEPS || steps == FOUND { steps } else { MOST_STEPS }
}

struct PatternSweep<'s> {
    program: &'s Program<'s>,
    text: &'s [char],
    /// Whether the text has no line break, so that a dot is every character.
    is_one_line: bool,
}

impl PatternSweep<'_> {
    /// Computes the steps of an instruction at each position, which are 0 before, from those of all instructions that
    /// it leads to; `None` for a loop.
    fn compute(&self, instruction: Instruction, known: &[f64], own: &mut [f64]) -> Option<()> {
        let positions = own.len();
        let of = |number| column(known, number, positions);
        match instruction {
            Instruction::Match => own.fill(FOUND),
            Instruction::Text { first, length, next } => {
                let (set, others) = self.program.text(first, length).split_first()?;
                let (members, next) = (SetMembers::of(*set), of(next)?);
                for (position, (steps, character)) in own.iter_mut().zip(self.text).enumerate() {
                    if members.has(*character) {
                        *steps = capped(self.rest(others, next, position + 1));
                    }
                }
            }
            Instruction::Run { set, least, most, next, is_sought } => {
                let set = *self.program.sets.get(set)?;
                let next = (of(next)?, self.program.instructions.get(next).filter(|_| is_sought));
                self.attempt(next, own);
                let is_every = self.is_one_line && matches!(set, Set::Dot);
                let (members, scan) = ((!is_every).then(|| SetMembers::of(set)), set.scanning());
                match (members, (least, most)) {
                    (None, (0 | 1, None)) => self.unlimited(|_| true, scan, own, least == 1),
                    (None, limits) => self.limited(|_| true, scan, own, limits),
                    (Some(set), (0 | 1, None)) => self.unlimited(|one| set.has(one), scan, own, least == 1),
                    (Some(set), limits) => self.limited(|one| set.has(one), scan, own, limits),
                }
            }
            Instruction::Either(one, other) => {
                for (steps, (one, other)) in own.iter_mut().zip(of(one)?.iter().zip(of(other)?)) {
                    *steps = capped(CHOICE + one + other);
                }
            }
            Instruction::Look(look, next) => {
                for (position, (steps, next)) in own.iter_mut().zip(of(next)?).enumerate() {
                    *steps = capped(BOUNDARY + if holds(look, self.text, position) { *next } else { 0.0 });
                }
            }
            Instruction::Loop { .. } => return None,
        }
        Some(())
    }

    /// The steps of a text of which the first character was found, from the position behind that on, and of what
    /// follows.
    fn rest(&self, sets: &[Set<'_>], next: &[f64], position: usize) -> f64 {
        let mut steps = CHARACTER;
        let mut characters = self.text.get(position..).unwrap_or_default().iter();
        for set in sets {
            if !characters.next().is_some_and(|character| set.has(*character)) {
                return steps;
            }
            steps += CHARACTER;
        }
        steps + next.get(position + sets.len()).copied().unwrap_or_default()
    }

    /// The steps of an attempt to match what follows a repetition, at each position, or [`FOUND`]: its steps there, and
    /// the instruction itself if an engine looks for its first character before.
    fn attempt(&self, (next, sought): (&[f64], Option<&Instruction>), own: &mut [f64]) {
        own.iter_mut().zip(next).for_each(|(steps, next)| *steps = ATTEMPT + next);
        let Some(Instruction::Text { first, .. }) = sought else { return };
        let Some(first) = self.program.sets.get(*first).copied().map(SetMembers::of) else { return };
        let characters = self.text.iter().map(Some).chain([None]);
        for (steps, character) in own.iter_mut().zip(characters) {
            if !character.is_some_and(|character| first.has(*character)) {
                *steps = SEEKING;
            }
        }
    }

    /// Makes the steps of the attempts behind an unlimited repetition of one character those of the repetition: of one
    /// or more, if `is_some`, otherwise of any number. `is_in` says which characters it repeats, `scan` with how many
    /// steps.
    fn unlimited(&self, is_in: impl Fn(char) -> bool, scan: f64, own: &mut [f64], is_some: bool) {
        let Some((last, others)) = own.split_last_mut() else { return };
        // The steps of all characters and attempts up to where the repetition must end; infinite if one finds
        // something. Each is capped, so that no sum of others is infinite.
        let (mut scanned, mut sum) = (0.0, *last);
        *last = if is_some { BEGINNING } else { capped(BEGINNING + sum) };
        for (steps, character) in others.iter_mut().zip(self.text).rev() {
            let (before, behind) = if is_in(*character) { (scanned + scan, sum) } else { (0.0, 0.0) };
            (scanned, sum) = (before, behind + *steps);
            // Without one character there is nothing behind it.
            *steps = capped(BEGINNING + scanned + if is_some { behind } else { sum });
        }
    }

    /// The same of any repetition, by the least and the largest number of its characters.
    fn limited(&self, is_in: impl Fn(char) -> bool, scan: f64, own: &mut [f64], (least, most): (usize, Option<usize>)) {
        // The steps of all attempts from a position to where the repetition must end, and how many find something.
        let mut sums = vec![(0.0, 0.0); own.len()];
        let (mut length, mut behind) = (0, (0.0, 0.0));
        for (position, steps) in own.iter_mut().enumerate().rev() {
            match self.text.get(position) {
                Some(character) if is_in(*character) => length += 1,
                Some(_) | None => (length, behind) = (0, (0.0, 0.0)),
            }
            let (sum, hits) = behind;
            behind = if *steps == FOUND { (sum, hits + 1.0) } else { (f64::min(sum + *steps, MOST_STEPS), hits) };
            if let Some(sum) = sums.get_mut(position) {
                *sum = behind;
            }
            let sum_at = |position: usize| sums.get(position).copied().unwrap_or_default();
            let cut = most.filter(|most| length > *most);
            let seen = cut.unwrap_or(length);
            let scanned = BEGINNING + scan * u32::try_from(seen).map_or(0.0, f64::from);
            let from = sum_at(position + least);
            let to = cut.map_or((0.0, 0.0), |most| sum_at(position + most + 1));
            *steps = match from.1 > to.1 {
                _ if length < least => scanned,
                true => FOUND,
                false if from.0 >= MOST_STEPS => MOST_STEPS,
                false => capped(scanned + (from.0 - to.0)),
            };
        }
    }
}
