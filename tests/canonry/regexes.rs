//! The regexes of the real records, compared with the catalogue's counts.

use canonry::pattern::{Construct, Engine, Entry, Facts, MAX_CHARACTERS, Matrix, Pattern, Row, Simplification};
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
    let matrix = Matrix::build(&entries.as_slice(), &|_, _| {});
    let rows: Vec<Row> = (0..).map_while(|place| matrix.row(place)).collect();
    let count = |is_such: fn(Option<bool>) -> bool| rows.iter().filter(|row| is_such(row.finds_itself)).count();
    assert_eq!((count(|found| found.is_none()), count(|found| found == Some(false))), (0, 52));
    assert_eq!(rows.iter().filter(|row| row.foreign.count > 0).count(), 608);
    let patterns = entries.iter().map(|entry| Pattern::parse(entry.regex).unwrap());
    assert_eq!(patterns.filter(Pattern::matches_empty).count(), 0);
}

/// The catalogue's counts of records, for the codes that one regex is enough for. Those of R020 and R021 are Node's.
#[test]
fn as_many_records_have_each_fault_of_a_regex_as_the_catalogue_says() {
    let Some(records) = corpus() else { return };
    let read = |record: &Record| (Pattern::parse(&record.regex).unwrap(), record.signature.clone());
    let all: Vec<(Pattern, String, Facts)> =
        records.iter().map(read).map(|(pattern, signature)| (pattern.clone(), signature, pattern.facts())).collect();
    let count = |has: &dyn Fn(&Facts) -> bool| all.iter().filter(|(_, _, facts)| has(facts)).count();
    let refused = |facts: &Facts, engine| facts.refused_by(engine).next().is_some();
    let overlap = |facts: &Facts, is_repeated| facts.overlaps.iter().any(|one| one.is_repeated == is_repeated);
    let is_idle = |facts: &Facts| facts.unportable.iter().any(|one| one.construct == Construct::IdleEscape);
    let found = [
        ("R006", count(&|facts| facts.matches_empty)),
        ("R007", count(&|facts| facts.shortest_literal.is_some_and(|characters| characters < 4))),
        ("R009", count(&|facts| facts.unportable.iter().any(|one| one.construct.is_flag()))),
        ("R010", count(&is_idle)),
        ("R011", count(&|facts| facts.longest_chain >= 3)),
        ("R012", all.iter().filter(|(pattern, signature, _)| pattern.is_copy_of(signature)).count()),
        ("R013", count(&|facts| !facts.idle_edges.is_empty())),
        ("R014", count(&|facts| !facts.nested_repetitions.is_empty())),
        ("R015", count(&|facts| overlap(facts, true))),
        ("R016", count(&|facts| overlap(facts, false))),
        ("R017", count(&|facts| facts.characters > MAX_CHARACTERS)),
        ("R018", count(&|facts| !facts.typographic.is_empty())),
        ("R020", count(&|facts| refused(facts, Engine::JavaScript))),
        ("R021", count(&|facts| refused(facts, Engine::JavaScriptU) && !refused(facts, Engine::JavaScript))),
        ("Python", count(&|facts| refused(facts, Engine::Python))),
        ("PCRE", count(&|facts| refused(facts, Engine::Pcre))),
    ];
    assert_eq!(
        found,
        [
            ("R006", 0),
            ("R007", 53),
            ("R009", 27),
            ("R010", 72),
            ("R011", 84),
            ("R012", 44),
            ("R013", 3),
            ("R014", 0),
            ("R015", 3),
            ("R016", 31),
            ("R017", 0),
            ("R018", 0),
            ("R020", 27),
            ("R021", 72),
            ("Python", 0),
            ("PCRE", 0),
        ]
    );
}

#[test]
fn a_safe_change_of_a_real_regex_finds_the_same_signatures() {
    let Some(records) = corpus() else { return };
    for record in &records {
        let pattern = Pattern::parse(&record.regex).unwrap();
        let simple = pattern.simplified(Simplification::keeps_meaning);
        if simple.text() == pattern.text() {
            continue;
        }
        let (before, after) = (pattern.matcher().unwrap(), simple.matcher().unwrap());
        let differs = |other: &&Record| before.is_match(&other.signature) != after.is_match(&other.signature);
        assert_eq!(records.iter().find(differs).map(|other| &other.signature), None, "{}", pattern.text());
    }
}

#[test]
fn a_real_regex_that_is_slow_is_no_longer_slow_with_bounded_gaps() {
    let Some(records) = corpus() else { return };
    let patterns = records.iter().step_by(50).map(|record| Pattern::parse(&record.regex).unwrap());
    let slow: Vec<Pattern> = patterns.filter(|pattern| pattern.cost().is_some_and(|cost| cost.is_slow())).collect();
    assert_eq!(slow.len(), 17);
    for pattern in slow {
        let bounded = pattern.simplified(|why| why == Simplification::BoundedGap);
        assert!(!bounded.cost().is_some_and(|cost| cost.is_slow()), "{}", bounded.text());
    }
}
