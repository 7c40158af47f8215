//! How the steps of a search grow with its line.

use super::instruction::MOST_STEPS;
use super::program::Program;
use super::pump::Pump;

/// The length of a long line, in characters. The steps for it are extrapolated from two shorter ones, or counted.
pub const LONG_LINE: usize = 10_000;

/// The seconds for a line of [`LONG_LINE`] characters from which a regex is slow.
pub const SLOW: f64 = 1.0;

/// How many times longer than those lines is the one for which the steps are counted.
const LONGER: usize = 3;

/// [`LONG_LINE`] as a number to reckon with.
pub(super) const LONG: f64 = 10_000.0;

/// The steps that CPython takes in a second on a slow machine; a fast one takes three times as many.
pub(super) const STEPS_PER_SECOND: f64 = 6.5e8;

/// If shorter lines say that the seconds are this many times more or less than [`SLOW`], a long one is not needed.
const CERTAIN: f64 = 4.0;

/// The length of the shortest line from which those of a long one are told, in characters; longer if gaps are limited.
const TRIAL_OF_SQUARE: usize = 100;

/// By how many characters each further one is longer, at least.
const STEP_OF_SQUARE: usize = 40;

/// For how many lines the steps are counted: three tell a polynomial of the second degree, and two more that it is one.
const VALUES_OF_SQUARE: usize = 5;

/// By which share of the steps their third differences may differ from 0: numbers are rounded.
const EXACT: f64 = 1e-9;

/// More seconds are not told from each other: 30 years.
pub(super) const MOST_SECONDS: f64 = 1e9;

/// From this power of the length on the steps grow exponentially, as far as anybody can wait for them.
pub(super) const EXPONENTIAL: f64 = 10.0;

/// Higher powers are not told from each other.
pub(super) const MOST_ORDER: f64 = 1_000.0;

/// The steps for a line; `None` if something is found in it before its end.
pub(super) fn steps(program: &Program<'_>, line: &[char]) -> Option<f64> {
    let (steps, found) = program.search(line);
    found.is_none_or(|found| found + 1 >= line.len()).then_some(steps)
}

/// How the steps grow from one line to a longer one of the same kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth {
    /// The lengths of the two lines.
    lengths: [usize; 2],
    /// The steps for them.
    steps: [f64; 2],
}

impl Growth {
    pub(super) fn between(program: &Program<'_>, pump: &Pump, short: usize, long: usize) -> Option<Self> {
        let [few, many] = [short, long].map(|length| steps(program, &pump.line(length)));
        Some(Growth { lengths: [short, long], steps: [few?, many?] })
    }

    /// From the longer of the two to one that is longer still, so that limited gaps are not what it grows by: a long
    /// one, if a shorter one leaves it open whether it is slow.
    pub(super) fn further(self, program: &Program<'_>, pump: &Pump) -> Self {
        let longer = |known: Growth, length: usize| {
            let ([_, from], [_, before]) = (known.lengths, known.steps);
            let steps = steps(program, &pump.line(length))?;
            Some(Growth { lengths: [from, length], steps: [before, steps] })
        };
        let mut known = self;
        loop {
            let [_, from] = known.lengths;
            let Some(next) = longer(known, LONGER.saturating_mul(from)) else { return known };
            if next.is_endless() {
                return next;
            }
            if from >= program.limits() {
                let is_certain = !(SLOW / CERTAIN..=SLOW * CERTAIN).contains(&next.seconds());
                return match is_certain {
                    true => next,
                    false => next.square(program, pump).or_else(|| longer(known, LONG_LINE)).unwrap_or(next),
                };
            }
            if LONGER.saturating_mul(from) >= LONG_LINE / LONGER {
                return longer(known, LONG_LINE).unwrap_or(next);
            }
            known = next;
        }
    }

    /// From the longer of the two to a long one, if the steps grow with the square of the length and no faster; `None`
    /// if they do not, or if it takes hardly less work to count them.
    ///
    /// The steps for lines that have one round more each are then values of a polynomial, and those for any other line
    /// follow from the differences of a few (Newton's forward formula).
    fn square(self, program: &Program<'_>, pump: &Pump) -> Option<Self> {
        let (head, round) = pump.round()?;
        let first = TRIAL_OF_SQUARE.max(program.limits()).checked_div(round)?.saturating_add(1);
        let rounds = STEP_OF_SQUARE.div_ceil(round);
        let length =
            |nth: usize| head.saturating_add(first.saturating_add(nth.saturating_mul(rounds)).saturating_mul(round));
        if length(VALUES_OF_SQUARE) > LONG_LINE / LONGER {
            return None;
        }
        let counted = (0..VALUES_OF_SQUARE).map(|nth| steps(program, &pump.line(length(nth))));
        let counted = counted.collect::<Option<Vec<f64>>>()?;
        let differences = |values: &[f64]| -> Vec<f64> {
            values.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).collect()
        };
        let (once, most) = (differences(&counted), counted.last()?);
        let twice = differences(&once);
        if differences(&twice).iter().any(|third| third.abs() > most * EXACT) {
            return None;
        }
        let ([_, from], [_, before]) = (self.lengths, self.steps);
        let rounds = (LONG - as_number(length(0))) / as_number(rounds.saturating_mul(round));
        let (one, two) = (once.first()?, twice.first()?);
        let steps = counted.first()? + rounds * one + rounds * (rounds - 1.0) / 2.0 * two;
        Some(Growth { lengths: [from, LONG_LINE], steps: [before, steps] })
    }

    /// The power of the length with which the steps grow.
    pub(super) fn order(self) -> f64 {
        let ([few, many], [short, long]) = (self.steps, self.lengths.map(as_number));
        if many >= MOST_STEPS { MOST_ORDER } else { ((many / few).log2() / (long / short).log2()).min(MOST_ORDER) }
    }

    /// The seconds for a long line.
    pub(super) fn seconds(self) -> f64 {
        let ([_, many], [_, long]) = (self.steps, self.lengths.map(as_number));
        (many * (LONG / long).powf(self.order()) / STEPS_PER_SECOND).min(MOST_SECONDS)
    }

    /// Whether the engine does not come to an end of the longer line already.
    fn is_endless(self) -> bool {
        let [_, many] = self.steps;
        self.order() >= EXPONENTIAL && many / STEPS_PER_SECOND > MOST_SECONDS
    }
}

/// A length as a number to reckon with.
fn as_number(length: usize) -> f64 {
    u32::try_from(length).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::pump::pumps;
    use super::super::{Pattern, made};
    use super::*;

    /// What is told of a long line without counting, and what is counted, if both can be had.
    fn told_and_counted(regex: &str) -> Vec<(f64, f64)> {
        let Ok(pattern) = Pattern::parse(regex) else { return Vec::new() }; // a few are too large
        let Some(program) = Program::compile(pattern.hir()) else { return Vec::new() };
        let both = |pump: Pump| {
            let told = Growth::between(&program, &pump, 50, 100)?.square(&program, &pump)?;
            Some((told.steps[1], steps(&program, &pump.line(LONG_LINE))?))
        };
        pumps(pattern.hir(), 0).into_iter().filter_map(both).collect()
    }

    #[test]
    fn a_gap_grows_with_the_square_of_the_line() {
        for regex in
            ["style.*Theme", r"\berror\b.*\btimeout\b", r"resource.{0,80}not .*found", r"\s+$", r"^\w+:.*(a|bc)d"]
        {
            let lines = told_and_counted(regex);
            assert!(!lines.is_empty(), "{regex}");
        }
        assert_eq!(told_and_counted("style.*Theme.*found").first(), None, "the third power");
    }

    proptest! {
        #[test]
        fn what_is_told_of_a_long_line_is_what_is_counted(regex in made::regex()) {
            for (told, counted) in told_and_counted(&regex) {
                // The last round of a line of 10,000 characters is not a whole one.
                prop_assert!((told / counted - 1.0).abs() < 0.05, "{}: {} instead of {}", regex, told, counted);
            }
        }
    }
}
