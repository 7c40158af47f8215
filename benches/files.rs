#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::unwrap_used,
    unreachable_pub,
    dead_code
)]
//! Measures exports to a tree beside a bare loop that writes the same files: `cargo bench --bench files [-- COUNT]`, by
//! default 100,000 records, with ids of two and of three parts.
//!
//! What a new file costs depends on the file system and on what it did before, so both are done in one run, on threads
//! of the same number, each in a new folder, and in both orders.

#[path = "../tests/canonry/generate.rs"]
mod generate;

use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let count = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    println!("{count} records, {} cores", thread::available_parallelism()?);
    for parts in [2, 3] {
        measure(count, parts)?;
    }
    Ok(())
}

fn measure(count: usize, parts: usize) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let (db, ndjson) = (at("bench.db"), at("records.ndjson"));
    generate::ndjson(&ndjson, count)?;
    if parts == 3 {
        let text = fs::read_to_string(&ndjson)?;
        fs::write(&ndjson, text.replace("/generated-error-", "/generated/error-"))?;
    }
    canonry(&db, &["import".as_ref(), ndjson.as_ref()])?;
    println!("\nids of {parts} parts");
    let mut plan = Vec::new();
    for (turn, export_first) in [true, false].into_iter().enumerate() {
        let (tree, loose) = (at(&format!("tree{turn}")), at(&format!("loose{turn}")));
        let export = || canonry(&db, &["export".as_ref(), "--out".as_ref(), tree.as_ref()]);
        let bare = |plan: &[(PathBuf, usize)]| bare_loop(&loose, plan);
        let (exported, bare) = if export_first {
            let exported = export()?;
            plan = files_below(&tree)?;
            (exported, bare(&plan)?)
        } else {
            let bare = bare(&plan)?;
            (export()?, bare)
        };
        println!("{:<34} {bare:>8.2} s for {} files", "a bare loop", plan.len());
        println!("{:<34} {exported:>8.2} s, {:.0} % of the bare loop", "export to a new tree", 100.0 * bare / exported);
    }
    let tree = at("tree0");
    let mut unchanged = Vec::new();
    for _ in 0..5 {
        unchanged.push(canonry(&db, &["export".as_ref(), "--out".as_ref(), tree.as_ref()])?);
    }
    unchanged.sort_by(f64::total_cmp);
    let (fastest, median) = (unchanged.first(), unchanged.get(unchanged.len() / 2));
    if let (Some(fastest), Some(median)) = (fastest, median) {
        println!("{:<34} {median:>8.2} s, the fastest {fastest:.2} s", "export again, unchanged");
    }
    Ok(())
}

/// The paths of all files below a folder, relative to it, with their lengths, in the order of the paths.
fn files_below(folder: &Path) -> Outcome<Vec<(PathBuf, usize)>> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(path)? {
            let (entry, metadata) = entry.and_then(|entry| entry.metadata().map(|metadata| (entry, metadata)))?;
            if metadata.is_dir() {
                waiting.push(entry.path());
            } else {
                let relative = entry.path().strip_prefix(folder)?.to_owned();
                found.push((relative, usize::try_from(metadata.len())?));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Writes files of these lengths, each beside its path first; returns the seconds that it takes.
fn bare_loop(folder: &Path, plan: &[(PathBuf, usize)]) -> Outcome<f64> {
    let bytes = vec![b'x'; plan.iter().map(|(_, length)| *length).max().unwrap_or_default()];
    fs::create_dir_all(folder)?;
    let begin = Instant::now();
    let threads = thread::available_parallelism()?.get();
    // Neighbours stay together: the files of one folder are made by one thread, as an export does it.
    let share = |thread: usize| plan.chunks(96).skip(thread).step_by(threads).flatten();
    thread::scope(|scope| {
        let write = |thread: usize| {
            for (path, length) in share(thread) {
                let path = folder.join(path);
                let above = path.parent().expect("each file is in a folder");
                fs::create_dir_all(above)?;
                let partial = above.join(".partial");
                File::create_new(&partial)?.write_all(bytes.get(..*length).unwrap_or_default())?;
                fs::rename(&partial, &path)?;
            }
            Ok::<_, std::io::Error>(())
        };
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || write(thread))).collect();
        running.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
    })?;
    Ok(begin.elapsed().as_secs_f64())
}

/// Runs the program; returns the seconds that it takes.
fn canonry(db: &Path, arguments: &[&std::ffi::OsStr]) -> Outcome<f64> {
    let begin = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_canonry"))
        .arg("--db")
        .arg(db)
        .args(arguments)
        .env("CANONRY_ACTOR", "bench")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let seconds = begin.elapsed().as_secs_f64();
    if status.success() { Ok(seconds) } else { Err(format!("canonry {arguments:?} ended with {status}").into()) }
}
