//! A rate with reports: what the receipt of `why` says of it, as values.

use serde::Serialize;

/// The left end of a bar and its length, in units of the picture.
const BAR: (f64, f64) = (4.0, 192.0);

/// What reports say of one rate of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct RateFigure {
    /// The name of the rate, such as `w1.success_rate`.
    pub name: String,
    /// Which item of the record it is of.
    pub of: FigureOf,
    /// The published rate, 0 to 1.
    pub published: f64,
    /// The rate that an author set last, 0 to 1.
    pub baseline: f64,
    /// The tier on which it was set.
    pub baseline_tier: String,
    /// The weight of the baseline, in reports.
    pub prior: f64,
    /// The weight of the reports.
    pub reports: f64,
    /// The weight of those that support the rate.
    pub supporting: f64,
    /// The estimate before it is rounded, 0 to 1.
    pub mean: f64,
    /// The estimate, rounded, 0 to 1.
    pub estimate: f64,
    /// The ends of the 90 % interval of the estimate, 0 to 1.
    pub interval: [f64; 2],
    /// Whether reports like these are rare if the baseline is true.
    pub is_surprise: bool,
    /// Whether the estimate is published, would be with more such reports, or is due.
    pub verdict: &'static str,
}

/// Which item of a record a rate is of, by its position from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FigureOf {
    /// The record as a whole.
    Record,
    /// One of its workarounds.
    Workaround(usize),
    /// One of its dead ends.
    DeadEnd(usize),
}

/// A figure as a template shows it: its numbers as they are printed, and the places of its marks.
#[derive(Debug, Serialize)]
pub(super) struct ShownFigure<'f> {
    /// The fragment of the page that has the receipt.
    anchor: String,
    /// The kind of item, as a word.
    item: &'static str,
    /// The number of the item from 1; 0 for the record.
    number: usize,
    name: &'f str,
    published: String,
    baseline: String,
    baseline_tier: &'f str,
    prior: String,
    reports: String,
    supporting: String,
    mean: String,
    estimate: String,
    low: String,
    high: String,
    is_surprise: bool,
    verdict: &'static str,
    bar: ShownBar,
}

/// The places of the marks of a bar, in units of the picture.
#[derive(Debug, Serialize)]
struct ShownBar {
    baseline: String,
    estimate: String,
    low: String,
    width: String,
}

impl<'f> From<&'f RateFigure> for ShownFigure<'f> {
    fn from(figure: &'f RateFigure) -> Self {
        let (item, number) = match figure.of {
            FigureOf::Record => ("record", 0),
            FigureOf::Workaround(number) => ("workaround", number),
            FigureOf::DeadEnd(number) => ("dead end", number),
        };
        let [low, high] = figure.interval;
        ShownFigure {
            anchor: figure.of.anchor(),
            item,
            number,
            name: &figure.name,
            published: plain(figure.published),
            baseline: plain(figure.baseline),
            baseline_tier: &figure.baseline_tier,
            prior: plain(figure.prior),
            reports: format!("{:.2}", figure.reports),
            supporting: format!("{:.2}", figure.supporting),
            mean: format!("{:.4}", figure.mean),
            estimate: plain(figure.estimate),
            low: format!("{low:.4}"),
            high: format!("{high:.4}"),
            is_surprise: figure.is_surprise,
            verdict: figure.verdict,
            bar: ShownBar {
                baseline: place(figure.baseline),
                estimate: place(figure.mean),
                low: place(low),
                width: format!("{:.1}", (high - low) * BAR.1),
            },
        }
    }
}

impl FigureOf {
    /// The fragment of the page that has the receipt of this rate.
    fn anchor(self) -> String {
        match self {
            FigureOf::Record => "receipt-fix".to_owned(),
            FigureOf::Workaround(number) => format!("receipt-w{number}"),
            FigureOf::DeadEnd(number) => format!("receipt-d{number}"),
        }
    }
}

/// A number with as many decimals as it needs.
fn plain(number: f64) -> String {
    number.to_string()
}

fn place(rate: f64) -> String {
    format!("{:.1}", BAR.0 + rate * BAR.1)
}
