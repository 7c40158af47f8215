//! `canonry check PATH`: files that are in no database.

mod checking;
mod fix;
mod set;
mod texts;

use std::path::PathBuf;

use super::arguments::Args;
use super::printer::FindingPrinter;
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::plain::plain;
use crate::curate::KnownFindings;
use checking::Files;
use set::fingerprints;
use texts::FileTexts;

/// Checks files.
pub(super) fn run(args: &Args, paths: &[PathBuf], global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    if args.filter.is_given() {
        return Err(Failure::usage("the options that choose records are for a database").hint("name the files instead"));
    }
    let (policy, _) = args.filter.policy.policy_of_files(global)?;
    let settings = args.settings(&policy, global)?;
    let files = Files::open(args, paths, settings, &policy, console)?;
    // As for an import: a folder without a record is most likely the wrong one, and a gate that passes would hide that.
    let is_empty = files.is_empty;
    let or_look = |exit: Exit| if is_empty && exit == Exit::Done { Exit::Look } else { exit };
    if args.fix {
        let told = args.told(&policy, global)?;
        return fix::run(args, &files, &told, console).map(or_look);
    }
    let before = match &args.since {
        Some(path) => {
            let paths = [global.env.resolve(path)];
            let texts = FileTexts::open(&paths, policy.limits, console)?;
            let (notes, before) = fingerprints(&texts, &files.settings, &files.demands, &files.set);
            notes.notes.iter().for_each(|note| console.note(plain(note)));
            Some(KnownFindings::of(before))
        }
        None => None,
    };
    let mut printer = FindingPrinter::new(args, before, console)?;
    files.check(args, &mut printer)?;
    printer.finish().map(or_look)
}
