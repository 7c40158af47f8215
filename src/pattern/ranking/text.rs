//! A text that is matched, as passages.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::clean::{decode, without_controls};
use super::constants::{MAX_JOINED, MAX_JOINED_LINE};
use super::end::Unread;
use super::escapes::unescaped;
use super::fields::messages;
use super::lexicon::{Lexicon, WordNumber};
use super::passage::Passage;
use super::prefix::without_prefixes;
use super::window::windows;

/// A text that is matched: cleaned, and cut into passages.
#[derive(Debug)]
pub struct LogText {
    /// The distinct lines.
    lines: Vec<LogLine>,
    passages: Vec<Passage>,
    /// The numbers of passages that have all others in them.
    longest: Vec<usize>,
    /// The words of the text and, later, of the signatures it is compared with.
    pub(super) lexicon: Lexicon,
    words: usize,
}

#[derive(Debug)]
struct LogLine {
    text: String,
    /// Its number in the text, from 1.
    number: usize,
    words: Vec<WordNumber>,
    /// Each word once, sorted.
    distinct: Vec<WordNumber>,
    may_join: bool,
}

impl LogText {
    /// Cleans a text of any bytes and cuts it into passages. Of a long text only the end is read, see
    /// [`Unread`]; `skipped` lines came before all of them.
    pub fn read(bytes: &[u8], skipped: usize) -> Self {
        let unread = Unread::of(bytes);
        let mut read = Cow::Borrowed(bytes);
        if !unread.bytes.is_empty() {
            read.to_mut().drain(unread.bytes);
        }
        let decoded = decode(&read);
        let mut reading = LogReader::default();
        for (number, line) in (skipped + unread.lines + 1..).zip(decoded.split('\n')) {
            reading.add(number, line);
        }
        let words = reading.text.lexicon.len();
        LogText { words, ..reading.text }
    }

    /// The distinct words of the text, in the order in which they are first seen.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.lexicon.since(0).take(self.words)
    }

    /// Whether it has a word.
    pub(super) fn has(&self, word: WordNumber) -> bool {
        usize::try_from(word).is_ok_and(|word| word < self.words)
    }

    /// The number of its distinct cleaned lines.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The passages: the distinct lines, then the joined ones.
    pub(super) fn passages(&self) -> &[Passage] {
        &self.passages
    }

    /// All passages in one text, for searching all of them. For a long text the last ones, of about `most` bytes.
    pub fn searched(&self, most: usize) -> String {
        let mut texts = Vec::new();
        let mut length = 0_usize;
        for passage in self.longest.iter().rev().filter_map(|number| self.passages.get(*number)) {
            let text = self.passage_text(*passage);
            length = length.saturating_add(text.len());
            texts.push(text);
            if length > most {
                break;
            }
        }
        texts.join("\n")
    }

    /// A passage as it is compared, on one line.
    pub(super) fn passage_text(&self, passage: Passage) -> String {
        let texts: Vec<&str> = self.lines_of(passage).map(|line| line.text.as_str()).collect();
        texts.join(" ")
    }

    /// The number of a passage's first line in the text, from 1.
    pub(super) fn line_number(&self, passage: Passage) -> usize {
        self.lines_of(passage).next().map_or(1, |line| line.number)
    }

    /// The words of a passage, in order.
    pub(super) fn passage_words(&self, passage: Passage) -> impl Iterator<Item = WordNumber> {
        self.lines_of(passage).flat_map(|line| line.words.iter().copied())
    }

    /// The distinct words of a line, by its index, sorted.
    pub(super) fn line_words(&self, line: u32) -> &[WordNumber] {
        let line = usize::try_from(line).ok().and_then(|line| self.lines.get(line));
        line.map_or(&[], |line| line.distinct.as_slice())
    }

    fn lines_of(&self, passage: Passage) -> impl Iterator<Item = &LogLine> {
        passage.lines().filter_map(|line| self.lines.get(usize::try_from(line).ok()?))
    }
}

/// A text while its lines are read.
struct LogReader {
    text: LogText,
    numbers: HashMap<String, u32>,
    known: HashSet<Passage>,
    /// The lines before the next one that may be joined with it.
    before: Vec<u32>,
}

impl Default for LogReader {
    fn default() -> Self {
        let text = LogText {
            lines: Vec::new(),
            passages: Vec::new(),
            longest: Vec::new(),
            lexicon: Lexicon::default(),
            words: 0,
        };
        LogReader { text, numbers: HashMap::new(), known: HashSet::new(), before: Vec::new() }
    }
}

impl LogReader {
    /// Adds a line as it was written, which may be several after cleaning.
    fn add(&mut self, number: usize, line: &str) {
        for line in without_controls(line).split('\n') {
            match messages(without_prefixes(line)) {
                Some(messages) => messages.iter().for_each(|message| self.add_message(number, message)),
                None => self.add_message(number, line),
            }
        }
    }

    fn add_message(&mut self, number: usize, message: &str) {
        let plain = unescaped(message);
        for line in without_controls(&plain).split('\n') {
            let line = without_prefixes(line);
            for window in windows(line) {
                self.add_window(number, window);
            }
        }
    }

    fn add_window(&mut self, number: usize, line: &str) {
        let Some(at) = self.line(number, line) else {
            self.before.clear();
            return;
        };
        self.before.push(at);
        if self.text.lines.get(usize::try_from(at).unwrap_or(usize::MAX)).is_none_or(|line| !line.may_join) {
            self.insert(&[at], true);
            self.before.clear();
            return;
        }
        if self.before.len() > MAX_JOINED {
            self.before.remove(0);
        }
        for start in 0..self.before.len() {
            let joined = self.before.get(start..).unwrap_or_default().to_vec();
            self.insert(&joined, start == 0);
        }
    }

    fn insert(&mut self, lines: &[u32], is_longest: bool) {
        let passage = Passage::of(lines);
        if self.known.insert(passage) {
            if is_longest {
                self.text.longest.push(self.text.passages.len());
            }
            self.text.passages.push(passage);
        }
    }

    /// The index of a line; `None` if it has no word.
    fn line(&mut self, number: usize, line: &str) -> Option<u32> {
        if let Some(at) = self.numbers.get(line) {
            return Some(*at);
        }
        let words = self.text.lexicon.words(line);
        if words.is_empty() {
            return None;
        }
        let at = u32::try_from(self.text.lines.len()).ok()?;
        let may_join = line.chars().nth(MAX_JOINED_LINE).is_none();
        let mut distinct = words.clone();
        distinct.sort_unstable();
        distinct.dedup();
        self.text.lines.push(LogLine { text: line.to_owned(), number, words, distinct, may_join });
        self.numbers.insert(line.to_owned(), at);
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::constants::MAX_TEXT;
    use super::*;

    fn passages(text: &str) -> Vec<String> {
        let text = LogText::read(text.as_bytes(), 0);
        text.passages().iter().map(|passage| text.passage_text(*passage)).collect()
    }

    #[test]
    fn neighbouring_lines_are_joined_and_none_is_there_twice() {
        assert_eq!(passages("a\nb\nc\n\nb\na"), ["a", "a b", "b", "a b c", "b c", "c", "b a"]);
        let long = "w".repeat(MAX_JOINED_LINE + 1);
        assert_eq!(passages(&format!("a\n{long}\nb")), ["a", &long, "b"]);
    }

    #[test]
    fn messages_are_separate_lines() {
        assert_eq!(
            passages(r#"api-1 | {"level":"error","msg":"open \"f\"","error":"no\nway"}"#)[..2],
            [r#"open "f""#, r#"open "f" no"#].map(str::to_owned)
        );
        assert_eq!(passages(r"a: \u001b[31mx\u001b[0m\nb"), ["a: x", "a: x b", "b"]);
    }

    #[test]
    fn only_the_end_of_a_long_text_is_read_and_lines_keep_their_numbers() {
        let text = [b"first\n".repeat(MAX_TEXT / 3), b"last".to_vec()].concat();
        let text = LogText::read(&text, 7);
        assert_eq!((text.lines(), text.searched(1).as_str()), (2, "first first last"));
        let last = text.passages().last().map(|last| (text.passage_text(*last), text.line_number(*last)));
        assert_eq!(last, Some(("last".to_owned(), 7 + MAX_TEXT / 3 + 1)));
        assert_eq!(text.words().collect::<Vec<_>>(), ["first", "last"]);
    }
}
