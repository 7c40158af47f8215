//! `canonry import`

mod arguments;
mod ceasing;
mod checked;
mod conflicts;
mod database;
mod explain;
mod input;
mod interactive;
mod json;
mod ledgers;
mod merging;
mod pass;
mod printer;
mod question;
mod rejects;
mod remarks;
mod source;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::outputs::protect;
use crate::curate::{ImportRefusal, Refusal};
pub(super) use arguments::{Args, MergeArgs};
pub(super) use conflicts::to_json as conflict_to_json;
pub(super) use database::run as merge;
pub(super) use explain::quoted;
use input::ImportPaths;
pub(super) use ledgers::{to_json as ledgers_to_json, words as ledger_words};
use pass::ImportPasses;
use source::ImportSource;

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    super::input::check(&args.paths)?;
    let path = global.database_or_new()?;
    protect(&args.options.outputs(), &path, &args.inputs(global)?, &global.env)?;
    if args.options.merging.whole && args.sources(&path).iter().any(Option::is_none) {
        // The import refuses it too, but only after reading the pipe.
        return Err(Refusal::from(ImportRefusal::WholeWithoutSource).into());
    }
    args.options.refuse_mixed_output(console)?;
    let sources = args.sources(&path).into_iter().flatten().collect();
    let import = args.options.import(global, sources)?;
    if args.options.merging.interactive {
        interactive::check(&args.paths, console.env())?;
    }
    let input = ImportSource::Paths(Box::new(ImportPaths::open(args, &path, console)?));
    let context = args.options.context(global)?;
    global.bring_up_to_date(&path);
    ImportPasses { options: &args.options, import, context, path: &path, input }.carry_out(console)
}
