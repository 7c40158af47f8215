//! The regexes and signatures of a set: what each regex finds.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::held_texts::HeldTexts;
use super::names::{Name, Names, slug};
use crate::pattern::{Entries, Finds, Matrix, Row};
use crate::record::Id;

/// Called with the number of different regexes that were compared, and that of all, from any thread.
type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);

/// The regexes and signatures of a set.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    /// Those of the records, in the order in which they were added, until they are compared.
    texts: Mutex<ComparedTexts>,
    rows: OnceLock<ComparedRegexes>,
}

/// The texts of records, in the order in which they were added.
#[derive(Debug, Clone, Default)]
struct ComparedTexts {
    regexes: HeldTexts,
    signatures: HeldTexts,
}

/// What the regexes of some records find, or those of all.
#[derive(Debug, Clone)]
struct ComparedRegexes {
    matrix: Matrix,
    /// The texts of which findings show where one finds the other: of the others there are up to a hundred megabytes.
    texts: ComparedTexts,
}

impl Regexes {
    /// Adds a record.
    pub(super) fn add(&mut self, regex: &str, signature: &str) {
        let texts = self.texts.get_mut().unwrap_or_else(PoisonError::into_inner);
        texts.regexes.add(regex);
        texts.signatures.add(signature);
    }

    /// The regex of the n-th record, if it is the first that finds the signature of a row.
    pub(super) fn regex(&self, place: usize) -> Option<&str> {
        self.rows.get()?.texts.regexes.nth(place).filter(|regex| !regex.is_empty())
    }

    /// The signature of the n-th record, if it is the first that the regex of a row finds.
    pub(super) fn signature(&self, place: usize) -> Option<&str> {
        self.rows.get()?.texts.signatures.nth(place)
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
        rows.matrix.row_of(u32::try_from(names.number(name)?).ok()?)
    }

    fn compared(&self, names: &Names, wanted: Option<&[Name]>, progress: Progress<'_>) -> ComparedRegexes {
        let texts = std::mem::take(&mut *self.texts());
        let set = HeldSet { names, texts: &texts };
        let places = wanted.map(|wanted| {
            let numbers = wanted.iter().filter_map(|name| names.number(*name));
            let mut places: Vec<u32> = numbers.filter_map(|number| u32::try_from(number).ok()).collect();
            places.sort_unstable();
            places.dedup();
            places
        });
        let matrix = match &places {
            None => Matrix::build(&set, progress),
            Some(places) => Matrix::build_some(&set, places, progress),
        };
        let texts = texts.only(&matrix, names.records().len());
        ComparedRegexes { matrix, texts }
    }

    fn texts(&self) -> MutexGuard<'_, ComparedTexts> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ComparedTexts {
    /// Those that findings show, of a number of records.
    fn only(self, matrix: &Matrix, records: usize) -> Self {
        let (mut claimants, mut found) = (vec![false; records], vec![false; records]);
        let note = |all: &mut Vec<bool>, finds: &Finds| {
            let first = finds.examples.first().and_then(|place| all.get_mut(*place));
            first.into_iter().for_each(|one| *one = true);
        };
        for row in (0..).map_while(|row| matrix.row(row)) {
            note(&mut claimants, &row.claimed_by);
            note(&mut found, &row.foreign);
        }
        let is_in = |all: &[bool], place: usize| all.get(place).copied().unwrap_or_default();
        ComparedTexts {
            regexes: self.regexes.only(|place| is_in(&claimants, place)),
            signatures: self.signatures.only(|place| is_in(&found, place)),
        }
    }
}

impl Clone for Regexes {
    fn clone(&self) -> Self {
        let texts = Mutex::new(self.texts().clone());
        Regexes { texts, rows: self.rows.clone() }
    }
}

/// The records of a set as they are compared.
struct HeldSet<'s> {
    names: &'s Names,
    texts: &'s ComparedTexts,
}

impl HeldSet<'_> {
    fn id(&self, place: u32) -> Option<&Id> {
        self.names.id(*self.names.records().get(usize::try_from(place).ok()?)?)
    }
}

impl Entries for HeldSet<'_> {
    fn count(&self) -> u32 {
        u32::try_from(self.names.records().len()).unwrap_or(u32::MAX)
    }

    fn regex(&self, place: u32) -> &str {
        held(&self.texts.regexes, place)
    }

    fn signature(&self, place: u32) -> &str {
        held(&self.texts.signatures, place)
    }

    fn slug(&self, place: u32) -> &str {
        self.id(place).map_or("", |id| slug(id.as_str()))
    }

    fn domain(&self, place: u32) -> &str {
        self.id(place).map_or("", Id::domain)
    }
}

fn held(texts: &HeldTexts, place: u32) -> &str {
    usize::try_from(place).ok().and_then(|place| texts.nth(place)).unwrap_or_default()
}
