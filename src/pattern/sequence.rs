//! The literals that a text has one after the other if a regex finds something in it.
//!
//! Most candidates have one literal of a regex and lack another one, which takes far less time to find out than to try
//! the regex.

use memchr::memmem::Finder;
use regex_syntax::ast::Ast;

use super::branch::branches;
use super::fold::fold;
use super::gap::least_of;
use super::{Folded, Pattern};

/// For each branch of a regex literals that all it finds has in this order, folded.
#[derive(Debug)]
pub(super) struct LiteralSequences(Vec<Vec<Finder<'static>>>);

impl LiteralSequences {
    /// Those of a regex.
    pub(super) fn of(pattern: &Pattern) -> Self {
        let finders = |branch: &Ast| {
            let mut sequence = LiteralSequence::default();
            sequence.add(branch);
            let texts = sequence.literals.iter().filter(|literal| !literal.is_empty());
            texts.map(|literal| Finder::new(literal).into_owned()).collect()
        };
        LiteralSequences(branches(pattern.ast()).iter().map(finders).collect())
    }

    /// Whether a text has the literals of a branch; otherwise the regex finds nothing in it.
    pub(super) fn may_match(&self, text: &Folded) -> bool {
        let behind = |rest: &[u8], literal: &Finder<'_>| literal.find(rest).map(|place| place + literal.needle().len());
        let has = |literals: &Vec<Finder<'_>>| {
            let all = text.as_str().as_bytes();
            literals.iter().try_fold(all, |rest, literal| rest.get(behind(rest, literal)?..)).is_some()
        };
        self.0.iter().any(has)
    }
}

/// The literals of a part, from the first to the last.
#[derive(Debug, Default)]
struct LiteralSequence {
    literals: Vec<String>,
    /// Whether the next character follows the last literal.
    is_open: bool,
}

impl LiteralSequence {
    fn add(&mut self, ast: &Ast) {
        match ast {
            Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => {}
            Ast::Literal(literal) => self.push(fold(literal.c)),
            Ast::Group(group) => self.add(&group.ast),
            Ast::Concat(concat) => concat.asts.iter().for_each(|ast| self.add(ast)),
            Ast::Repetition(repetition) => {
                self.is_open = false;
                if least_of(&repetition.op.kind) > 0 {
                    self.add(&repetition.ast);
                }
                self.is_open = false;
            }
            Ast::Alternation(_) | Ast::Dot(_) => self.is_open = false,
            Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => self.is_open = false,
        }
    }

    fn push(&mut self, character: char) {
        match self.literals.last_mut() {
            Some(last) if self.is_open => last.push(character),
            Some(_) | None => self.literals.push(character.to_string()),
        }
        self.is_open = true;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::made;
    use super::*;

    #[test]
    fn a_text_needs_the_literals_of_one_branch_in_their_order() {
        let may_match = |regex: &str, text: &str| {
            LiteralSequences::of(&Pattern::parse(regex).unwrap()).may_match(&Folded::of(text))
        };
        for (regex, text) in
            [(r"A\d+(?:b c){2}x?", "1a2 B c"), (r"no|a.\bK(e)y", "A K\u{212A}EY"), ("(x|y)a?", ""), ("a(?:b|c)d", "AD")]
        {
            assert!(may_match(regex, text), "{regex} in {text}");
        }
        for (regex, text) in [("a.*b", "ba"), (r"ab\dc|x", "a1bc"), ("aa+", "a"), ("(?:ab)+c", "abab")] {
            assert!(!may_match(regex, text), "{regex} in {text}");
        }
    }

    proptest! {
        #[test]
        fn where_a_literal_is_missing_nothing_is_found(
            regex in made::regex(),
            texts in prop::collection::vec(prop::collection::vec(made::part(), 0..8), 16),
        ) {
            let Ok(pattern) = Pattern::parse(&regex) else { return Ok(()) }; // a few are too large
            let (sequences, matcher) = (LiteralSequences::of(&pattern), pattern.matcher().unwrap());
            for text in texts.iter().map(|parts| parts.concat()) {
                let may_match = sequences.may_match(&Folded::of(&text));
                prop_assert!(may_match || !matcher.is_match(&text), "{} in {:?}", &regex, &text);
            }
        }
    }
}
