//! Files that were found, not named by the user: the nearest database, and the policy beside it. In a folder that
//! others can write to, they may be a trap. So the user must own them, as git requires for a repository.

use std::path::{Path, PathBuf};

use crate::disk::{self, COMPANIONS, Unreadable};

/// The users whose files are used without being named. Empty on systems without user numbers, where every file is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owners(Vec<u32>);

/// Why a file that was found is not used.
#[derive(Debug, thiserror::Error)]
pub enum FoundError {
    /// It, or a file that belongs to it, is owned by another user.
    #[error("{} belongs to another user (number {owner}), and you did not name it", file.display())]
    OtherUser {
        /// What was found.
        found: PathBuf,
        /// What the other user owns: the same file, a file beside it, or the folder.
        file: PathBuf,
        /// The number of that user.
        owner: u32,
    },
    /// Its owner cannot be read.
    #[error("{} could not be looked at", .0.path.display())]
    Unreadable(Unreadable),
}

impl Owners {
    /// The user of this process; and `before_root`, if that is root: the user who became root with sudo.
    pub fn of_process(before_root: Option<u32>) -> Self {
        let user = disk::user();
        Owners(user.into_iter().chain(before_root.filter(|_| user == Some(0))).collect())
    }

    /// Refuses a database that was found, if another user owns it, its folder, or a file that SQLite keeps beside it.
    fn check_database(&self, database: &Path) -> Result<(), FoundError> {
        self.check(database, &COMPANIONS)
    }

    /// Refuses a policy beside a database if another user owns it. If the user named the database, the owner of the
    /// database may also own the policy.
    ///
    /// # Errors
    /// [`FoundError`] if another user owns it.
    pub fn check_policy(&self, policy: &Path, named_database: Option<&Path>) -> Result<(), FoundError> {
        let Some(database) = named_database else { return self.check(policy, &[]) };
        let of_database = disk::owner(database).ok().flatten();
        let is_used = |owner: &u32| self.0.is_empty() || self.0.contains(owner) || of_database == Some(*owner);
        match disk::owner(policy) {
            Ok(Some(owner)) if !is_used(&owner) => {
                Err(FoundError::OtherUser { found: policy.to_owned(), file: policy.to_owned(), owner })
            }
            Ok(_) | Err(_) => Ok(()), // a file without readable metadata cannot be read either, which is reported then
        }
    }

    fn check(&self, found: &Path, endings: &[&str]) -> Result<(), FoundError> {
        match disk::stranger(found, endings, &self.0) {
            Ok(None) => Ok(()),
            Ok(Some((file, owner))) => Err(FoundError::OtherUser { found: found.to_owned(), file, owner }),
            Err(source) => Err(FoundError::Unreadable(Unreadable { path: found.to_owned(), source })),
        }
    }
}

/// The nearest database of a name, in the folder `here` or one above it.
///
/// # Errors
/// [`FoundError`] if another user owns it.
pub fn nearest_database(name: &str, here: &Path, owners: &Owners) -> Result<Option<PathBuf>, FoundError> {
    let found = here.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file());
    let Some(path) = found else { return Ok(None) };
    owners.check_database(&path)?;
    Ok(Some(path))
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_database_and_its_policy_have_to_be_the_user_s_unless_the_database_was_named() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b");
        let [database, policy] = ["canonry.db", "canonry.toml"].map(|name| folder.path().join(name));
        fs::create_dir_all(&below).unwrap();
        let mine = Owners::of_process(None);
        assert!(nearest_database("canonry.db", &below, &mine).unwrap().is_none());
        fs::write(&database, "").unwrap();
        fs::write(&policy, "").unwrap();
        assert_eq!(nearest_database("canonry.db", &below, &mine).unwrap(), Some(database.clone()));
        assert!(mine.check_policy(&policy, None).is_ok());
        let others = Owners(vec![disk::user().unwrap().wrapping_add(1)]);
        let refused = nearest_database("canonry.db", &below, &others).unwrap_err();
        assert!(matches!(refused, FoundError::OtherUser { found, .. } if found == database));
        assert!(matches!(others.check_policy(&policy, None), Err(FoundError::OtherUser { .. })));
        assert!(others.check_policy(&policy, Some(&database)).is_ok());
        let missing = folder.path().join("missing.db");
        assert!(matches!(others.check_policy(&policy, Some(&missing)), Err(FoundError::OtherUser { .. })));
    }
}
