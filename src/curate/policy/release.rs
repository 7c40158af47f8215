//! The table `[release]` of a policy: what a release has to meet.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::layout::{TomlTable, line, number, table};
use super::problem::PolicyError;
use super::value::{GivenWord, SHARE, parse};
use crate::check::{Code, Selector};
use crate::curate::release::Demand;

const ABOUT: &str = "\
What `release create` demands; `release plan` says what is met. A demand that is not met stops a release, unless it is
overridden with --force and a reason.";

/// What a release has to meet.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleasePolicy {
    /// The demands that are not made.
    pub off: BTreeSet<Demand>,
    /// The checks of which a release has no new finding; new errors it never has.
    pub no_new: Vec<Selector>,
    /// The sources whose imports are evidence enough that a record was confirmed, by their names; those of which
    /// fields are kept are as well.
    pub confirmed_by: BTreeSet<String>,
    /// The number of rates that may be due.
    pub max_due: u32,
    /// The share of the records of the release before that may change, 0 to 1; at 1 all of them.
    pub max_changed: f64,
}

impl Default for ReleasePolicy {
    fn default() -> Self {
        ReleasePolicy {
            off: BTreeSet::new(),
            no_new: vec![Selector::One(Code::R002)],
            confirmed_by: BTreeSet::new(),
            max_due: 0,
            max_changed: 1.0,
        }
    }
}

/// The table, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ReleaseTable {
    off: Vec<GivenWord>,
    no_new: Option<Vec<GivenWord>>,
    confirmed_by: BTreeSet<String>,
    max_due: Option<u32>,
    max_changed: Option<Spanned<f64>>,
}

impl ReleaseTable {
    pub(super) fn release(self) -> Result<ReleasePolicy, PolicyError> {
        let usual = ReleasePolicy::default();
        let selectors = |words: &Vec<GivenWord>| words.iter().map(|word| parse("release.no_new", word)).collect();
        Ok(ReleasePolicy {
            off: self.off.iter().map(|word| parse("release.off", word)).collect::<Result<_, _>>()?,
            no_new: self.no_new.as_ref().map_or(Ok(usual.no_new), selectors)?,
            confirmed_by: self.confirmed_by,
            max_due: self.max_due.unwrap_or(usual.max_due),
            max_changed: SHARE.check_or("release.max_changed", self.max_changed.as_ref(), usual.max_changed)?,
        })
    }
}

/// The table in a file.
pub(super) fn written(release: &ReleasePolicy) -> TomlTable {
    let ReleasePolicy { off, no_new, confirmed_by, max_due, max_changed } = release;
    let codes: Vec<&str> = off.iter().map(|demand| demand.as_str()).collect();
    let selectors: Vec<String> = no_new.iter().map(Selector::to_string).collect();
    let names: Vec<&String> = confirmed_by.iter().collect();
    let keys = vec![
        line("off", codes, "demands that are not made, by their codes, such as N010"),
        line("no_new", selectors, "N001: checks of which nothing may be new; new errors never may"),
        line("confirmed_by", names, "N007: sources whose imports confirm records; one with `keep` does anyway"),
        line("max_due", max_due, "N010: this many rates may be due"),
        line("max_changed", number(*max_changed), "N011: this share of the records may change; 1: all of them"),
    ];
    table(ABOUT, "release", keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::{Policy, PolicyProblem};

    #[test]
    fn a_policy_is_read_as_it_is_written_and_what_it_leaves_out_is_usual() {
        let text = "[release]\noff = ['N010']\nno_new = ['S', 'R002']\nconfirmed_by = ['upstream']\nmax_due = 3\n\
                    max_changed = 0.25\n";
        let policy: Policy = text.parse().unwrap();
        assert_eq!(policy.release.off, [Demand::DueRates].into());
        assert_eq!((policy.release.max_due, policy.release.max_changed), (3, 0.25));
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
        let usual: Policy = "[release]\n".parse().unwrap();
        assert_eq!(usual.release, ReleasePolicy::default());
    }

    #[test]
    fn a_bad_value_is_found_under_its_own_key() {
        for (text, key, at) in [
            ("[release]\noff = ['N012']\n", "release.off", "'N012'"),
            ("[release]\nno_new = ['Q1']\n", "release.no_new", "'Q1'"),
            ("[release]\nmax_changed = 1.5\n", "release.max_changed", "1.5"),
            ("[release]\nmax_due = -1\n", "", "-1"),
        ] {
            let error = text.parse::<Policy>().unwrap_err();
            assert_eq!((error.key.as_str(), text.get(error.span.clone().unwrap())), (key, Some(at)), "{error}");
            assert_eq!(matches!(error.problem, PolicyProblem::Toml(_)), key.is_empty());
        }
    }
}
