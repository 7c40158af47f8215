//! What a finding is counted by.

use super::catalogue::Code;
use super::finding::Finding;
use super::severity::Severity;

/// What a finding is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingKind {
    /// What was found.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// Whether its fix is safe; `None` if it has no fix.
    pub safe: Option<bool>,
}

impl Finding {
    /// What it is counted by.
    pub fn kind(&self) -> FindingKind {
        FindingKind { code: self.code, severity: self.severity, safe: self.fix.as_ref().map(|fix| fix.safe) }
    }
}

/// What a caller gets of a finding: all of it, or only its [kind](FindingKind).
pub trait KeptFinding: Send {
    /// Whether the place and the message of a finding are kept.
    const IS_READ: bool;

    /// What is kept of a finding of a kind. The finding is made only if it is needed.
    fn of(kind: FindingKind, finding: impl FnOnce() -> Finding) -> Self;
}

impl KeptFinding for Finding {
    const IS_READ: bool = true;

    fn of(_: FindingKind, finding: impl FnOnce() -> Finding) -> Self {
        finding()
    }
}

impl KeptFinding for FindingKind {
    const IS_READ: bool = false;

    fn of(kind: FindingKind, _: impl FnOnce() -> Finding) -> Self {
        kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Background, Checker, SetIndex, Settings, Terms};
    use crate::record::{Revision, Start, read};

    /// What is kept of the findings of a record that is alone in its set, and what is waived.
    fn found<K: KeptFinding>(revision: &Revision) -> (Vec<K>, Vec<Finding>) {
        let settings = Settings::new(Terms::on("2026-11-21".parse().unwrap()));
        let mut index = SetIndex::default();
        index.note(&revision.record);
        let (mut kept, mut waived) = (Vec::new(), Vec::new());
        Checker::new(&settings).check_with_waived(
            revision,
            &Background::default(),
            &index,
            &mut |one| kept.push(one),
            &mut |finding, _| waived.push(finding),
        );
        (kept, waived)
    }

    #[test]
    fn kinds_are_those_of_the_whole_findings_and_what_is_waived_is_whole() {
        let text = include_bytes!("../../fixtures/findings/base.json");
        for regex in [r"(?i:zebra)\-a.*b.*c.*d|.*lion", "a.{0,9}b|c", "("] {
            let mut record = read(text.as_slice(), Start::default()).unwrap();
            record.regex = regex.to_owned();
            let mut revision = Revision::from(record);
            let all = found::<Finding>(&revision).0;
            let kinds = |all: &[Finding]| all.iter().map(Finding::kind).collect::<Vec<_>>();
            assert_eq!(found::<FindingKind>(&revision), (kinds(&all), Vec::new()), "{regex}");
            let waiver = all.iter().find(|one| one.code.short().starts_with('R')).unwrap().waiver(&revision, None);
            revision.annotations.waivers.push(waiver);
            let (open, waived) = found::<Finding>(&revision);
            assert!(!waived.is_empty(), "{regex}");
            assert_eq!(found::<FindingKind>(&revision), (kinds(&open), waived), "{regex}");
        }
    }
}
