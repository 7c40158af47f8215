//! Records as a stream, one a line.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::difference::{Difference, What};
use super::{Args, Outcome, damaged};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::progress;
use crate::cli::replace::Replacement;
use crate::cli::terminal::Escapes;
use crate::disk::{Change, Comparison, ordered};
use crate::record::one_line;
use crate::store::{Filter, Sent, SentBefore, Snapshot, Unchecked};

pub(super) fn to_stdout(
    args: &Args,
    snapshot: &mut Snapshot<'_>,
    filter: &Filter,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    // No progress bar: it would write between the lines on a terminal.
    let mut out = BufWriter::with_capacity(64 * 1024, console.data(Escapes::Json)?);
    let outcome = write_lines(args, snapshot, filter, &mut out, None, |_| {}, Failure::from)?;
    out.flush()?;
    console.finish()?;
    Ok(outcome)
}

pub(super) fn to_file(
    args: &Args,
    snapshot: &mut Snapshot<'_>,
    filter: &Filter,
    path: &Path,
    before: &SentBefore,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let failure = |error: io::Error| Failure::file(format!("{} could not be written", path.display()), &error);
    let bar = progress::bar(console, "exporting", Some(snapshot.count(filter)?));
    let comparison = Comparison::with(path).map_err(failure)?;
    let (mut outcome, change) = if args.only_looks() {
        let mut out = BufWriter::with_capacity(64 * 1024, comparison);
        let outcome = write_lines(args, snapshot, filter, &mut out, Some(before), |records| bar.inc(records), failure)?;
        let comparison = out.into_inner().map_err(|error| failure(error.into_error()))?;
        (outcome, comparison.finish().map_err(failure)?)
    } else {
        let file = Replacement::of(path).map_err(failure)?;
        let mut out = Both(BufWriter::with_capacity(64 * 1024, file), BufWriter::with_capacity(64 * 1024, comparison));
        let outcome = write_lines(args, snapshot, filter, &mut out, Some(before), |records| bar.inc(records), failure)?;
        let file = out.0.into_inner().map_err(|error| failure(error.into_error()))?;
        let comparison = out.1.into_inner().map_err(|error| failure(error.into_error()))?;
        let change = comparison.finish().map_err(failure)?;
        if change != Change::Same {
            file.commit().map_err(failure)?;
        }
        (outcome, change)
    };
    bar.finish_and_clear();
    let what = match change {
        Change::Same => {
            outcome.unchanged = 1;
            return Ok(outcome);
        }
        Change::Missing => What::Missing,
        Change::Different => What::Different,
    };
    outcome.written = 1;
    outcome.differences.push(Difference { path: path.to_string_lossy().into_owned(), what });
    Ok(outcome)
}

fn write_lines(
    args: &Args,
    snapshot: &mut Snapshot<'_>,
    filter: &Filter,
    out: &mut impl Write,
    before: Option<&SentBefore>,
    progress: impl Fn(u64),
    failure: impl Fn(io::Error) -> Failure,
) -> Result<Outcome, Failure> {
    let (read, written) = ordered(
        |emit| snapshot.each_record(filter, |unchecked| Ok::<_, Failure>(emit(unchecked))),
        Unchecked::weight,
        |unchecked| {
            let checked = damaged::check(args, unchecked)?;
            Ok::<_, Failure>(checked.map(|(stored, text)| (one_line(&text), stored.standing)))
        },
        |lines| {
            let mut outcome = Outcome::default();
            for checked in lines {
                let (line, standing) = match checked? {
                    Ok(line) => line,
                    Err(id) => {
                        outcome.damaged.push(id);
                        continue;
                    }
                };
                writeln!(out, "{line}").map_err(&failure)?;
                let sent = Sent { row: standing.row, digest: standing.digest };
                outcome.sent.extend(before.filter(|before| before.is_news(&sent)).map(|_| sent));
                outcome.records += 1;
                progress(1);
            }
            Ok::<_, Failure>(outcome)
        },
    );
    let outcome = written?;
    read?;
    Ok(outcome)
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
