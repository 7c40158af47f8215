//! The regexes and signatures of a set: what each regex finds.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::interned::Interned;
use super::names::{Name, Names, family};
use crate::pattern::{Entry, Matrix, Row};

/// Called with the number of different regexes that were compared, and that of all, from any thread.
type Progress<'p> = &'p (dyn Fn(usize, usize) + Sync);

/// The regexes and signatures of a set.
#[derive(Debug, Clone, Default)]
pub(super) struct Regexes {
    regexes: Interned<Box<str>>,
    signatures: Interned<Box<str>>,
    /// The records, in the order in which they were added.
    records: Vec<Searched>,
    rows: OnceLock<ComparedRegexes>,
}

/// A record, with the numbers of its texts.
#[derive(Debug, Clone, Copy)]
struct Searched {
    name: Name,
    regex: u32,
    signature: u32,
}

/// What the regexes of some records find, or those of all.
#[derive(Debug, Clone)]
struct ComparedRegexes {
    matrix: Matrix,
    /// The places of the rows.
    places: HashMap<Name, usize>,
}

impl Regexes {
    /// Adds a record.
    pub(super) fn add(&mut self, name: Name, regex: Box<str>, signature: Box<str>) {
        let (regex, signature) = (self.regexes.add(regex), self.signatures.add(signature));
        self.records.push(Searched { name, regex, signature });
    }

    /// The n-th record, with its regex and its signature.
    pub(super) fn nth(&self, place: usize) -> Option<(Name, &str, &str)> {
        let record = self.records.get(place)?;
        Some((record.name, self.regexes.nth(record.regex)?, self.signatures.nth(record.signature)?))
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
    pub(super) fn row(&self, names: &Names, name: Name) -> Option<&Row> {
        let rows = self.rows.get_or_init(|| self.compared(names, None, &|_, _| {}));
        rows.places.get(&name).and_then(|place| rows.matrix.rows().get(*place))
    }

    fn compared(&self, names: &Names, wanted: Option<&[Name]>, progress: Progress<'_>) -> ComparedRegexes {
        let entry = |record: &Searched| {
            let (domain, slug) = names.id(record.name).map(family).unwrap_or_default();
            let (regex, signature) = (self.regexes.nth(record.regex), self.signatures.nth(record.signature));
            let (regex, signature) = (regex.map_or("", AsRef::as_ref), signature.map_or("", AsRef::as_ref));
            Entry { regex, signature, slug, domain }
        };
        let entries: Vec<Entry<'_>> = self.records.iter().map(entry).collect();
        let mut wanted = wanted.map(<[Name]>::to_vec);
        wanted.iter_mut().for_each(|names| names.sort_unstable());
        let is_wanted = |name| wanted.as_ref().is_none_or(|names| names.binary_search(&name).is_ok());
        let places = self.records.iter().enumerate().filter(|(_, record)| is_wanted(record.name));
        let (places, names): (Vec<usize>, Vec<Name>) = places.map(|(place, record)| (place, record.name)).unzip();
        let all = self.regexes.len();
        let matrix = Matrix::build_some(&entries, &places, &|done| progress(done, all));
        ComparedRegexes { matrix, places: names.into_iter().zip(0..).collect() }
    }
}
