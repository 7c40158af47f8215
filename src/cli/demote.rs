//! `canonry demote`

use serde_json::Map;

use super::ask::approves;
use super::changes;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::filter::Chosen;
use super::global::{Global, Writing};
use super::policy::PolicyArgs;
use crate::curate::Demote;
use crate::record::Tier;
use crate::store::Store;

/// Put records on a lower tier
///
/// Needs no demand to fail, but a reason. A record whose tier is not on the ladder may be put on any.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The lower tier
    #[arg(long, value_name = "TIER")]
    to: Tier,
    #[command(flatten)]
    policy: PolicyArgs,
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    args.writing.require_reason("demoting a record")?;
    let context = global.context(&args.writing)?;
    let (policy, _) = args.policy.policy(global)?;
    let mut store = Store::open(&global.existing_database()?)?;
    let verb = Demote { which: args.chosen.which(&store, global)?, to: args.to.clone() };
    let outcome = verb.apply(&mut store, &context, &policy, &mut |changed| approves(&args.writing, changed))?;
    changes::print(console, &context, &outcome, Map::new(), Map::new())?;
    Ok(Exit::Done)
}
