//! Whether a report fits what is there: its record, its item, its day.

use std::collections::{HashMap, HashSet};

use super::brimful::Brimful;
use super::{Refusal, Report, ReportTarget, counted};
use crate::intake::{FeedbackColumn, RowFault};
use crate::ledger::ReportKey;
use crate::record::{Date, ItemKind, ItemNumber, ItemRef};
use crate::store::Tx;

/// How many near misses a message names.
const NEAREST: usize = 3;

/// So many records are looked up one by one, before all are.
const LOOKED_UP: usize = 2_000;

/// For how many unknown records near misses are looked for.
const SEARCHED: usize = 50;

/// So much of a text is compared with those of items, in characters.
const COMPARED: usize = 1_000;

/// Longer names than any id are no misspelt ones, in bytes; and no more of them is shown, in characters.
const LONGEST: usize = 200;

/// What a report is about.
pub(super) struct Located {
    /// The key of its record.
    pub(super) record: i64,
    /// Its item; `None` for the record as a whole.
    pub(super) item: Option<ItemRef>,
}

/// Finds the records and items of the reports of a run, and remembers what it looked up.
pub(super) struct Locator {
    today: Date,
    /// The largest count of a report.
    max_count: u32,
    targets: Vec<ReportTarget>,
    /// The target of each name that came, `None` if there is none.
    places: HashMap<String, Option<usize>>,
    /// The keys that reporters gave, of the rows that were good: the first row of a key counts.
    own: HashSet<ReportKey>,
    /// How many rows named a record that is not there.
    strangers: usize,
    brimful: Brimful,
}

impl Locator {
    pub(super) fn new(today: Date, max_count: u32) -> Self {
        Locator {
            today,
            max_count,
            targets: Vec::new(),
            places: HashMap::new(),
            own: HashSet::new(),
            strangers: 0,
            brimful: Brimful::default(),
        }
    }

    /// The record and the item of a report; or what does not fit.
    pub(super) fn locate(&mut self, tx: &Tx<'_>, report: &Report) -> Result<Result<Located, Vec<RowFault>>, Refusal> {
        let mut faults = counted::check(&report.counted, &report.row, self.max_count);
        let name = report.row.get(FeedbackColumn::RecordId);
        let place = match self.places.get(name) {
            Some(place) => *place,
            None => self.look_up(tx, name)?,
        };
        let Some(target) = place.and_then(|place| self.targets.get(place)) else {
            // Looking for near misses takes a while, and a file of strangers is not fixed one by one.
            let is_searched = self.strangers < SEARCHED && name.len() <= LONGEST;
            let near_misses = if is_searched { tx.nearest(name, NEAREST)? } else { Vec::new() };
            self.strangers += 1;
            let reason = format!("there is no record {}{}", cut(name, LONGEST), near(&near_misses));
            faults.insert(0, FeedbackColumn::RecordId.fault(reason));
            return Ok(Err(faults));
        };
        if target.is_withdrawn {
            faults.push(FeedbackColumn::RecordId.fault(format!(
                "{name} is withdrawn; `canonry restore {name}` publishes it \
                                                        again"
            )));
        }
        let day = report.evidence.day;
        // In the zone of who reports it may be tomorrow already.
        if day > self.today.next() {
            faults.push(FeedbackColumn::ObservedAt.fault(format!("{day} is in the future: today is {}", self.today)));
        } else if day < target.first_seen {
            let reason = format!("{day} is before {name} was first seen, on {}", target.first_seen);
            faults.push(FeedbackColumn::ObservedAt.fault(reason));
        }
        let item = match find(tx, target, name, report.row.get(FeedbackColumn::Item))? {
            Ok(item) => item,
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        if faults.is_empty() {
            let (row, there) = (target.row, target.evidence_count);
            faults.extend(self.brimful.count(tx, report, row, there, &self.own)?);
            return Ok(if faults.is_empty() { Ok(Located { record: row, item }) } else { Err(faults) });
        }
        Ok(Err(faults))
    }

    /// Whether a good report is the first of its run, as far as its reporter gave it a key.
    pub(super) fn is_first(&mut self, key: ReportKey) -> bool {
        !key.is_own() || self.own.insert(key)
    }

    /// Looks up a name that did not come before.
    fn look_up(&mut self, tx: &Tx<'_>, name: &str) -> Result<Option<usize>, Refusal> {
        if self.places.len() == LOOKED_UP {
            // A large file: from here on it is faster to know all records.
            for (name, target) in tx.targets()? {
                self.places.insert(name, Some(self.targets.len()));
                self.targets.push(target);
            }
        }
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        let place = tx.target(name)?.map(|target| {
            self.targets.push(target);
            self.targets.len() - 1
        });
        self.places.insert(name.to_owned(), place);
        Ok(place)
    }
}

/// The item that a report names: by number, by text, or none.
fn find(
    tx: &Tx<'_>,
    target: &ReportTarget,
    name: &str,
    word: &str,
) -> Result<Result<Option<ItemRef>, RowFault>, Refusal> {
    let fault = |reason: String| Ok(Err(FeedbackColumn::Item.fault(reason)));
    if word.is_empty() {
        return Ok(Ok(None));
    }
    // A word such as v1 can only be a text: nobody reports on versions.
    if let Some(ItemNumber { kind, number }) = ItemNumber::parse(word).filter(|item| item.kind != ItemKind::Version) {
        let word = cut(word, LONGEST);
        let ids = target.items(kind);
        let (list, letter) = (kind.list().replace('_', " "), kind.letter());
        return match number.checked_sub(1).and_then(|at| ids.get(at)) {
            Some(id) => Ok(Ok(Some(ItemRef { kind, id: *id }))),
            None if ids.is_empty() => fault(format!("{name} has no {list}")),
            None if ids.len() == 1 => fault(format!("{name} has no {word}, only {letter}1")),
            None => fault(format!("{name} has no {word}; its {list} are {letter}1 to {letter}{}", ids.len())),
        };
    }
    let mut texts: Vec<(ItemNumber, ItemRef, String)> = Vec::new();
    for kind in [ItemKind::Workaround, ItemKind::DeadEnd] {
        let items = (1..).zip(tx.item_texts(target.row, kind)?);
        let named = |(number, (id, text))| (ItemNumber { kind, number }, ItemRef { kind, id }, text);
        texts.extend(items.map(named));
    }
    let same: Vec<_> = texts.iter().filter(|(.., text)| text.trim() == word).collect();
    match same.as_slice() {
        [(_, item, _)] => Ok(Ok(Some(*item))),
        [] => {
            let word = cut(word, COMPARED);
            texts.sort_by(|a, b| strsim::sorensen_dice(&b.2, &word).total_cmp(&strsim::sorensen_dice(&a.2, &word)));
            let shown: Vec<String> =
                texts.iter().take(NEAREST).map(|(number, _, text)| quoted(*number, text)).collect();
            fault(format!("no workaround or dead end of {name} has this text{}", near(&shown)))
        }
        several => {
            let shown: Vec<String> = several.iter().map(|(number, ..)| number.to_string()).collect();
            fault(format!("several items of {name} have this text: {}; name one by its number", shown.join(", ")))
        }
    }
}

fn quoted(number: ItemNumber, text: &str) -> String {
    format!("{number} '{}'", cut(text, 60))
}

/// The beginning of a text.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn near(words: &[String]) -> String {
    if words.is_empty() { String::new() } else { format!("; did you mean {}?", words.join(", ")) }
}
