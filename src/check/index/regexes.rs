//! The regexes and signatures of a set: what each regex finds.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::held_texts::HeldTexts;
use super::names::{Name, Names, family};
use crate::pattern::{Entries, Entry, Matrix, Row};

/// Called with the number of different regexes that were compared, and that of all, from any thread.
type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);

/// The regexes and signatures of a set. Once they are compared, only those of examples are kept.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    texts: Mutex<ComparedTexts>,
    /// The records, in the order in which they were added.
    records: Vec<Name>,
    rows: OnceLock<ComparedRegexes>,
}

/// The texts of the records, in the order in which they were added.
#[derive(Debug, Clone, Default)]
struct ComparedTexts {
    regexes: HeldTexts,
    signatures: HeldTexts,
}

/// The number of the row of a name that has none.
const NO_ROW: u32 = u32::MAX;

/// What the regexes of some records find, or those of all.
#[derive(Debug, Clone)]
struct ComparedRegexes {
    matrix: Matrix,
    /// For each [place](Name::place) of a name the number of its row; [`NO_ROW`] if it has none.
    rows: Vec<u32>,
    /// The regexes and signatures of the examples, by the places of their records.
    examples: HashMap<u32, (Box<str>, Box<str>)>,
}

impl Regexes {
    /// Adds a record.
    pub(super) fn add(&mut self, name: Name, regex: &str, signature: &str) {
        let texts = self.texts.get_mut().unwrap_or_else(PoisonError::into_inner);
        texts.regexes.add(regex);
        texts.signatures.add(signature);
        self.records.push(name);
    }

    /// The n-th record, with its regex and its signature; `None` if it is not an example of a row.
    pub(super) fn example(&self, place: usize) -> Option<(Name, &str, &str)> {
        let (regex, signature) = self.rows.get()?.examples.get(&u32::try_from(place).ok()?)?;
        Some((*self.records.get(place)?, regex, signature))
    }

    /// Compares the regexes of some records with all signatures, and their signatures with all regexes; or those of all
    /// records, if none are named. Only the first call does.
    pub(super) fn compare(&self, names: &Names, wanted: Option<&[Name]>, progress: Progress<'_>) {
        self.rows.get_or_init(|| self.compared(names, wanted, progress));
    }

    /// Whether some were compared.
    pub(super) fn is_compared(&self) -> bool {
        self.rows.get().is_some()
    }

    /// What the regex of a record finds, and which find its signature; `None` if others were compared. If nothing was,
    /// all records are now.
    pub(super) fn row(&self, names: &Names, name: Name) -> Option<Row> {
        let rows = self.rows.get_or_init(|| self.compared(names, None, &|_, _| {}));
        rows.matrix.row(rows.rows.get(name.place()).copied().filter(|row| *row != NO_ROW)?)
    }

    fn compared(&self, names: &Names, wanted: Option<&[Name]>, progress: Progress<'_>) -> ComparedRegexes {
        let texts = std::mem::take(&mut *self.texts());
        let set = ComparedSet { names, records: &self.records, texts: &texts };
        let sorted = wanted.map(|names| {
            let mut names = names.to_vec();
            names.sort_unstable();
            names
        });
        let is_wanted = |name: &Name| sorted.as_ref().is_none_or(|names| names.binary_search(name).is_ok());
        let places = (0..).zip(&self.records).filter(|(_, name)| is_wanted(name));
        let places: Vec<u32> = places.map(|(place, _)| place).collect();
        let matrix = match wanted {
            None => Matrix::build(&set, progress),
            Some(_) => Matrix::build_some(&set, &places, progress),
        };
        let mut rows = vec![NO_ROW; self.records.iter().map(|name| name.place() + 1).max().unwrap_or_default()];
        for (row, name) in (0..).zip(places.iter().filter_map(|place| set.name(*place))) {
            rows.get_mut(name.place()).into_iter().for_each(|of_name| *of_name = row);
        }
        let mut examples = HashMap::new();
        for place in matrix.examples() {
            let entry = || set.entry(place);
            examples.entry(place).or_insert_with(|| (entry().regex.into(), entry().signature.into()));
        }
        ComparedRegexes { matrix, rows, examples }
    }

    fn texts(&self) -> MutexGuard<'_, ComparedTexts> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Regexes {
    fn clone(&self) -> Self {
        let texts = Mutex::new(self.texts().clone());
        Regexes { texts, records: self.records.clone(), rows: self.rows.clone() }
    }
}

/// The records of a set as they are compared.
struct ComparedSet<'s> {
    names: &'s Names,
    records: &'s [Name],
    texts: &'s ComparedTexts,
}

impl ComparedSet<'_> {
    fn name(&self, place: u32) -> Option<Name> {
        self.records.get(usize::try_from(place).ok()?).copied()
    }
}

impl Entries for ComparedSet<'_> {
    fn count(&self) -> u32 {
        u32::try_from(self.records.len()).unwrap_or(u32::MAX)
    }

    fn entry(&self, place: u32) -> Entry<'_> {
        let (domain, slug) = self.name(place).and_then(|name| self.names.id(name)).map(family).unwrap_or_default();
        let number = usize::try_from(place).unwrap_or(usize::MAX);
        let (regex, signature) = (self.texts.regexes.nth(number), self.texts.signatures.nth(number));
        Entry { regex: regex.unwrap_or_default(), signature: signature.unwrap_or_default(), slug, domain }
    }
}
