//! Reporters: their names, and who is known to the maintainers.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use super::ReporterKind;

/// The name of a reporter as it was written; not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter(String);

impl Reporter {
    /// The name of reporters who do not say who they are.
    pub const ANONYMOUS: &str = "anonymous";

    /// The reporter of a report, which is anonymous if it names nobody, or says so in any case.
    pub fn named(name: &str) -> Self {
        let is_anonymous = name.is_empty() || folded(name) == Reporter::ANONYMOUS;
        Reporter(if is_anonymous { Reporter::ANONYMOUS } else { name }.to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in the form in which names are compared; see [`folded`].
    pub fn folded(&self) -> Cow<'_, str> {
        folded(&self.0)
    }

    /// Whether nobody is named.
    pub fn is_anonymous(&self) -> bool {
        self.0 == Reporter::ANONYMOUS
    }
}

impl From<String> for Reporter {
    fn from(name: String) -> Self {
        Reporter(name)
    }
}

impl fmt::Display for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A reporter's name in the form in which names are compared: without outer blanks and without case, so that `Lena`, `
/// lena` and `LENA` are one reporter, and `Weiß` and `WEISS` another one. Borrowed if the name already has this form;
/// folding is idempotent.
pub fn folded(name: &str) -> Cow<'_, str> {
    let name = name.trim();
    if name.is_ascii() {
        return match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
    }
    // Some letters have a capital form of several letters.
    let lower = name.to_uppercase().to_lowercase();
    if lower == name { Cow::Borrowed(name) } else { Cow::Owned(lower) }
}

/// The reporters that the policy lists, with their names as [`folded`] writes them. A name may be in several lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reporters {
    /// Those whose reports count as a maintainer's, if the reports claim it.
    pub maintainer: BTreeSet<String>,
    /// Those whose reports count as a build or test machine's, if the reports claim it.
    pub ci: BTreeSet<String>,
    /// Others who are known. This gives no weight, but a gate may demand known reporters.
    pub known: BTreeSet<String>,
}

impl Reporters {
    /// The kind as which a report counts, from the kind that it claims and its reporter's folded name: `maintainer` and
    /// `ci` only if the name is listed under that very kind, else `user`.
    pub fn counted_kind(&self, claimed: ReporterKind, folded_name: &str) -> ReporterKind {
        let is_listed = match claimed {
            ReporterKind::Maintainer => self.maintainer.contains(folded_name),
            ReporterKind::Ci => self.ci.contains(folded_name),
            ReporterKind::User | ReporterKind::Agent => true,
        };
        if is_listed { claimed } else { ReporterKind::User }
    }

    /// Whether a folded name is in any of the lists.
    pub fn is_known(&self, folded_name: &str) -> bool {
        [&self.maintainer, &self.ci, &self.known].into_iter().any(|names| names.contains(folded_name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_by_case_and_outer_blanks_alone() {
        let cases = [
            ("lena", "lena"),
            ("Lena", "lena"),
            (" \tLENA\u{a0}\n", "lena"),
            ("Lena  Weiß", "lena  weiss"),
            ("WEISS", "weiss"),
            ("ÅSA", "åsa"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("李雷", "李雷"),
            ("İ", "i\u{307}"),
            ("  ", ""),
            ("", ""),
        ];
        for (name, expected) in cases {
            let once = folded(name);
            assert_eq!(once, expected, "{name:?}");
            assert_eq!(folded(&once), expected, "{name:?}, folded twice");
        }
    }

    #[test]
    fn a_report_without_a_name_is_anonymous_and_so_is_one_that_says_so() {
        for name in ["", "anonymous", " Anonymous"] {
            assert_eq!(Reporter::named(name), Reporter::from("anonymous".to_owned()), "{name:?}");
        }
        let lena = Reporter::named("Lena");
        assert_eq!((lena.as_str(), lena.folded().as_ref(), lena.is_anonymous()), ("Lena", "lena", false));
        assert!(Reporter::named("").is_anonymous());
    }

    #[test]
    fn a_name_that_is_already_folded_is_borrowed() {
        for name in ["lena", " lena ", "åsa", "李雷", ""] {
            assert!(matches!(folded(name), Cow::Borrowed(_)), "{name:?}");
        }
        assert!(matches!(folded("Åsa"), Cow::Owned(_)));
    }

    #[test]
    fn a_report_counts_as_a_maintainers_only_if_its_reporter_is_listed_as_one() {
        let listed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let reporters = Reporters {
            maintainer: listed(&["mei", "lena"]),
            ci: listed(&["buildbot", "lena"]),
            known: listed(&["åsa"]),
        };
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
            assert_eq!(reporters.counted_kind(claimed, name), expected, "{name}, who claims to be {claimed}");
        }
        assert!(["mei", "lena", "buildbot", "åsa"].into_iter().all(|name| reporters.is_known(name)));
        assert!(!reporters.is_known("nobody") && !reporters.is_known(""));
    }
}
