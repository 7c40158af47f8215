//! Where in a record a query matched.

use std::collections::BTreeSet;
use std::ops::Range;

use super::field::{self, SearchedPlace};
use super::spelling::Letters;
use crate::pattern::{Word, each_word};
use crate::record::Record;

/// The letters that are searched for in a record's texts.
#[derive(Default)]
pub(super) struct Marker {
    /// Sorted, each once.
    whole: Vec<String>,
    /// Those that any letters may follow, up to the end of a word.
    starts: Vec<String>,
    /// Whether the first text with a match is the best, and not the one with the most.
    pub(super) is_first_best: bool,
}

/// The best text of a record with the parts that match, in bytes.
pub(super) type Marked = (Option<(SearchedPlace, String)>, Vec<Range<usize>>);

impl Marker {
    /// A marker of letters, each with whether any ending may follow.
    pub(super) fn of(wanted: impl IntoIterator<Item = (Letters, bool)>) -> Self {
        let mut marker = Marker::default();
        for (letters, any_ending) in wanted {
            let list = if any_ending { &mut marker.starts } else { &mut marker.whole };
            list.push(letters.as_str().to_owned());
        }
        marker.whole.sort_unstable();
        marker.whole.dedup();
        marker
    }

    /// The text of a record that matches best.
    pub(super) fn mark(&self, record: &Record) -> Marked {
        let mut best: Option<(usize, SearchedPlace, &str, Vec<Range<usize>>)> = None;
        field::each_text(record, |_, place, text| {
            let most = best.as_ref().map_or(0, |(most, ..)| *most);
            if most > 0 && self.is_first_best {
                return;
            }
            let (matched, marks) = self.marks(text);
            if matched > most {
                best = Some((matched, place, text, marks));
            }
        });
        match best {
            Some((_, place, text, marks)) => (Some((place, text.to_owned())), marks),
            None => (None, Vec::new()),
        }
    }

    /// The number of wanted letters that are in a text, and where they are.
    fn marks(&self, text: &str) -> (usize, Vec<Range<usize>>) {
        let mut words = Vec::new();
        each_word(text, |word| {
            if let Word::Part(span) = word {
                words.push(span);
            }
        });
        let (mut matched, mut marks) = (BTreeSet::new(), Vec::new());
        for (at, first) in words.iter().enumerate() {
            let mut letters = Letters::default();
            for word in words.iter().skip(at) {
                let before = letters.as_str().len();
                letters.push(text.get(word.clone()).unwrap_or_default());
                let (found, may_go_on) = self.compare(letters.as_str(), before);
                if !found.is_empty() {
                    matched.extend(found);
                    marks.push(first.start..word.end);
                }
                if !may_go_on {
                    break;
                }
            }
        }
        (matched.len(), merged(marks))
    }

    /// The wanted letters that end with the last of some letters, which begins at `last`; and whether more words could
    /// complete another one.
    fn compare(&self, letters: &str, last: usize) -> (Vec<&str>, bool) {
        let from = self.whole.partition_point(|wanted| wanted.as_str() < letters);
        let mut from_there = self.whole.iter().skip(from).take(2).map(String::as_str);
        let whole = from_there.clone().next().filter(|wanted| *wanted == letters);
        let starts = self.starts.iter().map(String::as_str);
        let ended = starts.clone().filter(|start| start.len() > last && letters.starts_with(start));
        let is_longer = |wanted: &str| wanted.len() > letters.len() && wanted.starts_with(letters);
        let may_go_on = from_there.any(is_longer) || starts.clone().any(is_longer);
        (whole.into_iter().chain(ended).collect(), may_go_on)
    }
}

/// Ranges in order, with overlapping ones merged.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    ranges.into_iter().fold(Vec::new(), |mut merged: Vec<Range<usize>>, range| {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
        merged
    })
}

#[cfg(test)]
mod tests {
    use super::super::query::{Query, Wanted};
    use super::*;

    /// The parts of a text that a query marks.
    fn marked<'t>(query: &str, text: &'t str) -> Vec<&'t str> {
        let Wanted::Phrases(phrases) = Query::new(query).unwrap().wanted else { panic!("too long") };
        let marker = Marker::of(phrases.iter().map(|phrase| (phrase.letters(), phrase.any_ending)));
        marker.marks(text).1.into_iter().map(|mark| text.get(mark).unwrap()).collect()
    }

    #[test]
    fn every_spelling_is_marked() {
        let text = "ModuleNotFoundError: not found, NOTFOUND and not_found, but not  so found";
        for query in ["notfound", "Notfound", "NotFound", "not_found", "\"not found\""] {
            assert_eq!(marked(query, text), ["NotFound", "not found", "NOTFOUND", "not_found"], "{query}");
        }
    }

    #[test]
    fn words_are_marked_from_their_beginning_to_their_end() {
        assert_eq!(marked("ensurep", "ensurepip"), [""; 0]);
        assert_eq!(marked("ensurep*", "run ensurepip now"), ["ensurepip"]);
        assert_eq!(marked("notfou*", "ModuleNotFoundError"), ["NotFound"]);
        assert_eq!(marked("3.11", "31.1, 3.11"), ["3.11"]);
        assert_eq!(marked("令牌 过期", "检查令牌是否过期"), ["令牌", "过期"]);
    }
}
