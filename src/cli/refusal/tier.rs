//! Hints for a record that may not move to a tier.

use super::requirement::line;
use crate::cli::failure::{Exit, Failure};
use crate::curate::{Assessment, TierRefusal};
use crate::record::Tier;

/// A refused promotion or demotion as a failure.
pub(super) fn failure(refusal: &TierRefusal) -> Failure {
    let failure = |exit| Failure::new(exit, refusal.to_string());
    match refusal {
        TierRefusal::EmptyLadder => failure(Exit::Usage),
        TierRefusal::NoTier { ladder, .. } => failure(Exit::Usage)
            .hint(format!("the ladder is {}; `canonry policy show` prints the policy in force", words(ladder))),
        TierRefusal::NotAbove { ladder, .. } => {
            failure(Exit::Usage).hint(format!("the ladder is {}; `canonry demote` moves a record down", words(ladder)))
        }
        TierRefusal::OffLadder { id, ladder, .. } => failure(Exit::Policy).hint(format!(
            "set its tier with `canonry demote {id} --to TIER --reason TEXT`; the ladder is {}",
            words(ladder)
        )),
        TierRefusal::Highest { ladder, .. } => failure(Exit::Policy).hint(format!("the ladder is {}", words(ladder))),
        TierRefusal::NotBelow { id, .. } => failure(Exit::Usage).hint(format!("`canonry promote {id}` moves it up")),
        TierRefusal::NotMet(refused) => {
            let lines = |one: &Assessment| -> Vec<String> {
                let of = if refused.len() == 1 { String::new() } else { format!("{}: ", one.id) };
                one.requirements.iter().map(|requirement| format!("{of}{}", line(&one.id, requirement))).collect()
            };
            Failure { details: refused.iter().flat_map(lines).collect(), ..failure(Exit::Policy) }
                .hint("add what is missing, or override with --force --reason TEXT")
        }
    }
}

/// The ladder from its lowest tier on.
fn words(ladder: &[Tier]) -> String {
    ladder.iter().map(Tier::as_str).collect::<Vec<_>>().join(", ")
}
