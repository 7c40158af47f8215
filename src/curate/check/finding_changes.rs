//! Findings that a change adds, and those that it fixes.

use std::collections::BTreeSet;

use crate::check::{Code, Finding, Fingerprint};
use crate::record::{Field, Id, NamedField, Revision};

/// A finding, with the name of its field as it was when it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedFinding {
    /// The finding.
    pub finding: Finding,
    /// The field as maintainers name it, such as `w2.how`; `None` if it is about the record as a whole.
    pub field: Option<NamedField>,
}

/// The findings of a revision, with the names that their fields have there.
pub(super) fn named(revision: &Revision, findings: Vec<Finding>) -> Vec<NamedFinding> {
    let named = |finding: Finding| NamedFinding { field: finding.field.map(|field| revision.named(field)), finding };
    findings.into_iter().map(named).collect()
}

/// The findings that a change of a record adds, and those that it fixes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindingChanges {
    /// Those that are new.
    pub new: Vec<NamedFinding>,
    /// Those that are fixed.
    pub gone: Vec<NamedFinding>,
    /// If its signature is new: other records that are known to be about that error text, best first. The error may
    /// already have a record.
    pub matching: Vec<Id>,
}

impl FindingChanges {
    /// The new and the fixed findings, from those before and after. A finding that says the same about a changed value
    /// is neither.
    pub(super) fn between(was: Vec<NamedFinding>, is: Vec<NamedFinding>) -> Self {
        let known = |findings: &[NamedFinding]| -> BTreeSet<Fingerprint> {
            findings.iter().map(|one| one.finding.fingerprint()).collect()
        };
        let (before, after) = (known(&was), known(&is));
        let mut gone: Vec<NamedFinding> =
            was.into_iter().filter(|one| !after.contains(&one.finding.fingerprint())).collect();
        let mut new = Vec::new();
        for one in is.into_iter().filter(|one| !before.contains(&one.finding.fingerprint())) {
            match gone.iter().position(|other| other.place() == one.place()) {
                Some(at) => drop(gone.remove(at)),
                None => new.push(one),
            }
        }
        FindingChanges { new, gone, matching: Vec::new() }
    }
}

impl NamedFinding {
    /// Its message and its field.
    fn place(&self) -> (Code, Option<Field>) {
        (self.finding.code, self.finding.field)
    }
}
