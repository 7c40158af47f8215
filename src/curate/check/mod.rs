//! Checking the records of a database, and applying fixes.

mod arrivals;
mod background;
mod changed;
mod edge_waivers;
mod finding_changes;
mod fix;
mod fix_texts;
mod fixing;
mod harm;
mod having;
mod known;
mod offers;
mod renamed;
mod scan;
mod since;
mod stages;
mod state;
#[cfg(test)]
mod tests;
mod texts;
mod waive;
mod waived;

pub(super) use arrivals::check_arrivals;
pub(super) use changed::note_findings;
pub(super) use edge_waivers::FollowedWaivers;
pub use finding_changes::{FindingChanges, NamedFinding};
pub use fix::FixFindings;
pub use fix_texts::{FixableText, FixedText, MovedText, fix_texts, fixed_ids, with_fixed};
pub use fixing::FixCounts;
pub use known::KnownFindings;
pub use offers::Offers;
pub use renamed::RenamedTexts;
pub use scan::{CheckRecords, CheckWatch};
pub(super) use stages::CheckStages;
pub use texts::{CheckedRecord, CheckedText, NotedText, TextSet, Unfit};
pub use waive::{WaiveFindings, WaiverRequest, WithdrawWaivers};
pub use waived::waived_by;
