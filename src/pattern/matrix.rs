//! Comparing every regex of a set with every signature.
//!
//! The literals of thousands of regexes are looked up in all signatures at once. Only a regex that is a candidate for
//! some signature is searched for there, and only one that is hard to search for is compiled, for as long as it is
//! needed. So the memory is that of the results, and the time grows with the candidates, not with the square of the
//! set: one `RegexSet` over 2,500 regexes took 74 s.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::comparison::{Comparison, Found, NO_ROW};
use super::entry::{Entries, nth};
use super::row::Row;
use super::rows::Rows;

/// What each regex of a set finds among its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    rows: Rows,
    /// For each record the number of its row, [`NO_ROW`] if it was not wanted; `None` if all were.
    numbers: Option<Vec<u32>>,
}

impl Matrix {
    /// Compares all regexes with all signatures, on all cores. From time to time `progress` is called with the number
    /// of different regexes that are done, and that of all, from any thread.
    pub fn build(entries: &dyn Entries, progress: &(dyn Fn(usize, usize) + Sync)) -> Self {
        Matrix::compared(entries, None, progress)
    }

    /// Makes the rows of some records, by their places, each once: their regexes are compared with all signatures, and
    /// all other regexes with their signatures alone. `progress` is called as by [`build`](Self::build).
    pub fn build_some(entries: &dyn Entries, wanted: &[u32], progress: &(dyn Fn(usize, usize) + Sync)) -> Self {
        Matrix::compared(entries, Some(wanted), progress)
    }

    fn compared(entries: &dyn Entries, wanted: Option<&[u32]>, progress: &(dyn Fn(usize, usize) + Sync)) -> Self {
        let set = Comparison::of(entries, wanted);
        let (parts, all) = (set.parts(), set.regexes());
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        // What is found goes to the rows part by part: rows of each thread would take as much memory again.
        let number = wanted.map_or(usize::try_from(entries.count()).unwrap_or_default(), <[u32]>::len);
        let rows = Mutex::new(Rows::new(number));
        let work = || {
            while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                set.compare(part.clone(), &mut |found| {
                    add(&mut rows.lock().unwrap_or_else(PoisonError::into_inner), found);
                });
                progress(done.fetch_add(part.len(), Ordering::Relaxed) + part.len(), all);
            }
        };
        let workers = thread::available_parallelism().map_or(1, usize::from).min(4);
        thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
        Matrix { rows: rows.into_inner().unwrap_or_else(PoisonError::into_inner), numbers: set.into_rows() }
    }

    /// The row of the n-th record that was wanted; `None` if there were fewer.
    pub fn row(&self, place: u32) -> Option<Row> {
        self.rows.row(place)
    }

    /// The row of the record at a place; `None` if it was not wanted.
    pub fn row_of(&self, place: u32) -> Option<Row> {
        let row = match &self.numbers {
            None => Some(place),
            Some(numbers) => nth(numbers, place).filter(|row| *row != NO_ROW),
        };
        self.rows.row(row?)
    }
}

/// Adds what was found to the rows.
fn add(rows: &mut Rows, found: Found) {
    let Found { rows: of_regexes, finders, claims } = found;
    of_regexes.iter().for_each(|(row, finds_itself, foreign)| rows.set(*row, *finds_itself, foreign));
    let claims = claims.iter().filter_map(|(row, list)| Some((*row, nth(&finders, *list)?)));
    claims.for_each(|(row, by)| rows.claim(row, &by));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{Entry, MAX_EXAMPLES, Pattern};
    use super::*;

    fn entry<'e>(id: &'e str, signature: &'e str, regex: &'e str) -> Entry<'e> {
        let (domain, slug) = id.split_once('/').unwrap();
        Entry { regex, signature, slug, domain }
    }

    /// The rows of all records.
    fn rows(entries: &[Entry<'_>]) -> Vec<Row> {
        rows_of(&Matrix::build(&entries, &|_, _| {}))
    }

    fn rows_of(matrix: &Matrix) -> Vec<Row> {
        (0..).map_while(|place| matrix.row(place)).collect()
    }

    #[test]
    fn a_row_says_what_the_regex_finds_and_which_regexes_find_the_signature() {
        let rows = rows(&[
            entry("go/deadlock", "all goroutines are asleep - deadlock!", "DEADLOCK"),
            entry("sql/deadlock", "Deadlock found", "deadlock found"),
            entry("sql/timeout", "deadlock: lock timeout", "lock timed out"),
            entry("c/broken", "(", "("),
            entry("c/any", "x", r"\w"),
        ]);
        let [go, sql, timeout, broken, any] = &rows[..] else { panic!("five rows") };
        assert_eq!((go.finds_itself, &go.foreign.examples), (Some(true), &vec![2]));
        assert_eq!((go.foreign_slugs, go.foreign_domains, &go.claimed_by.examples), (1, 1, &vec![4]));
        assert_eq!((sql.finds_itself, sql.foreign.count, sql.claimed_by.count), (Some(true), 0, 1));
        assert_eq!((timeout.finds_itself, timeout.claimed_by.count), (Some(false), 2));
        assert_eq!((broken.finds_itself, broken.foreign.count), (None, 0));
        assert_eq!((any.foreign.count, any.foreign_slugs, any.foreign_domains), (3, 2, 2));
    }

    #[test]
    fn a_regex_that_finds_every_text_claims_none() {
        let rows = rows(&[
            entry("a/all", "x", ".*"),
            entry("b/error", "an error", "error"),
            entry("c/other", "error: other", "other"),
        ]);
        assert_eq!((rows[0].foreign.count, rows[1].claimed_by.count), (2, 0));
        assert_eq!(rows[2].claimed_by.examples, vec![1]);
    }

    #[test]
    fn some_rows_are_as_in_the_whole_matrix() {
        let texts: Vec<(String, String)> =
            (0..30).map(|n| (format!("d{}/s{}", n % 3, n % 7), format!("error {} of {}", n % 4, n % 5))).collect();
        let regex = |n: usize| ["error 1", "of 2", "(", "error [02] of", r"\d"][n % 5];
        let entries: Vec<Entry<'_>> =
            texts.iter().enumerate().map(|(n, (id, signature))| entry(id, signature, regex(n))).collect();
        let all = rows(&entries);
        for wanted in [vec![7], vec![29, 0, 12], vec![]] {
            let some = Matrix::build_some(&entries.as_slice(), &wanted, &|_, _| {});
            let expected: Vec<Row> = wanted.iter().map(|place| all[*place as usize].clone()).collect();
            assert_eq!(rows_of(&some), expected);
            for (place, row) in (0..).zip(&all) {
                assert_eq!(some.row_of(place).as_ref(), wanted.contains(&place).then_some(row));
            }
        }
        for (place, (row, one)) in all.iter().zip(&entries).enumerate() {
            let foreign: Vec<usize> = entries
                .iter()
                .enumerate()
                .filter(|(_, other)| {
                    let matcher = Pattern::parse(one.regex).ok().and_then(|pattern| pattern.matcher().ok());
                    other.slug != one.slug && matcher.is_some_and(|matcher| matcher.is_match(other.signature))
                })
                .map(|(other, _)| other)
                .collect();
            let distinct = |text: fn(&Entry<'_>) -> String| {
                foreign.iter().map(|other| text(&entries[*other])).collect::<BTreeSet<_>>()
            };
            let mut domains = distinct(|other| other.domain.to_owned());
            domains.remove(one.domain);
            let counts = (row.foreign.count, row.foreign_slugs, row.foreign_domains);
            let slugs = distinct(|other| other.slug.to_owned());
            assert_eq!(counts, (foreign.len(), slugs.len(), domains.len()), "{place}");
            assert_eq!(row.foreign.examples, foreign.into_iter().take(MAX_EXAMPLES).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_set_of_copies_is_compared_as_fast_as_one_record() {
        let ids: Vec<String> = (0..20_000).map(|n| format!("d{}/s{n}", n % 40)).collect();
        let entries: Vec<Entry<'_>> = ids.iter().map(|id| entry(id, "the same error", "same")).collect();
        for row in rows(&entries) {
            assert_eq!((row.foreign.count, row.claimed_by.count, row.foreign_domains), (19_999, 19_999, 39));
        }
    }

    #[test]
    fn progress_ends_at_the_number_of_different_regexes() {
        let last = AtomicUsize::new(0);
        let texts: Vec<String> = (0..2_500).map(|number| format!("error {}", number / 2)).collect();
        let entries: Vec<Entry<'_>> =
            texts.iter().map(|text| Entry { regex: text, signature: text, slug: "s", domain: "d" }).collect();
        let progress = |done, all| {
            assert_eq!(all, 1_250);
            last.fetch_max(done, Ordering::Relaxed);
        };
        Matrix::build(&entries.as_slice(), &progress);
        assert_eq!(last.into_inner(), 1_250);
    }
}
