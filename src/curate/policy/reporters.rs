//! Which reporters a set knows.

use std::collections::BTreeSet;

use crate::store::ReporterKind;

/// The reporters that the maintainers of a set vouch for, by their names as [`crate::store::folded`] writes them. A
/// name may stand in several lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reporters {
    /// Whose reports count as a maintainer's, if they come as such.
    pub maintainer: BTreeSet<String>,
    /// Whose reports count as those of a build or test machine, if they come as such.
    pub ci: BTreeSet<String>,
    /// Who else is known. It gives no weight; a gate may demand known reporters.
    pub known: BTreeSet<String>,
}

impl Reporters {
    /// The kind as which a report counts, from the kind that it claims and its reporter's folded name: `maintainer` and
    /// `ci` only if the name is listed under that very kind, else `user`.
    pub fn standing(&self, claimed: ReporterKind, folded_name: &str) -> ReporterKind {
        let is_listed = match claimed {
            ReporterKind::Maintainer => self.maintainer.contains(folded_name),
            ReporterKind::Ci => self.ci.contains(folded_name),
            ReporterKind::User | ReporterKind::Agent => true,
        };
        if is_listed { claimed } else { ReporterKind::User }
    }

    /// Whether a folded name stands in any of the lists.
    pub fn is_known(&self, folded_name: &str) -> bool {
        [&self.maintainer, &self.ci, &self.known].into_iter().any(|names| names.contains(folded_name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::Policy;

    #[test]
    fn a_report_counts_as_a_maintainers_only_if_its_reporter_is_listed_as_one() {
        let text = "[reporters]\nmaintainer = [' Mei ', 'MEI', 'Lena']\nci = ['buildbot', 'lena']\nknown = ['Åsa']\n";
        let policy: Policy = text.parse().unwrap();
        let cases = [
            (ReporterKind::Maintainer, "mei", ReporterKind::Maintainer),
            (ReporterKind::Maintainer, "lena", ReporterKind::Maintainer),
            (ReporterKind::Ci, "lena", ReporterKind::Ci),
            (ReporterKind::Ci, "mei", ReporterKind::User),
            (ReporterKind::Maintainer, "buildbot", ReporterKind::User),
            (ReporterKind::Maintainer, "åsa", ReporterKind::User),
            (ReporterKind::Ci, "", ReporterKind::User),
            (ReporterKind::User, "mei", ReporterKind::User),
            (ReporterKind::Agent, "nobody", ReporterKind::Agent),
        ];
        for (claimed, name, expected) in cases {
            assert_eq!(policy.standing(claimed, name), expected, "{name}, who claims to be {claimed}");
        }
        assert!(["mei", "lena", "buildbot", "åsa"].into_iter().all(|name| policy.is_known(name)));
        assert!(!policy.is_known("nobody") && !policy.is_known(""));
        assert_eq!(policy.to_toml().parse::<Policy>().unwrap(), policy);
    }
}
