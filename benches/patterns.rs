#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]
//! Measures the regexes of a set: `cargo bench --bench patterns -- FILE.ndjson [COUNT...]`, any file of records.
//!
//! A set of COUNT records is the file's, again and again; from the second time on, two letters of each longer word are
//! other ones in regex and signature alike, so that all texts differ and each regex still finds its own.

use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

use canonry::pattern::{Entry, Matrix, Pattern, Row};
use canonry::record::{Record, Start, read};

/// The places of the letters that change, in a run of letters, from 1.
const CHANGED: [usize; 2] = [3, 5];

/// The letters of the alphabet.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(file) = arguments.iter().find(|argument| argument.ends_with(".ndjson")) else {
        println!("nothing to measure: give a file of records, `cargo bench --bench patterns -- FILE.ndjson`");
        return Ok(());
    };
    let lines = fs::read_to_string(file)?;
    let records = lines.lines().map(|line| read(line.as_bytes(), Start::default())).collect::<Result<Vec<_>, _>>();
    let records = records.map_err(|faults| format!("{faults:?}"))?;
    let counts: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    for count in if counts.is_empty() { vec![2_522, 100_000] } else { counts } {
        measure(&records, count);
    }
    Ok(())
}

fn measure(records: &[Record], count: usize) {
    let set: Vec<[String; 4]> = (0..count).filter_map(|number| entry(records, number)).collect();
    let entries: Vec<Entry<'_>> =
        set.iter().map(|[regex, signature, slug, domain]| Entry { regex, signature, slug, domain }).collect();
    let begin = Instant::now();
    let matrix = Matrix::build(&entries.as_slice(), &|_, _| {});
    let rows: Vec<Row> = (0..).map_while(|place| matrix.row(place)).collect();
    let misses = rows.iter().filter(|row| row.finds_itself == Some(false)).count();
    println!("{count} records: the matrix {:>8.2} s, {misses} miss their own signature", begin.elapsed().as_secs_f64());
    // One after the other: a regex that has been read takes a thousand times more memory than its text.
    let (mut reading, mut facts, mut costs) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (mut unportable, mut slow) = (0, 0);
    for entry in &entries {
        let begin = Instant::now();
        let Ok(pattern) = Pattern::parse(entry.regex) else { continue };
        let read = Instant::now();
        unportable += pattern.facts().unportable.len();
        let known = Instant::now();
        slow += usize::from(pattern.cost().is_some_and(|cost| cost.is_slow()));
        reading += read - begin;
        facts += known - read;
        costs += known.elapsed();
    }
    println!("    reading them on one core {:>8.2} s", reading.as_secs_f64());
    println!("    their facts              {:>8.2} s, {unportable} unportable", facts.as_secs_f64());
    println!("    their costs              {:>8.2} s, {slow} are slow", costs.as_secs_f64());
}

/// The regex, signature, slug and domain of a record of the set.
fn entry(records: &[Record], number: usize) -> Option<[String; 4]> {
    let record = records.get(number.checked_rem(records.len())?)?;
    let turn = number / records.len();
    let slug = format!("{}-{turn}", record.aliases.first().map_or("", String::as_str));
    Some([changed(&record.regex, turn), changed(&record.signature, turn), slug, record.domain.clone()])
}

/// A text with other letters, the same for the same turn.
fn changed(text: &str, turn: usize) -> String {
    let (mut run, mut is_escape) = (0, false);
    let change = |character: char| {
        run = if character.is_ascii_alphabetic() && !is_escape { run + 1 } else { 0 };
        is_escape = character == '\\';
        let Some(place) = CHANGED.iter().position(|place| *place == run) else { return character };
        let steps = if place == 0 { turn } else { turn / LETTERS.len() };
        let at = LETTERS.find(character.to_ascii_lowercase()).unwrap_or_default();
        LETTERS.chars().cycle().nth((at + steps) % LETTERS.len()).unwrap_or(character)
    };
    text.chars().map(change).collect()
}
