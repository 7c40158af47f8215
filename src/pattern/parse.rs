//! Reading a regex as consumers do.

use std::ops::Range;
use std::sync::OnceLock;

use regex_syntax::ast::Ast;
use regex_syntax::ast::parse::Parser;
use regex_syntax::hir::Hir;
use regex_syntax::hir::translate::{Translator, TranslatorBuilder};

use super::branch::{branches, has_flags, joined};
use super::chain::{GapChain, chains, finds};
use super::fault::{FaultKind, PatternFault};
use super::matcher::{Matcher, Purpose};
use super::plain::Plain;
use super::short::ShortSearch;
use super::size::{fits, states};
use super::{Literals, Span, required};

/// The most characters that a regex may have.
pub const MAX_CHARACTERS: usize = 500;

/// A regex that was read: its text, its syntax with positions, and its meaning. That of chains of literals and gaps is
/// worked out only if it is needed.
///
/// It is searched for without regard to case, as consumers do. Reading is cheap; [`Pattern::matcher`] is not.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    ast: OnceLock<Ast>,
    /// Its branches, if all of them are chains.
    chains: Option<Vec<(Span, GapChain)>>,
    hir: OnceLock<Hir>,
    branches: OnceLock<Vec<(Span, Hir)>>,
    literals: OnceLock<Literals>,
}

impl Pattern {
    /// Reads a regex.
    ///
    /// # Errors
    ///
    /// If it has over [`MAX_CHARACTERS`] characters, is not a regex, or would be too big when compiled.
    pub fn parse(text: &str) -> Result<Self, PatternFault> {
        let pattern = Pattern::read(text)?;
        if pattern.chains.is_none() && !fits(states(pattern.hir())) {
            pattern.matcher()?;
        }
        Ok(pattern)
    }

    /// Reads a regex that is known not to be too big when compiled.
    fn read(text: &str) -> Result<Self, PatternFault> {
        let ast = Pattern::syntax(text)?;
        if let Some(chains) = chains(&ast) {
            return Ok(Pattern { ast: OnceLock::from(ast), ..Pattern::of_chains(text.to_owned(), chains) });
        }
        let parts = branches(&ast);
        // The meaning of the whole is made of its branches, of which each is translated once. Flags may go beyond one.
        let (hir, branches) = if parts.len() < 2 || has_flags(&ast) {
            (translator().translate(text, &ast)?, OnceLock::new())
        } else {
            let mut translator = translator();
            let translated = parts.iter().map(|part| translator.translate(text, part));
            let hirs = translated.collect::<Result<Vec<Hir>, _>>()?;
            let spans = parts.iter().map(|part| Span::from(*part.span()));
            (joined(&ast, hirs.clone()), OnceLock::from(spans.zip(hirs).collect::<Vec<_>>()))
        };
        let (ast, hir, literals) = (OnceLock::from(ast), OnceLock::from(hir), OnceLock::new());
        Ok(Pattern { text: text.to_owned(), ast, chains: None, hir, branches, literals })
    }

    /// The regex of some chains, which are those that are read from its text. Its syntax is only read if it is needed.
    pub(super) fn of_chains(text: String, chains: Vec<(Span, GapChain)>) -> Self {
        let (ast, hir, branches, literals) = (OnceLock::new(), OnceLock::new(), OnceLock::new(), OnceLock::new());
        Pattern { text, ast, chains: Some(chains), hir, branches, literals }
    }

    /// The syntax of a regex.
    fn syntax(text: &str) -> Result<Ast, PatternFault> {
        let characters = text.chars().take(MAX_CHARACTERS + 1).count();
        if characters > MAX_CHARACTERS {
            let reason = format!("a regex has at most {MAX_CHARACTERS} characters");
            return Err(PatternFault::whole(FaultKind::TooLong, text, reason));
        }
        Ok(Parser::new().parse(text)?)
    }

    /// The regex as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Compiles it.
    ///
    /// # Errors
    ///
    /// If it is too big. [`Pattern::parse`] has found that out before, so callers may treat it as a regex that matches
    /// nothing.
    pub fn matcher(&self) -> Result<Matcher, PatternFault> {
        Matcher::compile(&self.text, self.hir(), Purpose::Any)
    }

    /// Compiles it for a few short texts.
    ///
    /// # Errors
    ///
    /// As [`Pattern::matcher`].
    pub(super) fn quick_matcher(&self) -> Result<Matcher, PatternFault> {
        Matcher::compile(&self.text, self.hir(), Purpose::ShortTexts)
    }

    /// Whether it finds something in a short text, which is much faster than to compile it for that.
    pub fn is_found_in(&self, text: &str) -> bool {
        let by_chains = self.chains().and_then(|chains| finds(chains, text));
        by_chains.unwrap_or_else(|| ShortSearch::new(&self.text, self.hir()).finds(text))
    }

    /// What it finds first in a short text, in bytes; `None` if it finds nothing, or is too big to be compiled.
    pub fn found_in(&self, text: &str) -> Option<Range<usize>> {
        self.quick_matcher().ok()?.find(text)
    }

    /// Whether it can match the empty text, and so finds something in every text, or in every one with a certain
    /// boundary.
    pub fn matches_empty(&self) -> bool {
        match self.chains() {
            Some(chains) => chains.iter().any(|(_, chain)| chain.matches_empty()),
            None => self.hir().properties().minimum_len() == Some(0),
        }
    }

    /// The literals of which one occurs in every text that it finds something in.
    pub fn literals(&self) -> &Literals {
        let at_a_glance = || Some(Plain::read(&self.text)?.literals());
        self.literals.get_or_init(|| at_a_glance().unwrap_or_else(|| required::literals(self.ast())))
    }

    /// The [literals](Self::literals) of a text that may be a regex; `None` if its syntax is not that of one. Nothing
    /// but the syntax is looked at, which is ten times faster, so more may be wrong with the regex.
    pub fn literals_of(text: &str) -> Option<Literals> {
        if let Some(plain) = Plain::read(text) {
            return Some(plain.literals());
        }
        Pattern::syntax(text).ok().map(|ast| required::literals(&ast))
    }

    /// Its branches, each with its meaning. The meaning of the whole has lost them: what several of them begin with was
    /// taken out.
    ///
    /// Flags that hold in a branch are lost, so a branch is only good for what they do not change.
    pub(super) fn branches(&self) -> &[(Span, Hir)] {
        self.branches.get_or_init(|| {
            let whole = || vec![(Span::from(*self.ast().span()), self.hir().clone())];
            let asts = branches(self.ast());
            if asts.len() < 2 {
                return whole();
            }
            let mut translator = translator();
            let mut translate =
                |ast: &Ast| Some((Span::from(*ast.span()), translator.translate(&self.text, ast).ok()?));
            asts.iter().map(&mut translate).collect::<Option<Vec<_>>>().unwrap_or_else(whole)
        })
    }

    /// Its syntax.
    pub(super) fn ast(&self) -> &Ast {
        #[expect(clippy::expect_used, reason = "it was read, or made of chains, whose text is a regex")]
        self.ast.get_or_init(|| Parser::new().parse(&self.text).expect("a regex"))
    }

    /// Its meaning, in which each letter already stands for all its cases.
    pub(super) fn hir(&self) -> &Hir {
        // Only that of chains is not known yet, and each of these has one.
        self.hir.get_or_init(|| translator().translate(&self.text, self.ast()).unwrap_or_else(|_| Hir::fail()))
    }

    /// Its branches, if all of them are chains.
    pub(super) fn chains(&self) -> Option<&[(Span, GapChain)]> {
        self.chains.as_deref()
    }

    /// The same regex, of which everything is told by its meaning.
    #[cfg(test)]
    pub(super) fn without_chains(self) -> Self {
        Pattern { chains: None, ..self }
    }
}

/// What turns syntax into meaning, for a search without regard to case.
pub(super) fn translator() -> Translator {
    TranslatorBuilder::new().case_insensitive(true).build()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::made;
    use super::*;

    fn fault(text: &str) -> (FaultKind, String) {
        let fault = Pattern::parse(text).unwrap_err();
        (fault.kind, fault.span.of(text).to_owned())
    }

    #[test]
    fn a_fault_says_which_part_of_the_regex_it_means() {
        assert_eq!(fault("a(b"), (FaultKind::Syntax, "(".to_owned()));
        assert_eq!(fault(r"令牌\p{Nope}x"), (FaultKind::Meaning, r"\p{Nope}".to_owned()));
        assert_eq!(fault(r"a(?=b)"), (FaultKind::Syntax, "(?=".to_owned()));
        assert_eq!(fault(r"(\w{100}){100}").0, FaultKind::TooBig);
    }

    #[test]
    fn a_regex_has_at_most_500_characters_not_bytes() {
        assert!(Pattern::parse(&"令".repeat(500)).is_ok());
        assert_eq!(fault(&"a".repeat(501)).0, FaultKind::TooLong);
        assert_eq!(fault(&"(".repeat(500)).0, FaultKind::Syntax);
        assert!(Pattern::parse(&format!("{}{}", "(".repeat(200), ")".repeat(200))).is_ok());
    }

    #[test]
    fn a_regex_that_is_read_can_be_compiled() {
        for text in [r"\w{40}", r"(?:\pL{30}){3}", "[^a]{0,200}", "", r"(?i)\bE\d+", r"(a|b?)*", "[a&&b]"] {
            assert!(Pattern::parse(text).unwrap().matcher().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_regex_matches_the_empty_text_if_all_of_it_can_be_left_out() {
        for (text, is_empty) in [("a*", true), ("a|b?", true), (r"\b", true), ("", true), ("a+", false), ("a|b", false)]
        {
            assert_eq!(Pattern::parse(text).unwrap().matches_empty(), is_empty, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_meaning_of_the_whole_is_that_of_its_branches_together(
            branches in prop::collection::vec(made::regex(), 1..4),
            group in prop::sample::select(vec!["", "(", "(?:", "(?P<name>", "((?:"]),
        ) {
            let text = format!("{group}{}{}", branches.join("|"), ")".repeat(group.matches('(').count()));
            let Ok(pattern) = Pattern::parse(&text) else { return Ok(()) }; // a few are too large
            prop_assert_eq!(pattern.hir(), &translator().translate(&text, pattern.ast()).unwrap(), "{}", text);
        }
    }
}
