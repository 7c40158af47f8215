//! `canonry release delta`

use std::io::BufWriter;
use std::path::PathBuf;

use serde_json::{Map, json};

use crate::cli::console::Console;
use crate::cli::export::export_failure;
use crate::cli::failure::{Exit, Failure};
use crate::cli::global::Global;
use crate::cli::outputs::{Output, protect};
use crate::cli::plain::plain;
use crate::cli::policy::PolicyArgs;
use crate::cli::terminal::GuardedWriter;
use crate::curate::{DeltaKeys, ExportError, Moment, write_delta};
use crate::disk::AtomicFile;

/// The option that names the file.
const OUT: &str = "--out";

/// Write what differs between two states, for programs that have the tree of the first one
///
/// The file has a line of JSON for each record that is published otherwise. With it `canonry release apply` makes the
/// tree of the second state from that of the first, byte for byte. The second state may be the earlier one: then the
/// records are put as they were. Deltas add up: applied one after the other they give the last state.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  canonry release delta 1 5 --out delta.ndjson")]
pub(super) struct Args {
    /// The state of the tree: a release, a batch, or a day, which means its end
    #[arg(value_name = "FROM")]
    from: Moment,
    /// The state that the tree is to have
    #[arg(value_name = "TO")]
    to: Moment,
    /// The file for the lines
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, global: &Global, console: &mut Console) -> Result<Exit, Failure> {
    let path = global.existing_database()?;
    protect(&[Output::new(OUT, &args.out)], &path, &[], &global.env)?;
    let key = args.policy.policy(global)?.0.samples_key;
    let mut store = global.open_read(&path)?;
    let mut snapshot = store.snapshot()?;
    let states = (args.from.batch(&snapshot)?, args.to.batch(&snapshot)?);
    let key_of = |moment: &Moment| moment.samples_key(&snapshot, key.as_ref());
    let (key_before, key_after) = (key_of(&args.from)?, key_of(&args.to)?);
    let keys = DeltaKeys { from: key_before.as_ref(), to: key_after.as_ref() };
    let failed = |error| export_failure(ExportError::Write(error), Some(&args.out));
    let mut out = BufWriter::new(AtomicFile::of(&args.out, GuardedWriter::device).map_err(failed)?);
    let lines = write_delta(&mut snapshot, states, keys, &mut out, &global.progress());
    let lines = lines.map_err(|error| export_failure(error, Some(&args.out)))?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.commit().map_err(failed)?;
    let file = args.out.to_string_lossy();
    console.done(format!("{file} is complete"));
    if console.is_json() {
        let rest = [("from", json!(states.0)), ("to", json!(states.1)), ("file", json!(file))];
        let rest = Map::from_iter(rest.map(|(name, value)| (name.to_owned(), value)));
        console.object(json!({ "lines": lines }), rest)?;
    } else {
        console.summary(plain(&format!("{file}: lines {lines}")))?;
    }
    Ok(Exit::Done)
}
