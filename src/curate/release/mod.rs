//! Releases: states of the set that have a name, and what changed between them.

mod difference;
mod facts;
mod gate;

pub use difference::difference;
pub use facts::{PreviousRelease, ReleaseFacts};
pub use gate::{Demand, DemandStanding, Demanded, GateBase, Shortfall, gate};
