//! What a maintainer does with one record or some, and what a consumer does with a log.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::process::{median, peak, repeat, run};
use super::{Outcome, floors, generate, print_floor};

/// The number of records whose errors are in the logs.
const LOGGED: &str = "100000";

/// Logs of 1 KB and 1 MB whose lines speak of errors in the database, each of another one behind what loggers write.
pub fn matching(db: &str, folder: &Path) -> Outcome<()> {
    let listed =
        Command::new(env!("CARGO_BIN_EXE_canonry")).args(["--db", db, "--json", "list", "--limit", LOGGED]).output()?;
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
        let found = repeat(runs, &["--db", db, "match", &log])?;
        println!("{name:<34} {:>8.1} ms {:>35.0} MiB", median(&found) * 1e3, peak(&found));
    }
    Ok(())
}

/// The commands of a curation day, each as a whole process; the start of one is taken off.
pub fn curate(db: &str, count: usize, start: f64) -> Outcome<()> {
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

/// The number of reports for each record.
pub const REPORTS: usize = 10;

/// Reports in any order, and the commands that use them.
pub fn feedback(db: &str, csv: &str, count: usize) -> Outcome<()> {
    let rows = count * REPORTS;
    generate::feedback(Path::new(csv), rows, count)?;
    let taken = run(&["--db", db, "feedback", "import", csv])?;
    let (per_second, largest) = (rows as f64 / taken.seconds, taken.peak.unwrap_or(f64::NAN));
    println!("{:<34} {:>8.2} s {per_second:>9.0} rows/s {largest:>20.0} MiB", "feedback import", taken.seconds);
    let bare = format!("{csv}.db");
    print_floor("rows inserted", floors::inserted(Path::new(db), "evidence*", Path::new(&bare))?, &taken);
    fs::remove_file(bare)?;
    let again = run(&["--db", db, "feedback", "import", csv])?;
    println!("{:<34} {:>8.2} s {:>9.0} rows/s", "feedback import again", again.seconds, rows as f64 / again.seconds);
    let rates = repeat(5, &["--db", db, "rates"])?;
    println!("{:<34} {:>8.1} ms {:>35.0} MiB", "rates over all claims", median(&rates) * 1e3, peak(&rates));
    for (name, words) in [
        ("rates --json", &["--json", "rates"][..]),
        ("rates --csv", &["rates", "--csv"]),
        ("rates --calibrate", &["rates", "--calibrate"]),
    ] {
        let ran = run(&[&["--db", db], words].concat())?;
        println!("{name:<34} {:>8.2} s {:>35.0} MiB", ran.seconds, ran.peak.unwrap_or(f64::NAN));
    }
    let id = generate::id(count / 3);
    let why = repeat(20, &["--db", db, "why", &id, "w1.success_rate"])?;
    println!("{:<34} {:>8.1} ms", "why, the whole process", median(&why) * 1e3);
    let undo = run(&["--db", db, "undo", "--yes"])?;
    println!("{:<34} {:>8.2} s {:>9.0} rows/s", "undo of the feedback", undo.seconds, rows as f64 / undo.seconds);
    Ok(())
}
