//! `canonry feedback`

mod arguments;
mod closing;
mod input;
mod misfit;
mod pass;
mod printer;
mod question;
mod rejects;
mod row_fault;

use clap::Subcommand;

use super::ask::agrees;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use crate::curate::in_passes;
use pass::FeedbackPasses;
use question::FeedbackQuestion;

/// Import users' reports
///
/// Reports are added to the ledger of evidence. They change no rate: `canonry rates` shows what each rate should be,
/// and `rates --apply` publishes it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: FeedbackCommand,
}

#[derive(Debug, Subcommand)]
enum FeedbackCommand {
    Import(arguments::Args),
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    match &args.command {
        FeedbackCommand::Import(args) => import(args, global, console),
    }
}

fn import(args: &arguments::Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.rejects.as_deref().is_some_and(|file| file.as_os_str() == "-") {
        return Err(Failure::usage("the rejects need a file of their own").hint("name one, as --rejects rejects.csv"));
    }
    let path = global.existing_database()?;
    args.protect(global, &path)?;
    let context = global.context(&args.writing)?;
    let (policy, _) = args.policy.policy(global)?;
    let buffered = super::input::buffer_stream(&args.file, console)?;
    global.bring_up_to_date(&path);
    let run = FeedbackPasses { args, path, context, policy, buffered };
    let ask = |_: &mut Console, question: FeedbackQuestion| match agrees(&global.env, &question.text) {
        true => Ok(question),
        false => Err(Failure::usage("not approved; nothing was imported")),
    };
    in_passes(console, |console, answered| run.pass(answered, console), ask)
}
