//! Regexes and texts for tests, of a few letters and of all kinds of repetitions.

use proptest::prelude::*;

/// A part of a text.
pub(super) fn part() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "ab", "aab", " ", "0", "c d", "x", "\n"]).prop_map(str::to_owned)
}

/// A regex.
pub(super) fn regex() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a", "b", "ab", "aab", "aaa", "c d", "x", ".*", ".*?", ".+", ".{0,9}", ".{2,80}", ".{0,300}", r"\w+", r"\w*",
        r"\s+", r"\d{1,3}", "[ab]{2,}", "a*", "b?", "(?:a|ab)", r"\b", "^", "$", "[^a]", "",
    ]);
    let chain = |parts: Vec<&str>| parts.concat();
    let leaf = prop::collection::vec(leaf, 1..7).prop_map(chain);
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
            (inner, prop::sample::select(vec!["?", "*", "+", "*?", "{2}", "{1,2}", "{0}", "{2,}", "{0,12}"]))
                .prop_map(|(part, times)| format!("(?:{part}){times}")),
        ]
    })
}
