//! Searching a text with the regexes of records.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::super::{Folded, Matcher, Pattern, Prefilter};
use super::constants::FEW_SEARCHES;
use super::lexicon::WordNumber;
use super::rarity::Rarity;
use super::text::LogText;

/// A passage in which a regex finds something.
#[derive(Debug, Clone, PartialEq)]
pub struct RegexHit {
    /// The number of the regex.
    pub regex: usize,
    /// The number of the passage.
    pub(super) passage: usize,
    /// The match there, in bytes.
    pub(super) span: Range<usize>,
    /// The information of the words of its match that are in the regex itself.
    pub(super) mass: f64,
    /// The share of the passage's information that this is, from 0 to 1.
    pub(super) explained: f64,
}

/// A regex that was needed.
struct Compiled {
    matcher: Matcher,
    searches: usize,
    /// The words of the text that are in it.
    own: Vec<WordNumber>,
}

/// The matches of regexes, numbered in this order from 0, in the passages of a text. Only regexes with a literal in the
/// text are compiled. Joined lines are searched only with regexes that find nothing in one of these lines.
pub fn regex_hits(text: &LogText, rarity: &Rarity, patterns: &[Pattern]) -> Vec<RegexHit> {
    let prefilter = Prefilter::new(patterns.iter().map(Pattern::literals));
    let mut compiled: HashMap<usize, Option<Compiled>> = HashMap::new();
    let mut hits = Vec::new();
    let mut by_line: HashSet<(u32, usize)> = HashSet::new();
    let all = text.passages().iter().enumerate();
    let (joined, single): (Vec<_>, Vec<_>) = all.partition(|(_, passage)| passage.joined() > 0);
    for (number, passage) in single.into_iter().chain(joined) {
        let searched = text.passage_text(*passage);
        for regex in prefilter.candidates(&Folded::of(&searched)) {
            if passage.joined() > 0 && passage.lines().any(|line| by_line.contains(&(line, regex))) {
                continue;
            }
            // One that is too big finds nothing, as for consumers.
            let compile = || Compiled::new(text, patterns.get(regex)?);
            let Some(compiled) = compiled.entry(regex).or_insert_with(compile) else { continue };
            let Some(span) = patterns.get(regex).and_then(|pattern| compiled.find(pattern, &searched)) else {
                continue;
            };
            let mass = mass(text, rarity, &compiled.own, searched.get(span.clone()).unwrap_or_default());
            let words: BTreeSet<WordNumber> = text.passage_words(*passage).collect();
            let whole: f64 = words.iter().map(|word| rarity.in_passage(*word)).sum();
            let explained = if whole > 0.0 { (mass / whole).min(1.0) } else { 0.0 };
            hits.push(RegexHit { regex, passage: number, span, mass, explained });
            if passage.joined() == 0 {
                by_line.extend(passage.lines().map(|line| (line, regex)));
            }
        }
    }
    hits
}

impl Compiled {
    fn new(text: &LogText, pattern: &Pattern) -> Option<Self> {
        Some(Compiled { matcher: pattern.quick_matcher().ok()?, searches: 0, own: own_words(text, pattern.text()) })
    }

    fn find(&mut self, pattern: &Pattern, text: &str) -> Option<Range<usize>> {
        self.searches += 1;
        if self.searches == FEW_SEARCHES
            && let Ok(matcher) = pattern.matcher()
        {
            self.matcher = matcher;
        }
        self.matcher.find(text)
    }
}

/// The words of the text that are in a regex; its classes, such as `\d`, are not words.
fn own_words(text: &LogText, regex: &str) -> Vec<WordNumber> {
    let mut literal = String::with_capacity(regex.len());
    let mut rest = regex.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => literal.push(rest.next().filter(|c| !c.is_ascii_alphanumeric()).unwrap_or(' ')),
            other => literal.push(other),
        }
    }
    let mut words = Vec::new();
    text.lexicon.find(&literal, |word, _| words.push(word));
    words.sort_unstable();
    words
}

/// The information of the words of a match that are in the regex.
fn mass(text: &LogText, rarity: &Rarity, own: &[WordNumber], found: &str) -> f64 {
    let mut words = Vec::new();
    text.lexicon.find(found, |word, _| words.push(word));
    words.sort_unstable();
    words.dedup();
    let is_own = |word: &&WordNumber| own.binary_search(word).is_ok();
    words.iter().filter(is_own).map(|word| rarity.in_signature(*word)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(regexes: &[&str]) -> Vec<Pattern> {
        regexes.iter().map(|regex| Pattern::parse(regex).unwrap()).collect()
    }

    #[test]
    fn regexes_find_passages_ignoring_case() {
        let text = LogText::read(b"ok\nNo Space\nleft 7", 0);
        let mut rarity = Rarity::new(100);
        (0..5).for_each(|word| rarity.set(word, 1));
        let hits = regex_hits(&text, &rarity, &patterns(&["no space left", "never", r"\d+", "ok|space"]));
        let found: Vec<(usize, String)> = hits
            .iter()
            .map(|hit| {
                let passage = text.passage_text(text.passages()[hit.passage]);
                (hit.regex, passage.get(hit.span.clone()).unwrap().to_owned())
            })
            .collect();
        assert!(found.contains(&(0, "No Space left".to_owned())) && found.contains(&(2, "7".to_owned())));
        assert!(found.iter().all(|(regex, _)| *regex != 1));
        let best = |regex| hits.iter().filter(|hit| hit.regex == regex).map(|hit| hit.mass).fold(0.0, f64::max);
        assert!(best(0) > 2.0 * best(3) && best(3) > 0.0, "three words and one");
        assert_eq!(best(2), 0.0, "no word of the regex itself");
    }
}
