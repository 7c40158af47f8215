//! What a regex costs an engine that backtracks, counted on lines made to be hard for it.

use std::cell::OnceCell;

use regex_syntax::hir::{Hir, HirKind};

use super::program::Program;
use super::pump::{VARIANTS, is_unbounded, pumps, segments};
use super::{Matcher, Pattern, Span};

/// The length of the lines that are compared to find the worst, in characters.
const TRIAL: usize = 200;

/// The lengths of the lines for which the steps are counted, in characters.
const LENGTHS: [usize; 3] = [500, 1_000, 2_000];

/// The length to which they are extrapolated, in characters.
pub const LONG_LINE: usize = 10_000;

/// The steps that CPython takes in a second. It need not be exact: of 593 regexes of a real set, those that took
/// CPython over 1 s for their worst line have at least 2.6 times as many steps for it, and those that took under 0.1 s
/// at most a fifth.
const STEPS_PER_SECOND: f64 = 6e8;

/// The seconds for a line of [`LONG_LINE`] characters from which a regex is slow.
pub const SLOW: f64 = 1.0;

/// If a shorter line says that the seconds are this many times more or less than [`SLOW`], a longer one is not needed.
const CERTAIN: f64 = 8.0;

/// What the worst branch of a regex costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Cost {
    /// The branch.
    pub branch: Span,
    /// The beginning of the line that is hard for it.
    pub line: String,
    /// How the steps grow with the length of the line: 1 is in proportion to it, 2 with its square.
    pub order: f64,
    /// The seconds that CPython needs for a line of [`LONG_LINE`] characters, or nearly so.
    pub seconds: f64,
}

/// The costs of the branches that may be hard, in order: those with two unbounded repetitions, or with one that comes
/// after less than two characters.
pub(super) fn costs(pattern: &Pattern) -> impl Iterator<Item = Cost> {
    let matcher = OnceCell::new();
    pattern.branches().iter().filter(|(_, hir)| may_be_hard(hir)).filter_map(move |(branch, hir)| {
        let matcher = matcher.get_or_init(|| pattern.quick_matcher().ok()).as_ref()?;
        of_branch(matcher, hir, *branch)
    })
}

/// Whether a branch has two unbounded repetitions, or one after at most one character.
fn may_be_hard(branch: &Hir) -> bool {
    match unbounded(branch) {
        0 => false,
        1 => (0..VARIANTS).any(|variant| segments(branch, variant).first().is_none_or(|one| one.chars().count() < 2)),
        _ => true,
    }
}

/// The most unbounded repetitions of a text that the part matches; those within others count, too.
fn unbounded(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => 0,
        HirKind::Capture(capture) => unbounded(&capture.sub),
        HirKind::Concat(subs) => subs.iter().map(unbounded).sum(),
        HirKind::Alternation(subs) => subs.iter().map(unbounded).max().unwrap_or_default(),
        HirKind::Repetition(repetition) => {
            usize::from(is_unbounded(repetition.max)).saturating_add(unbounded(&repetition.sub))
        }
    }
}

/// The cost of a branch on the line that is worst for it among those that the regex finds nothing in.
fn of_branch(matcher: &Matcher, hir: &Hir, branch: Span) -> Option<Cost> {
    let program = Program::compile(hir)?;
    let trials = pumps(hir).into_iter().map(|pump| (pump.line(TRIAL), pump));
    let hard = trials.filter(|(line, _)| !matcher.is_match(line));
    let (line, worst) = hard.max_by_key(|(line, _)| program.steps(line))?;
    let [short, middle, long] = LENGTHS;
    let steps = |length| program.steps(&worst.line(length)) as f64;
    let extrapolated = |from: (usize, f64), to: (usize, f64)| {
        let order = (to.1 / from.1).log2() / (to.0 as f64 / from.0 as f64).log2();
        let steps = to.1 * (LONG_LINE as f64 / to.0 as f64).powf(order);
        Cost { branch, line: line.clone(), order, seconds: steps / STEPS_PER_SECOND }
    };
    let (first, second) = ((short, steps(short)), (middle, steps(middle)));
    let cost = extrapolated(first, second);
    if cost.seconds < SLOW / CERTAIN || cost.seconds > SLOW * CERTAIN {
        return Some(cost);
    }
    Some(extrapolated(second, (long, steps(long))))
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    fn cost(text: &str) -> Option<f64> {
        Pattern::parse(text).unwrap().cost().map(|cost| cost.seconds)
    }

    #[test]
    fn two_gaps_after_short_literals_are_slow_and_one_is_not() {
        assert!(cost("style.*Theme.*not found").unwrap() > 1.0);
        assert!(cost("(?:a+)+$").unwrap() > 1e9);
        assert_eq!(cost("resource.*not found"), None);
        assert!(cost("style.{0,80}Theme.{0,80}not found").is_none());
    }

    #[test]
    fn the_worst_branch_is_told_with_the_growth_of_its_steps() {
        let pattern = Pattern::parse("(x|ab.*cd.*ef|abcdefghi.*jkl.*m)").unwrap();
        let cost = pattern.cost().unwrap();
        assert_eq!(cost.branch.of(pattern.text()), "ab.*cd.*ef");
        assert!((2.5..3.1).contains(&cost.order) && cost.line.starts_with("abab"), "{cost:?}");
    }
}
