#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::unwrap_used,
    unreachable_pub,
    dead_code
)]
//! Measures the main job as whole processes: `cargo bench [-- COUNT... FILE...]`, by default 10,000 and 100,000
//! records.
//! Of a file of records only `match` is measured.
//!
//! Criterion and divan repeat a function in one process. What matters here is one long run of the program with its
//! files, its threads and its peak of memory, so this measures processes.

#[path = "../tests/canonry/generate.rs"]
mod generate;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The cost of one run of the program.
struct Run {
    seconds: f64,
    /// The peak of memory in MiB, if the system reports it.
    peak: Option<f64>,
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let (counts, files): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.parse::<usize>().is_ok());
    let counts: Vec<usize> = counts.into_iter().filter_map(|word| word.parse().ok()).collect();
    let counts = if counts.is_empty() && files.is_empty() { vec![10_000, 100_000] } else { counts };
    println!("{} cores", thread::available_parallelism()?);
    for file in files {
        let folder = tempfile::tempdir()?;
        let db = folder.path().join("bench.db").to_string_lossy().into_owned();
        println!("\n{file}");
        run(&["--db", &db, "import", file])?;
        matching(&db, folder.path())?;
    }
    // Kept to the end: for minutes after many files were deleted, ext4 takes longer to make new ones.
    let mut folders = Vec::new();
    for count in counts {
        folders.push(measure(count)?);
    }
    Ok(())
}

fn measure(count: usize) -> Outcome<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (db, ndjson, out) = (at("bench.db"), at("records.ndjson"), at("out"));
    generate::ndjson(Path::new(&ndjson), count)?;
    let megabytes = fs::metadata(&ndjson)?.len() as f64 / 1e6;
    println!("\n{count} records, {megabytes:.0} MB of NDJSON");
    let table = |name: &str, run: &Run| {
        let peak = run.peak.map_or("-".to_owned(), |peak| format!("{peak:.0}"));
        let (per_second, rate) = (count as f64 / run.seconds, megabytes / run.seconds);
        println!("{name:<34} {:>8.2} s {per_second:>9.0} records/s {rate:>6.0} MB/s {peak:>5} MiB", run.seconds);
    };
    table("import (NDJSON, new database)", &run(&["--db", &db, "import", &ndjson])?);
    println!("{:<34} {:>8.0} MB", "  the database", fs::metadata(&db)?.len() as f64 / 1e6);
    table("import again, unchanged (NDJSON)", &run(&["--db", &db, "import", &ndjson])?);
    table("export (json, md, zh-md)", &run(&["--db", &db, "export", "--out", &out])?);
    table("export again, unchanged", &run(&["--db", &db, "export", "--out", &out])?);
    let site = at("site");
    table("site (5 files a record)", &run(&["--db", &db, "site", "--out", &site])?);
    table("site again, unchanged", &run(&["--db", &db, "site", "--out", &site])?);
    table("import again, unchanged (folder)", &run(&["--db", &db, "import", &out])?);
    table("export (NDJSON)", &run(&["--db", &db, "export", "--format", "ndjson", "--out", &at("again.ndjson")])?);
    let id = generate::id(count / 2);
    let start = (0..20).map(|_| run(&["--version"])).collect::<Outcome<Vec<_>>>()?;
    let show = (0..20).map(|_| run(&["--db", &db, "show", &id])).collect::<Outcome<Vec<_>>>()?;
    let search = (0..5).map(|_| run(&["--db", &db, "search", "ModuleNotFound 令牌"])).collect::<Outcome<Vec<_>>>()?;
    let list = (0..3).map(|_| run(&["--db", &db, "list"])).collect::<Outcome<Vec<_>>>()?;
    println!("{:<34} {:>8.1} ms", "start of a process (--version)", median(&start) * 1e3);
    println!("{:<34} {:>8.1} ms", "show of one record", median(&show) * 1e3);
    println!("{:<34} {:>8.1} ms", "search, two words", median(&search) * 1e3);
    matching(&db, folder.path())?;
    table("check", &check(&["--db", &db, "check", "--statistics"])?);
    table("check without what crosses", &check(&["--db", &db, "check", "--statistics", "--ignore", CROSSING])?);
    let existing = at("existing.db");
    run(&["--db", &existing, "init"])?;
    table("import (NDJSON, existing database)", &run(&["--db", &existing, "import", &ndjson])?);
    println!("{:<34} {:>8.1} ms", "list of all", median(&list) * 1e3);
    curate(&db, count, median(&start))?;
    feedback(&existing, &at("feedback.csv"), count)?;
    Ok(folder)
}

/// Logs of 1 KB and 1 MB whose lines speak of errors in the database, each of another one behind what loggers write.
fn matching(db: &str, folder: &Path) -> Outcome<()> {
    let listed = Command::new(env!("CARGO_BIN_EXE_canonry")).args(["--db", db, "--json", "list"]).output()?;
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout)?;
    let records = listed["records"].as_array().ok_or("there are no records")?;
    let signature = |record: &serde_json::Value| Some(record["signature"].as_str()?.replace('\n', " "));
    let signatures: Vec<String> = records.iter().filter_map(signature).collect();
    let mut dice = generate::Dice::new(1);
    for (name, bytes, runs) in [("match, a log of 1 KB", 1_000, 20), ("match, a log of 1 MB", 1_000_000, 5)] {
        let mut text = String::new();
        while text.len() < bytes {
            let (second, request, at) = (dice.below(60), dice.below(1 << 30), dice.below(signatures.len()));
            text.push_str(&format!("2026-11-22T10:12:{second:02}.123Z ERROR [worker-3] {} ", signatures[at]));
            text.push_str(&format!("(request {request:08x})\n"));
        }
        let log = folder.join("match.log").to_string_lossy().into_owned();
        fs::write(&log, &text.as_bytes()[text.len() - bytes..])?;
        let found = (0..runs).map(|_| run(&["--db", db, "match", &log])).collect::<Outcome<Vec<_>>>()?;
        let peak = found.iter().filter_map(|run| run.peak).fold(f64::NAN, f64::max);
        println!("{name:<34} {:>8.1} ms {peak:>35.0} MiB", median(&found) * 1e3);
    }
    Ok(())
}

/// The commands of a curation day, each as a whole process; the start of one is taken off.
fn curate(db: &str, count: usize, start: f64) -> Outcome<()> {
    let mut next = 0;
    let mut one = |name: &str, words: &dyn Fn(&str) -> Vec<String>| -> Outcome<()> {
        let mut runs = Vec::new();
        for _ in 0..20 {
            next += 1;
            let id = generate::id(next * (count / 200).max(1) % count);
            let words = words(&id);
            let arguments: Vec<&str> = ["--db", db].into_iter().chain(words.iter().map(String::as_str)).collect();
            runs.push(run(&arguments)?);
        }
        println!("{name:<34} {:>8.1} ms beyond the start", (median(&runs) - start) * 1e3);
        Ok(())
    };
    let words = |text: &str, id: &str| text.split(' ').map(|word| word.replace("ID", id)).collect::<Vec<_>>();
    one("edit --set of one record", &|id| words("edit ID --set root_cause=another", id))?;
    one("evidence add", &|id| words("evidence add ID#w1 --kind outcome --outcome success", id))?;
    one("confirm", &|id| words("confirm ID --note looked", id))?;
    one("promote --force", &|id| words("promote ID --force --reason bench", id))?;
    one("undo", &|_| words("undo", ""))?;
    one("why", &|id| words("why ID w1.success_rate", id))?;
    one("log of one record", &|id| words("log ID", id))?;
    let many = (count / 10).to_string();
    let glob = format!("*error-{}*", "0".repeat(7 - many.len() + 1));
    let found =
        run(&["--db", db, "edit", "--id", &glob, "--set", "category=config_error", "--set", "w1.success_rate=0.5"])?;
    let records = (count / 10) as f64;
    println!("{:<34} {:>8.2} s {:>9.0} records/s", "edit --set by a filter", found.seconds, records / found.seconds);
    let undo = run(&["--db", db, "undo", "--yes"])?;
    println!("{:<34} {:>8.2} s {:>9.0} records/s", "undo of that", undo.seconds, records / undo.seconds);
    Ok(())
}

/// Ten reports per record, in any order, and the commands that use them.
fn feedback(db: &str, csv: &str, count: usize) -> Outcome<()> {
    let rows = count * 10;
    generate::feedback(Path::new(csv), rows, count)?;
    let taken = run(&["--db", db, "feedback", "import", csv])?;
    let (per_second, peak) = (rows as f64 / taken.seconds, taken.peak.unwrap_or(f64::NAN));
    println!("{:<34} {:>8.2} s {per_second:>9.0} rows/s {peak:>20.0} MiB", "feedback import", taken.seconds);
    let again = run(&["--db", db, "feedback", "import", csv])?;
    println!("{:<34} {:>8.2} s {:>9.0} rows/s", "feedback import again", again.seconds, rows as f64 / again.seconds);
    let rates = (0..5).map(|_| run(&["--db", db, "rates"])).collect::<Outcome<Vec<_>>>()?;
    let peak = rates.iter().filter_map(|run| run.peak).fold(f64::NAN, f64::max);
    println!("{:<34} {:>8.1} ms {peak:>35.0} MiB", "rates over all claims", median(&rates) * 1e3);
    for (name, words) in [
        ("rates --json", &["--json", "rates"][..]),
        ("rates --csv", &["rates", "--csv"]),
        ("rates --calibrate", &["rates", "--calibrate"]),
    ] {
        let ran = run(&[&["--db", db], words].concat())?;
        println!("{name:<34} {:>8.2} s {:>35.0} MiB", ran.seconds, ran.peak.unwrap_or(f64::NAN));
    }
    let id = generate::id(count / 3);
    let why = (0..20).map(|_| run(&["--db", db, "why", &id, "w1.success_rate"])).collect::<Outcome<Vec<_>>>()?;
    println!("{:<34} {:>8.1} ms", "why, the whole process", median(&why) * 1e3);
    let undo = run(&["--db", db, "undo", "--yes"])?;
    println!("{:<34} {:>8.2} s {:>9.0} rows/s", "undo of the feedback", undo.seconds, rows as f64 / undo.seconds);
    Ok(())
}

/// The checks that compare each regex with the signatures of all others.
const CROSSING: &str = "R003,R004,R005,R008";

/// Runs the program, which may have something to report.
fn check(arguments: &[&str]) -> Outcome<Run> {
    run_to(&[0, 1], arguments)
}

fn median(runs: &[Run]) -> f64 {
    let mut seconds: Vec<f64> = runs.iter().map(|run| run.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn run(arguments: &[&str]) -> Outcome<Run> {
    run_to(&[0], arguments)
}

/// Runs the program and waits for it to end with one of these codes, looking at its memory meanwhile.
fn run_to(codes: &[i32], arguments: &[&str]) -> Outcome<Run> {
    let begin = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_canonry"))
        .args(arguments)
        .env("CANONRY_ACTOR", "bench")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak: Option<f64> = None;
    let exit = loop {
        // VmHWM only grows, so the last value that is read is the peak, except for the last pause.
        let line = fs::read_to_string(&status).ok();
        let kib = line
            .as_deref()
            .and_then(|text| text.split("VmHWM:").nth(1)?.split_whitespace().next()?.parse::<f64>().ok());
        peak = kib.map(|kib| kib / 1024.0).or(peak);
        if let Some(exit) = child.try_wait()? {
            break exit;
        }
        // Fine enough that short runs are measured to a fiftieth, coarse enough that long ones are left alone.
        thread::sleep((begin.elapsed() / 50).clamp(Duration::from_micros(100), Duration::from_millis(20)));
    };
    let seconds = begin.elapsed().as_secs_f64();
    if !exit.code().is_some_and(|code| codes.contains(&code)) {
        return Err(format!("canonry {} ended with {exit}", arguments.join(" ")).into());
    }
    Ok(Run { seconds, peak })
}
