//! What is wrong, as all formats print it.

use std::borrow::Cow;
use std::ops::Range;

use crate::check::{Code, Finding, Fingerprint, Fix, Severity};
use crate::curate::KnownFindings;
use crate::record::{ItemNumber, Place, Revision};

/// The name of what is wrong with a text that is not a record. It has no code.
pub(super) const INVALID: &str = "invalid-record";

/// Something wrong, to be printed.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Printed<'p> {
    pub(super) what: Wrong<'p>,
    /// Its position; `None` in a database.
    pub(super) at: Option<At<'p>>,
}

/// Something wrong.
#[derive(Clone, Copy)]
pub(super) enum Wrong<'p> {
    /// A finding, with the record in which it was found; without one if it is about the set.
    Finding(&'p Finding, Option<&'p Revision>),
    /// A text that is not a record, or not one of this set.
    Unfit {
        /// The place in the record, as in `workarounds[0].success_rate`.
        path: &'p str,
        /// Why.
        reason: &'p str,
        /// What identifies it.
        fingerprint: Fingerprint,
    },
}

/// A place in a file.
#[derive(Clone, Copy)]
pub(super) struct At<'p> {
    /// The file, or `-` for standard input.
    pub(super) file: &'p str,
    pub(super) place: Place,
}

impl<'p> Printed<'p> {
    /// A finding in a database.
    pub(in crate::cli) fn stored(finding: &'p Finding, revision: Option<&'p Revision>) -> Self {
        Printed { what: Wrong::Finding(finding, revision), at: None }
    }

    /// The finding, if it is one.
    pub(super) fn finding(self) -> Option<&'p Finding> {
        match self.what {
            Wrong::Finding(finding, _) => Some(finding),
            Wrong::Unfit { .. } => None,
        }
    }

    /// The code; `None` for what is not a record.
    pub(super) fn code(self) -> Option<Code> {
        self.finding().map(|finding| finding.code)
    }

    /// The name of the code.
    pub(super) fn name(self) -> &'static str {
        self.code().map_or(INVALID, Code::as_str)
    }

    /// How grave it is. What is not a record cannot be used at all.
    pub(super) fn severity(self) -> Severity {
        self.finding().map_or(Severity::Error, |finding| finding.severity)
    }

    /// The id of the record, if it is one.
    pub(super) fn record(self) -> Option<&'p str> {
        self.finding().map(|finding| finding.record.as_str())
    }

    /// The item that it is about, such as `w2`; `None` for a field of the record itself.
    pub(super) fn item(self) -> Option<ItemNumber> {
        match self.what {
            Wrong::Finding(finding, revision) => revision?.number(finding.field?.item?),
            Wrong::Unfit { .. } => None,
        }
    }

    /// The field as maintainers name it, such as `w2.how`.
    pub(super) fn path(self) -> Option<Cow<'p, str>> {
        let finding = match self.what {
            Wrong::Finding(finding, _) => finding,
            Wrong::Unfit { path, .. } => return Some(Cow::Borrowed(path)),
        };
        let field = finding.field?;
        Some(Cow::Owned(match self.item() {
            Some(item) => format!("{item}.{}", field.name()),
            None => field.to_string(),
        }))
    }

    /// What is wrong: a clause without a full stop.
    pub(super) fn message(self) -> &'p str {
        match self.what {
            Wrong::Finding(finding, _) => &finding.message,
            Wrong::Unfit { reason, .. } => reason,
        }
    }

    /// The bytes of the field's text that it is about.
    pub(super) fn span(self) -> Option<&'p Range<usize>> {
        self.finding().and_then(|finding| finding.span.as_ref())
    }

    /// How it could be fixed.
    pub(super) fn fix(self) -> Option<&'p Fix> {
        self.finding().and_then(|finding| finding.fix.as_ref())
    }

    /// Whether it was there earlier.
    pub(super) fn was_known(self, before: &KnownFindings) -> bool {
        match self.what {
            Wrong::Finding(finding, _) => before.knows(finding),
            Wrong::Unfit { fingerprint, .. } => before.has(fingerprint),
        }
    }

    /// What identifies it.
    pub(super) fn fingerprint(self) -> Fingerprint {
        match self.what {
            Wrong::Finding(finding, _) => finding.fingerprint(),
            Wrong::Unfit { fingerprint, .. } => fingerprint,
        }
    }
}
