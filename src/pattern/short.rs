//! Searching a few short texts.

use std::cell::OnceCell;

use regex_syntax::hir::Hir;

use super::firsts::Firsts;
use super::matcher::{Matcher, Purpose};
use super::walk;

/// A regex that is searched for in a few short texts. It is compiled only if one of them needs it.
pub(super) struct ShortSearch<'p> {
    text: &'p str,
    hir: &'p Hir,
    firsts: Firsts<'p>,
    /// `None` if it is too big to be compiled.
    matcher: OnceCell<Option<Matcher>>,
}

impl<'p> ShortSearch<'p> {
    /// Searches for the regex of a text and of a meaning.
    pub(super) fn new(text: &'p str, hir: &'p Hir) -> Self {
        ShortSearch { text, hir, firsts: Firsts::of(hir), matcher: OnceCell::new() }
    }

    /// Whether it finds something in a text.
    pub(super) fn finds(&self, text: &str) -> bool {
        if let Some(is_found) = walk::finds(self.hir, &self.firsts, text) {
            return is_found;
        }
        let compile = || Matcher::compile(self.text, self.hir, Purpose::ShortTexts).ok();
        self.matcher.get_or_init(compile).as_ref().is_some_and(|matcher| matcher.is_match(text))
    }
}
