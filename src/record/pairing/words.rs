//! The words of a text that tell whether another text says the same.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that do not change what a text says.
const EMPTY: &[&str] = &["a", "an", "the", "and", "then", "的", "了", "地", "得", "请", "并", "且"];

/// Words that turn a text into its opposite.
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "none", "neither", "nor", "without", "cannot", "cant", "dont", "doesnt", "isnt", "arent",
    "wont", "avoid", "stop", "不", "勿", "未", "无", "没", "禁", "别", "非",
];

/// Words that mean the same in an instruction.
const SYNONYMS: &[&[&str]] = &[
    &["use", "using", "run", "execute"],
    &["remove", "delete"],
    &["ensure", "verify", "check", "confirm"],
    &["set", "configure"],
    &["create", "make", "generate"],
    &["increase", "raise"],
    &["reduce", "lower", "decrease"],
    &["change", "modify", "adjust"],
    &["fix", "correct", "repair"],
    &["restart", "reboot"],
    &["directory", "folder"],
    &["not", "dont", "doesnt", "cannot", "cant", "never"],
    &["将", "把"],
    &["用", "以"],
];

/// The stem of each synonym, with the stem of the first of its set.
static MEANINGS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let known = |set: &&[&'static str]| set.first().map(|first| (stem(first), set.to_vec()));
    let pairs =
        |(first, set): (String, Vec<&'static str>)| set.into_iter().map(move |word| (stem(word), first.clone()));
    SYNONYMS.iter().filter_map(known).flat_map(pairs).collect()
});

const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextWord {
    /// As it is spelled, in lower case.
    pub(super) spelling: String,
    /// Equal for all forms of a word and for its synonyms.
    pub(super) meaning: String,
}

impl TextWord {
    fn new(spelling: &str) -> Self {
        let spelling = spelling.to_lowercase();
        let stem = stem(&spelling);
        TextWord { meaning: MEANINGS.get(&stem).cloned().unwrap_or(stem), spelling }
    }

    pub(super) fn is_negation(&self) -> bool {
        NEGATIONS.contains(&self.spelling.as_str())
    }

    /// Whether it is a quantity or a version.
    pub(super) fn is_number(&self) -> bool {
        self.spelling.contains(char::is_numeric)
    }

    /// Whether it bounds a range of versions, such as `>=3.11`.
    pub(super) fn is_bound(&self) -> bool {
        self.spelling.starts_with(['<', '>'])
    }
}

/// The words of a text in their order, without those that change nothing.
///
/// A Chinese character is a word. So is a name such as `max_connections`, `node-gyp`, `C++`, `+x` or `-1`, and a bound
/// such as `>=3.11`. `!=` counts as "not". Other punctuation, quotes and spaces only separate words.
pub(super) fn words(text: &str) -> Vec<TextWord> {
    let mut scan = Scan::default();
    let mut previous = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        scan.read(previous, letter, letters.peek().copied());
        previous = Some(letter);
    }
    scan.end_word();
    scan.words
}

#[derive(Default)]
struct Scan {
    words: Vec<TextWord>,
    word: String,
    /// `<`, `>`, `<=` or `>=`, until it is known what follows.
    bound: String,
    /// Whether it is a comparison even if no number follows: `>=humble,<rolling` and `a < b`, but not `<name>`.
    is_range: bool,
}

impl Scan {
    fn read(&mut self, previous: Option<char>, letter: char, next: Option<char>) {
        let joins = |c: char| c.is_alphanumeric() && !is_ideograph(c);
        let (is_after, is_before) = (!self.word.is_empty(), next.is_some_and(joins));
        let is_inside = is_after && previous.is_some_and(joins) && is_before;
        let is_sign = !is_after && is_before && (letter == '+' || next.is_some_and(char::is_numeric));
        match letter {
            _ if is_ideograph(letter) => {
                self.end_word();
                self.word.push(letter);
                self.end_word();
            }
            _ if letter.is_alphanumeric() => {
                let bound = std::mem::take(&mut self.bound);
                if letter.is_numeric() || self.is_range {
                    self.word.push_str(&bound);
                }
                self.is_range = false;
                self.word.push(letter);
            }
            '.' | '_' | '-' if is_inside => self.word.push(letter),
            '+' | '#' if is_after && !is_before => self.word.push(letter),
            '+' | '-' if is_sign => self.word.push(letter),
            '!' if next == Some('=') => {
                self.end_word();
                self.words.push(TextWord::new("not"));
            }
            '\'' | '’' if is_inside => {}
            '<' | '>' => {
                self.end_word();
                self.bound = letter.to_string();
                let is_spaced = previous.zip(next).is_some_and(|(a, b)| a.is_whitespace() && b.is_whitespace());
                self.is_range = is_spaced || previous == Some(',');
            }
            '=' if self.bound.len() == 1 => {
                self.bound.push(letter);
                self.is_range = true;
            }
            _ => self.end_word(),
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            let word = TextWord::new(&std::mem::take(&mut self.word));
            self.words.extend((!EMPTY.contains(&word.spelling.as_str())).then_some(word));
        }
    }
}

/// Whether a character is a word of its own: Chinese ones, and Japanese ones in the same ranges.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}') && c.is_alphanumeric()
}

/// An English word without the ending of its form: "caches", "cached" and "caching" have one stem.
///
/// Simpler than Porter's stemmer, because it only has to tell forms of one word from other words of two short texts.
fn stem(word: &str) -> String {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    // The ends of "process", "need" and "string" are not endings.
    let is_stem = |stem: &str, but: char| stem.len() > 2 && !stem.ends_with(but) && stem.contains(VOWELS);
    let cut = |(ending, but): &(&str, char)| word.strip_suffix(ending).filter(|stem| is_stem(stem, *but)).map(undouble);
    let stem = [("ing", 'e'), ("ed", 'e'), ("es", 's'), ("s", 's'), ("e", 'e')].iter().find_map(cut).unwrap_or(word);
    match stem.strip_suffix('y') {
        Some(start) if start.len() > 2 => format!("{start}i"),
        _ => stem.to_owned(),
    }
}

/// "sett" of "setting" is "set", but "add" of "adding" and "pass" of "passing" stay.
fn undouble(stem: &str) -> &str {
    let is_doubled = |letter: char| stem.len() > 3 && stem.ends_with(&format!("{letter}{letter}"));
    match stem.chars().last() {
        Some(last) if !"dls".contains(last) && is_doubled(last) => stem.strip_suffix(last).unwrap_or(stem),
        _ => stem,
    }
}
