//! Records as a stream, one a line: to standard output, or to a file that is replaced as a whole.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use indicatif::ProgressBar;

use super::arguments::Args;
use super::watch::{self, Progress};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::progress;
use crate::cli::terminal::{Escapes, Guarded};
use crate::curate::{ExportLines, Exported, FileDifference, FileState};
use crate::disk::{AtomicFile, Compared, Comparison};
use crate::store::{SentBefore, Snapshot};

pub(super) fn to_stdout(
    export: &ExportLines,
    snapshot: &mut Snapshot<'_>,
    console: &mut Console,
) -> Result<Exported, Failure> {
    // No progress bar: it would write between the lines on a terminal.
    let mut progress = Progress { bar: ProgressBar::hidden(), asked: None };
    let mut out = BufWriter::with_capacity(64 * 1024, console.data(Escapes::Json)?);
    let exported = export.apply(snapshot, None, &mut out, &mut progress);
    let exported = exported.map_err(|error| watch::failure(error, Failure::from))?;
    out.flush()?;
    console.finish()?;
    Ok(exported)
}

pub(super) fn to_file(
    args: &Args,
    export: &ExportLines,
    snapshot: &mut Snapshot<'_>,
    path: &Path,
    before: &SentBefore,
    console: &mut Console,
) -> Result<Exported, Failure> {
    let failure = |error: io::Error| Failure::file(format!("{} could not be written", path.display()), &error);
    let bar = progress::bar(console, "exporting", Some(snapshot.count(&export.filter)?));
    let mut progress = Progress { bar, asked: None };
    let mut write = |out: &mut dyn Write| {
        let exported = export.apply(snapshot, Some(before), &mut &mut *out, &mut progress);
        exported.map_err(|error| watch::failure(error, failure))
    };
    let comparison = Comparison::with(path).map_err(failure)?;
    let (mut exported, change) = if args.mode().only_looks() {
        let mut out = BufWriter::with_capacity(64 * 1024, comparison);
        let exported = write(&mut out)?;
        let comparison = out.into_inner().map_err(|error| failure(error.into_error()))?;
        (exported, comparison.finish().map_err(failure)?)
    } else {
        let file = AtomicFile::of(path, Guarded::device).map_err(failure)?;
        let mut out = Both(BufWriter::with_capacity(64 * 1024, file), BufWriter::with_capacity(64 * 1024, comparison));
        let exported = write(&mut out)?;
        let file = out.0.into_inner().map_err(|error| failure(error.into_error()))?;
        let comparison = out.1.into_inner().map_err(|error| failure(error.into_error()))?;
        let change = comparison.finish().map_err(failure)?;
        if change != Compared::Same {
            file.commit().map_err(failure)?;
        }
        (exported, change)
    };
    progress.bar.finish_and_clear();
    let state = match change {
        Compared::Same => {
            exported.unchanged = 1;
            return Ok(exported);
        }
        Compared::Missing => FileState::Missing,
        Compared::Different => FileState::Different,
    };
    exported.written = 1;
    exported.differences.push(FileDifference { path: path.to_string_lossy().into_owned(), state });
    Ok(exported)
}

/// Writes to two writers.
struct Both<A, B>(A, B);

impl<A: Write, B: Write> Write for Both<A, B> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(bytes)?;
        self.1.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        self.1.flush()
    }
}
