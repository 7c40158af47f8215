//! The index of small and of large sets.

use std::collections::BTreeMap;
use std::convert::Infallible;

use serde_json::Value;

use super::super::SiteFile;
use super::super::tests::record;
use super::*;

fn files(index: &SearchIndex) -> Vec<SiteFile> {
    let mut files = Vec::new();
    let Ok(()) = index.each_file(|file| {
        files.push(file);
        Ok::<_, Infallible>(())
    });
    files
}

/// The data of the files of an index by their names.
fn data(index: &SearchIndex) -> BTreeMap<String, Value> {
    let parsed = files(index).into_iter().map(|file| {
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

/// The lists of a file of words by their words.
fn lists(file: &Value) -> BTreeMap<String, String> {
    let (words, lists) = file.as_str().unwrap().split_once('\n').unwrap();
    let mut before = String::new();
    let words = words.split(' ').map(|word| {
        let (shared, rest) = word.split_at(1);
        before = format!("{}{rest}", before.get(..shared.parse().unwrap()).unwrap());
        before.clone()
    });
    let words: Vec<String> = words.collect();
    assert!(words.iter().map(|word| word.encode_utf16().collect::<Vec<_>>()).is_sorted());
    words.into_iter().zip(lists.split(' ').map(str::to_owned)).collect()
}

#[test]
fn a_word_has_the_records_with_its_place_in_each_unless_their_titles_and_ids_show_it() {
    let long = format!("{}ModuleNotFoundError do", "x ".repeat(45));
    let all = data(&index([long, "Café 令牌 do\nmore".to_owned(), "Unlike".to_owned()]));
    let about = serde_json::json!({ "count": 3, "isSmall": true, "compared": 200, "words": [""], "records": [0] });
    assert_eq!(all["index"], about);
    assert_eq!(all["records-0"][1], serde_json::json!(["a/n1", "Café 令牌 do"]), "in the order of the ids");
    let words = lists(&all["words-0"]);
    let found = |word: &str| words.get(word).map(|list| list::read(list));
    for shown in ["cafe", "牌", "x", "n1", "a", "unlike"] {
        assert_eq!(found(shown), None, "{shown}");
    }
    assert_eq!(found("more"), Some(vec![(1, 0)]), "in a signature, below the title");
    assert_eq!(found("modulenotfounderror"), Some(vec![(0, 0)]), "the title cuts it off");
    assert_eq!(found("do"), Some(vec![(0, 0), (2, 2)]), "in a signature, behind the title, and in an action");
    assert_eq!(found("c"), Some(vec![(0, 2), (1, 2), (2, 2)]), "the cause");
}

#[test]
fn a_text_in_the_index_is_data() {
    let all = data(&index(["</script>\"); alert(1)//\u{2028}x".to_owned()]));
    assert_eq!(all["records-0"][0][1], "</script>\"); alert(1)//\u{2028}x");
}

/// The bytes of the files that a query reads at most: what there is, seven files of words, and twenty of records.
fn most_read(index: &SearchIndex) -> usize {
    let files = files(index);
    let largest = |name: &str, most: usize| {
        let files = files.iter().filter(|file| file.name.starts_with(name));
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
        let words = lists(&all[&format!("words-{number}")]);
        let after = starts.get(number + 1);
        assert!(words.keys().all(|word| word.as_str() >= *start && after.is_none_or(|after| word.as_str() < *after)));
    }
    let all_lists = all.iter().filter(|(name, _)| name.starts_with("words")).flat_map(|(_, file)| lists(file));
    let mut common = all_lists.filter(|(_, list)| list.contains('!')).peekable();
    assert!(common.peek().is_some() && common.all(|(_, list)| list::read(&list).len() == 4_000));
    let most = most_read(&index);
    assert!(most < 290_000, "{most}");
}

#[test]
#[ignore = "takes a quarter of a minute"]
fn a_query_of_a_hundred_thousand_records_reads_less_than_300_kb() {
    let most = most_read(&index(made_up(100_000)));
    assert!(most < 290_000, "{most} bytes besides the script");
}
