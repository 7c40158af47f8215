//! Runs of the program as whole processes.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::Outcome;

/// The cost of one run of the program.
pub struct Run {
    pub seconds: f64,
    /// The peak of memory in MiB, if the system reports it.
    pub peak: Option<f64>,
}

pub fn median(runs: &[Run]) -> f64 {
    let mut seconds: Vec<f64> = runs.iter().map(|run| run.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The largest peak of memory of several runs in MiB; not a number if the system reports none.
pub fn peak(runs: &[Run]) -> f64 {
    runs.iter().filter_map(|run| run.peak).fold(f64::NAN, f64::max)
}

/// The time after which a run is not repeated: one that takes so long varies little.
const ENOUGH: Duration = Duration::from_secs(10);

/// Runs the program a number of times; fewer if that takes long, but once.
pub fn repeat(times: usize, arguments: &[&str]) -> Outcome<Vec<Run>> {
    let begin = Instant::now();
    (0..times).take_while(|done| *done == 0 || begin.elapsed() < ENOUGH).map(|_| run(arguments)).collect()
}

pub fn run(arguments: &[&str]) -> Outcome<Run> {
    run_to(&[0], arguments, Stdio::null())
}

/// Runs the program with its output in a file.
pub fn run_into(file: &Path, arguments: &[&str]) -> Outcome<Run> {
    run_to(&[0], arguments, File::create(file)?.into())
}

/// Runs the program, which may have something to report.
pub fn check(arguments: &[&str]) -> Outcome<Run> {
    run_to(&[0, 1], arguments, Stdio::null())
}

/// Runs the program and waits for it to end with one of these codes, looking at its memory meanwhile.
fn run_to(codes: &[i32], arguments: &[&str], out: Stdio) -> Outcome<Run> {
    let begin = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_canonry"))
        .args(arguments)
        .env("CANONRY_ACTOR", "bench")
        .stdin(Stdio::null())
        .stdout(out)
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
