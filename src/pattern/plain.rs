//! Regexes that are read at a glance: literals with gaps between them, one such chain or several to choose from.
//!
//! Four of five regexes of a real set are of this kind. To read the syntax of one takes ten times longer, its meaning
//! forty times, and most are needed for nothing but their literals and a search in one signature.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use super::fold::fold;
use super::worth::better;
use super::{Folded, Literals};

/// The most bytes of such a regex: the literals of one that is twice as long are cut, and folding may add bytes.
pub(super) const MAX_BYTES: usize = 250;

/// The most chains that it may have.
const MAX_CHAINS: usize = 100;

/// A regex that is read at a glance.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plain {
    chains: Vec<Chain>,
}

/// Literals with gaps between them; no literal but the first one is empty, nor has it a line break.
#[derive(Debug, Default, PartialEq, Eq)]
struct Chain {
    /// What a text has to begin with, folded.
    first: String,
    /// The others, each with what is before it.
    others: Vec<(Gap, String)>,
    /// What is at the end.
    last: Option<Gap>,
}

/// What stands between two literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// `.*`: any characters of the line.
    Any,
    /// `.+`: the same, at least one.
    Some,
    /// A character, or several, of a kind: it ends a literal, and is not searched for here.
    Other,
}

impl Plain {
    /// Reads a regex; `None` if it is not one of these.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let start = text.strip_prefix("(?:").or_else(|| text.strip_prefix('('));
        let inner = start.and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
        let mut chains = vec![Chain::default()];
        let mut characters = inner.chars().peekable();
        while let Some(character) = characters.next() {
            let chain = chains.last_mut()?;
            let literal = match character {
                '|' => {
                    chains.push(Chain::default());
                    continue;
                }
                '.' => None,
                '\\' => match characters.next()? {
                    'd' | 's' | 'w' => None,
                    '\n' => return None,
                    escaped if regex_syntax::is_escapeable_character(escaped) => Some(escaped),
                    _ => return None,
                },
                '*' | '+' | '?' | '(' | ')' | '[' | '{' | '^' | '$' | '\n' => return None,
                other => Some(other),
            };
            let count = characters.next_if(|next| ['*', '+'].contains(next));
            match (literal, count) {
                (Some(literal), None) => chain.push(literal),
                (Some(_), Some(_)) => return None,
                (None, count) => {
                    characters.next_if(|next| count.is_some() && *next == '?');
                    chain.end_literal(match (character, count) {
                        ('.', Some('*')) => Gap::Any,
                        ('.', Some('+')) => Gap::Some,
                        _ => Gap::Other,
                    });
                }
            }
        }
        (chains.len() <= MAX_CHAINS).then_some(Plain { chains })
    }

    /// The literals of which one occurs in every text that it finds something in: the same as its syntax says.
    pub(super) fn literals(&self) -> Literals {
        let bests: Option<Vec<BTreeSet<String>>> = self.chains.iter().map(Chain::best).collect();
        Literals::new(bests.map_or_else(|| vec![String::new()], |bests| bests.into_iter().flatten().collect()))
    }

    /// What searches for it; `None` if it has gaps that are not searched for here.
    pub(super) fn search(&self) -> Option<PlainSearch<'_>> {
        let chains: Option<Vec<ChainSearch<'_>>> = self.chains.iter().map(Chain::search).collect();
        Some(PlainSearch { chains: chains? })
    }
}

/// A regex that was read at a glance, ready to be searched for.
#[derive(Debug)]
pub(super) struct PlainSearch<'p> {
    chains: Vec<ChainSearch<'p>>,
}

/// The literals of a chain, each but the first with whether a character has to be before it.
#[derive(Debug)]
struct ChainSearch<'p> {
    first: Finder<'p>,
    others: Vec<(bool, Finder<'p>)>,
}

impl PlainSearch<'_> {
    /// Whether it finds something in a text.
    pub(super) fn finds(&self, text: &Folded) -> bool {
        text.as_str().split('\n').any(|line| self.chains.iter().any(|chain| chain.is_in(line)))
    }
}

impl ChainSearch<'_> {
    /// Whether it is in a line. Each literal is taken at the first place where it can be: then most is left behind it.
    fn is_in(&self, line: &str) -> bool {
        let behind = |text: &str, literal: &Finder<'_>| {
            literal.find(text.as_bytes()).map(|place| text.len() - place - literal.needle().len())
        };
        let Some(mut left) = behind(line, &self.first) else { return false };
        for (is_some, literal) in &self.others {
            let mut rest = line.get(line.len() - left..).unwrap_or_default().chars();
            if *is_some && rest.next().is_none() {
                return false;
            }
            match behind(rest.as_str(), literal) {
                Some(behind) => left = behind,
                None => return false,
            }
        }
        true
    }
}

impl Chain {
    /// Adds a character to the last literal.
    fn push(&mut self, character: char) {
        let character = fold(character);
        match (self.last.take(), self.others.last_mut()) {
            (Some(gap), _) => self.others.push((gap, character.to_string())),
            (None, Some((_, literal))) => literal.push(character),
            (None, None) => self.first.push(character),
        }
    }

    fn end_literal(&mut self, gap: Gap) {
        // Two gaps are not one gap, but a literal ends at both.
        self.last = Some(if self.last.is_some() { Gap::Other } else { gap });
    }

    /// The best of its literals; `None` if it has none.
    fn best(&self) -> Option<BTreeSet<String>> {
        let others = self.others.iter().map(|(_, literal)| literal);
        std::iter::once(&self.first)
            .chain(others)
            .map(|literal| Some(BTreeSet::from([literal.clone()])))
            .fold(None, better)
    }

    /// What searches for it; `None` if it has a gap that is not searched for here.
    fn search(&self) -> Option<ChainSearch<'_>> {
        let is_some = |gap: Gap| match gap {
            Gap::Any => Some(false),
            Gap::Some => Some(true),
            Gap::Other => None,
        };
        let others = self.others.iter().map(|(gap, literal)| Some((is_some(*gap)?, Finder::new(literal))));
        let others = others.collect::<Option<Vec<_>>>()?;
        self.last.is_none_or(|gap| gap == Gap::Any).then(|| ChainSearch { first: Finder::new(&self.first), others })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Pattern, required};
    use super::*;

    #[test]
    fn what_is_more_than_literals_and_gaps_is_not_read() {
        for text in ["a|b.*c", r"\.a\\", "(a.+?b|)", "(?:a|b)", "", ".", r"a\db", "]}-#"] {
            assert!(Plain::read(text).is_some(), "{text}");
        }
        for text in [
            "a*", "a(b)", "(a)|(b)", "[a]", r"\bx", "^a", "a{2}", "(?i)a", r"\x41", ".**", "(", ")", r"a\", r"(a\)",
            "\n", "\\\n",
        ] {
            assert_eq!(Plain::read(text), None, "{text}");
        }
    }

    /// Regexes of literals and gaps, and some that are more than that.
    fn regex() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "a", "B", "ab", "k", "ſ", "Σ", "令", r"\.", r"\|", r"\ ", r"\/", ".*", ".*", ".+", ".*?", ".+?", ".", ".?",
            r"\d", r"\s+", r"\w*?", "|", "|", "error", "timeout", "(", ")", "^", "[a]", "a?", "-", "\r",
        ]);
        let chain = prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat());
        (chain, prop::sample::select(vec!["", "(", "(?:"]))
            .prop_map(|(chain, start)| if start.is_empty() { chain } else { format!("{start}{chain})") })
    }

    proptest! {
        #[test]
        fn what_is_read_at_a_glance_means_the_same(
            regex in regex(),
            texts in prop::collection::vec("(a|b|ab|k|K|\u{212A}|s|σ|ς|令|[.| /-]|error|\n|\r){0,7}", 16),
        ) {
            let Some(plain) = Plain::read(&regex) else { return Ok(()) };
            let pattern = Pattern::parse(&regex).unwrap();
            prop_assert_eq!(plain.literals(), required::literals(pattern.ast()), "{}", &regex);
            let matcher = pattern.matcher().unwrap();
            let Some(search) = plain.search() else { return Ok(()) };
            for text in &texts {
                prop_assert_eq!(search.finds(&Folded::of(text)), matcher.is_match(text), "{} in {:?}", &regex, text);
            }
        }
    }
}
