//! The search for the weight and the line that make the reports most probable.

use super::likelihood::Likelihood;
use super::prior::{Line, WEIGHTS};

/// The standard deviation of the prior of ln b; that of a is 1.
const SLOPE_SPREAD: f64 = 0.5;

/// The weights that the search may start from. The first one that does as well as any is taken.
const STARTS: [f64; 10] = [10.0, 1.0, 2.0, 4.0, 20.0, 40.0, 100.0, 200.0, 400.0, 1_000.0];

/// The difference of ln L below which two weights do as well.
const SAME: f64 = 1e-6;

/// No step of ln k, a or ln b is longer: farther out the second derivatives tell nothing.
const MAX_STEP: f64 = 1.0;

/// After a step that is shorter than this the next would be shorter than noise.
const LAST_STEP: f64 = 1e-7;

/// The distance over which the gradient is differenced.
const DIFFERENCE: f64 = 1e-5;

/// More steps than a search takes: six to ten are usual.
const MAX_STEPS: u32 = 50;

/// More halvings of a step, and more strengthenings of the diagonal, than one needs.
const MAX_TRIES: i32 = 30;

/// A place of the search: ln k, a and ln b.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point([f64; 3]);

impl Point {
    fn new(weight: f64, line: Line) -> Self {
        Point([weight.ln(), line.intercept, line.slope.ln()])
    }

    /// The weight and the line that the point stands for.
    pub(super) fn meaning(self) -> (f64, Line) {
        let Point([ln_weight, intercept, ln_slope]) = self;
        // The ends are exact, which they would not be by way of their logarithms.
        let weight = match ln_weight {
            end if end <= WEIGHTS.0.ln() => WEIGHTS.0,
            end if end >= WEIGHTS.1.ln() => WEIGHTS.1,
            _ => ln_weight.exp(),
        };
        (weight, Line { intercept, slope: ln_slope.exp() })
    }

    /// The point a part of a step away, with k in its range.
    fn moved(self, step: [f64; 3], part: f64) -> Self {
        let Point([ln_weight, intercept, ln_slope]) = self;
        let [by_weight, by_intercept, by_slope] = step.map(|length| length * part);
        let ln_weight = (ln_weight + by_weight).clamp(WEIGHTS.0.ln(), WEIGHTS.1.ln());
        Point([ln_weight, intercept + by_intercept, ln_slope + by_slope])
    }
}

/// What is climbed: ln L with the logarithms of the priors of the line, if the line is free to move.
#[derive(Debug)]
pub(super) struct Hill<'l> {
    /// The reports.
    pub(super) likelihood: &'l Likelihood,
    /// Whether the line is searched for, too; else it is the default one.
    pub(super) is_line_free: bool,
}

impl Hill<'_> {
    /// The highest point: Newton's method, each step shortened until it leads upwards.
    pub(super) fn top(&self) -> Point {
        let mut here = self.start();
        let mut height = self.height(here);
        for _ in 0..MAX_STEPS {
            let step = self.step(here);
            let length = step.iter().fold(0.0, |longest: f64, part| longest.max(part.abs()));
            let noise = 1e-12 * height.abs();
            let parts = (0..MAX_TRIES).map(|halvings| 0.5_f64.powi(halvings) * (MAX_STEP / length).min(1.0));
            let mut tries = parts.map(|part| here.moved(step, part)).map(|there| (there, self.height(there)));
            match tries.find(|(_, reached)| *reached >= height - noise) {
                Some(found) if length > 0.0 => (here, height) = found,
                _ => break,
            }
            if length < LAST_STEP {
                break;
            }
        }
        here
    }

    /// The best of the weights to start from, on the default line.
    fn start(&self) -> Point {
        let starts = STARTS.map(|weight| Point::new(weight, Line::default())).map(|point| (point, self.height(point)));
        let best = starts.iter().fold(f64::NEG_INFINITY, |best, (_, height)| best.max(*height));
        let first = starts.iter().find(|(_, height)| *height >= best - SAME);
        first.map_or(Point::new(WEIGHTS.0, Line::default()), |(point, _)| *point)
    }

    fn height(&self, point: Point) -> f64 {
        let (weight, line) = point.meaning();
        let Point([_, intercept, ln_slope]) = point;
        self.likelihood.ln(weight, line) - intercept.powi(2) / 2.0 - (ln_slope / SLOPE_SPREAD).powi(2) / 2.0
    }

    fn gradient(&self, Point([ln_weight, intercept, ln_slope]): Point) -> [f64; 3] {
        // Not clamped: it is differenced at the ends of the range, too.
        let line = Line { intercept, slope: ln_slope.exp() };
        let [by_weight, by_intercept, by_slope] = self.likelihood.gradient(ln_weight.exp(), line);
        [by_weight, by_intercept - intercept, by_slope - ln_slope / SLOPE_SPREAD.powi(2)]
    }

    /// Newton's step. What may not move, as the line or a k at its end, stays where it is.
    fn step(&self, here: Point) -> [f64; 3] {
        let gradient = self.gradient(here);
        let Point([ln_weight, intercept, ln_slope]) = here;
        let is_at_end = match gradient[0] > 0.0 {
            true => ln_weight >= WEIGHTS.1.ln(),
            false => ln_weight <= WEIGHTS.0.ln(),
        };
        let is_free = [!is_at_end, self.is_line_free, self.is_line_free];
        let near = [
            Point([ln_weight + DIFFERENCE, intercept, ln_slope]),
            Point([ln_weight, intercept + DIFFERENCE, ln_slope]),
            Point([ln_weight, intercept, ln_slope + DIFFERENCE]),
        ];
        // The second derivatives, negative: a positive definite matrix near the top. For what is not free its row is
        // that of the unit matrix.
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
        // Where the hill is hollow, a stronger diagonal turns the step towards the steepest way up.
        let scale = rows.iter().flatten().fold(1.0, |largest: f64, cell| largest.max(cell.abs()));
        let additions = (0..MAX_TRIES).map(|tries| if tries == 0 { 0.0 } else { scale * 1e-4 * 2.0_f64.powi(tries) });
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
