//! The name of a release.

use std::fmt;
use std::str::FromStr;

use super::Date;
use super::id::is_device;

/// The longest name, in bytes: it begins every path of an archive, and such a path has a limit.
const MAX_LENGTH: usize = 64;

/// The name of a release: letters, digits, `.`, `_` and `-`, the first a letter or a digit. It can be the name of a
/// folder on every system, and is neither the number of a batch nor a day, which name states as well.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseName(String);

/// Why a text is not the name of a release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseNameError {
    /// Empty, or with a first character that is not allowed.
    #[error("'{0}' does not begin with a letter A-Z or a-z, or a digit")]
    BadStart(String),
    /// A character outside the grammar.
    #[error("character {0:?}: only letters A-Z and a-z, digits, '.', '_' and '-' are allowed")]
    BadCharacter(char),
    /// Longer than allowed.
    #[error("the name is {0} bytes long; up to {MAX_LENGTH} are allowed")]
    TooLong(usize),
    /// The number of a batch or a day.
    #[error("'{0}' names a batch or a day; a release needs another name, such as v{0}")]
    NamesMoment(String),
    /// No folder can have that name on Windows.
    #[error("on Windows no folder can be called '{0}'")]
    Unportable(String),
}

impl ReleaseName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReleaseName {
    type Err = ReleaseNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_LENGTH {
            return Err(ReleaseNameError::TooLong(text.len()));
        }
        if !text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            return Err(ReleaseNameError::BadStart(text.to_owned()));
        }
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if let Some(bad) = text.chars().find(|c| !is_allowed(*c)) {
            return Err(ReleaseNameError::BadCharacter(bad));
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) || text.parse::<Date>().is_ok() {
            return Err(ReleaseNameError::NamesMoment(text.to_owned()));
        }
        if text.ends_with('.') || is_device(&text.to_ascii_lowercase()) {
            return Err(ReleaseNameError::Unportable(text.to_owned()));
        }
        Ok(ReleaseName(text.to_owned()))
    }
}

impl fmt::Display for ReleaseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_of_a_folder_everywhere() {
        for good in ["2026.11", "v1", "2026-11", "November_2026", "1.0.0-rc.1", "2026-11-01a"] {
            assert_eq!(good.parse::<ReleaseName>().unwrap().as_str(), good);
        }
        let error = |text: &str| text.parse::<ReleaseName>().unwrap_err();
        for start in ["", ".", "..", "-n", "_x", "é"] {
            assert_eq!(error(start), ReleaseNameError::BadStart(start.to_owned()));
        }
        for (text, bad) in [("a/b", '/'), ("a b", ' '), ("a\\b", '\\'), ("a\n", '\n'), ("a:b", ':')] {
            assert_eq!(error(text), ReleaseNameError::BadCharacter(bad));
        }
        for text in ["nul", "COM1.x", "v1."] {
            assert_eq!(error(text), ReleaseNameError::Unportable(text.to_owned()));
        }
        assert_eq!(error(&"x".repeat(65)), ReleaseNameError::TooLong(65));
    }

    #[test]
    fn a_name_is_not_taken_for_a_batch_or_a_day() {
        for text in ["12", "2026-11-01"] {
            assert_eq!(text.parse::<ReleaseName>(), Err(ReleaseNameError::NamesMoment(text.to_owned())));
        }
    }
}
