//! Which file holds the policy of a set.

use std::path::{Path, PathBuf};

/// The name of the policy beside a database.
const NAME: &str = "canonry.toml";

/// The file in which the policy is looked for. Whether it is there is seen by those who open files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyPath {
    /// A file that somebody named: it has to exist.
    Named(PathBuf),
    /// `canonry.toml` beside the database: if there is none, the default policy is in force.
    Beside(PathBuf),
}

impl PolicyPath {
    /// The file that was named, else the one beside the database, which is asked for only then.
    ///
    /// # Errors
    /// If it cannot be said which database it is.
    pub fn of<E>(named: Option<&Path>, database: impl FnOnce() -> Result<PathBuf, E>) -> Result<Self, E> {
        Ok(match named {
            Some(path) => PolicyPath::Named(path.to_owned()),
            None => PolicyPath::Beside(PolicyPath::beside(&database()?)),
        })
    }

    /// Where the policy of a database is found if nobody names another. If it lies in the current folder, this is its
    /// bare name, as the user would type it.
    pub fn beside(database: &Path) -> PathBuf {
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let path = folder.join(NAME);
        path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_is_named_goes_before_the_one_beside_the_database() {
        let named = PolicyPath::of(Some(Path::new("my.toml")), || Err("no database"));
        assert_eq!(named, Ok(PolicyPath::Named("my.toml".into())));
        assert_eq!(PolicyPath::of(None, || Err("no database")), Err("no database"));
    }

    #[test]
    fn else_it_lies_beside_the_database() {
        let beside = |database: &str| PolicyPath::of(None, || Ok::<_, ()>(PathBuf::from(database))).unwrap();
        assert_eq!(beside("sets/canonry.db"), PolicyPath::Beside("sets/canonry.toml".into()));
        assert_eq!(beside("other.db"), PolicyPath::Beside("canonry.toml".into()));
        assert_eq!(beside("./other.db"), PolicyPath::Beside("canonry.toml".into()));
        assert_eq!(beside("/canonry.db"), PolicyPath::Beside("/canonry.toml".into()));
    }
}
