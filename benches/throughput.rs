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
//! records. Of a file of records only `match` is measured.
//!
//! What is done with a whole set is measured with made-up records and with real-sized ones, with ids of two and of
//! three parts, and compared with its floor: what the same work costs without canonry, in the same run. A ratio of 1.00
//! is as fast as the floor. The rest is measured with the first set. `--set=1` to `--set=4` choose one of them, and
//! `--whole-set` leaves out the rest: of a million records everything takes hours, and room for ten million files.
//!
//! Criterion and divan repeat a function in one process. What matters here is one long run of the program with its
//! files, its threads and its peak of memory, so this measures processes.

#[path = "throughput/curation.rs"]
mod curation;
#[path = "throughput/exchange.rs"]
mod exchange;
#[path = "throughput/floors.rs"]
mod floors;
#[path = "../tests/canonry/generate.rs"]
mod generate;
#[path = "throughput/process.rs"]
mod process;
#[path = "throughput/sets.rs"]
mod sets;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::thread;

use process::{Run, check, median, peak, repeat, run, run_into};
use sets::RecordSet;
use tempfile::TempDir;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let (options, words): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|word| word.starts_with('-'));
    let is_whole_set_only = options.iter().any(|option| option == "--whole-set");
    let chosen: Vec<usize> = options
        .iter()
        .filter_map(|option| option.strip_prefix("--set=")?.parse::<usize>().ok()?.checked_sub(1))
        .collect();
    let (counts, files): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.parse::<usize>().is_ok());
    let counts: Vec<usize> = counts.into_iter().filter_map(|word| word.parse().ok()).collect();
    let counts = if counts.is_empty() && files.is_empty() { vec![10_000, 100_000] } else { counts };
    println!("{} cores", thread::available_parallelism()?);
    for file in files {
        let folder = tempfile::tempdir()?;
        let db = folder.path().join("bench.db").to_string_lossy().into_owned();
        println!("\n{file}");
        run(&["--db", &db, "import", file])?;
        curation::matching(&db, folder.path())?;
    }
    // Kept to the end: for minutes after many files were deleted, ext4 takes longer to make new ones.
    let mut trees = Vec::new();
    for count in counts {
        let is_chosen = |number: &usize| chosen.is_empty() || chosen.contains(number);
        for (number, set) in RecordSet::ALL.into_iter().enumerate().filter(|(number, _)| is_chosen(number)) {
            let measured = Measured::begin(set, count)?;
            measured.whole_set()?;
            if number == 0 && !is_whole_set_only {
                measured.the_rest()?;
                trees.push(measured.folder);
            }
        }
    }
    Ok(())
}

/// A set while it is measured.
struct Measured {
    folder: TempDir,
    set: RecordSet,
    count: usize,
    /// The size of its NDJSON.
    megabytes: f64,
    ndjson: String,
    db: String,
}

impl Measured {
    fn begin(set: RecordSet, count: usize) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (ndjson, db) = (at("records.ndjson"), at("bench.db"));
        set.write(Path::new(&ndjson), count)?;
        let megabytes = fs::metadata(&ndjson)?.len() as f64 / 1e6;
        println!("\n{count} {}, {megabytes:.0} MB of NDJSON", set.name());
        Ok(Measured { folder, set, count, megabytes, ndjson, db })
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    /// What is done with every record, each with its floor, and what should not depend on their number.
    fn whole_set(&self) -> Outcome<()> {
        let Measured { db, ndjson, folder, .. } = self;
        let (again, bare) = (self.at("again.ndjson"), self.at("bare.db"));
        let import = run(&["--db", db, "import", ndjson])?;
        self.print("import (NDJSON, new database)", &import);
        println!("{:<34} {:>8.0} MB", "  the database", fs::metadata(db)?.len() as f64 / 1e6);
        print_floor("rows inserted", floors::inserted(Path::new(db), "*", Path::new(&bare))?, &import);
        fs::remove_file(&bare)?;
        let unchanged = run(&["--db", db, "import", ndjson])?;
        self.print("import again, unchanged (NDJSON)", &unchanged);
        print_floor("lines parsed", floors::parsed(Path::new(ndjson))?, &unchanged);
        let export = run(&["--db", db, "export", "--format", "ndjson", "--out", &again])?;
        self.print("export (NDJSON)", &export);
        fs::remove_file(&again)?;
        print_floor("lines written", floors::written(Path::new(ndjson), Path::new(&again))?, &export);
        let list = run_into(&folder.path().join("list.txt"), &["--db", db, "list"])?;
        self.print("list of all, into a file", &list);
        print_floor("columns read", floors::listed(Path::new(db))?, &list);
        let id = self.set.id(self.count / 2);
        for (name, times, words) in [
            ("start of a process (--version)", 20, &["--version"][..]),
            ("show of one record", 20, &["show", &id]),
            ("log of one record", 20, &["log", &id]),
            ("list --limit 20", 20, &["list", "--limit", "20"]),
            ("search, two words", 5, &["search", "ModuleNotFound 令牌"]),
        ] {
            let runs = repeat(times, &[&["--db", db], words].concat())?;
            println!("{name:<34} {:>8.1} ms {:>35.0} MiB", median(&runs) * 1e3, peak(&runs));
        }
        curation::matching(db, folder.path())
    }

    /// Files, checks, curating and reports.
    fn the_rest(&self) -> Outcome<()> {
        let Measured { db, ndjson, count, .. } = self;
        let (out, existing) = (self.at("out"), self.at("existing.db"));
        self.print("export (json, md, zh-md)", &run(&["--db", db, "export", "--out", &out])?);
        self.print("export again, unchanged", &run(&["--db", db, "export", "--out", &out])?);
        let site = self.at("site");
        self.print("site (5 files a record)", &run(&["--db", db, "site", "--out", &site])?);
        self.print("site again, unchanged", &run(&["--db", db, "site", "--out", &site])?);
        let unchanged = run(&["--db", db, "import", &out])?;
        self.print("import again, unchanged (folder)", &unchanged);
        print_floor("files parsed", floors::files_parsed(Path::new(&out))?, &unchanged);
        self.print("check", &check(&["--db", db, "check", "--statistics"])?);
        let each = ["--db", db, "check", "--statistics", "--ignore", CROSSING];
        self.print("check without what crosses", &check(&each)?);
        run(&["--db", &existing, "init"])?;
        self.print("import (NDJSON, existing database)", &run(&["--db", &existing, "import", ndjson])?);
        curation::curate(db, *count, median(&repeat(20, &["--version"])?))?;
        let csv = self.at("feedback.csv");
        curation::feedback(&existing, &csv, *count)?;
        exchange::exchange(self.folder.path(), ndjson, &csv, *count * curation::REPORTS)
    }

    fn print(&self, name: &str, run: &Run) {
        let peak = run.peak.map_or("-".to_owned(), |peak| format!("{peak:.0}"));
        let (per_second, rate) = (self.count as f64 / run.seconds, self.megabytes / run.seconds);
        println!("{name:<34} {:>8.2} s {per_second:>9.0} records/s {rate:>6.0} MB/s {peak:>5} MiB", run.seconds);
    }
}

/// Prints what the same takes without canonry, and how many times that long the run took.
pub fn print_floor(work: &str, floor: f64, run: &Run) {
    println!("{:<34} {floor:>8.2} s {:>9.2} times the floor", format!("  {work} by a bare loop"), run.seconds / floor);
}

/// The checks that compare each regex with the signatures of all others.
const CROSSING: &str = "R003,R004,R005,R008";
