//! The words that passages and signatures have in common.

use std::collections::{BTreeSet, VecDeque};

use super::constants::MAX_JOINED;
use super::passage::Passage;
use super::rarity::Rarity;
use super::text::LogText;

/// The most lines of which it is kept what they share: those of the next passages are among the last ones.
const MAX_KEPT: usize = 2 * MAX_JOINED;

/// The factor for upper bounds, because sums differ in their last digits by the order of what is summed up.
const SLACK: f64 = 1.0 + 1e-9;

/// What a signature and a passage have in common; of joined lines an upper bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SharedWords {
    /// The number of the signature.
    pub(super) signature: usize,
    /// The information of the common words.
    pub(super) mass: f64,
    /// The same, weighted as in the signature.
    pub(super) weighted: f64,
    /// The share of the passage's information that it is.
    pub(super) explained: f64,
}

/// The signatures that share words with lines.
pub(super) struct SharedSums<'a> {
    text: &'a LogText,
    rarity: &'a Rarity,
    /// For each word the signatures that have it, with its weight there.
    owners: &'a [Vec<(usize, f64)>],
    lines: VecDeque<LineSums>,
    adding: Adding,
}

/// What a line shares with signatures.
struct LineSums {
    line: u32,
    /// For each signature the information of the common words, in full and weighted.
    shared: Vec<(usize, f64, f64)>,
}

/// Sums for signatures.
struct Adding {
    sums: Vec<(f64, f64)>,
    touched: Vec<usize>,
}

impl Adding {
    fn add(&mut self, signature: usize, mass: f64, weighted: f64) {
        if let Some(sum) = self.sums.get_mut(signature) {
            if sum.0 == 0.0 {
                self.touched.push(signature);
            }
            sum.0 += mass;
            sum.1 += weighted;
        }
    }

    /// The sums, which begin again.
    fn finish(&mut self) -> impl Iterator<Item = (usize, f64, f64)> {
        let Adding { sums, touched } = self;
        touched.drain(..).filter_map(|signature| {
            let (mass, weighted) = std::mem::take(sums.get_mut(signature)?);
            Some((signature, mass, weighted))
        })
    }
}

impl<'a> SharedSums<'a> {
    /// For a number of signatures and the words that they have.
    pub(super) fn new(
        text: &'a LogText,
        rarity: &'a Rarity,
        owners: &'a [Vec<(usize, f64)>],
        signatures: usize,
    ) -> Self {
        let adding = Adding { sums: vec![(0.0, 0.0); signatures], touched: Vec::new() };
        SharedSums { text, rarity, owners, lines: VecDeque::new(), adding }
    }

    /// Calls `visit` with what each signature has in common with a passage of information `whole`, if that is anything.
    /// For joined lines it is the sum over the lines, as if no word were in two of them.
    pub(super) fn each(&mut self, passage: Passage, whole: f64, visit: impl FnMut(SharedWords)) {
        let lines: BTreeSet<u32> = passage.lines().collect();
        lines.iter().for_each(|line| self.keep(*line));
        let kept = self.lines.iter().rev().take(lines.len());
        for (signature, mass, weighted) in kept.flat_map(|line| &line.shared) {
            self.adding.add(*signature, *mass, *weighted);
        }
        let slack = if passage.joined() > 0 { SLACK } else { 1.0 };
        let shared = self.adding.finish().map(|(signature, mass, weighted)| {
            let (mass, weighted) = (mass * slack, weighted * slack);
            let explained = if whole > 0.0 { (mass / whole).min(1.0) } else { 0.0 };
            SharedWords { signature, mass, weighted, explained }
        });
        shared.for_each(visit);
    }

    /// Puts what a line shares at the end of what is kept.
    fn keep(&mut self, line: u32) {
        let sums = match self.lines.iter().position(|kept| kept.line == line) {
            Some(at) => self.lines.remove(at),
            None => Some(self.sums(line)),
        };
        self.lines.extend(sums);
        if self.lines.len() > MAX_KEPT {
            self.lines.pop_front();
        }
    }

    fn sums(&mut self, line: u32) -> LineSums {
        for word in self.text.line_words(line) {
            let mass = self.rarity.in_signature(*word);
            let owners = usize::try_from(*word).ok().and_then(|word| self.owners.get(word));
            // A word without information would only make a signature be visited.
            for (signature, weight) in owners.into_iter().flatten().filter(|_| mass > 0.0) {
                self.adding.add(*signature, mass, mass * weight);
            }
        }
        LineSums { line, shared: self.adding.finish().collect() }
    }
}
