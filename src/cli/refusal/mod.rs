//! Refusals on the command line: the exit code, and what to do about it in terms of commands and options.
//!
//! The `Display` of a refusal says what happened. If the command line has better words, such as the missing option,
//! they are here.

mod edit;
mod evidence;
mod rejection;
mod replacement;
mod requirement;
mod sample;
mod tier;
mod undo;
mod waiver;

use super::failure::{Exit, Failure};
use super::faults::hint;
use crate::curate::{ImportRefusal, NewRefusal, Reasoned, Refusal, RepairRefusal, Unearned};
use crate::record::Id;
pub(super) use rejection::{both_changed, faults as rejection_faults, place as place_of, twice};
pub(super) use replacement::hint as replacement_hint;
pub(super) use requirement::{RequirementWords, line};
pub(super) use undo::{BATCHES, line as obstacle, to_json as obstacle_to_json};

/// The hint for a command that needs a reason.
const GIVE_A_REASON: &str = "say why with --reason TEXT; the journal keeps it";

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        let failure = |exit| Failure::new(exit, message);
        match refusal {
            Refusal::NoRecord(_) => failure(Exit::Missing).hint("`canonry list` lists all records"),
            Refusal::Unknown { near, .. } if near.is_empty() => failure(Exit::Missing)
                .hint("`canonry list` lists all records, `canonry search TEXT` finds them by their words"),
            Refusal::Unknown { near, .. } => {
                let near: Vec<&str> = near.iter().map(Id::as_str).collect();
                failure(Exit::Missing).hint(format!("did you mean {}?", near.join(", ")))
            }
            Refusal::Ambiguous { ids, .. } => {
                let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
                failure(Exit::Missing).hint(format!("name one of them: {}", ids.join(", ")))
            }
            Refusal::NoBatch { .. } => failure(Exit::Missing).hint("`canonry log` lists the batches"),
            Refusal::NoRelease(_) => failure(Exit::Missing).hint("`canonry release list` lists the releases"),
            Refusal::Withdrawn(id) => failure(Exit::Missing)
                .hint(format!("`canonry restore {id}` publishes it again; `canonry log {id}` shows why")),
            Refusal::ChoosesWithdrawn(_) => failure(Exit::Usage)
                .hint("`canonry list --withdrawn` lists them; `canonry restore ID` publishes one again"),
            Refusal::NotAnItem(_) => failure(Exit::Usage)
                .hint("items are w1, w2 (workarounds), d1 (dead ends), v1 (versions), as `canonry show` numbers them"),
            Refusal::NoItem(missing) => failure(Exit::Missing).hint(format!("see `canonry show {}`", missing.name)),
            Refusal::OtherId { found, .. } => {
                failure(Exit::Rejected).hint(format!("keep the id, or cancel and run `canonry new {found}`"))
            }
            Refusal::Unportable { .. } => failure(Exit::Usage).hint("choose another id"),
            Refusal::TooLarge { faults, .. } => {
                let details = faults.iter().map(|fault| format!("{}: {}", fault.path, fault.reason)).collect();
                Failure { details, hint: hint(&faults), ..failure(Exit::Rejected) }
            }
            Refusal::RenamedOnto { .. } => failure(Exit::Conflict).hint("choose another id, or rename that one first"),
            Refusal::MergedIntoItself(_) => {
                failure(Exit::Usage).hint("name the records to withdraw, and with --merge-into the one to merge into")
            }
            Refusal::ReasonNeeded(what) => match what {
                Reasoned::Force => Failure::usage("--force needs a reason"),
                Reasoned::Demotion | Reasoned::Withdrawal => failure(Exit::Usage),
                Reasoned::EvidenceWithdrawal | Reasoned::EvidenceMove | Reasoned::Waiver => failure(Exit::Usage),
            }
            .hint(GIVE_A_REASON),
            Refusal::Declined => failure(Exit::Usage),
            Refusal::Overtaken => {
                failure(Exit::Conflict).hint("run the command again: it shows what it would change now")
            }
            Refusal::ChangedMeanwhile => failure(Exit::Conflict).hint("run the command again"),
            Refusal::Edit(refusal) => edit::failure(&refusal),
            Refusal::New(refusal) => new(&refusal),
            Refusal::Evidence(refusal) => evidence::failure(&refusal),
            Refusal::Tier(refusal) => tier::failure(&refusal),
            Refusal::Import(refusal) => import(&refusal),
            Refusal::Undo(refusal) => undo::failure(&refusal),
            Refusal::Sample(refusal) => sample::failure(&refusal),
            Refusal::Waiver(refusal) => waiver::failure(&refusal),
            Refusal::Repair(refusal) => repair(&refusal),
            Refusal::Store(error) => error.into(),
        }
    }
}

fn new(refusal: &NewRefusal) -> Failure {
    let failure = |exit| Failure::new(exit, refusal.to_string());
    match refusal {
        NewRefusal::Taken { id, is_withdrawn: true } => {
            failure(Exit::Conflict).hint(format!("it is withdrawn; `canonry restore {id}` publishes it again"))
        }
        NewRefusal::Taken { id, is_withdrawn: false } => {
            failure(Exit::Conflict).hint(format!("`canonry edit {id}` changes it"))
        }
        NewRefusal::Claims { claims, .. } => {
            let line = |claim: &Unearned| match claim {
                Unearned::Tier { lowest, claimed } => {
                    format!("verification_tier: a new record begins at {lowest}, not {claimed}")
                }
                Unearned::Future { field, day } => format!("{field}: {day}"),
            };
            let details = claims.iter().map(line).collect();
            Failure { details, ..failure(Exit::Policy) }
                .hint("`canonry promote` raises the tier; or override with --force --reason TEXT")
        }
    }
}

fn import(refusal: &ImportRefusal) -> Failure {
    let failure = Failure::new(Exit::Rejected, refusal.to_string());
    match refusal {
        ImportRefusal::Records(_) | ImportRefusal::Reports(_) => failure,
        ImportRefusal::WholeWithoutSource => Failure::usage("--whole needs a source, and input from a pipe has none")
            .hint("name the source with --from NAME"),
        ImportRefusal::NotWhole { unfollowed, .. } if unfollowed.is_empty() => {
            failure.hint("fix them, or omit --whole")
        }
        ImportRefusal::NotWhole { .. } => failure.hint("replace the link by the folder itself, or omit --whole"),
    }
}

fn repair(refusal: &RepairRefusal) -> Failure {
    let failure = Failure::new(Exit::Rejected, refusal.to_string());
    match refusal {
        RepairRefusal::OtherCopy(_) => failure.hint("only a file with the digest of the record can replace it"),
        RepairRefusal::OtherItems(_) => failure.hint("restore a copy that `canonry backup` made"),
    }
}
