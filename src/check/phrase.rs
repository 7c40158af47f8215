//! Finding any of several phrases in a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Several phrases that are searched for together, whatever the case of their ASCII letters.
#[derive(Debug)]
pub(super) struct Phrases(AhoCorasick);

impl Phrases {
    /// Prepares the search for phrases. As a table it takes some kilobytes, and every text is searched.
    #[expect(clippy::expect_used, reason = "a few short constants do not exceed the size of an automaton")]
    pub(super) fn new(phrases: &[&str]) -> Self {
        let builder =
            AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(phrases);
        Phrases(builder.expect("an automaton"))
    }

    /// Which of the phrases a text has first; `None` if it has none.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        self.0.find(text).map(|found| found.pattern().as_usize())
    }
}
