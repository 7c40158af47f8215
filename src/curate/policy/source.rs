//! Finding and reading the file of a policy.

use std::path::{Path, PathBuf};

use super::{Policy, PolicyError};
use crate::curate::nearest_file::{FoundError, Owners};
use crate::disk::{Dangling, EntryKind, Unreadable, dangling, read_text};

/// The name of the policy beside a database.
const NAME: &str = "canonry.toml";

/// The file of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyPath {
    /// A file that the user named: it has to exist.
    Named(PathBuf),
    /// `canonry.toml` beside the database: if there is none, the default policy is in force.
    Beside(PathBuf),
}

impl PolicyPath {
    /// The file that was named, else the one beside the database, whose path is requested only then.
    ///
    /// # Errors
    /// If the database is unknown.
    pub fn of<E>(named: Option<&Path>, database: impl FnOnce() -> Result<PathBuf, E>) -> Result<Self, E> {
        Ok(match named {
            Some(path) => PolicyPath::Named(path.to_owned()),
            None => PolicyPath::Beside(PolicyPath::beside(&database()?)),
        })
    }

    /// The file to read; `None` if the default policy is in force.
    ///
    /// # Errors
    /// [`PolicyFileError`] if the path beside the database is not a file, or another user owns it. `named_database` is
    /// the database if the user named it.
    pub fn file(self, owners: &Owners, named_database: Option<&Path>) -> Result<Option<PathBuf>, PolicyFileError> {
        let path = match self {
            PolicyPath::Named(path) => return Ok(Some(path)),
            PolicyPath::Beside(path) => path,
        };
        if let Some(link) = dangling(&path) {
            return Err(PolicyFileError::Dangling { path, link });
        }
        match EntryKind::at(&path) {
            Ok(None) => return Ok(None),
            Ok(Some(EntryKind::File(_))) => {}
            Ok(Some(kind)) => return Err(PolicyFileError::NotAFile { path, kind }),
            Err(source) => return Err(FoundError::Unreadable(Unreadable { path, source }).into()),
        }
        owners.check_policy(&path, named_database)?;
        Ok(Some(path))
    }

    /// The nearest `canonry.toml` in a folder or one above it; `None` if there is none.
    pub fn nearest(folder: &Path) -> Option<Self> {
        let paths = folder.ancestors().map(|folder| folder.join(NAME));
        paths.into_iter().find(|path| path.symlink_metadata().is_ok()).map(PolicyPath::Beside)
    }

    /// The default path of a database's policy. In the current folder it is the bare name, as the user would type it.
    pub fn beside(database: &Path) -> PathBuf {
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let path = folder.join(NAME);
        path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
    }
}

/// Why a file is not the policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFileError {
    /// It is not a file.
    #[error("{} cannot be the policy: it is {kind}, not a file", path.display())]
    NotAFile {
        /// Where.
        path: PathBuf,
        /// What it is.
        kind: EntryKind,
    },
    /// It is a broken link, or below one.
    #[error("{} cannot be the policy: {link}", path.display())]
    Dangling {
        /// Where.
        path: PathBuf,
        /// The link.
        link: Dangling,
    },
    /// It was found, and is not used.
    #[error(transparent)]
    Found(#[from] FoundError),
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(Unreadable),
    /// Its text is not a valid policy.
    #[error("{}{}: {error}", path.display(), place(*position))]
    Text {
        /// Where.
        path: PathBuf,
        /// The line and the column, both from 1, as far as that is known.
        position: Option<(usize, usize)>,
        /// What is wrong.
        error: Box<PolicyError>,
    },
}

fn place(position: Option<(usize, usize)>) -> String {
    position.map_or(String::new(), |(line, column)| format!(":{line}:{column}"))
}

impl Policy {
    /// Reads the policy of a file.
    ///
    /// # Errors
    /// [`PolicyFileError`] if it cannot be read, or is not valid.
    pub fn read(path: &Path) -> Result<Self, PolicyFileError> {
        let text = read_text(path).map_err(PolicyFileError::Unreadable)?;
        text.parse().map_err(|error: PolicyError| {
            let position = error.position(&text);
            PolicyFileError::Text { path: path.to_owned(), position, error: Box::new(error) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_beside_the_database_is_its_policy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canonry.toml");
        let find = || PolicyPath::Beside(path.clone()).file(&Owners::of_process(None), None);
        assert_eq!(find().unwrap(), None);
        std::fs::create_dir(&path).unwrap();
        assert!(matches!(find(), Err(PolicyFileError::NotAFile { kind: EntryKind::Folder, .. })));
        std::fs::remove_dir(&path).unwrap();
        std::fs::write(&path, "[rates]\nmax_count = 0\n").unwrap();
        assert_eq!(find().unwrap(), Some(path.clone()));
        let error = Policy::read(&path).unwrap_err();
        assert!(matches!(error, PolicyFileError::Text { position: Some((2, 13)), .. }), "{error}");
        let missing = Policy::read(&folder.path().join("other.toml"));
        assert!(matches!(missing, Err(PolicyFileError::Unreadable(_))));
    }

    #[test]
    fn a_policy_that_is_named_overrides_the_one_beside_the_database() {
        let named = PolicyPath::of(Some(Path::new("my.toml")), || Err("no database"));
        assert_eq!(named, Ok(PolicyPath::Named("my.toml".into())));
        assert_eq!(PolicyPath::of(None, || Err("no database")), Err("no database"));
    }

    #[test]
    fn otherwise_it_is_beside_the_database() {
        let beside = |database: &str| PolicyPath::of(None, || Ok::<_, ()>(PathBuf::from(database))).unwrap();
        assert_eq!(beside("sets/canonry.db"), PolicyPath::Beside("sets/canonry.toml".into()));
        assert_eq!(beside("other.db"), PolicyPath::Beside("canonry.toml".into()));
        assert_eq!(beside("./other.db"), PolicyPath::Beside("canonry.toml".into()));
        assert_eq!(beside("/canonry.db"), PolicyPath::Beside("/canonry.toml".into()));
    }
}
