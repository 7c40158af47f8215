//! The index of small and of large sets.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::tests::record;
use super::*;

/// The data of the files of an index by their names.
fn data(index: &SearchIndex) -> BTreeMap<String, Value> {
    let parsed = index.files().into_iter().map(|file| {
        let name = file.name.trim_end_matches(".js").to_owned();
        let call = format!("canonry(\"{name}\", ");
        let text = file.text.strip_prefix(&call).unwrap().strip_suffix(");\n").unwrap();
        (name, serde_json::from_str(text).unwrap())
    });
    parsed.collect()
}

fn index(signatures: impl IntoIterator<Item = String>) -> SearchIndex {
    let mut index = SearchIndex::default();
    let mut record = record("a/x");
    for (number, signature) in signatures.into_iter().enumerate() {
        record.id = format!("a/n{number}").parse().unwrap();
        record.signature = signature;
        index.add(&record);
    }
    index
}

#[test]
fn a_word_has_the_records_in_the_order_of_the_results_and_its_place_in_each() {
    let all = data(&index(["A long ModuleNotFoundError".to_owned(), "Café 令牌 do".to_owned()]));
    assert_eq!(
        all["index"],
        serde_json::json!({ "count": 2, "words": [all["words-0"].as_object().unwrap().keys().next()], "records": [0] })
    );
    assert_eq!(all["records-0"][0][0], "a/n1");
    let words = &all["words-0"];
    for (word, list) in [("found", vec![4]), ("modulenotfounderror", vec![4]), ("cafe", vec![0]), ("牌", vec![0])] {
        assert_eq!(words[word], serde_json::json!(list), "{word}");
    }
    assert_eq!(words["do"], serde_json::json!([0, 6]), "in a signature, and one further in an action");
    assert_eq!(words["n1"], serde_json::json!([1]), "a part of the id");
    assert_eq!(words["c"], serde_json::json!([3, 7]), "the cause");
}

#[test]
fn a_text_in_the_index_is_data() {
    let all = data(&index(["</script>\"); alert(1)//\u{2028}x".to_owned()]));
    assert_eq!(all["records-0"][0][1], "</script>\"); alert(1)//\u{2028}x");
}

/// The bytes of the files that a query reads at most: what there is, seven files of words, and twenty of records.
fn most_read(index: &SearchIndex) -> usize {
    let largest = |name: &str, most: usize| {
        let files = index.files().into_iter().filter(|file| file.name.starts_with(name));
        let mut sizes: Vec<usize> = files.map(|file| file.text.len()).collect();
        sizes.sort_unstable();
        sizes.iter().rev().take(most).sum::<usize>()
    };
    largest("index", 1) + largest("words", 7) + largest("records", 20)
}

/// Signatures of made-up words, of which few are common and most are rare, as in a language.
fn made_up(records: usize) -> impl Iterator<Item = String> {
    const LETTERS: &[u8] = b"abcdefghijklmnoprstuvwx";
    let mut state = 1_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    (0..records).map(move |_| {
        let words = (0..30).map(|_| {
            let bits = random() % 16;
            let number = random() & ((1 << bits) - 1);
            let letter = |by: usize| char::from(LETTERS[number * by % LETTERS.len()]);
            let letters: String = [7, 331, 5_003, 29].map(letter).iter().collect();
            format!("{letters}{number}")
        });
        words.collect::<Vec<_>>().join(" ")
    })
}

#[test]
fn a_large_set_has_small_files_and_every_word_is_in_the_file_of_its_range() {
    let index = index(made_up(6_000));
    let all = data(&index);
    let starts: Vec<&str> =
        all["index"]["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert!(starts.len() > 20, "{}", starts.len());
    for (number, start) in starts.iter().enumerate() {
        let words = all[&format!("words-{number}")].as_object().unwrap();
        let after = starts.get(number + 1);
        assert!(words.keys().all(|word| word.as_str() >= *start && after.is_none_or(|after| word.as_str() < *after)));
    }
    let common = all
        .values()
        .filter_map(Value::as_object)
        .flat_map(|words| words.values())
        .filter(|list| list[0].as_i64().is_some_and(|first| first < 0));
    assert!(common.inspect(|list| assert_eq!(list.as_array().unwrap().len(), 4_001)).count() > 0);
    let most = most_read(&index);
    assert!(most < 290_000, "{most}");
}

#[test]
#[ignore = "takes a quarter of a minute"]
fn a_query_of_a_hundred_thousand_records_reads_less_than_300_kb() {
    let most = most_read(&index(made_up(100_000)));
    assert!(most < 290_000, "{most} bytes besides the script");
}
