//! What two maintainers do with a tree of records and their ledgers.

use std::path::Path;

use super::Outcome;
use super::process::{Run, run};

/// Exports records with the reports of a file of CSV, and imports the tree into the database of somebody who has the
/// records alone.
pub fn exchange(folder: &Path, ndjson: &str, csv: &str, reports: usize) -> Outcome<()> {
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (ours, theirs, tree) = (at("ours.db"), at("theirs.db"), at("exchanged"));
    for db in [&ours, &theirs] {
        run(&["--db", db, "import", ndjson])?;
    }
    run(&["--db", &ours, "feedback", "import", csv])?;
    let export = ["--db", &ours, "export", "--out", &tree, "--format", "json,ledger"];
    let import = ["--db", &theirs, "import", &tree, "--yes"];
    print("export with ledgers", reports, &run(&export)?);
    print("the same, files compared", reports, &run(&export)?);
    print("the same, files known", reports, &run(&export)?);
    print("import of the tree, ledgers new", reports, &run(&import)?);
    print("import again, unchanged", reports, &run(&import)?);
    print("status of the tree", reports, &run(&["--db", &theirs, "status", &tree, "--format", "json,ledger"])?);
    Ok(())
}

fn print(name: &str, reports: usize, run: &Run) {
    let (per_second, peak) = (reports as f64 / run.seconds, run.peak.unwrap_or(f64::NAN));
    println!("{name:<34} {:>8.2} s {per_second:>9.0} pieces/s {peak:>16.0} MiB", run.seconds);
}
