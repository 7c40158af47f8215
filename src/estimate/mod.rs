//! What the reports on a claim say about its rate: the maths, and nothing else.
//!
//! A claim is a number in a record, such as the success rate of a workaround. Its baseline, the rate as authored or
//! imported, acts as a Beta prior worth a number of reports ([`Prior`]). The reports add up to a [`Tally`], for which
//! [`divisor`] and [`half_life_factor`] say what they weigh. From these two, [`estimate`] computes the rate to publish
//! and its interval. [`surprise()`] tells whether the reports fit the baseline, [`ln_e`] how much evidence there is
//! that it is too high, and [`confidence()`] how near a published rate is to the truth. [`fit`] computes from many
//! claims how far their baselines can be trusted.
//!
//! Everything here is a pure function of numbers and total: no input makes it panic, hang or return a NaN. The room
//! does not know tiers, reporters and outcomes. The policy turns those into weights.

mod calibration;
mod confidence;
mod evidence;
mod incomplete;
mod interval;
mod likelihood;
mod posterior;
mod prior;
mod rounding;
mod search;
mod surprise;
mod tally;
mod weights;

pub use calibration::{CalibrationFit, fit, fit_weight};
pub use confidence::confidence;
pub use evidence::{is_sure, ln_e};
pub use interval::{Interval, Z_95, wilson};
pub use likelihood::{Case, ln_likelihood};
pub use posterior::{Estimate, estimate};
pub use prior::{LogOddsLine, Prior};
pub use rounding::two_decimals;
pub use surprise::{Surprise, is_surprise, surprise};
pub use tally::Tally;
pub use weights::{divisor, half_life_factor};
