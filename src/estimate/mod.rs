//! What the reports on a claim say about its rate: the maths, and nothing else.
//!
//! A claim is a number in a record, such as the success rate of a workaround. Its baseline, the rate as authored or
//! imported, acts as a Beta prior worth so many reports ([`Prior`]); the reports add up to a [`Tally`]; [`estimate`]
//! makes of the two the rate to publish, how far it can be trusted and whether the baseline is a surprise.
//!
//! Everything here is a pure function of numbers and total: no input makes it panic, hang or return a NaN. The room
//! knows nothing of tiers, reporters and outcomes; who turns those into weights is policy.

mod confidence;
mod interval;
mod posterior;
mod tally;

pub use confidence::suggested_confidence;
pub use interval::{Interval, Z_95, wilson};
pub use posterior::{Estimate, Prior, estimate};
pub use tally::Tally;
