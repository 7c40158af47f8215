//! `canonry demote`

use super::console::Console;
use super::failure::{Exit, Failure};
use super::filter::Chosen;
use super::global::Global;
use super::options::Writing;
use super::verb;
use crate::curate::{Demote, Reasoned};
use crate::record::Tier;

/// Demote records to a lower tier
///
/// Needs a reason, but no requirement has to fail. A record whose tier is not on the ladder can be moved to any tier.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The lower tier
    #[arg(long, value_name = "TIER")]
    to: Tier,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason(Reasoned::Demotion)?;
    let (policy, _) = args.chosen.policy().policy(global)?;
    verb::run(global, &args.writing, console, |snapshot, _| {
        Ok(Demote { which: args.chosen.which(snapshot, global)?, to: args.to.clone(), policy: &policy })
    })
}
