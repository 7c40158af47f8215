//! Ways to simplify a regex.

use super::Span;
use crate::record::vocabulary;

/// The most characters that a bounded gap spans.
pub const MAX_GAP: u32 = 80;

vocabulary! {
    /// A way to simplify a regex.
    Simplification {
        /// A flag that consumers set anyway is removed.
        InlineFlag = "inline-flag",
        /// A backslash without meaning is removed.
        IdleEscape = "idle-escape",
        /// A bracket or brace that means itself gets a backslash.
        BareBracket = "bare-bracket",
        /// The name of a group is removed.
        GroupName = "group-name",
        /// A gap at the end of a branch is removed.
        IdleEdge = "idle-edge",
        /// A branch that is the same as an earlier one is removed.
        RepeatedBranch = "repeated-branch",
        /// A branch that contains another branch is removed.
        CoveredBranch = "covered-branch",
        /// A typographic quote or dash becomes that of a keyboard.
        Typographic = "typographic",
        /// An unbounded gap gets an upper bound.
        BoundedGap = "bounded-gap",
    }
}

impl Simplification {
    /// Whether a search finds exactly the same texts afterwards.
    pub fn keeps_meaning(self) -> bool {
        match self {
            Simplification::InlineFlag | Simplification::IdleEscape | Simplification::IdleEdge => true,
            Simplification::RepeatedBranch | Simplification::CoveredBranch => true,
            Simplification::BareBracket | Simplification::GroupName => true,
            Simplification::Typographic | Simplification::BoundedGap => false,
        }
    }
}

/// A part of a regex and its replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternChange {
    /// The part.
    pub span: Span,
    /// The replacement.
    pub replacement: String,
    /// Why.
    pub why: Simplification,
}

/// The regex after some changes. Of two that touch the same part only the first counts.
///
/// The result is a regex again if the changes are those of [`Pattern::changes`](super::Pattern::changes) for this text.
pub fn changed(text: &str, changes: &[PatternChange]) -> String {
    let mut ordered: Vec<&PatternChange> = changes.iter().collect();
    ordered.sort_by_key(|change| (change.span.start, std::cmp::Reverse(change.span.end)));
    let (mut new, mut at) = (String::with_capacity(text.len()), 0);
    for change in ordered {
        if change.span.start < at {
            continue;
        }
        new.push_str(Span { start: at, end: change.span.start }.of(text));
        new.push_str(&change.replacement);
        at = change.span.end;
    }
    new + Span { start: at, end: text.len() }.of(text)
}
