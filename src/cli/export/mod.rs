//! `canonry export`

mod arguments;
mod counts;
mod damaged;
mod difference;
mod left;
mod sent;
mod unportable;
mod watch;

use std::io::{BufWriter, Write};
use std::path::Path;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::global::Global;
use super::terminal::{Escapes, GuardedWriter};
use crate::curate::{Export, ExportError, ExportLines, ExportPlace, Exported, source_of_path};
use crate::disk::AtomicFile;
use crate::record::SamplesKey;
use crate::store::Snapshot;
pub(super) use arguments::Args;
use arguments::protect_target;
pub(super) use counts::print as print_counts;
pub(super) use damaged::name as name_damaged;
pub(super) use difference::to_json as difference_to_json;
pub(super) use left::{name as name_left, to_json as left_to_json};
pub(super) use watch::{ExportProgress, begin as begin_stage, failure as export_failure};

/// The size of the buffer before standard output, in bytes.
const BUFFER_BYTES: usize = 64 * 1024;

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let mut export = args.export(global)?;
    let path = global.existing_database()?;
    protect_target(&export, &path, &global.env)?;
    let source = export.out().and_then(|out| source_of_path(&path, out));
    let choose = |snapshot: &mut Snapshot<'_>, key: Option<&SamplesKey>| args.records(snapshot, key, global);
    global.bring_up_to_date(&path);
    let exported = export.run(&path, source, global.today()?, choose, |export, snapshot, place| {
        let exported = write(args, export, snapshot, place, console)?;
        if let Export::Tree(tree) = export {
            left::print(tree, &exported, console);
            unportable::name(snapshot, console)?;
        }
        Ok::<_, Failure>(exported)
    })?;
    if let Some(error) = &exported.unnoted {
        sent::warn(error, exported.sent.len(), console);
    }
    if let (Some(out), false) = (export.out(), args.mode().only_looks()) {
        let Exported { written, removed, .. } = &exported;
        console.done(format!("{} is up to date (written {written}, removed {removed})", out.display()));
    }
    if let Some(out) = export.out() {
        print(args, out, &exported, console)?;
    }
    let differs = !exported.differences.is_empty();
    let exit = if args.check && differs { Exit::Look } else { Exit::Done };
    Ok(damaged::name(&exported.damaged, args.mode(), console).unwrap_or(exit))
}

/// Writes what is exported to where it goes.
fn write(
    args: &Args,
    export: &Export,
    snapshot: &mut Snapshot<'_>,
    place: &ExportPlace,
    console: &mut Console,
) -> Result<Exported, Failure> {
    match export {
        Export::Tree(tree) => {
            to_files(args, export, snapshot, console, |snapshot, progress| tree.apply(snapshot, place, progress))
        }
        Export::File(file) => to_files(args, export, snapshot, console, |snapshot, progress| {
            file.apply(snapshot, place.sent.as_ref(), |path| AtomicFile::of(path, GuardedWriter::device), progress)
        }),
        Export::Stream(_) if console.is_json() => {
            Err(Failure::usage("--json and records on standard output would mix").hint("name a file with --out FILE"))
        }
        Export::Stream(lines) => to_stdout(lines, snapshot, console),
    }
}

/// Exports to files: shows progress, and asks.
fn to_files(
    args: &Args,
    export: &Export,
    snapshot: &mut Snapshot<'_>,
    console: &Console,
    apply: impl FnOnce(&mut Snapshot<'_>, &mut ExportProgress) -> Result<Exported, ExportError>,
) -> Result<Exported, Failure> {
    let total = export.records().count(snapshot)?;
    let mut progress = ExportProgress::begin(console, "exporting", total, !args.yes);
    let exported = apply(snapshot, &mut progress);
    progress.end();
    exported.map_err(|error| watch::failure(error, export.out()))
}

fn to_stdout(export: &ExportLines, snapshot: &mut Snapshot<'_>, console: &mut Console) -> Result<Exported, Failure> {
    // No progress bar: it would write between the lines on a terminal.
    let mut progress = ExportProgress::hidden();
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, console.data(Escapes::Json)?);
    let exported = export.apply(snapshot, None, &mut out, &mut progress);
    let exported = exported.map_err(|error| watch::failure(error, None))?;
    out.flush()?;
    console.finish()?;
    Ok(exported)
}

fn print(args: &Args, out: &Path, exported: &Exported, console: &mut Console) -> Result<(), Failure> {
    let only_looks = args.mode().only_looks();
    counts::print(out, exported, only_looks, console)?;
    if console.is_json() {
        return Ok(());
    }
    if args.check && !exported.differences.is_empty() {
        console.note(left::how_to_go_on(args, exported));
    } else if only_looks {
        console.note("nothing was written");
    }
    Ok(())
}
