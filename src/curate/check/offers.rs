//! Which fixes are applied that a person should review.

use crate::check::{Code, Finding};

/// The fixes that are applied although a person should review them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offers {
    /// None: only safe ones are applied.
    None,
    /// Those of one code.
    Of(Code),
    /// All, except for those that would bring a finding as grave as the one that they remove; of the named codes also
    /// these.
    All(Vec<Code>),
}

impl Offers {
    /// Whether a finding is to be fixed.
    pub fn fixes(&self, finding: &Finding) -> bool {
        finding.fix.as_ref().is_some_and(|fix| {
            fix.safe
                || match self {
                    Offers::None => false,
                    Offers::Of(code) => *code == finding.code,
                    Offers::All(_) => true,
                }
        })
    }

    /// Whether the user named a code whose fixes are applied.
    pub(super) fn names(&self, code: Code) -> bool {
        match self {
            Offers::None => false,
            Offers::Of(one) => *one == code,
            Offers::All(named) => named.contains(&code),
        }
    }

    /// Whether it is told what the fixes bring: they are of all kinds, and a person should look at them.
    pub(super) fn are_told(&self) -> bool {
        match self {
            Offers::None | Offers::Of(_) => false,
            Offers::All(_) => true,
        }
    }
}
