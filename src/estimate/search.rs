//! The search for the weight and the line that make the reports most probable.

use super::likelihood::Likelihood;
use super::prior::{LogOddsLine, WEIGHTS};

/// The standard deviation of the prior of ln b; that of a is 1.
const SLOPE_SPREAD: f64 = 0.5;

/// The weights that the search may start from. The first one that is as good as any is used.
const STARTS: [f64; 10] = [10.0, 1.0, 2.0, 4.0, 20.0, 40.0, 100.0, 200.0, 400.0, 1_000.0];

/// The difference of ln L below which two weights are equally good.
const NEGLIGIBLE: f64 = 1e-6;

/// The longest step of ln k, a or ln b: the second derivatives say nothing about points farther away.
const MAX_STEP: f64 = 1.0;

/// After a step that is shorter than this, the next would be below noise.
const LAST_STEP: f64 = 1e-7;

/// The distance over which the gradient is differenced.
const DIFFERENCE: f64 = 1e-5;

/// The limit of steps; six to ten are usual.
const MAX_STEPS: u32 = 50;

/// The limit of halvings of a step, and of attempts at a positive definite matrix.
const MAX_ATTEMPTS: i32 = 30;

/// What is searched for: ln k, a and ln b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parameters([f64; 3]);

impl Parameters {
    fn new(weight: f64, line: LogOddsLine) -> Self {
        Parameters([weight.ln(), line.intercept, line.slope.ln()])
    }

    /// The weight and the line.
    pub(super) fn meaning(self) -> (f64, LogOddsLine) {
        let Parameters([ln_weight, intercept, ln_slope]) = self;
        // The ends are exact, which they would not be by way of their logarithms.
        let weight = match ln_weight {
            end if end <= WEIGHTS.0.ln() => WEIGHTS.0,
            end if end >= WEIGHTS.1.ln() => WEIGHTS.1,
            _ => ln_weight.exp(),
        };
        (weight, LogOddsLine { intercept, slope: ln_slope.exp() })
    }

    /// The parameters after a part of a step, with k clamped to its range.
    fn moved(self, step: [f64; 3], part: f64) -> Self {
        let Parameters([ln_weight, intercept, ln_slope]) = self;
        let [by_weight, by_intercept, by_slope] = step.map(|length| length * part);
        let ln_weight = (ln_weight + by_weight).clamp(WEIGHTS.0.ln(), WEIGHTS.1.ln());
        Parameters([ln_weight, intercept + by_intercept, ln_slope + by_slope])
    }
}

/// What is maximized: ln L with the logarithm of the prior of the line.
#[derive(Debug)]
pub(super) struct Objective<'l> {
    /// The reports.
    pub(super) likelihood: &'l Likelihood,
    /// Whether the line is searched for, too; else it is the default one.
    pub(super) is_line_free: bool,
}

impl Objective<'_> {
    /// The parameters of the largest value, by Newton's method. A step that does not increase the value is halved.
    pub(super) fn maximize(&self, start: Parameters) -> Parameters {
        let mut here = start;
        let mut value = self.value(here);
        for _ in 0..MAX_STEPS {
            let step = self.step(here);
            let length = step.iter().fold(0.0, |longest: f64, part| longest.max(part.abs()));
            let noise = 1e-12 * value.abs();
            let parts = (0..MAX_ATTEMPTS).map(|halvings| 0.5_f64.powi(halvings) * (MAX_STEP / length).min(1.0));
            let mut tries = parts.map(|part| here.moved(step, part)).map(|there| (there, self.value(there)));
            match tries.find(|(_, reached)| *reached >= value - noise) {
                Some(found) if length > 0.0 => (here, value) = found,
                _ => break,
            }
            if length < LAST_STEP {
                break;
            }
        }
        here
    }

    /// The best of the weights to start from, with the default line.
    pub(super) fn start(&self) -> Parameters {
        let starts = STARTS
            .map(|weight| Parameters::new(weight, LogOddsLine::default()))
            .map(|start| (start, self.value(start)));
        let best = starts.iter().fold(f64::NEG_INFINITY, |best, (_, value)| best.max(*value));
        let first = starts.iter().find(|(_, value)| *value >= best - NEGLIGIBLE);
        first.map_or(Parameters::new(WEIGHTS.0, LogOddsLine::default()), |(parameters, _)| *parameters)
    }

    fn value(&self, parameters: Parameters) -> f64 {
        let (weight, line) = parameters.meaning();
        let Parameters([_, intercept, ln_slope]) = parameters;
        self.likelihood.ln(weight, line) - intercept.powi(2) / 2.0 - (ln_slope / SLOPE_SPREAD).powi(2) / 2.0
    }

    fn gradient(&self, Parameters([ln_weight, intercept, ln_slope]): Parameters) -> [f64; 3] {
        // Not clamped: it is differenced at the ends of the range, too.
        let line = LogOddsLine { intercept, slope: ln_slope.exp() };
        let [by_weight, by_intercept, by_slope] = self.likelihood.gradient(ln_weight.exp(), line);
        [by_weight, by_intercept - intercept, by_slope - ln_slope / SLOPE_SPREAD.powi(2)]
    }

    /// Newton's step. A line that is not free, and a k at the end of its range, keep their values.
    fn step(&self, here: Parameters) -> [f64; 3] {
        let gradient = self.gradient(here);
        let Parameters([ln_weight, intercept, ln_slope]) = here;
        let is_at_end = match gradient[0] > 0.0 {
            true => ln_weight >= WEIGHTS.1.ln(),
            false => ln_weight <= WEIGHTS.0.ln(),
        };
        let is_free = [!is_at_end, self.is_line_free, self.is_line_free];
        let near = [
            Parameters([ln_weight + DIFFERENCE, intercept, ln_slope]),
            Parameters([ln_weight, intercept + DIFFERENCE, ln_slope]),
            Parameters([ln_weight, intercept, ln_slope + DIFFERENCE]),
        ];
        // The negative second derivatives, a positive definite matrix near the maximum. A parameter that is not free
        // has the row of the unit matrix.
        let mut rows = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        for ((row, near), _) in rows.iter_mut().zip(near).zip(is_free).filter(|(_, is_free)| *is_free) {
            let there = self.gradient(near);
            let differences = there.iter().zip(gradient).map(|(there, here)| (here - there) / DIFFERENCE);
            for ((cell, difference), _) in row.iter_mut().zip(differences).zip(is_free).filter(|(_, free)| *free) {
                *cell = difference;
            }
        }
        let mut slope = gradient;
        for (part, is_free) in slope.iter_mut().zip(is_free) {
            *part = if is_free { *part } else { 0.0 };
        }
        // If it is not positive definite here, a larger diagonal turns the step towards the gradient (Levenberg 1944).
        let scale = rows.iter().flatten().fold(1.0, |largest: f64, cell| largest.max(cell.abs()));
        let additions =
            (0..MAX_ATTEMPTS).map(|tries| if tries == 0 { 0.0 } else { scale * 1e-4 * 2.0_f64.powi(tries) });
        additions.map(|more| solved(rows, more, slope)).find_map(|step| step).unwrap_or([0.0; 3])
    }
}

/// The x with (M + more I) x = y for a symmetric matrix M, by Cholesky's method without roots; `None` if that is not
/// positive definite.
fn solved(matrix: [[f64; 3]; 3], more: f64, right: [f64; 3]) -> Option<[f64; 3]> {
    let [[m11, ..], [m21, m22, _], [m31, m32, m33]] = matrix;
    let d1 = m11 + more;
    let (l21, l31) = (m21 / d1, m31 / d1);
    let d2 = m22 + more - l21 * m21;
    let rest = m32 - l31 * m21;
    let l32 = rest / d2;
    let d3 = m33 + more - l31 * m31 - l32 * rest;
    if ![d1, d2, d3].iter().all(|pivot| *pivot > f64::MIN_POSITIVE) {
        return None;
    }
    let [y1, y2, y3] = right;
    let z2 = y2 - l21 * y1;
    let z3 = y3 - l31 * y1 - l32 * z2;
    let x3 = z3 / d3;
    let x2 = z2 / d2 - l32 * x3;
    let x1 = y1 / d1 - l21 * x2 - l31 * x3;
    [x1, x2, x3].iter().all(|part| part.is_finite()).then_some([x1, x2, x3])
}
