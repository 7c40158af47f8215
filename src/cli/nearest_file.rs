//! Files that were found, not named by the user: the errors if they cannot be used.

use std::path::PathBuf;

use super::env::Env;
use super::failure::{Exit, Failure};
use crate::curate::{FoundError, Owners, PolicyFileError, PolicyProblem, nearest_database};

/// A database that was found.
pub(super) struct NearestDatabase {
    /// Its path, as short as possible.
    pub path: PathBuf,
    /// Whether it is in a folder above.
    pub is_above: bool,
}

/// The nearest database of a name, here or in a folder above.
///
/// # Errors
/// A usage failure if it is another user's.
pub(super) fn nearest(name: &str, env: &Env) -> Result<Option<NearestDatabase>, Failure> {
    let Ok(here) = env.current_folder() else { return Ok(None) };
    let found = nearest_database(name, &here, &owners(env)).map_err(|error| unusable(&error, NamedBy::Database))?;
    // In this folder its bare name is what the user would type.
    Ok(found.map(|path| match path.parent() == Some(&here) {
        true => NearestDatabase { path: env.resolve(name), is_above: false },
        false => NearestDatabase { path, is_above: true },
    }))
}

/// The owners whose files are used without being named.
pub(super) fn owners(env: &Env) -> Owners {
    Owners::of_process(env.variable("SUDO_UID").and_then(|user| user.parse().ok()))
}

/// The option that names a file that is not used because it was only found.
#[derive(Debug, Clone, Copy)]
enum NamedBy {
    Database,
    Policy,
}

fn unusable(error: &FoundError, by: NamedBy) -> Failure {
    match error {
        FoundError::OtherUser { found, .. } => {
            let found = found.display();
            let how = match by {
                NamedBy::Database => format!("--db {found} or in $CANONRY_DB"),
                NamedBy::Policy => format!("--policy {found}"),
            };
            Failure::usage(error.to_string()).hint(format!("if you trust it, name the file: {how}"))
        }
        FoundError::Unreadable(cause) => Failure::file(error.to_string(), &cause.source),
    }
}

impl From<PolicyFileError> for Failure {
    fn from(error: PolicyFileError) -> Self {
        match &error {
            PolicyFileError::NotAFile { .. } | PolicyFileError::Dangling { .. } => {
                Failure::usage(error.to_string()).hint("put a file there, remove it, or name another one with --policy")
            }
            PolicyFileError::Found(found) => unusable(found, NamedBy::Policy),
            PolicyFileError::Unreadable(unreadable) => Failure::input(&unreadable.path, &unreadable.source),
            PolicyFileError::Text { error: text, .. } if text.problem == PolicyProblem::FormerTable => {
                Failure::new(Exit::Rejected, error.to_string())
                    .hint("delete the table; docs/rates.md explains confidence")
            }
            PolicyFileError::Text { .. } => Failure::new(Exit::Rejected, error.to_string())
                .hint("`canonry policy show --policy /dev/null` prints the default, with every key explained"),
        }
    }
}
