//! The regexes of the real records: what is read from them, against the catalogue's counts.

use canonry::pattern::{Entry, Matrix, Pattern};
use canonry::record::{Record, Start, read};

use crate::support::project;

/// The real records, if they lie beside the project; a word is printed if they do not.
#[expect(clippy::print_stdout, reason = "a test that has nothing to do should say so")]
fn corpus() -> Option<Vec<Record>> {
    let Ok(text) = std::fs::read_to_string(project("../shared/corpus/records.ndjson")) else {
        println!("skipped: there are no real records beside the project");
        return None;
    };
    Some(text.lines().map(|line| read(line.as_bytes(), Start::default()).unwrap()).collect())
}

fn entry(record: &Record) -> Entry<'_> {
    let slug = record.aliases.first().map_or("", String::as_str);
    Entry { regex: &record.regex, signature: &record.signature, slug, domain: &record.domain }
}

#[test]
fn all_regexes_of_the_corpus_are_read_and_52_miss_their_own_signature() {
    let Some(records) = corpus() else { return };
    let entries: Vec<Entry<'_>> = records.iter().map(entry).collect();
    let matrix = Matrix::build(&entries, &|_| {});
    let count =
        |is_such: fn(Option<bool>) -> bool| matrix.rows().iter().filter(|row| is_such(row.finds_itself)).count();
    assert_eq!((count(|found| found.is_none()), count(|found| found == Some(false))), (0, 52));
    assert_eq!(matrix.rows().iter().filter(|row| row.foreign.count > 0).count(), 608);
    let patterns = entries.iter().map(|entry| Pattern::parse(entry.regex).unwrap());
    assert_eq!(patterns.filter(Pattern::matches_empty).count(), 0);
}
