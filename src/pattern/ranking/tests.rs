//! The ranking as a whole, on small sets.

use super::*;
use crate::pattern::Pattern;

/// Ranks all records of a set, signatures with regexes, for a text.
fn ranked(set: &[(&str, &str)], text: &str) -> Vec<Ranked> {
    let mut text = LogText::read(text.as_bytes(), 0);
    let signatures: Vec<Vec<Signature>> =
        set.iter().map(|(signature, _)| Signature::all(signature, "npm", &mut text)).collect();
    let mut rarity = Rarity::new(set.len());
    for word in 0..text.lexicon.len() {
        let has = |signatures: &&Vec<Signature>| signatures[0].words.iter().any(|(one, _)| *one as usize == word);
        rarity.set(word, signatures.iter().filter(has).count());
    }
    let patterns: Vec<Pattern> = set.iter().map(|(_, regex)| Pattern::parse(regex).unwrap()).collect();
    let sample = Sample::new((0..).zip(set.iter().map(|(signature, _)| (*signature).to_owned())), set.len(), true);
    let contender = |(number, signatures): (usize, Vec<Signature>)| Contender {
        signatures,
        regex: Some((number, sample.foreign(&[(&patterns[number], number as i64)])[0])),
    };
    let contenders: Vec<Contender> = signatures.into_iter().enumerate().map(contender).collect();
    let searched = patterns.iter().zip(&contenders);
    let searched = searched.map(|(pattern, one)| SearchedRegex { pattern, signatures: &one.signatures, least: -1.0 });
    let hits = regex_hits(&text, &rarity, &searched.collect::<Vec<_>>());
    let by_words = ByWords::of(&text, &rarity, &contenders, usize::MAX);
    rank(&text, &rarity, &contenders, &by_words, &hits, 10)
}

const SET: [(&str, &str); 6] = [
    ("ModuleNotFoundError: No module named 'foo'", "No module named"),
    ("No space left on device", "no space left"),
    ("Connection refused", "connection refused"),
    ("Connection reset by peer", "connection reset"),
    ("npm ERR! code ERESOLVE", "ERESOLVE"),
    ("令牌已过期", "令牌.*过期"),
];

#[test]
fn the_record_that_a_line_speaks_of_is_first_and_says_where() {
    let found = ranked(&SET, "step 1\n2026-11-22 10:00:00 ERROR write /tmp/x: no space left on device\nstep 2");
    assert_eq!(found[0].contender, 1);
    assert_eq!((found[0].line, found[0].passage.as_str()), (2, "write /tmp/x: no space left on device"));
    let marked: Vec<&str> = found[0].words.iter().map(|span| found[0].passage.get(span.clone()).unwrap()).collect();
    assert_eq!(marked, ["no", "space", "left", "on", "device"]);
    assert_eq!(found[0].passage.get(found[0].regex.clone().unwrap()), Some("no space left"));
    assert!(found[0].parts.words.is_whole && found[0].parts.words.share == 1.0 && found[0].parts.words.order == 1.0);
}

#[test]
fn names_that_differ_count_less_than_the_words_of_the_error() {
    let found = ranked(&SET, "ModuleNotFoundError: No module named 'bar'");
    assert_eq!(found[0].contender, 0);
    assert!(found[0].parts.words.share > 0.8);
}

#[test]
fn a_message_that_is_broken_over_lines_is_found() {
    let found = ranked(&SET, "error: connection\nreset by\npeer");
    assert_eq!((found[0].contender, found[0].parts.joined), (3, 2));
}

#[test]
fn the_words_of_a_class_of_errors_are_not_the_class() {
    let set = [("SyntaxError: Unexpected token", "zz"), ("syntax error: unexpected token", "zz")];
    let found = ranked(&set, "./x.sh: line 3: syntax error near unexpected token `fi'");
    assert_eq!((found[0].contender, found[0].parts.words.is_message), (1, false));
    assert_eq!((found[1].contender, found[1].parts.words.is_message), (0, true));
    assert!(!ranked(&set, "app.SyntaxError: unexpected token")[0].parts.words.is_message);
}

#[test]
fn of_two_records_with_a_message_the_one_whose_regex_finds_it_is_first() {
    let found = ranked(&[("a.Fault: it broke", "zz"), ("b.Fault: it broke", "it broke")], "c.Fault: it broke");
    assert_eq!(found.iter().map(|one| one.contender).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn chinese_is_found() {
    assert_eq!(ranked(&SET, "错误：令牌已过期，请重新登录")[0].contender, 5);
}

#[test]
fn a_text_without_any_shared_word_finds_nothing() {
    assert!(ranked(&SET, "all is well").is_empty() && ranked(&SET, "").is_empty());
}
