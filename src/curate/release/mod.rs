//! Releases: states of the set that have a name, and what changed between them.

mod again;
mod apply;
mod cut;
mod delta;
mod delta_states;
mod difference;
mod facts;
mod gate;
mod plan;
mod published;
mod rekeyed;
mod release_plan;
mod snapshot;
mod told_file;
mod verify;

pub use again::{ExportAgainError, export_again, facts, facts_of};
pub use apply::{AppliedDelta, ApplyDelta, ApplyError, LineFault};
pub use cut::{Cut, CutError, CutRelease};
pub use delta::write_delta;
pub use delta_states::DeltaKeys;
pub use difference::difference;
pub(super) use difference::revision_difference;
pub use facts::{PreviousRelease, ReleaseFacts};
pub use gate::{Demand, DemandStanding, Demanded, GateBase, ReproductionFault, Shortfall, gate};
pub use published::{CompareError, ComparedSet, PublishedFault, PublishedSet, difference_since, difference_until};
pub use release_plan::{ReleasePlan, plan_release};
pub use snapshot::{SnapshotError, SnapshotWatch, WriteSnapshot, WrittenSnapshot, digest_again};
pub use verify::{SnapshotFlaw, VerifiedSnapshot, verify_archive, verify_folder};
