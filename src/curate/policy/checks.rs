//! The part of a policy about checks: which run, their severities, and their thresholds.

use std::collections::BTreeMap;

use crate::check::{Code, Profile, Selector, Settings, Severity, Terms, Thresholds};
use crate::record::{Date, Tier};

/// The checks that run, their severities, and their thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckPolicy {
    /// The severities of the codes that `severities` does not have.
    pub profile: Profile,
    /// The checks that run; all if there are none.
    pub select: Vec<Selector>,
    /// The checks that do not run, although they are selected.
    pub ignore: Vec<Selector>,
    /// The languages that every record should have in addition to its own.
    pub languages: Vec<String>,
    /// The severity of some codes, whatever the profile says.
    pub severities: BTreeMap<Code, Severity>,
    /// The limits of what is short, long, weak, old and so on.
    pub thresholds: Thresholds,
}

/// The checks that a caller asks for, which override the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedChecks {
    /// The checks that run; those of the policy if there are none. One that is named by itself runs even if the policy
    /// ignores it.
    pub select: Vec<Selector>,
    /// Checks that do not run, in addition to those that the policy ignores.
    pub ignore: Vec<Selector>,
    /// The profile, instead of that of the policy.
    pub profile: Option<Profile>,
}

impl Default for CheckPolicy {
    fn default() -> Self {
        CheckPolicy {
            profile: Profile::Usual,
            select: Vec::new(),
            ignore: Vec::new(),
            languages: Vec::new(),
            severities: BTreeMap::new(),
            thresholds: Thresholds::default(),
        }
    }
}

impl CheckPolicy {
    /// The settings of the checks, from the policy and the caller. `ladder` has the tiers, from the lowest to the
    /// highest.
    pub fn settings(&self, ladder: &[Tier], asked: &AskedChecks, today: Date) -> Settings {
        let CheckPolicy { profile, select, ignore, languages, severities, thresholds } = self;
        let is_ignored = |code: &Code| {
            let by = |selectors: &[Selector]| selectors.iter().any(|selector| selector.selects(*code));
            by(ignore) && !asked.select.contains(&Selector::One(*code)) || by(&asked.ignore)
        };
        let ladder = ladder.to_vec();
        Settings {
            select: if asked.select.is_empty() { select.clone() } else { asked.select.clone() },
            ignore: Code::ALL.iter().copied().filter(is_ignored).map(Selector::One).collect(),
            severities: severities.clone(),
            profile: asked.profile.unwrap_or(*profile),
            terms: Terms { thresholds: *thresholds, today, ladder, locales: languages.clone() },
        }
    }
}
