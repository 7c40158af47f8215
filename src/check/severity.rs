//! How grave a finding is, and what canonry can do about it.

use crate::record::vocabulary;

vocabulary! {
    /// How grave a finding is.
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
    /// What a finding of a code can bring with it.
    Remedy {
        /// Nothing: a person has to write something.
        Manual = "manual",
        /// A change that a person should look at before it is applied.
        Offer = "offer",
        /// A change that cannot be wrong.
        Safe = "safe",
    }
}
