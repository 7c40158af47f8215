//! What callers can find out about a regex.

use regex_syntax::ast::Ast;
use regex_syntax::hir::Hir;

use super::bounded::bounded;
use super::branch::branches;
use super::changes::{changes, simplified, without_branches};
use super::engine::UnportablePart;
use super::facts::Facts;
use super::overlap::{Overlap, overlaps};
use super::plain::MAX_BYTES;
use super::simplify::{PatternChange, Simplification};
use super::width::{Width, width};
use super::worth::best_length;
use super::{Cost, Pattern, Span, gap, miss, nested, required, typographic, unportable, worst};

impl Pattern {
    /// Its properties that are known without running it. This takes as long as reading the regex.
    pub fn facts(&self) -> Facts {
        Facts::of(self)
    }

    /// The characters of the shortest of its [literals](Self::literals), which are not all worked out for that.
    pub(super) fn shortest_literal(&self) -> Option<usize> {
        match self.chains().filter(|_| self.text().len() <= MAX_BYTES) {
            Some(chains) => chains.iter().map(|(_, chain)| best_length(&chain.texts)).min(),
            None => self.literals().shortest(),
        }
    }

    /// The constructs that other engines do not have, in the order of the regex.
    pub fn unportable(&self) -> Vec<UnportablePart> {
        unportable::unportable(self.text(), self.ast())
    }

    /// The most gaps, `.*`, that follow each other in a branch.
    pub fn longest_chain(&self) -> usize {
        gap::longest_chain(self.ast())
    }

    /// The branch with the most gaps that follow each other.
    pub fn most_gaps(&self) -> Span {
        let chain = |branch: &&Ast| gap::longest_chain(branch);
        // The first of several.
        let longest = branches(self.ast()).iter().rev().max_by_key(chain);
        longest.map_or(Span { start: 0, end: self.text().len() }, |branch| Span::from(*branch.span()))
    }

    /// The first branch that can match the empty text.
    pub fn empty_branch(&self) -> Option<Span> {
        let is_empty = |hir: &Hir| hir.properties().minimum_len() == Some(0);
        self.branches().iter().find(|(_, hir)| is_empty(hir)).map(|(span, _)| *span)
    }

    /// The first branch of which the shortest literal has less than a number of characters, with that literal's
    /// characters.
    pub fn weak_branch(&self, characters: usize) -> Option<(Span, usize)> {
        let of_branch = |branch: &Ast| Some((Span::from(*branch.span()), required::literals(branch).shortest()?));
        branches(self.ast()).iter().filter_map(of_branch).find(|(_, shortest)| *shortest < characters)
    }

    /// The unbounded repetitions of which the body can be divided in many ways, such as `(a+)+`: a backtracking engine
    /// takes time exponential in the length of the text.
    pub fn nested_repetitions(&self) -> Vec<Span> {
        nested::nested_repetitions(self)
    }

    /// The gaps at the ends of branches: a search finds the same texts without them.
    pub fn idle_edges(&self) -> Vec<Span> {
        gap::idle_edges(self.ast())
    }

    /// The branches that add nothing, because another branch finds the same.
    pub fn overlaps(&self) -> Vec<Overlap> {
        overlaps(self)
    }

    /// The typographic quotes and dashes, which logs do not have.
    pub fn typographic(&self) -> Vec<Span> {
        typographic::typographic(self).into_iter().map(|(span, _)| span).collect()
    }

    /// Whether it is a text letter by letter: the text itself, or the text with each special character escaped as
    /// Python's `re.escape` does, blanks too. Such a regex was copied, not written, and finds no other variable parts.
    /// A regex with only the necessary escapes was written by hand.
    pub fn is_copy_of(&self, text: &str) -> bool {
        let escape = |character: char| {
            let is_special = r"()[]{}?*+-|^$\.&~# ".contains(character) || "\t\n\r\u{b}\u{c}".contains(character);
            [is_special.then_some('\\'), Some(character)].into_iter().flatten()
        };
        self.text() == text || self.text().chars().eq(text.chars().flat_map(escape))
    }

    /// The cost of its worst branch for an engine that backtracks; `None` if no branch can be slow on any line.
    pub fn cost(&self) -> Option<Cost> {
        worst::cost(self)
    }

    /// Whether its [cost](Self::cost) is slow, in less time.
    pub fn is_slow(&self) -> bool {
        worst::is_slow(self)
    }

    /// The part at which it fails to find something in a text: the parts before it in its branch find something. Of
    /// several branches it is in the one that gets furthest. `None` if the regex finds something, or sets flags.
    pub fn miss(&self, text: &str) -> Option<Span> {
        miss::miss(self, text)
    }

    /// The branches that find something in a text; none if the regex sets flags, which may go beyond a branch.
    pub fn finding_branches(&self, text: &str) -> Vec<Span> {
        miss::finding_branches(self, text)
    }

    /// The number of characters of a match.
    pub fn width(&self) -> Width {
        width(self.hir())
    }

    /// The regex without each of its branches, if it has several: the branch, and the rest.
    pub fn without_branches(&self) -> Vec<(Span, String)> {
        without_branches(self)
    }

    /// The ways to simplify it, each by itself, in the order in which they stand in the regex.
    pub fn changes(&self) -> Vec<PatternChange> {
        changes(self)
    }

    /// The regex after all changes of the wanted kinds, again and again until none is left.
    pub fn simplified(&self, is_wanted: impl Fn(Simplification) -> bool) -> Pattern {
        simplified(self, is_wanted)
    }

    /// The regex with a limit for each unbounded gap.
    pub fn bounded(&self) -> Pattern {
        bounded(self).unwrap_or_else(|| self.simplified(|why| why == Simplification::BoundedGap))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_escaped_as_machines_do() {
        let is_copy = |regex: &str, text: &str| Pattern::parse(regex).unwrap().is_copy_of(text);
        assert!(is_copy(r"a\ b\.\ \(c\)", "a b. (c)"));
        assert!(is_copy("Evicted: x", "Evicted: x") && is_copy("a.b", "a.b"));
        assert!(!is_copy(r"a b\.", "a b.") && !is_copy("evicted", "Evicted"));
    }
}
