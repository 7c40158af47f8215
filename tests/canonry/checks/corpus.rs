//! How often each check finds something in 1,784 real records.

use std::collections::{BTreeMap, BTreeSet};

use canonry::check::{Background, Checker, Code, Selector, SetIndex, Settings, Terms};
use canonry::pattern::{Folded, Pattern};
use canonry::record::{Revision, Start, read};
use canonry::store::Store;

use crate::support::{Sandbox, project};

/// The codes of which the catalogue counts other records than canonry, with the records that canonry counts.
///
/// - C005: `EXPORT` has the form of an `errno`, but is not one.
/// - G002: near are records with the slug, or with an alias that begins it; the catalogue counts every edge that
///   dangles.
const DIFFERENT: &[(&str, usize)] = &[("C005", 200), ("G002", 37)];

/// The codes that the catalogue does not have, with the records that canonry counts.
const ADDED: &[(&str, usize)] = &[("R023", 0)];

/// The records of the corpus; `None` if it is not beside the project.
fn corpus() -> Option<Vec<Revision>> {
    let text = std::fs::read_to_string(project("../shared/corpus/records.ndjson")).ok()?;
    let revision = |line: &str| {
        let record = read(line.as_bytes(), Start::default()).unwrap();
        Revision::from(record)
    };
    Some(text.lines().map(revision).collect())
}

/// The records that the catalogue counts for each code.
fn catalogue() -> BTreeMap<String, Option<usize>> {
    let text = std::fs::read_to_string(project("../shared/checks/codes.tsv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        (cells[0].to_owned(), cells[4].parse().ok())
    };
    text.lines().skip(1).map(row).collect()
}

#[expect(clippy::print_stdout, reason = "the user has to see what was not tested")]
pub(super) fn skip(why: &str) {
    println!("skipped: {why}");
}

#[test]
fn the_checks_find_in_real_records_what_the_catalogue_counts() {
    let Some(corpus) = corpus() else { return skip("there is no corpus beside the project") };
    let mut terms = Terms::on("2026-11-21".parse().unwrap());
    terms.ladder = ["ai_generated", "human_reviewed", "community_verified"].map(|tier| tier.parse().unwrap()).into();
    let mut settings = Settings::new(terms);
    settings.select = Code::ALL.iter().copied().map(Selector::One).collect();
    let mut index = SetIndex::default();
    corpus.iter().for_each(|revision| index.note(&revision.record));
    let checker = Checker::new(&settings);
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut note = |finding: canonry::check::Finding| {
        found.entry(finding.code.short()).or_default().insert(finding.record.to_string());
    };
    corpus.iter().for_each(|revision| checker.check(revision, &Background::default(), &index, &mut note));
    checker.check_set(&index, &mut note);

    let different: BTreeMap<&str, usize> = DIFFERENT.iter().chain(ADDED).copied().collect();
    let catalogue = catalogue();
    let wrong: Vec<String> = Code::ALL
        .iter()
        // Waivers are not part of a published record.
        .filter(|code| **code != Code::Z001)
        .filter_map(|code| {
            let counted = found.get(code.short()).map_or(0, BTreeSet::len);
            let expected = different.get(code.short()).copied().or_else(|| catalogue[code.short()])?;
            (counted != expected).then(|| format!("{} {code}: {counted}, expected {expected}", code.short()))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_real_record_is_a_candidate_for_what_its_regex_finds() {
    if corpus().is_none() {
        return skip("there is no corpus beside the project");
    }
    let sandbox = Sandbox::new();
    sandbox.ok(&format!("import {} --quiet", project("../shared/corpus/records.ndjson").display()));
    let mut store = Store::open(&sandbox.path("canonry.db")).unwrap();
    let snapshot = store.snapshot().unwrap();
    let mut found = Vec::new();
    for row in (1..).map_while(|row| snapshot.load_row(row.into()).unwrap()) {
        found.push((row.standing.row, row.revision.record));
    }
    let (mut matching, mut all) = (0, 0);
    for (row, record) in &found {
        let candidates = snapshot.candidates(&Folded::of(&record.signature)).unwrap();
        all += candidates.len();
        if Pattern::parse(&record.regex).is_ok_and(|pattern| pattern.is_found_in(&record.signature)) {
            matching += 1;
            assert!(candidates.contains(row), "{}", record.id);
        }
    }
    assert!(matching > 1500 && all < 20 * found.len(), "{matching} find themselves, {all} candidates");
}
