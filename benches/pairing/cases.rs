//! Old and new lists with a known pairing of their items.

use std::collections::BTreeMap;
use std::error::Error;

use serde_json::Value;

use crate::chinese::CHINESE;
use crate::random::{Random, hash};
use crate::replacements::{Replacement, TWISTS, twist};
use crate::rewordings::{REWORDINGS, Rewording, reword};

/// The number of times that each list is changed at random.
const ROUNDS: u64 = 4;

/// How versions are reworded (only their spelling changes) and replaced.
const OF_VERSIONS: ([Rewording; 3], [Replacement; 2]) =
    ([Rewording::Case, Rewording::Punctuation, Rewording::Whitespace], [Replacement::Number, Replacement::Operator]);

/// Two versions of a list.
pub struct Case {
    /// Whether the bounds were chosen without it.
    pub is_held_out: bool,
    pub old: Vec<String>,
    pub new: Vec<New>,
}

/// An item of a new list.
pub struct New {
    pub text: String,
    /// Which old item it is.
    pub from: Option<usize>,
    pub how: How,
}

/// How an item was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    Kept,
    Reworded(Vec<Rewording>),
    /// By what, and whether that was reworded then.
    Replaced(Replacement, bool),
    Added,
}

/// The fields of a record that are needed here.
struct Record {
    id: String,
    domain: String,
    /// Versions, dead ends, workarounds.
    lists: [Vec<String>; 3],
}

/// All texts of a domain.
#[derive(Default)]
struct Domain {
    items: Vec<(String, String)>,
    versions: Vec<String>,
}

/// The cases of a file of records, and the Chinese ones.
pub fn cases(ndjson: &str) -> Result<Vec<Case>, Box<dyn Error>> {
    let records = records(ndjson)?;
    let mut domains: BTreeMap<&str, Domain> = BTreeMap::new();
    for record in &records {
        let domain = domains.entry(&record.domain).or_default();
        let [versions, dead_ends, workarounds] = &record.lists;
        domain.versions.extend(versions.iter().cloned());
        domain.items.extend(dead_ends.iter().chain(workarounds).map(|text| (record.id.clone(), text.clone())));
    }
    let mut cases = Vec::new();
    for record in &records {
        for round in 0..ROUNDS {
            of_record(record, &domains[record.domain.as_str()], round, &mut cases);
        }
    }
    for round in 0..ROUNDS {
        cases.extend((0..CHINESE.len()).map(|at| of_chinese(at, round)));
    }
    Ok(cases)
}

/// The dead ends and workarounds of each record.
pub fn items_by_record(ndjson: &str) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let items = |Record { lists: [_, dead_ends, workarounds], .. }| [dead_ends, workarounds].concat();
    Ok(records(ndjson)?.into_iter().map(items).collect())
}

fn records(ndjson: &str) -> Result<Vec<Record>, Box<dyn Error>> {
    let lines = ndjson.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Ok(parse(&serde_json::from_str(line)?))).collect()
}

fn parse(value: &Value) -> Record {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let list = |list: &str, key: &str, otherwise: &str| -> Vec<String> {
        let items = value[list].as_array().map_or(&[][..], Vec::as_slice).iter();
        let named = items.map(|item| if text(item, key).is_empty() { text(item, otherwise) } else { text(item, key) });
        named.filter(|text| !text.is_empty()).collect()
    };
    let lists = [
        list("versions", "version", "version"),
        list("dead_ends", "action", "why_fails"),
        list("workarounds", "action", "how"),
    ];
    Record { id: text(value, "id"), domain: text(value, "domain"), lists }
}

fn of_record(record: &Record, domain: &Domain, round: u64, cases: &mut Vec<Case>) {
    let mut random = Random::of(&record.id, round);
    let is_held_out = hash(&record.id) & 1 == 1;
    let [versions, dead_ends, workarounds] = &record.lists;
    let mut versions = versions.clone();
    versions.extend(random.one(&domain.versions).filter(|text| !record.lists[0].contains(text)).cloned());
    let both: Vec<String> = dead_ends.iter().chain(workarounds).cloned().collect();
    let near = |list: &[String], other: &[String]| Near::of(record, list, other, domain);
    let lists = [
        (dead_ends, near(dead_ends, workarounds)),
        (workarounds, near(workarounds, dead_ends)),
        (&both, near(&both, &[])),
        (&versions, Near { is_version: true, domain: domain.versions.clone(), ..Near::default() }),
    ];
    for (list, near) in lists {
        cases.extend((!list.is_empty()).then(|| change(list, near, is_held_out, &mut random)));
    }
}

/// Replacements of an item, and rewordings.
#[derive(Default)]
struct Near {
    is_version: bool,
    /// The item of the list that is missing in its old version.
    missing: Option<String>,
    other: Vec<String>,
    domain: Vec<String>,
    words: Vec<String>,
}

impl Near {
    fn of(record: &Record, list: &[String], other: &[String], domain: &Domain) -> Self {
        let far = domain.items.iter().filter(|(id, _)| *id != record.id);
        let far: Vec<String> = far.map(|(_, text)| text.clone()).collect();
        let words = list.iter().chain(other).chain(far.iter().step_by(9)).flat_map(|text| text.split(' '));
        let words = words.map(|word| word.trim_matches([',', '.', ':', '(', ')']).to_owned()).collect();
        Near { is_version: false, missing: None, other: other.to_vec(), domain: far, words }
    }

    fn rewordings(&self) -> &'static [Rewording] {
        if self.is_version { &OF_VERSIONS.0 } else { &REWORDINGS }
    }

    /// A replacement of `old`.
    fn replacement(&self, old: &str, list: &[String], random: &mut Random) -> Option<(String, Replacement)> {
        let is_another = |text: &&String| !list.iter().any(|item| may_be_the_same(item, text));
        let far: Vec<&String> = self.domain.iter().filter(is_another).collect();
        let alike = |text: &str| strsim::sorensen_dice(old, text);
        let (found, kind) = match random.below(100) {
            0..25 => (self.missing.clone(), Replacement::SameList),
            25..40 => (random.one(&self.other).cloned(), Replacement::OtherList),
            40..50 => (random.one(&far).map(|text| (*text).clone()), Replacement::Domain),
            50..60 => (
                far.iter().max_by(|one, other| alike(one).total_cmp(&alike(other))).map(|text| (*text).clone()),
                Replacement::Nearest,
            ),
            _ => {
                let kind = *random.one(if self.is_version { &OF_VERSIONS.1[..] } else { &TWISTS[..] })?;
                (twist(old, kind, &self.words, random), kind)
            }
        };
        Some((found?, kind))
    }
}

/// Whether one text of two records only adds words to the other: nobody could say whether it is another item.
fn may_be_the_same(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(|word| word.to_lowercase());
        let words = words.map(|word| word.trim_end_matches("ing").trim_end_matches(['e', 's']).to_owned());
        words.filter(|word| word.len() > 1 && word != "th").map(|word| word.chars().take(4).collect()).collect()
    };
    let (one, other) = (words(one), words(other));
    one.iter().all(|word| other.contains(word)) || other.iter().all(|word| one.contains(word))
}

/// Changes a list at random.
fn change(list: &[String], mut near: Near, is_held_out: bool, random: &mut Random) -> Case {
    let mut old: Vec<String> = list.to_vec();
    // One item may be missing in the old list, and replace another.
    near.missing = (old.len() > 1 && random.chance(50)).then(|| old.remove(random.below(old.len())));
    let mut new: Vec<New> = Vec::new();
    for (at, text) in old.iter().enumerate() {
        let made = match random.below(100) {
            0..25 => None,
            25..55 => reworded(text, near.rewordings(), random).map(|(text, how)| New {
                text,
                from: Some(at),
                how: How::Reworded(how),
            }),
            55..90 => replaced(text, &old, &near, random).map(|(text, how)| New { text, from: None, how }),
            _ => continue,
        };
        let made = made.filter(|made| !old.contains(&made.text) && new.iter().all(|other| other.text != made.text));
        new.push(made.unwrap_or_else(|| New { text: text.clone(), from: Some(at), how: How::Kept }));
    }
    let is_free = |text: &String| !old.contains(text) && new.iter().all(|other| other.from.is_some());
    if let Some(text) = near.missing.filter(|text| random.chance(40) && is_free(text)) {
        new.push(New { text, from: None, how: How::Added });
    }
    if random.chance(50) {
        random.shuffle(&mut new);
    }
    Case { is_held_out, old, new }
}

/// One to three changes, one more often than three.
fn reworded(text: &str, ways: &[Rewording], random: &mut Random) -> Option<(String, Vec<Rewording>)> {
    let count = [1, 1, 1, 2, 2, 3][random.below(6)];
    let (mut text, mut how) = (text.to_owned(), Vec::new());
    for _ in 0..20 {
        let by = *random.one(ways)?;
        if how.len() < count
            && !how.contains(&by)
            && let Some(other) = reword(&text, by, random)
        {
            text = other;
            how.push(by);
        }
    }
    (!how.is_empty()).then_some((text, how))
}

fn replaced(old: &str, list: &[String], near: &Near, random: &mut Random) -> Option<(String, How)> {
    let (text, kind) = near.replacement(old, list, random)?;
    let by = *random.one(near.rewordings())?;
    // A shortened text may have lost its change.
    let also = if random.chance(33) && by != Rewording::Shortened { reword(&text, by, random) } else { None };
    let is_reworded = also.is_some();
    Some((also.unwrap_or(text), How::Replaced(kind, is_reworded)))
}

/// A list of three Chinese items, changed by hand.
fn of_chinese(first: usize, round: u64) -> Case {
    let mut random = Random::of(CHINESE[first][0], round);
    let items: Vec<&[&str; 3]> = (0..3).map(|n| &CHINESE[(first + n * 13) % CHINESE.len()]).collect();
    let old = items.iter().map(|item| item[0].to_owned()).collect();
    let mut new = Vec::new();
    for (at, [text, same, other]) in items.into_iter().enumerate() {
        new.push(match random.below(3) {
            0 => New { text: (*text).to_owned(), from: Some(at), how: How::Kept },
            1 => New { text: (*same).to_owned(), from: Some(at), how: How::Reworded(vec![Rewording::ByHand]) },
            _ => New { text: (*other).to_owned(), from: None, how: How::Replaced(Replacement::ByHand, false) },
        });
    }
    random.shuffle(&mut new);
    Case { is_held_out: hash(CHINESE[first][0]) & 1 == 1, old, new }
}
