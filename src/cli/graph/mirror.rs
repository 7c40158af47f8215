//! `canonry graph mirror`

use crate::check::{Code, Selector};
use crate::cli::check::{FixCommand, note_edges};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::filter::FilterArgs;
use crate::cli::global::Global;
use crate::cli::options::Writing;
use crate::curate::{AskedChecks, Offers};

/// Add the counterparts that edges lack
///
/// If a record says that it leads to another one, the other one gets the counterpart in preceded_by, with the same
/// probability and condition, and the other way round. All of it is one batch, which `canonry undo` undoes. Edges to
/// records that the set does not have are left as they are; `canonry check --select G001` lists them. So are edges
/// whose counterpart would contradict others, because the probabilities of a leads_to would be more than 1 together;
/// `canonry check --select G005` lists those.
///
/// It does what `canonry check --fix --select G005` does: an edge whose finding is waived is left as it is, and it does
/// not matter whether the policy ignores G005.
///
/// With --confusions also frequently_confused_with: the counterpart gets the same distinction, which is worded from the
/// other side. Read those afterwards.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The records' ids or aliases, whose edges get counterparts [default: all]
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Also add the counterparts of frequently_confused_with
    #[arg(long)]
    confusions: bool,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    writing: Writing,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let confusions = args.confusions.then_some(Selector::One(Code::G007));
    let select = [Selector::One(Code::G005)].into_iter().chain(confusions).collect();
    let (policy, _) = args.filter.policy.policy(global)?;
    let settings = policy.check_settings(&AskedChecks { select, ..AskedChecks::default() }, global.today()?);
    let offers = if args.confusions { Offers::Of(Code::G007) } else { Offers::None };
    let fix = FixCommand { told: settings.clone(), settings, offers, writing: &args.writing };
    let counts = fix.run(|snapshot| args.filter.unless_all(&args.ids, snapshot, global), global, console)?;
    note_edges(&counts, console);
    Ok(Exit::Done)
}
