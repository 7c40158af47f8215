//! The maths of rates compared with other computations: numeric integration, exact sums, simulation.

use canonry::estimate::{Estimate, LogOddsLine, Prior, Surprise, Tally, confidence, estimate, is_sure, ln_e, surprise};
use canonry::record::Rate;

use crate::generate::Dice;

fn rate(value: f64) -> Rate {
    Rate::try_from(value).unwrap()
}

fn of(baseline: f64, weight: f64, successes: f64, failures: f64) -> Estimate {
    estimate(Prior::new(rate(baseline), weight), Tally::new(successes, failures))
}

/// A Beta distribution by numeric integration over t = ln(x / (1 - x)), which sends both ends to infinity: there its
/// density is x^a (1 - x)^b but for a factor, smooth, and falls off like an exponential on either side of its peak.
struct Integrated {
    a: f64,
    b: f64,
    peak: f64,
    ends: (f64, f64),
}

impl Integrated {
    fn new(a: f64, b: f64) -> Self {
        let mut beta = Integrated { a, b, peak: (a / b).ln(), ends: (0.0, 0.0) };
        // Where the density is e^-40 of that at the peak, nothing that matters is left.
        let end = |side: f64| {
            let mut reach = 1e-3;
            while beta.logarithm(beta.peak + side * reach) > -40.0 {
                reach *= 1.1;
            }
            beta.peak + side * reach
        };
        beta.ends = (end(-1.0), end(1.0));
        beta
    }

    /// The logarithm of the density at t, 0 at the peak.
    fn logarithm(&self, t: f64) -> f64 {
        // ln(1 + e^t), which is -ln(1 - x) and, for -t, -ln x; e^t itself would overflow.
        let softplus = |t: f64| t.max(0.0) + (-t.abs()).exp().ln_1p();
        let raw = |t: f64| -self.a * softplus(-t) - self.b * softplus(t);
        raw(t) - raw(self.peak)
    }

    /// The mass between the peak and t, negative below it, by Simpson's rule in u from 0 to 1, with t at u^3 of the way
    /// out: the steps are small at the peak, and larger where a long tail is smooth.
    fn mass(&self, t: f64) -> f64 {
        const STEPS: u32 = 1_000;
        let value = |u: f64| self.logarithm(self.peak + (t - self.peak) * u.powi(3)).exp() * 3.0 * u * u;
        let inner = (1..STEPS).map(|at| {
            let factor = if at % 2 == 1 { 4.0 } else { 2.0 };
            factor * value(f64::from(at) / f64::from(STEPS))
        });
        (inner.sum::<f64>() + value(1.0)) * (t - self.peak) / f64::from(3 * STEPS)
    }

    /// The share of the distribution that lies below a rate.
    fn below(&self, rate: f64) -> f64 {
        let t = if rate <= 0.0 { self.ends.0 } else { (rate / (1.0 - rate).max(0.0)).ln() };
        let (below, above) = (self.mass(self.ends.0), self.mass(self.ends.1));
        (self.mass(t.clamp(self.ends.0, self.ends.1)) - below) / (above - below)
    }

    /// The rate below which such a share lies, by bisection.
    fn quantile(&self, share: f64) -> f64 {
        let (below, above) = (self.mass(self.ends.0), self.mass(self.ends.1));
        let wanted = below + share * (above - below);
        let (mut low, mut high) = self.ends;
        for _ in 0..45 {
            let middle = f64::midpoint(low, high);
            if self.mass(middle) < wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        1.0 / (1.0 + (-low).exp())
    }
}

#[test]
fn the_integration_agrees_with_closed_forms() {
    // Beta(1, 1) is even, Beta(a, 1) has the quantile p^(1/a), Beta(2, 2) the cubic 3x^2 - 2x^3 = p.
    for (a, b, share, rate) in [(1.0, 1.0, 0.05, 0.05), (0.25, 1.0, 0.95, 0.814_506_25), (7.0, 1.0, 0.5, 0.905_723_664)]
    {
        let found = Integrated::new(a, b).quantile(share);
        assert!((found - rate).abs() < 1e-8, "Beta({a}, {b}) at {share}: {found}");
    }
    let cubic = Integrated::new(2.0, 2.0).quantile(0.05);
    assert!((3.0 * cubic.powi(2) - 2.0 * cubic.powi(3) - 0.05).abs() < 1e-8, "{cubic}");
}

#[test]
fn the_interval_is_that_of_an_independent_integration() {
    let tallies =
        [(0.0, 0.0), (1.0, 0.0), (0.0, 3.0), (2.5, 0.5), (5.0, 2.0), (30.0, 20.0), (2000.0, 5.0), (3.0, 9000.0)];
    for weight in [1.0, 4.0, 20.0] {
        for baseline in [0.0, 0.3, 0.85, 1.0] {
            for (successes, failures) in tallies {
                let interval = of(baseline, weight, successes, failures).interval();
                let held = f64::clamp(baseline, 0.02, 0.98);
                let beta = Integrated::new(weight * held + successes, weight * (1.0 - held) + failures);
                let (low, high) = (beta.quantile(0.05), beta.quantile(0.95));
                let case = format!("k = {weight}, {successes} and {failures} on {baseline}: {low} to {high}");
                assert!(
                    (interval.low - low).abs() < 1e-7 && (interval.high - high).abs() < 1e-7,
                    "{interval:?}, {case}"
                );
            }
        }
    }
}

#[test]
fn a_prior_of_next_to_nothing_on_one_side_has_the_interval_of_the_integration() {
    for (intercept, weight) in [(9.0, 1.0), (6.0, 4.0), (-7.0, 4.0), (-12.0, 20.0)] {
        for (successes, failures) in [(0.0, 0.0), (3.0, 0.0), (0.0, 40.0), (0.0, 0.01)] {
            let prior = Prior::new(rate(0.5), weight).with_line(LogOddsLine { intercept, slope: 1.0 });
            let interval = estimate(prior, Tally::new(successes, failures)).interval();
            let (a, b) = prior.parameters();
            let beta = Integrated::new(a + successes, b + failures);
            let (low, high) = (beta.quantile(0.05), beta.quantile(0.95));
            let case = format!("k = {weight}, {successes} and {failures}, {intercept}: {interval:?}, {low} to {high}");
            assert!((interval.low - low).abs() < 1e-7 && (interval.high - high).abs() < 1e-7, "{case}");
        }
    }
}

#[test]
fn the_confidence_is_that_of_an_independent_integration() {
    for weight in [1.0, 4.0, 20.0] {
        for baseline in [0.0, 0.3, 0.85, 1.0] {
            for (successes, failures) in [(0.0, 0.0), (0.0, 3.0), (2.5, 0.5), (5.0, 2.0), (30.0, 20.0), (2000.0, 5.0)] {
                let (prior, tally) = (Prior::new(rate(baseline), weight), Tally::new(successes, failures));
                let (a, b) = prior.parameters();
                let beta = Integrated::new(a + successes, b + failures);
                for published in [estimate(prior, tally).rounded.value(), baseline, 0.05, 0.5] {
                    let found = confidence(prior, tally, rate(published));
                    let share = beta.below(published + 0.1) - beta.below(published - 0.1);
                    let case = format!("k = {weight}, {successes} and {failures} on {baseline}, {published}");
                    assert!((found - share).abs() < 1e-7, "{case}: {found}, {share}");
                }
            }
        }
    }
}

/// ln e by numeric integration over v = ln(r0 / x), for which e is the integral from 0 on of
/// exp(-(S + 1) v + F ln((1 - r0 e^-v) / (1 - r0))): by Simpson's rule on both sides of its peak.
fn integrated_ln_e(baseline: f64, successes: f64, failures: f64) -> f64 {
    let ln_value =
        |v: f64| -(successes + 1.0) * v + failures * ((-baseline * (-v).exp()).ln_1p() - (-baseline).ln_1p());
    let peak = (baseline * (successes + 1.0 + failures) / (successes + 1.0)).ln().max(0.0);
    let height = ln_value(peak);
    let end = |side: f64| {
        let mut reach = 1e-6;
        while peak + side * reach > 0.0 && ln_value(peak + side * reach) > height - 40.0 {
            reach *= 1.1;
        }
        (peak + side * reach).max(0.0)
    };
    let simpson = |from: f64, to: f64| {
        const STEPS: u32 = 2_000;
        let value = |at: u32| (ln_value(from + (to - from) * f64::from(at) / f64::from(STEPS)) - height).exp();
        let inner: f64 = (1..STEPS).map(|at| if at % 2 == 1 { 4.0 * value(at) } else { 2.0 * value(at) }).sum();
        (value(0) + inner + value(STEPS)) * (to - from) / f64::from(3 * STEPS)
    };
    height + (simpson(end(-1.0), peak) + simpson(peak, end(1.0))).ln()
}

#[test]
fn the_evidence_is_that_of_an_independent_integration() {
    let tallies = [(0.0, 1.0), (1.0, 0.0), (0.25, 3.5), (4.0, 3.0), (10.0, 10.0), (900.0, 100.0), (50_000.0, 49_000.0)];
    let far = [(40_000.0, 10.0), (5.0, 30_000.0), (99_000.0, 900.0)];
    for baseline in [0.02, 0.3, 0.5, 0.85, 0.95, 0.98] {
        for (successes, failures) in tallies.into_iter().chain(far) {
            let found = ln_e(rate(baseline), Tally::new(successes, failures));
            let expected = integrated_ln_e(baseline, successes, failures);
            let case = format!("{successes} and {failures} on {baseline}: {found}, {expected}");
            assert!((found - expected).abs() < 1e-7, "{case}");
        }
    }
}

#[test]
fn a_tally_too_large_for_the_library_has_less_evidence_than_in_full() {
    for share in [0.5, 0.8, 0.84, 0.845] {
        let found = ln_e(rate(0.85), Tally::new(1e6 * share, 1e6 * (1.0 - share)));
        let scaled = integrated_ln_e(0.85, 1e5 * share, 1e5 * (1.0 - share));
        let full = integrated_ln_e(0.85, 1e6 * share, 1e6 * (1.0 - share));
        assert!((found - scaled).abs() < 1e-6 && is_sure(found) && found < full, "{share}: {found}, {full}");
    }
}

/// Numbers of the distributions that the simulations draw from.
pub struct Draw(pub Dice);

impl Draw {
    /// A number between 0 and 1, both excluded.
    fn share(&mut self) -> f64 {
        (self.0.below(1 << 30) as f64 + 0.5) / f64::from(1 << 30)
    }

    /// Box and Muller, "A Note on the Generation of Random Normal Deviates", Annals of Mathematical Statistics 29
    /// (1958).
    fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }

    /// Marsaglia, Tsang, "A Simple Method for Generating Gamma Variables", ACM Transactions on Mathematical Software 26
    /// (2000); a shape below 1 by way of the next one, as they say in section 6.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.share().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let normal = self.normal();
            let v = (1.0 + normal / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && self.share().ln() < normal * normal / 2.0 + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (one, other) = (self.gamma(a), self.gamma(b));
        one / (one + other)
    }

    /// The number of successes among a number of reports.
    pub fn successes(&mut self, reports: u32, truth: f64) -> u32 {
        (0..reports).map(|_| u32::from(self.share() < truth)).sum()
    }
}

/// The share of claims whose true rate lies in the interval, with true rates drawn from the prior.
fn held(draw: &mut Draw, baseline: f64, weight: f64, reports: u32) -> f64 {
    const CLAIMS: u32 = 5_000;
    let by_successes: Vec<Estimate> =
        (0..=reports).map(|s| of(baseline, weight, f64::from(s), f64::from(reports - s))).collect();
    let hits = (0..CLAIMS).filter(|_| {
        let truth = draw.beta(weight * baseline, weight * (1.0 - baseline));
        let successes = draw.successes(reports, truth);
        by_successes[successes as usize].interval().contains(truth)
    });
    hits.count() as f64 / f64::from(CLAIMS)
}

#[test]
fn the_interval_holds_nine_truths_of_ten() {
    let mut draw = Draw(Dice::new(1927));
    for weight in [4.0, 10.0, 20.0] {
        for baseline in [0.15, 0.5, 0.85, 0.9] {
            for reports in [0, 3, 20] {
                let share = held(&mut draw, baseline, weight, reports);
                assert!((0.88..=0.92).contains(&share), "k = {weight}, {reports} on {baseline}: {share}");
            }
        }
    }
}

#[test]
fn at_the_edge_the_interval_holds_no_fewer() {
    // Rates nearer to 0 or 1 than doubles tell apart count as held, so here it may be more than nine of ten.
    let mut draw = Draw(Dice::new(2001));
    for (baseline, weight) in [(0.02, 4.0), (0.98, 4.0), (0.98, 20.0)] {
        for reports in [0, 3, 20] {
            let share = held(&mut draw, baseline, weight, reports);
            assert!(share >= 0.88, "k = {weight}, {reports} on {baseline}: {share}");
        }
    }
}

#[test]
fn many_reports_lead_to_the_truth_whatever_the_baseline() {
    let mut draw = Draw(Dice::new(7));
    for truth in [0.1, 0.5, 0.97] {
        for baseline in [0.0, 0.5, 1.0] {
            for weight in [4.0, 20.0] {
                let mut tally = Tally::default();
                for (more, near) in [(100, 0.3), (900, 0.07), (19_000, 0.012)] {
                    let successes = draw.successes(more, truth);
                    tally = tally + Tally::new(f64::from(successes), f64::from(more - successes));
                    let found = estimate(Prior::new(rate(baseline), weight), tally);
                    let case = format!("{} on {baseline}, k = {weight}: {found:?}", tally.reports());
                    assert!((found.mean - truth).abs() < near, "{case}");
                    assert!(found.interval().high - found.interval().low < 2.0 * near, "{case}");
                }
            }
        }
    }
}

/// The probability of each number of successes among a number of reports, from none on.
fn chances(truth: f64, reports: u32) -> Vec<f64> {
    let first = (1.0 - truth).powi(i32::try_from(reports).unwrap());
    let next = |chance: &f64, s: u32| chance * f64::from(reports - s) / f64::from(s + 1) * truth / (1.0 - truth);
    (0..reports).fold(vec![first], |mut all, s| {
        all.push(next(all.last().unwrap(), s));
        all
    })
}

fn tails(baseline: f64, successes: u32, reports: u32) -> Surprise {
    surprise(rate(baseline), Tally::new(f64::from(successes), f64::from(reports - successes)))
}

#[test]
fn the_tails_are_sums_of_binomial_probabilities() {
    for baseline in [0.02, 0.5, 0.7, 0.8, 0.85, 0.95] {
        for reports in [1, 2, 7, 30, 200] {
            let chances = chances(baseline, reports);
            for successes in 0..=reports {
                let found = tails(baseline, successes, reports);
                let at = successes as usize;
                let (at_most, at_least): (f64, f64) = (chances[..=at].iter().sum(), chances[at..].iter().sum());
                let case = format!("{successes} of {reports} on {baseline}: {found:?}, {at_most} and {at_least}");
                assert!((found.at_most - at_most).abs() < 1e-12 && (found.at_least - at_least).abs() < 1e-12, "{case}");
            }
        }
    }
}

/// The probability that the claim is flagged: the sum over all tallies of a number of reports.
fn surprised(baseline: f64, truth: f64, reports: u32) -> f64 {
    let up = (0..=reports).zip(chances(truth, reports)).filter(|(s, _)| tails(baseline, *s, reports).is_up());
    up.map(|(_, chance)| chance).sum()
}

#[test]
fn a_right_baseline_is_seldom_a_surprise() {
    for baseline in [0.5, 0.7, 0.8, 0.85, 0.95] {
        for reports in 1..=30 {
            let chance = surprised(baseline, baseline, reports);
            assert!(chance <= 0.08, "{reports} reports on {baseline}: {chance}");
        }
    }
    // It is flagged at all: with none or one of 3, and with at most 4 of 7.
    for (reports, exactly) in [(3, 0.060_75), (7, 0.073_8)] {
        let chance = surprised(0.85, 0.85, reports);
        assert!((chance - exactly).abs() < 5e-5, "{reports} reports: {chance}");
    }
}

#[test]
fn a_wrong_baseline_is_mostly_a_surprise() {
    // At most 6 of 10: 848 of 1,024.
    let chance = surprised(0.85, 0.5, 10);
    assert!((chance - 848.0 / 1024.0).abs() < 1e-12 && chance >= 0.8, "{chance}");
}

#[test]
fn the_flag_goes_up_as_often_as_the_sums_say() {
    let mut draw = Draw(Dice::new(85));
    for (truth, reports) in [(0.85, 3), (0.85, 7), (0.85, 20), (0.5, 10)] {
        let flags = (0..5_000).filter(|_| tails(0.85, draw.successes(reports, truth), reports).is_up());
        let share = flags.count() as f64 / 5_000.0;
        assert!((share - surprised(0.85, truth, reports)).abs() < 0.02, "{reports} of {truth}: {share}");
    }
}

/// The share of claims that are called sure in any of 52 weekly looks.
fn called_sure(draw: &mut Draw, baseline: f64, truth: f64, a_week: u32) -> f64 {
    const CLAIMS: u32 = 1_000;
    let baseline = rate(baseline);
    let called = (0..CLAIMS).filter(|_| {
        let mut tally = Tally::default();
        (0..52).any(|_| {
            let successes = draw.successes(a_week, truth);
            tally = tally + Tally::new(f64::from(successes), f64::from(a_week - successes));
            is_sure(ln_e(baseline, tally))
        })
    });
    called.count() as f64 / f64::from(CLAIMS)
}

#[test]
fn sure_is_seldom_wrong_in_a_year_of_weekly_looks() {
    let mut draw = Draw(Dice::new(1939));
    for baseline in [0.5, 0.7, 0.85, 0.95] {
        for a_week in [1, 4, 15] {
            let share = called_sure(&mut draw, baseline, baseline, a_week);
            assert!(share <= 0.05, "{a_week} a week on {baseline}: {share}");
            // A truth above the baseline calls it no more often.
            let higher = called_sure(&mut draw, baseline, baseline + 0.03, a_week);
            assert!(higher <= 0.05, "{a_week} a week on {baseline}, which is too low: {higher}");
        }
    }
}

#[test]
fn sure_comes_within_a_year_if_a_rate_is_much_too_high() {
    let mut draw = Draw(Dice::new(1970));
    for (baseline, truth, a_week) in [(0.85, 0.5, 1), (0.85, 0.7, 4), (0.95, 0.8, 2)] {
        let share = called_sure(&mut draw, baseline, truth, a_week);
        assert!(share >= 0.95, "{truth} in place of {baseline}, {a_week} a week: {share}");
    }
}
