//! The branches of a regex, and the lines that are hard for each.

use std::cell::OnceCell;
use std::ops::Range;

use super::form::BranchForm;
use super::growth::{Growth, LONG, MOST_ORDER, MOST_SECONDS, STEPS_PER_SECOND, steps};
use super::program::Program;
use super::pump::{MAX_PASSED, Pump};
use super::{Cost, Span};

/// The length of the lines that are compared to find the worst, in characters; longer if their parts are long.
const TRIAL: usize = 100;

/// See [`TRIAL`].
const LONGEST_TRIAL: usize = 500;

/// How often the lines that are compared have each of their parts, if that is possible.
const ROUNDS: usize = 4;

/// Of how many lines the steps are counted for a long one, if the branch has limited gaps.
const CANDIDATES: usize = 2;

/// The branches of a regex, compiled as far as needed.
pub(super) struct Branches<'h> {
    branches: Vec<(Span, BranchForm<'h>)>,
    programs: Vec<OnceCell<Option<Program<'h>>>>,
}

impl<'h> Branches<'h> {
    pub(super) fn of(branches: Vec<(Span, BranchForm<'h>)>) -> Self {
        Branches { programs: branches.iter().map(|_| OnceCell::new()).collect(), branches }
    }

    /// The places of the branches.
    pub(super) fn places(&self) -> Range<usize> {
        0..self.branches.len()
    }

    fn program(&self, place: usize) -> Option<&Program<'h>> {
        let (_, form) = self.branches.get(place)?;
        self.programs.get(place)?.get_or_init(|| form.program()).as_ref()
    }

    /// The seconds that a branch takes at most for a long line, whatever the line; infinite if that is unknown.
    pub(super) fn most_seconds(&self, place: usize) -> f64 {
        match self.branches.get(place) {
            Some((_, form)) if form.has_choice() => {}
            _ => return 0.0,
        }
        let steps = self.program(place).and_then(|program| program.bound(LONG));
        steps.map_or(f64::INFINITY, |steps| steps / STEPS_PER_SECOND)
    }

    /// The cost of a branch on the line that is worst for it among those in which the others find nothing; `None` if
    /// there is none.
    pub(super) fn cost(&self, place: usize) -> Option<Cost> {
        let (branch, form) = *self.branches.get(place)?;
        let Some(program) = self.program(place) else {
            // A regex of hundreds of choices within each other is not fast.
            return Some(Cost { branch, line: String::new(), order: MOST_ORDER, seconds: MOST_SECONDS });
        };
        let mut known = Vec::new();
        for passed in 0..=MAX_PASSED {
            let pumps = form.pumps(passed);
            if pumps == known {
                continue; // The branch has no class of which another character could be tried.
            }
            let hard = self.hard(place, program, &pumps);
            let cost = |(growth, pump, line): (Growth, Pump, Vec<char>)| {
                let growth = growth.further(program, &pump);
                // What is told from shorter lines may be more than any line takes.
                let seconds = growth.seconds().min(self.most_seconds(place));
                Cost { branch, line: line.into_iter().collect(), order: growth.order(), seconds }
            };
            let worst = hard.into_iter().map(cost).max_by(|one, other| one.seconds.total_cmp(&other.seconds));
            if worst.is_some() {
                return worst;
            }
            known = pumps;
        }
        None
    }

    /// Those of some lines of a branch that are worst for it among those in which nothing is found, each with the
    /// beginning of the line.
    fn hard(&self, place: usize, program: &Program<'_>, pumps: &[Pump]) -> Vec<(Growth, Pump, Vec<char>)> {
        let longest = pumps.iter().map(Pump::period).max().unwrap_or_default();
        let trial = longest.saturating_mul(ROUNDS).clamp(TRIAL, LONGEST_TRIAL);
        let growth = |pump: Pump| Some((Growth::between(program, &pump, trial / 2, trial)?, pump));
        let of = |pump: &Pump| growth(pump.clone()).or_else(|| growth(pump.guarded()));
        let mut hard: Vec<(Growth, Pump)> = pumps.iter().filter_map(of).collect();
        hard.sort_by(|(one, _), (other, _)| other.seconds().total_cmp(&one.seconds()));
        let missed = |(growth, pump): (Growth, Pump)| {
            let line = pump.line(trial);
            self.is_missed(place, &line).then_some((growth, pump, line))
        };
        // What another branch finds at the beginning of a line it may miss further on.
        let missed = |(known, pump): (Growth, Pump)| {
            let guarded = pump.guarded();
            missed((known, pump)).or_else(|| missed(growth(guarded)?))
        };
        // Of limited gaps a long line may have more use in another order than a short one.
        let candidates = if program.limits() > 0 { CANDIDATES } else { 1 };
        hard.into_iter().filter_map(missed).take(candidates).collect()
    }

    /// Whether no other branch finds something in a line.
    fn is_missed(&self, place: usize, line: &[char]) -> bool {
        let others = self.branches.iter().enumerate().filter(|(other, _)| *other != place);
        let mut finding = others.filter(|(_, (_, form))| form.may_find(line));
        finding.all(|(other, _)| self.program(other).is_none_or(|program| steps(program, line).is_some()))
    }
}
