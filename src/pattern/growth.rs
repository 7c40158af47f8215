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
                return if is_certain { next } else { longer(known, LONG_LINE).unwrap_or(next) };
            }
            if LONGER.saturating_mul(from) >= LONG_LINE / LONGER {
                return longer(known, LONG_LINE).unwrap_or(next);
            }
            known = next;
        }
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
