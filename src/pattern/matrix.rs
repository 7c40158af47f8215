//! Every regex of a set against every signature of it.
//!
//! The literals of some regexes at a time are searched for in all signatures at once. Only a regex that is a candidate
//! for some signature is compiled, for as long as it is needed. So the memory is that of the results, and the time
//! grows with the candidates, not with the square of the set: one `RegexSet` over 2,500 regexes took 74 s.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::row::{Finds, Row};
use super::{Folded, Literals, Pattern, Prefilter};

/// Regexes whose literals are searched for together. More need more memory, fewer make more passes over the signatures.
const CHUNK: usize = 1_000;

/// What the matrix has to know of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'e> {
    /// Its regex.
    pub regex: &'e str,
    /// The text that its regex has to find, and others should not.
    pub signature: &'e str,
    /// The error that it is about: records of the same slug are about the same one.
    pub slug: &'e str,
    /// The domain.
    pub domain: &'e str,
}

/// What each regex of a set finds among its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    rows: Vec<Row>,
}

impl Matrix {
    /// Compares all regexes with all signatures, on all cores. Now and then `progress` is called with the number of
    /// different regexes that are done, from any thread.
    pub fn build(entries: &[Entry<'_>], progress: &(dyn Fn(usize) + Sync)) -> Self {
        let set = Set::of(entries);
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = || {
            let mut found = Found { rows: Vec::new(), claims: vec![Finds::default(); entries.len()] };
            loop {
                let first = next.fetch_add(CHUNK, Ordering::Relaxed);
                let Some(chunk) = set.regexes.get(first..set.regexes.len().min(first.saturating_add(CHUNK))) else {
                    return found;
                };
                if chunk.is_empty() {
                    return found;
                }
                set.compare(chunk, &mut found);
                progress(done.fetch_add(chunk.len(), Ordering::Relaxed) + chunk.len());
            }
        };
        let workers = thread::available_parallelism().map_or(1, usize::from).min(4);
        let found = thread::scope(|scope| {
            let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let results = threads.into_iter().map(|thread| thread.join());
            results.map(|found| found.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect::<Vec<Found>>()
        });
        Matrix { rows: merged(entries.len(), found) }
    }

    /// The rows, in the order of the entries.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// A set in which each text stands once.
struct Set<'e> {
    /// The different regexes, each with the records that have it.
    regexes: Vec<(&'e str, Vec<usize>)>,
    /// The different signatures, each with the records that have it.
    signatures: Vec<(&'e str, Vec<usize>)>,
    /// The same ones folded.
    folded: Vec<Folded>,
    /// For each record its signature, slug and domain, by their numbers.
    numbers: Vec<Numbers>,
}

/// What a record has in common with others, by numbers that are quick to compare.
#[derive(Clone, Copy)]
struct Numbers {
    signature: usize,
    slug: usize,
    domain: usize,
}

/// What a thread has found.
struct Found {
    /// The rows of some records, without their claims.
    rows: Vec<(usize, Row)>,
    /// For each record by which regexes it is claimed.
    claims: Vec<Finds>,
}

impl<'e> Set<'e> {
    fn of(entries: &[Entry<'e>]) -> Self {
        let (regexes, _) = numbered(entries.iter().map(|entry| entry.regex));
        let (signatures, of_signature) = numbered(entries.iter().map(|entry| entry.signature));
        let (_, of_slug) = numbered(entries.iter().map(|entry| entry.slug));
        let (_, of_domain) = numbered(entries.iter().map(|entry| entry.domain));
        let folded = signatures.iter().map(|(text, _)| Folded::of(text)).collect();
        let numbers = of_signature.into_iter().zip(of_slug).zip(of_domain);
        let numbers = numbers.map(|((signature, slug), domain)| Numbers { signature, slug, domain }).collect();
        Set { regexes, signatures, folded, numbers }
    }

    /// Compares some regexes with all signatures.
    fn compare(&self, regexes: &[(&str, Vec<usize>)], found: &mut Found) {
        let patterns: Vec<Option<Pattern>> = regexes.iter().map(|(text, _)| Pattern::parse(text).ok()).collect();
        let none = || "".parse::<Literals>().ok();
        let literals: Vec<Option<Literals>> =
            patterns.iter().map(|one| one.as_ref().map_or_else(none, |pattern| Some(pattern.literals()))).collect();
        let prefilter = Prefilter::new(literals.iter().flatten());
        let mut candidates: Vec<Vec<usize>> = vec![Vec::new(); regexes.len()];
        for (signature, folded) in self.folded.iter().enumerate() {
            for regex in prefilter.candidates(folded) {
                if let Some(signatures) = candidates.get_mut(regex) {
                    signatures.push(signature);
                }
            }
        }
        for (((_, owners), pattern), signatures) in regexes.iter().zip(&patterns).zip(candidates) {
            let hits = pattern.as_ref().map(|pattern| self.hits(pattern, signatures));
            owners.iter().for_each(|owner| self.account(*owner, hits.as_deref(), found));
        }
    }

    /// Those of some signatures, in order, in which a regex finds something.
    fn hits(&self, pattern: &Pattern, mut candidates: Vec<usize>) -> Vec<usize> {
        if candidates.is_empty() {
            return candidates;
        }
        let Ok(matcher) = pattern.quick_matcher() else { return Vec::new() };
        candidates.retain(|number| self.signatures.get(*number).is_some_and(|(text, _)| matcher.is_match(text)));
        candidates
    }

    /// Accounts for what the regex of one record finds; `None` if it is not a regex.
    fn account(&self, record: usize, hits: Option<&[usize]>, found: &mut Found) {
        let Some(own) = self.numbers.get(record) else { return };
        let finds_itself = hits.map(|hits| hits.binary_search(&own.signature).is_ok());
        let mut row = Row { finds_itself, ..Row::default() };
        let (mut slugs, mut domains) = (Vec::new(), Vec::new());
        let signatures = hits.unwrap_or_default().iter().filter_map(|number| self.signatures.get(*number));
        for other in signatures.flat_map(|(_, owners)| owners) {
            let Some(numbers) = self.numbers.get(*other).filter(|numbers| numbers.slug != own.slug) else { continue };
            row.foreign.insert(*other);
            slugs.push(numbers.slug);
            if numbers.domain != own.domain {
                domains.push(numbers.domain);
            }
            if let Some(claims) = found.claims.get_mut(*other) {
                claims.insert(record);
            }
        }
        (row.foreign_slugs, row.foreign_domains) = (distinct(slugs), distinct(domains));
        found.rows.push((record, row));
    }
}

/// The different texts in the order in which they first occur, each with the places at which it does, and for each
/// place the number of its text.
fn numbered<'t>(texts: impl Iterator<Item = &'t str>) -> (Vec<(&'t str, Vec<usize>)>, Vec<usize>) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut different: Vec<(&str, Vec<usize>)> = Vec::new();
    let mut of_place = Vec::new();
    for (place, text) in texts.enumerate() {
        let number = *numbers.entry(text).or_insert(different.len());
        match different.get_mut(number) {
            Some((_, places)) => places.push(place),
            None => different.push((text, vec![place])),
        }
        of_place.push(number);
    }
    (different, of_place)
}

/// How many different ones there are.
fn distinct<T: Ord + Hash>(mut all: Vec<T>) -> usize {
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// The rows of all records from what the threads have found.
fn merged(records: usize, found: Vec<Found>) -> Vec<Row> {
    let mut rows = vec![Row::default(); records];
    for Found { rows: some, claims } in found {
        for (record, row) in some {
            if let Some(place) = rows.get_mut(record) {
                *place = Row { claimed_by: std::mem::take(&mut place.claimed_by), ..row };
            }
        }
        rows.iter_mut().zip(claims).for_each(|(row, claims)| row.claimed_by.merge(claims));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry<'e>(id: &'e str, signature: &'e str, regex: &'e str) -> Entry<'e> {
        let (domain, slug) = id.split_once('/').unwrap();
        Entry { regex, signature, slug, domain }
    }

    #[test]
    fn a_row_says_what_the_regex_finds_and_who_finds_the_signature() {
        let matrix = Matrix::build(
            &[
                entry("go/deadlock", "all goroutines are asleep - deadlock!", "DEADLOCK"),
                entry("sql/deadlock", "Deadlock found", "deadlock found"),
                entry("sql/timeout", "deadlock: lock timeout", "lock timed out"),
                entry("c/broken", "(", "("),
                entry("c/any", "x", r"\w"),
            ],
            &|_| {},
        );
        let [go, sql, timeout, broken, any] = matrix.rows() else { panic!("five rows") };
        assert_eq!((go.finds_itself, &go.foreign.examples), (Some(true), &vec![2]));
        assert_eq!((go.foreign_slugs, go.foreign_domains, &go.claimed_by.examples), (1, 1, &vec![4]));
        assert_eq!((sql.finds_itself, sql.foreign.count, sql.claimed_by.count), (Some(true), 0, 1));
        assert_eq!((timeout.finds_itself, timeout.claimed_by.count), (Some(false), 2));
        assert_eq!((broken.finds_itself, broken.foreign.count), (None, 0));
        assert_eq!((any.foreign.count, any.foreign_slugs, any.foreign_domains), (3, 2, 2));
    }

    #[test]
    fn progress_ends_at_the_number_of_different_regexes() {
        let last = AtomicUsize::new(0);
        let texts: Vec<String> = (0..2_500).map(|number| format!("error {}", number / 2)).collect();
        let entries: Vec<Entry<'_>> =
            texts.iter().map(|text| Entry { regex: text, signature: text, slug: "s", domain: "d" }).collect();
        let progress = |done| {
            last.fetch_max(done, Ordering::Relaxed);
        };
        Matrix::build(&entries, &progress);
        assert_eq!(last.into_inner(), 1_250);
    }
}
