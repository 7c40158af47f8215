//! The worst branch of a regex for an engine that backtracks, and the worst line for it.

use std::cell::OnceCell;

use super::apart::kept_apart;
use super::branch::branches;
use super::choice::may_choose;
use super::form::{BranchForm, forms};
use super::growth::{Growth, LONG, MOST_ORDER, MOST_SECONDS, SLOW, STEPS_PER_SECOND, steps};
use super::program::Program;
use super::pump::{MAX_PASSED, Pump};
use super::{Cost, Pattern, Span};

/// The length of the lines that are compared to find the worst, in characters; longer if their parts are long.
const TRIAL: usize = 100;

/// See [`TRIAL`].
const LONGEST_TRIAL: usize = 500;

/// How often the lines that are compared have each of their parts, if that is possible.
const ROUNDS: usize = 4;

/// Of how many lines the steps are counted for a long one, if the branch has limited gaps.
const CANDIDATES: usize = 2;

/// The cost of the worst branch; `None` if no branch can be slow, whatever the line.
pub(super) fn cost(pattern: &Pattern) -> Option<Cost> {
    // Chains have no choices, and their syntax may not have been read.
    let apart = match pattern.chains() {
        Some(_) => None,
        None if branches(pattern.ast()).iter().any(may_choose) => kept_apart(pattern),
        None => return None,
    };
    let kept = |apart| forms(pattern).iter().zip(forms(apart)).map(|((span, _), (_, form))| (*span, form)).collect();
    let branches = Branches::of(apart.as_ref().map_or_else(|| forms(pattern), kept));
    let places = 0..branches.branches.len();
    let mut hard: Vec<(f64, usize)> =
        places.map(|place| (branches.most_seconds(place), place)).filter(|(seconds, _)| *seconds > SLOW).collect();
    hard.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let mut worst: Option<Cost> = None;
    for (most, place) in hard {
        if worst.as_ref().is_some_and(|worst| worst.seconds >= most) {
            break; // No other branch can be worse.
        }
        let cost = branches.cost(place);
        if cost.as_ref().map(|cost| cost.seconds) > worst.as_ref().map(|worst| worst.seconds) {
            worst = cost;
        }
    }
    worst
}

/// The branches of a regex, compiled as far as needed.
struct Branches<'h> {
    branches: Vec<(Span, BranchForm<'h>)>,
    programs: Vec<OnceCell<Option<Program<'h>>>>,
}

impl<'h> Branches<'h> {
    fn of(branches: Vec<(Span, BranchForm<'h>)>) -> Self {
        Branches { programs: branches.iter().map(|_| OnceCell::new()).collect(), branches }
    }

    fn program(&self, place: usize) -> Option<&Program<'h>> {
        let (_, form) = self.branches.get(place)?;
        self.programs.get(place)?.get_or_init(|| form.program()).as_ref()
    }

    /// The seconds that a branch takes at most for a long line, whatever the line; infinite if that is unknown.
    fn most_seconds(&self, place: usize) -> f64 {
        match self.branches.get(place) {
            Some((_, form)) if form.has_choice() => {}
            _ => return 0.0,
        }
        let steps = self.program(place).and_then(|program| program.bound(LONG));
        steps.map_or(f64::INFINITY, |steps| steps / STEPS_PER_SECOND)
    }

    /// The cost of a branch on the line that is worst for it among those in which the others find nothing; `None` if
    /// there is none.
    fn cost(&self, place: usize) -> Option<Cost> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::made;
    use super::*;

    /// What CPython 3.11 takes over a second for, and what under a tenth, on a line of 10,000 characters.
    const MEASURED: [(&[&str], bool); 2] = [
        (
            &[
                "style.*Theme.*not found",
                r"\berror\b.*\btimeout\b.*\bretry\b",
                "(a{1,80}){1,80}b",
                "a.{0,500}b.{0,500}c",
                "(a|a)*b",
                "(.*)*x",
                "(?:a+)+$",
                r"foo: (\w+\s?)+$",
                "(a|ab|b)*c",
                r"x(?:.|\s)*y",
                "(?:.{0,40}!){1,3}forward",
                "(.*a){5}b",
                r"(\w{1,5}){0,9}$",
                r"\s+$",
                r"^\s+|\s+$",
                r"(\s+$|foo|^ )",
                r"(?:^\s+|\s+$)!",
                r"\d+x|0",
            ],
            true,
        ),
        (
            &[
                "style.{0,80}Theme.{0,80}not found",
                "resource.*not found",
                "(?:ab)*c",
                r"^(\w+\s)+x",
                "^(a+b)+c",
                "a.{0,80}b",
                r"\d{1,3}\.\d{1,3}\.\d{1,3}x",
                "^a.*b",
                "^(?:(?:a?|b)c)*d",
                "abc|bcd|cde",
                "",
            ],
            false,
        ),
    ];

    #[test]
    fn what_is_slow_in_python_is_slow_and_what_is_fast_is_not() {
        for (texts, is_slow) in MEASURED {
            for text in texts {
                let cost = Pattern::parse(text).unwrap().cost();
                assert_eq!(cost.as_ref().is_some_and(Cost::is_slow), is_slow, "{text}: {cost:?}");
            }
        }
    }

    #[test]
    fn the_worst_branch_is_told_with_the_growth_of_its_steps() {
        let pattern = Pattern::parse("(x|ab.*cd.*ef|abcdefghi.*jkl.*m)").unwrap();
        let cost = pattern.cost().unwrap();
        assert_eq!(cost.branch.of(pattern.text()), "ab.*cd.*ef");
        assert!((2.5..3.1).contains(&cost.order) && cost.line.starts_with("abab"), "{cost:?}");
    }

    #[test]
    fn what_never_ends_has_a_number_all_the_same() {
        let nested = format!("{}a{}b", "(".repeat(12), "*)".repeat(12));
        for text in ["(a+)+b", &nested, "(?:a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a)*b"] {
            let cost = Pattern::parse(text).unwrap().cost().unwrap();
            let has_number = cost.seconds <= MOST_SECONDS && cost.order <= MOST_ORDER;
            assert!(cost.is_exponential() && has_number, "{text}: {cost:?}");
        }
    }

    #[test]
    fn a_line_in_which_another_branch_finds_something_is_not_hard() {
        let is_slow = |text: &str| Pattern::parse(text).unwrap().cost().is_some_and(|cost| cost.is_slow());
        assert!(is_slow("a.*b.*c") && is_slow("a.*b.*c|ba"));
        assert!(!is_slow("a.*b.*c|a|b"));
    }

    /// The seconds of the worst of all branches if each is counted, and what is told; 0 if they are fast.
    fn counted_and_told(regex: &str) -> Option<(f64, f64)> {
        let pattern = Pattern::parse(regex).ok()?;
        let branches = Branches::of(forms(&pattern));
        let costs = (0..branches.branches.len()).filter_map(|place| branches.cost(place));
        let counted = costs.filter(Cost::is_slow).map(|cost| cost.seconds).fold(0.0, f64::max);
        let told = pattern.cost().map(|cost| cost.seconds).filter(|told| *told > SLOW);
        Some((counted, told.unwrap_or_default()))
    }

    #[test]
    fn no_branch_is_told_to_take_more_than_any_line_of_it_does() {
        let both = counted_and_told(r"(\w+.{2,80}\d{1,3}[ab]{2,}|.{0,300}\w+aab)");
        assert!(both.is_some_and(|(counted, told)| counted == told), "{both:?}");
    }

    proptest! {
        /// Of a branch of which the bound says that it is fast, no line is tried; that must not change what is told.
        #[test]
        fn what_is_not_counted_would_not_be_slow(regex in made::regex()) {
            let Some((counted, told)) = counted_and_told(&regex) else { return Ok(()) }; // a few are too large
            prop_assert_eq!(counted, told, "{}", regex);
        }
    }
}
