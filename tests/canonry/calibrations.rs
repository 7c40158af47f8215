//! How far baselines can be trusted, compared with other computations: products, a grid, simulation.

use canonry::estimate::{CalibrationFit, Case, LogOddsLine, Tally, fit, fit_weight, ln_likelihood};
use canonry::record::Rate;

use crate::estimates::Draw;
use crate::generate::Dice;

fn case(baseline: f64, successes: u32, failures: u32) -> Case {
    let baseline = Rate::try_from(baseline).unwrap();
    Case { baseline, tally: Tally::new(f64::from(successes), f64::from(failures)) }
}

fn expected(baseline: f64, line: LogOddsLine) -> f64 {
    let odds = (baseline / (1.0 - baseline)).powf(line.slope) * line.intercept.exp();
    odds / (1.0 + odds)
}

/// Claims with baselines from 0.3 to 0.95 and up to twenty reports each, whose true rates lie about the line.
fn simulated(draw: &mut Draw, claims: usize, weight: f64, line: LogOddsLine) -> Vec<Case> {
    let mut cases = Vec::new();
    for _ in 0..claims {
        let baseline = (30 + draw.0.below(66)) as f64 / 100.0;
        let q = expected(baseline, line);
        let truth = draw.beta(weight * q, weight * (1.0 - q));
        let reports = 1 + u32::try_from(draw.0.below(20)).unwrap();
        let successes = draw.successes(reports, truth);
        cases.push(case(baseline, successes, reports - successes));
    }
    cases
}

/// ln(x (x + 1) ... (x + steps - 1)): that is what a gamma function gains over a number of whole steps.
fn rising(x: f64, steps: f64) -> f64 {
    (0_u32..).map(f64::from).take_while(|step| *step < steps).map(|step| (x + step).ln()).sum()
}

#[test]
fn the_likelihood_is_that_of_reports_drawn_one_after_the_other() {
    // Each report is a success with a probability of the share so far, the prior's k q of k counted in.
    let cases = simulated(&mut Draw(Dice::new(1973)), 300, 8.0, LogOddsLine::default());
    for (weight, intercept, slope) in [(1.0, 0.0, 1.0), (8.0, -0.4, 0.8), (28.4, 0.3, 1.7), (1_000.0, 0.0, 0.4)] {
        let line = LogOddsLine { intercept, slope };
        let each = cases.iter().map(|case| {
            let (q, tally) = (expected(case.baseline.value(), line), case.tally);
            let (successes, failures) = (tally.supporting(), tally.opposing());
            rising(weight * q, successes) + rising(weight * (1.0 - q), failures) - rising(weight, tally.reports())
        });
        let (product, found) = (each.sum::<f64>(), ln_likelihood(&cases, weight, line));
        assert!((product - found).abs() < 1e-8 * product.abs(), "k = {weight}, {line:?}: {product}, {found}");
    }
}

/// ln L with the priors a ~ N(0, 1) and ln b ~ N(0, 0.5), but for what does not change.
fn height(cases: &[Case], weight: f64, line: LogOddsLine) -> f64 {
    ln_likelihood(cases, weight, line) - line.intercept.powi(2) / 2.0 - 2.0 * line.slope.ln().powi(2)
}

#[test]
fn no_point_of_a_grid_is_higher_than_the_fit() {
    let mut draw = Draw(Dice::new(1958));
    for (claims, weight, intercept, slope) in [(5, 2.0, 1.0, 0.5), (40, 8.0, -0.4, 0.8), (120, 300.0, 0.0, 1.6)] {
        let cases = simulated(&mut draw, claims, weight, LogOddsLine { intercept, slope });
        let (found, plain) = (fit(&cases).unwrap(), fit_weight(&cases).unwrap());
        let (top, plain_top) = (height(&cases, found.weight, found.line), plain.ln_likelihood);
        for weight in (0..=12).map(|at| 1_000.0_f64.powf(f64::from(at) / 12.0)) {
            assert!(ln_likelihood(&cases, weight, LogOddsLine::default()) <= plain_top + 1e-9, "{plain:?}, {weight}");
            for (a, b) in (-6..=6).flat_map(|a| (-5..=5).map(move |b| (f64::from(a), f64::from(b)))) {
                let line = LogOddsLine { intercept: a / 4.0, slope: (b / 4.0).exp() };
                assert!(height(&cases, weight, line) <= top + 1e-9, "{found:?}, {weight}, {line:?}");
            }
        }
    }
}

fn is_near(found: CalibrationFit, weight: (f64, f64), line: LogOddsLine, within: f64) {
    assert!((found.weight - weight.0).abs() <= weight.1, "{found:?}");
    assert!((found.line.intercept - line.intercept).abs() <= within, "{found:?}");
    assert!((found.line.slope - line.slope).abs() <= within, "{found:?}");
}

#[test]
fn a_fit_finds_the_weight_and_the_line_that_the_claims_were_drawn_with() {
    // Three standard errors, as the spread over thirty seeds has them: 0.45 for k and 0.025 for the line with 2,000
    // claims, and a fourth of them with 30,000.
    let line = LogOddsLine { intercept: -0.4, slope: 0.8 };
    is_near(fit(&simulated(&mut Draw(Dice::new(1)), 2_000, 8.0, line)).unwrap(), (8.0, 1.4), line, 0.08);
    is_near(fit(&simulated(&mut Draw(Dice::new(2)), 30_000, 8.0, line)).unwrap(), (8.0, 0.35), line, 0.02);
    let plain = fit_weight(&simulated(&mut Draw(Dice::new(3)), 2_000, 25.0, LogOddsLine::default())).unwrap();
    is_near(plain, (25.0, 5.0), LogOddsLine::default(), 0.0);
}

#[test]
fn the_order_of_the_claims_does_not_matter() {
    let line = LogOddsLine { intercept: 0.2, slope: 0.9 };
    let mut cases = simulated(&mut Draw(Dice::new(4)), 25_000, 6.0, line);
    let found = fit(&cases).unwrap();
    assert_eq!(fit(&cases), Some(found));
    cases.reverse();
    let turned = fit(&cases).unwrap();
    is_near(turned, (found.weight, 1e-6), found.line, 1e-7);
    assert_eq!(turned.cases, 25_000);
}
