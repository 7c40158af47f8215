//! The severity of a finding, and what canonry can do about it.

use crate::record::vocabulary;

vocabulary! {
    /// The severity of a finding.
    Severity {
        /// Wrong for everybody who uses the record: it has to be fixed before a release.
        Error = "error",
        /// Probably wrong, or of little use as it is.
        Warning = "warning",
        /// Worth a look when somebody works on the record anyway.
        Note = "note",
    }
}

vocabulary! {
    /// The fix that a finding of a code can have.
    Remedy {
        /// Nothing: a person has to write something.
        Manual = "manual",
        /// A change that a person should review before it is applied.
        Offer = "offer",
        /// A change that cannot be wrong.
        Safe = "safe",
    }
}
