//! The order of records for a text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::compare::{BestPassage, Comparer};
use super::rarity::Rarity;
use super::regexes::RegexHit;
use super::sample::ForeignFinds;
use super::score::{LESS, Parts, RegexParts, least_of_best};
use super::signature::Signature;
use super::text::LogText;

/// A record that a text may be about, judging by its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// Its signature in each language.
    pub signatures: Vec<Signature>,
    /// The number of its regex among those that were used for searching, and the other signatures that it finds.
    pub regex: Option<(usize, ForeignFinds)>,
}

/// A record with its best passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The number of the contender.
    pub contender: usize,
    /// The score, from 0 to about 1.7.
    pub score: f64,
    /// Its parts.
    pub parts: Parts,
    /// The passage, on one line.
    pub passage: String,
    /// The number of its first line in the text, from 1.
    pub line: usize,
    /// The parts of the passage that are words of the signature, in bytes, in order.
    pub words: Vec<Range<usize>>,
    /// The match of the regex in the passage, in bytes.
    pub regex: Option<Range<usize>>,
}

/// A passage that a contender's score may come from.
#[derive(Debug, Clone, Copy)]
struct Basis<'h> {
    signature: usize,
    passage: usize,
    parts: Parts,
    hit: Option<&'h RegexHit>,
}

/// The best passages of each signature of some contenders.
#[derive(Debug, Clone, PartialEq)]
pub struct ByWords(Vec<Option<BestPassage>>);

impl ByWords {
    /// Compares the words of contenders with a text. Those that cannot be among the `most` best may have none.
    pub fn of(text: &LogText, rarity: &Rarity, contenders: &[Contender], most: usize) -> Self {
        ByWords(comparer(text, rarity, contenders).best(most))
    }

    /// The best score of each of these contenders.
    pub fn scores(&self, contenders: &[Contender]) -> Vec<f64> {
        let scores = owned(contenders).map(|(_, _, signatures)| {
            let scores = self.0.get(signatures).unwrap_or_default().iter().flatten().map(|best| best.score);
            scores.fold(0.0, f64::max)
        });
        scores.collect()
    }

    /// For each of these contenders the score that a match of its regex has to exceed, to make a difference to the
    /// `most` best.
    pub fn least(&self, contenders: &[Contender], most: usize) -> Vec<f64> {
        let scores = owned(contenders).map(|(_, _, signatures)| {
            let scores = self.0.get(signatures).unwrap_or_default().iter().flatten().map(BestPassage::without_regex);
            scores.fold(0.0, f64::max) * LESS
        });
        let mut scores: Vec<f64> = scores.collect();
        let least = least_of_best(&scores, most).unwrap_or_default();
        scores.iter_mut().for_each(|score| *score = score.max(least));
        scores
    }
}

fn comparer<'c>(text: &'c LogText, rarity: &'c Rarity, contenders: &'c [Contender]) -> Comparer<'c> {
    Comparer::new(text, rarity, contenders.iter().map(|contender| contender.signatures.as_slice()))
}

/// The words of signatures for which it is not noted in how many signatures they are, with their numbers.
pub fn uncounted_words(text: &LogText, rarity: &Rarity, contenders: &[Contender]) -> Vec<(usize, String)> {
    let words = contenders.iter().flat_map(|contender| &contender.signatures).flat_map(|signature| &signature.words);
    let numbers: BTreeSet<usize> = words.filter_map(|(word, _)| usize::try_from(*word).ok()).collect();
    let uncounted = numbers.into_iter().filter(|word| !rarity.is_counted(*word));
    uncounted.filter_map(|word| Some((word, text.lexicon.since(word).next()?.to_owned()))).collect()
}

/// Ranks contenders by the better of words and regex, best first; those with the same score in their own order. Those
/// without any agreement are left out.
pub fn rank(
    text: &LogText,
    rarity: &Rarity,
    contenders: &[Contender],
    ByWords(best): &ByWords,
    hits: &[RegexHit],
    most: usize,
) -> Vec<Ranked> {
    let comparer = comparer(text, rarity, contenders);
    let mut ranked = Vec::new();
    for (number, contender, signatures) in owned(contenders) {
        let by_words = |signature: usize| {
            let BestPassage { passage, words, .. } = best.get(signature).copied().flatten()?;
            let joined = text.passages().get(passage)?.joined();
            Some(Basis { signature, passage, parts: Parts { words, regex: None, joined }, hit: None })
        };
        let by_regex = |signature: usize, hit: &'_ RegexHit, foreign: ForeignFinds| {
            let passage = text.passages().get(hit.passage)?;
            let regex = Some(RegexParts { mass: hit.mass, explained: hit.explained, foreign });
            Some(Parts { words: comparer.with(signature, *passage), regex, joined: passage.joined() })
        };
        let mut bases: Vec<Basis<'_>> = signatures.clone().filter_map(by_words).collect();
        if let Some((regex, foreign)) = contender.regex {
            for hit in hits.iter().filter(|hit| hit.regex == regex) {
                for signature in signatures.clone() {
                    if let Some(parts) = by_regex(signature, hit, foreign) {
                        bases.push(Basis { signature, passage: hit.passage, parts, hit: Some(hit) });
                    }
                }
            }
        }
        // The first of equal ones.
        let best = bases.into_iter().rev().max_by(|one, other| one.parts.score().total_cmp(&other.parts.score()));
        ranked.extend(
            best.filter(|best| best.parts.score() > 0.0).map(|best| (number, contender, signatures.start, best)),
        );
    }
    ranked.sort_by(|(_, _, _, one), (_, _, _, other)| other.parts.score().total_cmp(&one.parts.score()));
    ranked.truncate(most);
    ranked
        .into_iter()
        .map(|(number, contender, first, basis)| finish(text, (number, contender), first, basis))
        .collect()
}

/// Each contender with the numbers that its signatures have among all of them.
fn owned(contenders: &[Contender]) -> impl Iterator<Item = (usize, &Contender, Range<usize>)> {
    let mut next = 0;
    contenders.iter().enumerate().map(move |(number, contender)| {
        let first = next;
        next += contender.signatures.len();
        (number, contender, first..next)
    })
}

/// The ranked record of a contender, the first of whose signatures has the number `first`.
#[expect(clippy::expect_used, reason = "a basis is made of a signature of the contender and a passage of the text")]
fn finish(text: &LogText, (number, contender): (usize, &Contender), first: usize, basis: Basis<'_>) -> Ranked {
    let signature = contender.signatures.get(basis.signature - first).expect("a signature of the contender");
    let passage = *text.passages().get(basis.passage).expect("a passage of the text");
    let line = text.line_number(passage);
    let passage = text.passage_text(passage);
    let mut words: Vec<Range<usize>> = Vec::new();
    text.lexicon.find(&passage, |word, span| {
        if signature.words.binary_search_by_key(&word, |(word, _)| *word).is_ok() {
            match words.last_mut() {
                Some(last) if span.start <= last.end => last.end = span.end,
                _ => words.push(span),
            }
        }
    });
    let regex = basis.hit.map(|hit| hit.span.clone());
    Ranked { contender: number, score: basis.parts.score(), parts: basis.parts, passage, line, words, regex }
}
