#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    unreachable_pub,
    dead_code
)]
//! Measures how well items are paired: `cargo bench --bench pairing -- FILE.ndjson`, any file of records.
//!
//! Lists of the records are changed by rule and by chance with a fixed seed, so that it is known which item is which.
//! Half of the records, told apart by a hash of the id, served to choose the measure and its bounds; the figures that
//! count are those of the other half. Pairs of equal text are left out: they are always right.

#[path = "pairing/cases.rs"]
mod cases;
#[path = "pairing/chinese.rs"]
mod chinese;
#[path = "pairing/former.rs"]
mod former;
#[path = "../src/record/pairing/mod.rs"]
mod pairing;
#[path = "pairing/random.rs"]
mod random;
#[path = "pairing/replacements.rs"]
mod replacements;
#[path = "pairing/rewordings.rs"]
mod rewordings;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::time::Instant;

use cases::{Case, How, cases, items_by_record};
use pairing::{Bounds, HELD, Known, PLAIN, Pairing, pair, pair_within};

/// The result of a set of cases.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: usize,
    reworded: usize,
    /// For each kind of change the number of items, and the number of those that were paired.
    kinds: BTreeMap<String, (usize, usize)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(file) = std::env::args().find(|argument| argument.ends_with(".ndjson")) else {
        println!("nothing to measure: give a file of records, `cargo bench --bench pairing -- FILE.ndjson`");
        return Ok(());
    };
    let ndjson = fs::read_to_string(file)?;
    items_of_one_record(&ndjson)?;
    let all = cases(&ndjson)?;
    let (held_out, chosen_on): (Vec<Case>, Vec<Case>) = all.into_iter().partition(|case| case.is_held_out);
    for (name, cases) in [("the half that the bounds were chosen on", &chosen_on), ("the held-out half", &held_out)] {
        let items: usize = cases.iter().map(|case| case.new.len()).sum();
        println!("\n{name}: {} lists, {items} new items", cases.len());
        print("plain items", &score(cases, |old, new| pair(&known(old, false), new)));
        print("held items", &score(cases, |old, new| pair(&known(old, true), new)));
        print("before: alike by pairs of characters", &score(cases, |old, new| former::pair(old, new, false)));
        print("before: and the rest by place", &score(cases, |old, new| former::pair(old, new, true)));
    }
    println!("\nother bounds, the half that the bounds were chosen on");
    other_bounds(&chosen_on);
    for (name, is_held) in [("plain", false), ("held", true)] {
        println!("\nby the kind of change, {name} items, the held-out half");
        for (kind, (count, paired)) in score(&held_out, |old, new| pair(&known(old, is_held), new)).kinds {
            println!("  {kind:<38} {paired:>6} of {count:>6} paired {:>6.1} %", 100.0 * share(paired, count));
        }
    }
    let begin = Instant::now();
    score(&held_out, |old, new| pair(&known(old, true), new));
    println!("\n{:.0} ms for the held-out half", begin.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

/// Compares each item of a record with each other one, all of them real: none of these pairs is right.
fn items_of_one_record(ndjson: &str) -> Result<(), Box<dyn Error>> {
    let (mut all, mut plain, mut held) = (0, 0, 0);
    for items in items_by_record(ndjson)? {
        for (old, new) in items.iter().flat_map(|old| items.iter().map(move |new| (old.as_str(), new.as_str()))) {
            let is_paired = |is_held| pair(&known(&[old], is_held), &[new]) == [Some(0)];
            all += usize::from(old != new);
            plain += usize::from(old != new && is_paired(false));
            held += usize::from(old != new && is_paired(true));
        }
    }
    println!("two items of one record, {all} pairs: {plain} taken for the same if plain, {held} if held");
    Ok(())
}

fn other_bounds(cases: &[Case]) {
    for max_replaced in [0, usize::MAX] {
        for percent in (50..=90).step_by(5) {
            let bounds = Bounds { min_ratio: f64::from(percent) / 100.0, max_replaced };
            let is = |other: Bounds| other.min_ratio == bounds.min_ratio && other.max_replaced == max_replaced;
            let chosen = if is(PLAIN) {
                ", plain"
            } else if is(HELD) {
                ", held"
            } else {
                ""
            };
            let replaced = if max_replaced == 0 { "no word" } else { "words" };
            let name = format!("ratio {:.2}, {replaced} replaced{chosen}", bounds.min_ratio);
            print(&name, &score(cases, |old, new| pair_within(&known(old, false), new, bounds, bounds)));
        }
    }
}

fn known<'t>(texts: &[&'t str], is_held: bool) -> Vec<Known<'t>> {
    texts.iter().map(|text| Known { text, is_held }).collect()
}

fn score(cases: &[Case], pair: impl Fn(&[&str], &[&str]) -> Pairing) -> Score {
    let mut score = Score::default();
    for case in cases {
        let old: Vec<&str> = case.old.iter().map(String::as_str).collect();
        let new: Vec<&str> = case.new.iter().map(|item| item.text.as_str()).collect();
        for (item, pair) in case.new.iter().zip(pair(&old, &new)).filter(|(item, _)| item.how != How::Kept) {
            score.reworded += usize::from(item.from.is_some());
            match pair {
                Some(from) if item.from == Some(from) => score.right += 1,
                Some(_) => score.wrong += 1,
                None => {}
            }
            let (count, paired) = score.kinds.entry(kind(&item.how)).or_default();
            *count += 1;
            *paired += usize::from(pair.is_some());
        }
    }
    score
}

/// Rewordings by what was done, if it was one thing; replacements by where they come from.
fn kind(how: &How) -> String {
    match how {
        How::Kept => "kept".to_owned(),
        How::Added => "new: added".to_owned(),
        How::Replaced(by, _) => format!("new: in place of another, {by:?}"),
        How::Reworded(by) => match by.as_slice() {
            [by] => format!("same: {by:?}"),
            _ => format!("same: {} rewordings", by.len()),
        },
    }
}

fn print(name: &str, score: &Score) {
    let (precision, recall) = (share(score.right, score.right + score.wrong), share(score.right, score.reworded));
    println!("  {name:<38} precision {precision:.4}  recall {recall:.4}  {:>5} wrong pairs", score.wrong);
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
