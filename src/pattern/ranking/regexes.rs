//! Searching a text with the regexes of records.

use std::collections::HashMap;
use std::ops::Range;

use super::super::{Folded, Matcher, Pattern, Prefilter};
use super::constants::FEW_SEARCHES;
use super::content::PassageContent;
use super::lexicon::WordNumber;
use super::passage::Passage;
use super::prospect::Prospect;
use super::rarity::Rarity;
use super::signature::Signature;
use super::text::LogText;
use super::weighed::WeighedSignature;

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

/// A regex that is searched for.
pub struct SearchedRegex<'a> {
    /// The regex.
    pub pattern: &'a Pattern,
    /// The signatures of its record.
    pub signatures: &'a [Signature],
    /// A score that the record has in any case: where it cannot have a better one, the regex is not searched for.
    pub least: f64,
}

/// A regex that was needed.
struct Compiled {
    matcher: Matcher,
    searches: usize,
    /// Whether it finds something in a line, as far as that is known.
    by_line: HashMap<u32, bool>,
}

/// The search for one regex.
struct Searching<'a> {
    regex: &'a SearchedRegex<'a>,
    prospect: Prospect<'a>,
    /// `None` until it is needed, and `Some(None)` if it is too big: then it finds nothing, as for consumers.
    compiled: Option<Option<Compiled>>,
}

/// The matches of regexes, numbered in this order from 0, in the passages of a text, as far as the score of a record
/// could come from them. Only regexes with a literal in the text are compiled. Joined lines are searched only with
/// regexes that find nothing in one of these lines.
pub fn regex_hits(text: &LogText, rarity: &Rarity, regexes: &[SearchedRegex<'_>]) -> Vec<RegexHit> {
    let prefilter = Prefilter::new(regexes.iter().map(|regex| regex.pattern.literals()));
    let mut searches: Vec<Searching<'_>> = regexes.iter().map(|regex| Searching::new(text, rarity, regex)).collect();
    let mut hits = Vec::new();
    let mut content = PassageContent::new(text);
    let all = text.passages().iter().enumerate();
    let (joined, single): (Vec<_>, Vec<_>) = all.partition(|(_, passage)| passage.joined() > 0);
    for (number, passage) in single.into_iter().chain(joined) {
        let searched = text.passage_text(*passage);
        content.read(text, rarity, *passage);
        for regex in prefilter.candidates(&Folded::of(&searched)) {
            let Some(search) = searches.get_mut(regex) else { continue };
            if search.prospect.best(rarity, &content, passage.joined()) <= search.regex.least {
                continue;
            }
            let Some(span) = search.find(text, *passage, &searched) else { continue };
            let found = searched.get(span.clone()).unwrap_or_default();
            let mass = mass(text, rarity, (&search.prospect.own, &content), found);
            let explained = content.explained(mass);
            hits.push(RegexHit { regex, passage: number, span, mass, explained });
        }
    }
    hits
}

impl<'a> Searching<'a> {
    fn new(text: &LogText, rarity: &Rarity, regex: &'a SearchedRegex<'a>) -> Self {
        let own = own_words(text, regex.pattern.text());
        let signatures = regex.signatures.iter().map(|signature| WeighedSignature::new(signature, rarity)).collect();
        Searching { regex, prospect: Prospect { signatures, own }, compiled: None }
    }

    /// What it finds in a passage; of joined lines, unless it finds something in one of them.
    fn find(&mut self, text: &LogText, passage: Passage, searched: &str) -> Option<Range<usize>> {
        let pattern = self.regex.pattern;
        let compiled = self.compiled.get_or_insert_with(|| Compiled::new(pattern)).as_mut()?;
        let mut lines = passage.lines();
        if let (Some(line), None) = (lines.next(), lines.next()) {
            let found = compiled.find(pattern, searched);
            compiled.by_line.insert(line, found.is_some());
            return found;
        }
        let is_in_line = passage.lines().any(|line| compiled.is_in_line(pattern, text, line));
        if is_in_line { None } else { compiled.find(pattern, searched) }
    }
}

impl Compiled {
    fn new(pattern: &Pattern) -> Option<Self> {
        Some(Compiled { matcher: pattern.quick_matcher().ok()?, searches: 0, by_line: HashMap::new() })
    }

    fn is_in_line(&mut self, pattern: &Pattern, text: &LogText, line: u32) -> bool {
        if let Some(known) = self.by_line.get(&line) {
            return *known;
        }
        let is_found = self.find(pattern, &text.passage_text(Passage::of(&[line]))).is_some();
        self.by_line.insert(line, is_found);
        is_found
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

/// The information of the words of a match that are in the regex and, not cut off, in the passage.
fn mass(text: &LogText, rarity: &Rarity, (own, content): (&[WordNumber], &PassageContent), found: &str) -> f64 {
    let mut words = Vec::new();
    text.lexicon.find(found, |word, _| words.push(word));
    words.sort_unstable();
    words.dedup();
    let counts = |word: &&WordNumber| own.binary_search(word).is_ok() && content.has(**word);
    words.iter().filter(counts).map(|word| rarity.in_signature(*word)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What regexes find, whatever the scores of their records are.
    fn hits(text: &LogText, rarity: &Rarity, regexes: &[&str]) -> Vec<RegexHit> {
        let patterns: Vec<Pattern> = regexes.iter().map(|regex| Pattern::parse(regex).unwrap()).collect();
        let all = patterns.iter().map(|pattern| SearchedRegex { pattern, signatures: &[], least: -1.0 });
        regex_hits(text, rarity, &all.collect::<Vec<_>>())
    }

    #[test]
    fn regexes_find_passages_ignoring_case() {
        let text = LogText::read(b"ok\nNo Space\nleft 7", 0);
        let mut rarity = Rarity::new(100);
        (0..5).for_each(|word| rarity.set(word, 1));
        let hits = hits(&text, &rarity, &["no space left", "never", r"\d+", "ok|space"]);
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
