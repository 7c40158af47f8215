//! Files that nobody named: the nearest database, and the policy beside it. In a folder to which others can write, they
//! could be put there to be found. So they must be the user's own, as git wants it of a repository.

use std::path::{Path, PathBuf};

use super::env::Env;
use super::failure::Failure;
use crate::disk::{self, COMPANIONS};

/// A file that nobody named.
pub(super) struct Nearest {
    /// Its path, as short as it can be said.
    pub path: PathBuf,
    /// Whether it lies in a folder above.
    pub is_above: bool,
}

/// The nearest file of a name, here or in a folder above.
///
/// # Errors
/// A usage failure if it is another user's.
pub(super) fn nearest(name: &str, env: &Env) -> Result<Option<Nearest>, Failure> {
    let Ok(here) = Env::folder() else { return Ok(None) };
    let found = here.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file());
    let Some(path) = found else { return Ok(None) };
    refuse_stranger(&path, &COMPANIONS, &users(env), "--db")?;
    // In this folder its bare name is what the user would type.
    Ok(Some(match path.parent() == Some(&here) {
        true => Nearest { path: PathBuf::from(name), is_above: false },
        false => Nearest { path, is_above: true },
    }))
}

/// Refuses a policy that lies beside a database, and is neither the user's nor, if the database was named, of the same
/// owner as that.
pub(super) fn refuse_policy(env: &Env, policy: &Path, named_database: Option<&Path>) -> Result<(), Failure> {
    let owner = named_database.and_then(|database| disk::owner(database).ok().flatten());
    let mut users = users(env);
    if named_database.is_none() {
        return refuse_stranger(policy, &[], &users, "--policy");
    }
    users.extend(owner);
    match disk::owner(policy) {
        Ok(Some(owner)) if !users.contains(&owner) && !users.is_empty() => {
            Err(failure(policy, owner, policy, "--policy"))
        }
        _ => Ok(()),
    }
}

/// Whose files are used unnamed: the user's; and those of the user who became root with sudo. Empty on systems without
/// user numbers.
fn users(env: &Env) -> Vec<u32> {
    let user = disk::user();
    let before = env.variable("SUDO_UID").and_then(|user| user.parse().ok()).filter(|_| user == Some(0));
    user.into_iter().chain(before).collect()
}

fn refuse_stranger(path: &Path, endings: &[&str], users: &[u32], option: &str) -> Result<(), Failure> {
    match disk::stranger(path, endings, users) {
        Ok(None) => Ok(()),
        Ok(Some((file, owner))) => Err(failure(&file, owner, path, option)),
        Err(error) => Err(Failure::file(format!("{} could not be looked at", path.display()), &error)),
    }
}

fn failure(file: &Path, owner: u32, path: &Path, option: &str) -> Failure {
    let or = if option == "--db" { " or in $CANONRY_DB" } else { "" };
    Failure::usage(format!("{} belongs to another user (number {owner}), and you did not name it", file.display()))
        .hint(format!("if you trust it, name the file: {option} {}{or}", path.display()))
}
