//! The comments above the text of a record: canonry writes them when it keeps a text or shows its faults in an editor,
//! and skips them when it reads the text again.

use super::edit::TextBase;
use crate::record::Start;

/// The beginning of a comment's line.
pub const COMMENT: &str = "//";

/// The words before the digest of the record that a text was made from.
const MADE_FROM: &str = "made from ";

/// The words between that and the last batch of then.
const AFTER_BATCH: &str = " after batch ";

/// A text that may have comments above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptText<'t> {
    /// What the text was made from, if a comment says it.
    pub based_on: Option<TextBase>,
    /// Where the text below the comments begins.
    pub start: Start,
    /// The text below the comments.
    pub body: &'t [u8],
}

impl TextBase {
    /// The comment that says what a text of the record `name` was made from; with its line break.
    pub fn comment(&self, name: &str) -> String {
        let TextBase { digest, batch } = self;
        let after = batch.map_or(String::new(), |batch| format!("{AFTER_BATCH}{batch}"));
        format!("{COMMENT} {name}, {MADE_FROM}{digest:?}{after}\n")
    }

    /// What a comment says a text was made from.
    fn of_comment(line: &[u8]) -> Option<Self> {
        let (_, words) = std::str::from_utf8(line).ok()?.split_once(MADE_FROM)?;
        let (digest, batch) = words.split_once(AFTER_BATCH).unwrap_or((words, ""));
        Some(TextBase { digest: digest.trim().parse().ok()?, batch: batch.trim().parse().ok() })
    }
}

impl<'t> KeptText<'t> {
    /// Splits the comments off.
    pub fn of(mut text: &'t [u8]) -> Self {
        let (mut based_on, mut start) = (None, Start::default());
        while text.starts_with(COMMENT.as_bytes()) {
            let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| end + 1);
            let (line, rest) = text.split_at(end);
            based_on = based_on.or_else(|| TextBase::of_comment(line));
            start.line += 1;
            text = rest;
        }
        KeptText { based_on, start, body: text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Digest;

    #[test]
    fn what_a_kept_text_was_made_from_is_read_again() {
        let digest: Digest = "ab".repeat(32).parse().unwrap();
        for batch in [None, Some("7".parse().unwrap())] {
            let base = TextBase { digest, batch };
            let text = format!("// Not saved yet\n{}{{\n// not a comment\n}}", base.comment("x/a"));
            let kept = KeptText::of(text.as_bytes());
            assert_eq!(kept.body, b"{\n// not a comment\n}");
            assert_eq!((kept.based_on, kept.start.line), (Some(base), 3));
        }
    }

    #[test]
    fn a_text_without_comments_is_all_text() {
        let kept = KeptText::of(b"{}");
        assert_eq!(kept, KeptText { based_on: None, start: Start::default(), body: b"{}" });
        assert_eq!(KeptText::of(b"// made from nothing").body, b"");
    }
}
