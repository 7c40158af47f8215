//! Whether a report fits the database: its record, its item, its day.

use std::collections::{HashMap, HashSet};

use super::by_text::ByText;
use super::count_limit::CountLimit;
use super::{Misfit, Refusal, ReportTarget, count};
use crate::curate::find::{MAX_SUGGESTIONS, Meaning, meaning, suggestions};
use crate::curate::refusal::{MissingItem, SeenDays};
use crate::intake::{FeedbackColumn, FeedbackReport};
use crate::ledger::{RecordKey, ReportKey};
use crate::record::{Date, Id, ItemKind, ItemNumber, ItemRef};
use crate::store::Tx;

/// The number of names that are looked up one by one; after these all records are read at once.
const MAX_SINGLE_LOOKUPS: usize = 2_000;

/// The number of unknown names of a run for which near misses are searched.
const MAX_SEARCHED_NAMES: usize = 50;

/// The largest part of a text that is compared with those of items, in characters.
const MAX_COMPARED_CHARS: usize = 1_000;

/// The subject of a report.
pub(super) struct Located {
    /// The key of its record.
    pub(super) record: RecordKey,
    /// Its item; `None` for the record as a whole.
    pub(super) item: Option<ItemRef>,
}

/// Finds the records and items of the reports of a run, and remembers what it looked up.
pub(super) struct ReportLocator {
    today: Date,
    /// The largest count of a report.
    max_count: u32,
    targets: Vec<ReportTarget>,
    /// What each name of the run means: a target, by its index.
    places: HashMap<String, Meaning<usize>>,
    /// The reporters' own keys of the valid rows: the first row of a key counts.
    own: HashSet<ReportKey>,
    /// The number of rows that named a record that does not exist.
    unknown: usize,
    count_limit: CountLimit,
    pub(super) by_text: ByText,
}

impl ReportLocator {
    pub(super) fn new(today: Date, max_count: u32, by_text: ByText) -> Self {
        ReportLocator {
            today,
            max_count,
            targets: Vec::new(),
            places: HashMap::new(),
            own: HashSet::new(),
            unknown: 0,
            count_limit: CountLimit::default(),
            by_text,
        }
    }

    /// The record and the item of a report, or what does not fit. A report on an error text gets its number.
    pub(super) fn locate(
        &mut self,
        tx: &Tx<'_>,
        report: &mut FeedbackReport,
    ) -> Result<Result<Located, Vec<Misfit>>, Refusal> {
        self.by_text.number(report);
        let mut misfits = count::check(&report.attempts, &report.row, self.max_count);
        let text = report.row.get(FeedbackColumn::ErrorText);
        let matched = match report.row.get(FeedbackColumn::RecordId) {
            "" => match self.by_text.find(tx, text)? {
                Ok(id) => Some(id),
                Err(misfit) => {
                    misfits.insert(0, misfit);
                    return Ok(Err(misfits));
                }
            },
            _ => None,
        };
        let name = matched.as_ref().map_or_else(|| report.row.get(FeedbackColumn::RecordId), Id::as_str);
        let place = match self.place(tx, name)? {
            Ok(place) => place,
            Err(misfit) => {
                misfits.insert(0, misfit);
                return Ok(Err(misfits));
            }
        };
        #[expect(clippy::expect_used, reason = "the index is of a target that was pushed; none is removed")]
        let target = self.targets.get(place).expect("a target of the run");
        if target.is_withdrawn {
            misfits.push(Misfit::Withdrawn(name.to_owned()));
        }
        let days = SeenDays::of_reports(target.first_seen, self.today);
        misfits.extend(days.check(report.reported.day, name).err().map(Misfit::Day));
        let item = match find(tx, target, name, report.row.get(FeedbackColumn::Item))? {
            Ok(item) => item,
            Err(misfit) => {
                misfits.push(misfit);
                None
            }
        };
        if misfits.is_empty() {
            let (row, there) = (target.row, target.evidence_count);
            misfits.extend(self.count_limit.count(tx, report, (row, name), there, &self.own)?);
            if misfits.is_empty() {
                matched.into_iter().for_each(|id| *self.by_text.accepted.entry(id).or_default() += 1);
                return Ok(Ok(Located { record: row, item }));
            }
        }
        Ok(Err(misfits))
    }

    /// Whether a valid report is the first of its run with its reporter's own key.
    pub(super) fn is_first(&mut self, key: ReportKey) -> bool {
        !key.is_own() || self.own.insert(key)
    }

    /// The record that a name means, as the index of a target.
    fn place(&mut self, tx: &Tx<'_>, name: &str) -> Result<Result<usize, Misfit>, Refusal> {
        let meaning = match self.places.get(name) {
            Some(meaning) => meaning.clone(),
            None => self.look_up(tx, name)?,
        };
        Ok(match meaning {
            Meaning::One(place) => Ok(place),
            Meaning::None => {
                // Searching for near misses takes time, and nobody fixes a file full of unknown names one by one.
                let is_searched = self.unknown < MAX_SEARCHED_NAMES;
                let near = if is_searched { suggestions(tx, name)? } else { Vec::new() };
                self.unknown += 1;
                Err(Misfit::NoRecord { name: name.to_owned(), near })
            }
            Meaning::Several(ids) => Err(Misfit::Ambiguous { name: name.to_owned(), ids }),
        })
    }

    /// Looks up a new name.
    fn look_up(&mut self, tx: &Tx<'_>, name: &str) -> Result<Meaning<usize>, Refusal> {
        if self.places.len() == MAX_SINGLE_LOOKUPS {
            // In a large file it is faster to read all records now.
            for (name, target) in tx.targets()? {
                self.places.insert(name, Meaning::One(self.targets.len()));
                self.targets.push(target);
            }
        }
        if let Some(place) = self.places.get(name) {
            return Ok(place.clone());
        }
        let place = match meaning(tx, name, |id| tx.target(id))? {
            Meaning::One(target) => {
                self.targets.push(target);
                Meaning::One(self.targets.len() - 1)
            }
            Meaning::None => Meaning::None,
            Meaning::Several(ids) => Meaning::Several(ids),
        };
        self.places.insert(name.to_owned(), place.clone());
        Ok(place)
    }
}

/// The item that a report names: by number, by text, or none.
fn find(
    tx: &Tx<'_>,
    target: &ReportTarget,
    name: &str,
    word: &str,
) -> Result<Result<Option<ItemRef>, Misfit>, Refusal> {
    if word.is_empty() {
        return Ok(Ok(None));
    }
    // A word such as v1 can only be a text, because there are no reports on versions.
    if let Some(ItemNumber { kind, number }) = ItemNumber::parse(word).filter(|item| item.kind != ItemKind::Version) {
        let ids = target.items(kind);
        return match number.checked_sub(1).and_then(|at| ids.get(at)) {
            Some(id) => Ok(Ok(Some(ItemRef { kind, id: *id }))),
            None => {
                let (name, word) = (name.to_owned(), word.to_owned());
                Ok(Err(Misfit::NoItem(MissingItem { name, word, kind, count: ids.len() })))
            }
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
            let word: String = word.chars().take(MAX_COMPARED_CHARS).collect();
            texts.sort_by(|a, b| strsim::sorensen_dice(&b.2, &word).total_cmp(&strsim::sorensen_dice(&a.2, &word)));
            let near = texts.into_iter().take(MAX_SUGGESTIONS).map(|(number, _, text)| (number, text)).collect();
            Ok(Err(Misfit::NoText { name: name.to_owned(), near }))
        }
        several => {
            let numbers = several.iter().map(|(number, ..)| *number).collect();
            Ok(Err(Misfit::SeveralItems { name: name.to_owned(), numbers }))
        }
    }
}
