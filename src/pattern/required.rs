//! Computing the literals that a regex needs, from its syntax.
//!
//! Its meaning would say the same, ten times slower: there each letter is a class of its cases. Flags change nothing,
//! because literals are folded.
//!
//! The method is that of the prefilters of RE2 and of Google Code Search (Russ Cox, "Regular Expression Matching with a
//! Trigram Index"): each part of the regex has the exact texts that it matches, as long as they are few, and the best
//! set of literals of which one must occur.

use std::collections::BTreeSet;

use regex_syntax::ast::{Ast, ClassBracketed, ClassSet, ClassSetItem, Repetition, RepetitionKind, RepetitionRange};

use super::Literals;
use super::fold::fold;
use super::worth::better;

/// The most texts that a part may match to be known exactly.
const MAX_EXACT: usize = 16;

/// The most characters that each of them may have.
const MAX_LENGTH: usize = 500;

/// The most literals that a regex may need; a regex that needs more counts as one that needs none.
const MAX_LITERALS: usize = 500;

/// The result for a part of a regex.
struct PartLiterals {
    /// The folded texts that it matches, if it matches no others.
    exact: Option<BTreeSet<String>>,
    /// Literals of which one occurs in every text that it matches. `None` if there are no such literals.
    needed: Option<BTreeSet<String>>,
}

/// The literals of which one occurs in every text that a regex of this syntax finds something in.
pub(super) fn literals(ast: &Ast) -> Literals {
    Literals::new(part(ast).best().unwrap_or_else(|| BTreeSet::from([String::new()])))
}

impl PartLiterals {
    fn exact(texts: impl IntoIterator<Item = String>) -> Self {
        PartLiterals { exact: Some(texts.into_iter().collect()), needed: None }
    }

    fn needing(needed: Option<BTreeSet<String>>) -> Self {
        PartLiterals { exact: None, needed }
    }

    /// The best literals that it needs.
    fn best(self) -> Option<BTreeSet<String>> {
        better(self.needed, self.exact)
    }
}

fn part(ast: &Ast) -> PartLiterals {
    match ast {
        Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_) => PartLiterals::exact([String::new()]),
        Ast::Literal(literal) => PartLiterals::exact([fold(literal.c).to_string()]),
        Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) => PartLiterals::needing(None),
        Ast::ClassBracketed(class) => {
            let texts = |all: BTreeSet<char>| PartLiterals::exact(all.into_iter().map(String::from));
            characters(class).map_or(PartLiterals::needing(None), texts)
        }
        Ast::Repetition(repetition) => repeated(repetition),
        Ast::Group(group) => part(&group.ast),
        Ast::Concat(concat) => sequence(parts(&concat.asts)),
        Ast::Alternation(alternation) => choice(&alternation.asts),
    }
}

/// The parts of a sequence; letters that follow each other are one.
fn parts(asts: &[Ast]) -> impl Iterator<Item = PartLiterals> {
    let letter = |ast: &Ast| if let Ast::Literal(literal) = ast { Some(fold(literal.c)) } else { None };
    let runs = asts.chunk_by(|one, next| matches!((one, next), (Ast::Literal(_), Ast::Literal(_))));
    runs.flat_map(move |run| match run {
        [one] => Some(part(one)),
        letters => letters.iter().map(letter).collect::<Option<String>>().map(|text| PartLiterals::exact([text])),
    })
}

/// The folded characters of a class, if they are few.
fn characters(class: &ClassBracketed) -> Option<BTreeSet<char>> {
    match &class.kind {
        ClassSet::Item(item) if !class.negated => listed(item),
        ClassSet::Item(_) | ClassSet::BinaryOp(_) => None,
    }
}

/// The folded characters of an item of a class, if they are few.
fn listed(item: &ClassSetItem) -> Option<BTreeSet<char>> {
    let all: BTreeSet<char> = match item {
        ClassSetItem::Empty(_) => BTreeSet::new(),
        ClassSetItem::Literal(literal) => BTreeSet::from([fold(literal.c)]),
        ClassSetItem::Range(range) => {
            let range = range.start.c..=range.end.c;
            range.clone().nth(MAX_EXACT).is_none().then(|| range.map(fold).collect())?
        }
        ClassSetItem::Ascii(_) | ClassSetItem::Unicode(_) | ClassSetItem::Perl(_) => return None,
        ClassSetItem::Bracketed(class) => characters(class)?,
        ClassSetItem::Union(union) => {
            union.items.iter().map(listed).collect::<Option<Vec<_>>>()?.into_iter().flatten().collect()
        }
    };
    (all.len() <= MAX_EXACT).then_some(all)
}

fn repeated(repetition: &Repetition) -> PartLiterals {
    let sub = part(&repetition.ast);
    match times(&repetition.op.kind) {
        (0, Some(0)) => PartLiterals::exact([String::new()]),
        (least, Some(most)) if least == most => match (sub.exact, usize::try_from(least)) {
            (Some(texts), Ok(times)) if times <= MAX_LENGTH => {
                let same = || PartLiterals::exact(texts.iter().cloned());
                sequence((0..times).map(|_| same()))
            }
            (exact, _) => PartLiterals::needing(better(sub.needed, exact)),
        },
        (0, Some(1)) => match sub.exact {
            Some(texts) if texts.len() < MAX_EXACT => PartLiterals::exact(texts.into_iter().chain([String::new()])),
            _ => PartLiterals::needing(None),
        },
        (0, _) => PartLiterals::needing(None),
        _ => PartLiterals::needing(sub.best()),
    }
}

/// The least and the largest number of repetitions of a part.
fn times(kind: &RepetitionKind) -> (u32, Option<u32>) {
    match kind {
        RepetitionKind::ZeroOrOne => (0, Some(1)),
        RepetitionKind::ZeroOrMore => (0, None),
        RepetitionKind::OneOrMore => (1, None),
        RepetitionKind::Range(RepetitionRange::Exactly(times)) => (*times, Some(*times)),
        RepetitionKind::Range(RepetitionRange::AtLeast(least)) => (*least, None),
        RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => (*least, Some(*most)),
    }
}

/// The result for a sequence of parts.
fn sequence(parts: impl Iterator<Item = PartLiterals>) -> PartLiterals {
    let mut run = BTreeSet::from([String::new()]);
    let mut needed = None;
    let mut is_exact = true;
    for PartLiterals { exact, needed: of_part } in parts {
        match exact.as_ref().and_then(|texts| joined(&run, texts)) {
            Some(longer) => run = longer,
            None => {
                is_exact = false;
                let next = exact.unwrap_or_else(|| BTreeSet::from([String::new()]));
                needed = better(needed, Some(std::mem::replace(&mut run, next)));
                needed = better(needed, of_part);
            }
        }
    }
    if is_exact { PartLiterals { exact: Some(run), needed } } else { PartLiterals::needing(better(needed, Some(run))) }
}

/// Each of the first texts followed by each of the second, if there are not too many.
fn joined(first: &BTreeSet<String>, second: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let longest = |texts: &BTreeSet<String>| texts.iter().map(String::len).max().unwrap_or_default();
    let is_small =
        first.len().saturating_mul(second.len()) <= MAX_EXACT && longest(first) + longest(second) <= MAX_LENGTH;
    is_small.then(|| first.iter().flat_map(|one| second.iter().map(move |two| format!("{one}{two}"))).collect())
}

/// The result for alternatives.
fn choice(asts: &[Ast]) -> PartLiterals {
    let mut exact = Some(BTreeSet::new());
    let mut needed = Some(BTreeSet::new());
    for sub in asts.iter().map(part) {
        exact = exact.zip(sub.exact.clone()).map(|(all, more)| &all | &more).filter(|all| all.len() <= MAX_EXACT);
        needed = needed.zip(sub.best()).map(|(all, more)| &all | &more).filter(|all| all.len() <= MAX_LITERALS);
    }
    PartLiterals { exact, needed }
}

#[cfg(test)]
mod tests {
    use super::super::{Folded, Pattern};

    fn literals(text: &str) -> String {
        Pattern::parse(text).unwrap().literals().to_string()
    }

    #[test]
    fn each_branch_gives_its_best_literal() {
        assert_eq!(literals("NCCL.*system fault|(?:RDBX|AOFX).*error"), "aofx\nrdbx\nsystem fault\n");
        assert_eq!(literals("TS2345: .+ to ['\"]?X"), "ts2345: \n");
        assert_eq!(literals(r"error: (.*) E0502"), " e0502\n");
    }

    #[test]
    fn small_choices_within_a_literal_are_spelled_out() {
        assert_eq!(literals("time(d )?-?out"), "time-out\ntimed -out\ntimed out\ntimeout\n");
        assert_eq!(literals("[Ff]ull(y)?Sharded|a{3}b"), "aaab\nfullsharded\nfullysharded\n");
        assert_eq!(literals("ab+cd"), "cd\n");
        assert_eq!(literals("[A-C[x]]1{2}[z]{0}"), "a11\nb11\nc11\nx11\n");
    }

    #[test]
    fn a_regex_without_literals_needs_the_empty_one() {
        assert_eq!(literals(r"foo|\w+"), "\n");
        assert_eq!(Pattern::parse(r"\w+").unwrap().literals().shortest(), Some(0));
    }

    #[test]
    fn flags_change_nothing() {
        for text in ["(?i)oom", "(?-i)OOM", "(?x) o o  m # out", "(?-u:OOM)", "(?s-i:oo(?i:M))", "o(?i)OM"] {
            assert_eq!(literals(text), "oom\n", "{text}");
        }
    }

    #[test]
    fn a_class_of_many_characters_or_that_excludes_some_ends_a_literal() {
        assert_eq!(literals("ab[^c]d"), "ab\n");
        assert_eq!(literals("ab[c&&d]e|xy[[:^alpha:]]"), "ab\nxy\n");
        assert_eq!(literals("ab[Ā-ſ]"), "ab\n", "the first 17 are 9 letters");
    }

    #[test]
    fn no_text_is_lost_to_letters_that_are_the_same_to_a_regex() {
        for (pattern, text) in [("ask", "a\u{17f}\u{212A}"), ("\u{17f}", "S"), ("ΣΑΣ", "σας"), ("straẞe", "STRAßE")]
        {
            let pattern = Pattern::parse(pattern).unwrap();
            assert!(pattern.matcher().unwrap().is_match(text));
            assert!(pattern.literals().may_match(&Folded::of(text)), "{}", pattern.text());
        }
    }

    #[test]
    fn a_hostile_regex_takes_time_proportional_to_its_length() {
        for text in ["(a?b?c?d?e?){100}", "((((ab?){500}){500}){500})", &"[abcd]".repeat(80), &"a|".repeat(240)] {
            if let Ok(pattern) = Pattern::parse(text) {
                assert!(pattern.literals().iter().len() <= 500, "{text}");
            }
        }
    }
}
