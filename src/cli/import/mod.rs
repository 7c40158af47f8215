//! `canonry import`

mod arguments;
mod ceasing;
mod checked;
mod conflicts;
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

use std::path::Path;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::outputs::protect;
use crate::curate::{Context, Import, ImportRefusal, Refusal, Resolutions, in_passes};
pub(super) use arguments::Args;
use input::ImportPaths;
use pass::{ImportPasses, failure, on_database};

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    super::input::check(&args.paths)?;
    let path = global.database_or_new()?;
    protect(&args.outputs(), &path, &args.inputs(global)?, &global.env)?;
    if args.merging.whole && args.sources(&path).iter().any(Option::is_none) {
        // The import refuses it too, but only after reading the pipe.
        return Err(Refusal::from(ImportRefusal::WholeWithoutSource).into());
    }
    let context = args.context(global)?;
    let mut import = args.import(global, &path)?;
    if args.writes_records() && console.is_json() {
        let failure = Failure::usage("--json and records on standard output would mix");
        return Err(failure.hint("name a file for the rejects and the conflicts"));
    }
    let input = ImportPaths::open(args, &path, console)?;
    if args.merging.interactive {
        import.resolutions = ask(args, &import, &context, &path, &input, console)?;
    }
    let run = ImportPasses { args, import, context, path: &path, input };
    in_passes(console, |console, approved| run.pass(approved, console), |console, question| question.ask(console))
}

/// Asks about each conflict. The database is not locked meanwhile: the conflicts are found by a rehearsal.
fn ask(
    args: &Args,
    import: &Import,
    context: &Context,
    database: &Path,
    input: &ImportPaths<'_>,
    console: &mut Console,
) -> Result<Resolutions, Failure> {
    interactive::check(&args.paths, console.env())?;
    let rehearsal = Context { dry_run: true, checks: None, ..context.clone() };
    let mut found = interactive::FoundConflicts::default();
    let rehearsed = on_database(database, &rehearsal, |store| {
        let import = Import { keep_going: true, ..import.clone() };
        input.import(&import, &rehearsal, store, &mut found).1
    });
    rehearsed.map_err(failure)?;
    interactive::ask_about_all(found, console)
}
