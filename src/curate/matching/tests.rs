//! Matching against a database.

use proptest::prelude::*;

use super::*;
use crate::curate::fixture::{apply, context, id, record, store};
use crate::curate::{New, Policy, Withdraw};
use crate::intake::BenchText;
use crate::pattern::Pattern;
use crate::pattern::ranking::{Contender, Sample, SearchedRegex, Signature, regex_hits};
use crate::store::Store;

/// A database of records with these signatures and regexes, `x/0`, `x/1` and so on.
fn store_of(set: &[(String, String)]) -> Store {
    let (mut store, policy) = (store(&[]), Policy::default());
    for (number, (signature, regex)) in set.iter().enumerate() {
        let mut record = record(&format!("x/{number}"));
        record.signature.clone_from(signature);
        record.regex.clone_from(regex);
        let new = New { force: true, ..New::of(record, &policy) };
        apply(&new, &mut store, &context()).unwrap();
    }
    store
}

fn set(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    texts.iter().map(|(signature, regex)| ((*signature).to_owned(), (*regex).to_owned())).collect()
}

/// What is found, with scores.
fn found(store: &mut Store, text: &str) -> Vec<(String, f64)> {
    first_found(store, text, 20)
}

/// The first of it.
fn first_found(store: &mut Store, text: &str, limit: usize) -> Vec<(String, f64)> {
    let snapshot = store.snapshot().unwrap();
    let found = find_matches(&snapshot, &mut LogText::read(text.as_bytes(), 0), &Filter::default(), limit).unwrap();
    found.records.into_iter().map(|one| (one.record.id.to_string(), rounded(one.ranked.score))).collect()
}

/// The same if every record is compared and every regex is tried.
fn found_by_all(set: &[(String, String)], text: &str) -> Vec<(String, f64)> {
    let mut text = LogText::read(text.as_bytes(), 0);
    let contender = |(signature, _): &(String, String)| Contender {
        signatures: Signature::all(signature, "x", &mut text),
        regex: None,
    };
    let mut contenders: Vec<Contender> = set.iter().map(contender).collect();
    let mut rarity = Rarity::new(set.len());
    let mut store = store_of(set);
    let snapshot = store.snapshot().unwrap();
    look_up_words(&snapshot, &text, &mut rarity, COMMON).unwrap();
    let words = uncounted_words(&text, &rarity, &contenders);
    let rows = snapshot.word_rows(words.iter().map(|(_, word)| word.as_str()), COMMON).unwrap();
    words.iter().zip(rows).for_each(|((word, _), rows)| rarity.set(*word, rows.count));
    let patterns: Vec<Pattern> = set.iter().map(|(_, regex)| Pattern::parse(regex).unwrap()).collect();
    let sample = Sample::new((1..).zip(set.iter().map(|(signature, _)| signature.clone())), set.len(), true);
    for (number, (contender, pattern)) in contenders.iter_mut().zip(&patterns).enumerate() {
        contender.regex = Some((number, sample.foreign(&[(pattern, number as i64 + 1)])[0]));
    }
    let searched = patterns.iter().zip(&contenders);
    let searched = searched.map(|(pattern, one)| SearchedRegex { pattern, signatures: &one.signatures, least: -1.0 });
    let hits = regex_hits(&text, &rarity, &searched.collect::<Vec<_>>());
    let by_words = ByWords::of(&text, &rarity, &contenders, usize::MAX);
    let ranked = rank(&text, &rarity, &contenders, &by_words, &hits, 20);
    ranked.into_iter().map(|one| (format!("x/{}", one.contender), rounded(one.score))).collect()
}

/// A score without what differs by the order in which its parts are summed up.
fn rounded(score: f64) -> f64 {
    (score * 1e9).round() / 1e9
}

#[test]
fn a_record_is_found_by_its_words_in_either_language_and_by_its_regex() {
    let mut store = store_of(&set(&[
        ("Connection refused by host", "refused"),
        ("Disk quota exceeded", "quota (was )?exceeded|no more blocks"),
        ("Segmentation fault", "core dumped"),
    ]));
    assert_eq!(found(&mut store, "E: connection refused by host db-1")[0].0, "x/0");
    assert_eq!(found(&mut store, "write: the quota was exceeded")[0].0, "x/1");
    assert_eq!(found(&mut store, "nothing of that"), []);
}

#[test]
fn withdrawn_records_are_not_found() {
    let mut store = store_of(&set(&[("Disk quota exceeded", "a"), ("Disk is full", "b")]));
    let gone = Withdraw { ids: vec![id("x/0")], restore: false, merge_into: None };
    apply(&gone, &mut store, &context()).unwrap();
    assert!(found(&mut store, "disk quota exceeded").iter().all(|(id, _)| id == "x/1"));
    let (snapshot, withdrawn) = (store.snapshot().unwrap(), Filter { withdrawn: true, ..Filter::default() });
    let matched = find_matches(&snapshot, &mut LogText::read(b"disk quota exceeded", 0), &withdrawn, 5);
    assert!(matches!(matched, Err(Refusal::ChoosesWithdrawn(PublishedOnly::Matching))), "{matched:?}");
    let (text, class) = ("disk quota exceeded".to_owned(), "clean".to_owned());
    let text = BenchText { text, class, expected: None, accept: Vec::new(), also: Vec::new() };
    let benched = bench(&snapshot, &[text], &withdrawn);
    assert!(matches!(benched, Err(Refusal::ChoosesWithdrawn(PublishedOnly::Matching))), "{benched:?}");
}

#[test]
fn a_word_of_many_signatures_is_estimated() {
    let many: Vec<(String, String)> = (0..30).map(|number| (format!("error n{number}"), "a".to_owned())).collect();
    let mut store = store_of(&many);
    let snapshot = store.snapshot().unwrap();
    let rows = snapshot.word_rows(["error", "n7", "none", "令牌"].into_iter(), 10).unwrap();
    assert_eq!(rows.iter().map(|rows| rows.count).collect::<Vec<_>>(), [30, 1, 0, 0]);
    assert!(rows[0].rows.is_empty() && rows[1].rows == [8.into()]);
    assert_eq!(snapshot.sampled_signatures(10).unwrap().len(), 10);
    assert_eq!(snapshot.sampled_signatures(99).unwrap().len(), 30);
}

#[test]
fn a_signature_of_frequent_words_is_found_by_pairs_of_them() {
    let mut all: Vec<String> = (0..12).map(|number| format!("function of {number}, not a type")).collect();
    all.push("is not a function".to_owned());
    let mut store = store_of(&all.iter().map(|signature| (signature.clone(), "zz".to_owned())).collect::<Vec<_>>());
    let snapshot = store.snapshot().unwrap();
    let mut rarity = Rarity::new(all.len());
    let text = LogText::read(b"f.map: not a function\nof", 0);
    let rows = look_up_words(&snapshot, &text, &mut rarity, 10).unwrap();
    assert!(rows.iter().all(Vec::is_empty), "each word is frequent, or in no signature");
    assert_eq!(look_up_pairs(&snapshot, &text, &rarity, 10).unwrap(), BTreeSet::from([13.into()]));
    assert_eq!(look_up_pairs(&snapshot, &text, &rarity, 20).unwrap(), BTreeSet::new(), "none is frequent");
}

/// A text of a few words, which many records share.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["disk", "full", "Error", "refused", "'x'", "443", "令牌过期", "host", "é"]);
    prop::collection::vec(word, 1..5).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_record_is_lost_that_comparing_all_of_them_finds(
        set in prop::collection::vec((words(), words()), 1..12),
        lines in prop::collection::vec(words(), 1..5),
    ) {
        let text = lines.join("\n");
        let all = found_by_all(&set, &text);
        let mut store = store_of(&set);
        let found = found(&mut store, &text);
        let scores = |found: &[(String, f64)]| found.iter().map(|(_, score)| *score).take(2).collect::<Vec<_>>();
        prop_assert_eq!(scores(&first_found(&mut store, &text, 2)), scores(&all), "less is searched for few records");
        // Those of equal scores are in the order of their ids, which is not that of their numbers.
        let sorted = |mut found: Vec<(String, f64)>| {
            found.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            found
        };
        prop_assert_eq!(sorted(found), sorted(all));
    }
}
