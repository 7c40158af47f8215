//! Why a text is not a regex that consumers can use.

use super::Span;
use crate::record::vocabulary;

vocabulary! {
    /// What is wrong with a regex.
    FaultKind {
        /// It has more characters than consumers accept.
        TooLong = "too-long",
        /// It is not a regex.
        Syntax = "syntax",
        /// It is a regex, but asks for something that does not exist, such as an unknown Unicode class.
        Meaning = "meaning",
        /// Compiled it would need more memory than consumers allow.
        TooBig = "too-big",
    }
}

/// Why a text is not a regex that consumers can use, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct PatternFault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The part of the regex that is wrong.
    pub span: Span,
    /// The reason in one line of English.
    pub reason: String,
}

impl PatternFault {
    /// The fault of a whole regex.
    pub(super) fn whole(kind: FaultKind, text: &str, reason: String) -> Self {
        PatternFault { kind, span: Span { start: 0, end: text.len() }, reason }
    }
}

impl From<regex_syntax::ast::Error> for PatternFault {
    fn from(error: regex_syntax::ast::Error) -> Self {
        PatternFault { kind: FaultKind::Syntax, span: (*error.span()).into(), reason: error.kind().to_string() }
    }
}

impl From<regex_syntax::hir::Error> for PatternFault {
    fn from(error: regex_syntax::hir::Error) -> Self {
        PatternFault { kind: FaultKind::Meaning, span: (*error.span()).into(), reason: error.kind().to_string() }
    }
}
