//! A compiled regex.

use std::ops::Range;

use regex_automata::meta::{BuildError, Builder, Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::hir::Hir;

use super::fault::{FaultKind, PatternFault};

/// The most bytes that a compiled regex may take: the default of the regex library, which its users have.
pub(super) const MAX_BYTES: usize = 10 * 1024 * 1024;

/// A compiled regex: it finds what consumers find with it, anywhere in a text, ignoring case.
///
/// It is the engine beneath the `regex` library, which can use the meaning of a regex that was already read.
#[derive(Debug, Clone)]
pub struct Matcher(Regex);

/// The texts that a regex is compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Texts of any length. Searching them is fast.
    Any,
    /// A few short texts. Compiling is six times faster, because there is no automaton and no search for prefixes.
    ShortTexts,
}

impl Matcher {
    /// Compiles a regex that has been read.
    ///
    /// # Errors
    ///
    /// If it takes more than [`MAX_BYTES`].
    pub(super) fn compile(text: &str, hir: &Hir, purpose: Purpose) -> Result<Self, PatternFault> {
        let config = Config::new().nfa_size_limit(Some(MAX_BYTES)).which_captures(WhichCaptures::Implicit);
        let config = match purpose {
            Purpose::Any => config,
            Purpose::ShortTexts => config.hybrid(false).dfa(false).onepass(false).auto_prefilter(false),
        };
        Builder::new().configure(config).build_from_hir(hir).map(Matcher).map_err(|error| fault(text, &error))
    }

    /// Whether it finds something in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// What it finds first in a text, in bytes.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.0.find(text).map(|found| found.range())
    }
}

fn fault(text: &str, error: &BuildError) -> PatternFault {
    let reason = match error.size_limit() {
        Some(_) => format!("compiled it takes more than {MAX_BYTES} bytes"),
        None => error.to_string(),
    };
    PatternFault::whole(FaultKind::TooBig, text, reason)
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;

    #[test]
    fn it_ignores_case() {
        let matcher = Pattern::parse("module .* found").unwrap().matcher().unwrap();
        assert_eq!(matcher.find("Error: MODULE x Found."), Some(7..21));
        assert!(!matcher.is_match("no module\nfound"));
    }

    #[test]
    fn it_finds_what_the_regex_library_finds() {
        for text in ["", "a|", r"\bk\b", "(?s)a.c", "(?-i)K", r"(?m)^b$", "[^a]", r"\s+令?"] {
            let pattern = Pattern::parse(text).unwrap();
            let library = regex::RegexBuilder::new(text).case_insensitive(true).build().unwrap();
            for searched in ["", "K", "\u{212A}", "a\nc", "A b\nB", " \u{a0}令牌", "é"] {
                let found = library.find(searched).map(|found| found.range());
                assert_eq!(pattern.matcher().unwrap().find(searched), found, "{text} in {searched}");
                let quick = super::Matcher::compile(text, pattern.hir(), super::Purpose::ShortTexts).unwrap();
                assert_eq!(quick.find(searched), found, "{text} in {searched}");
            }
        }
    }
}
