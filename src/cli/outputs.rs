//! Files that a command is asked to write: the words for those that it must not.

use std::path::{Path, PathBuf};

use super::env::Env;
use super::failure::{Failure, dangling_hint};
use crate::curate::{self, OutputRefusal, RefusedOutput};
use crate::disk::Identity;

/// A file or folder that a command is asked to write, with the option that names it, or with a description.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output<'a> {
    option: &'static str,
    path: &'a Path,
}

impl<'a> Output<'a> {
    pub(super) fn new(option: &'static str, path: &'a Path) -> Self {
        Output { option, path }
    }
}

/// Refuses outputs that would overwrite what they must not; see [`curate::protect`].
///
/// # Errors
/// A usage failure that says which file is meant; a machine failure if a file that exists cannot be read.
pub(super) fn protect(outputs: &[Output<'_>], database: &Path, inputs: &[PathBuf], env: &Env) -> Result<(), Failure> {
    let paths: Vec<&Path> = outputs.iter().map(|output| output.path).collect();
    let stdin = env.input.metadata().and_then(Identity::of_open);
    let option = |index: usize| outputs.get(index).map_or("", |output| output.option);
    curate::protect(&paths, database, inputs, stdin.as_ref())
        .map_err(|RefusedOutput { index, path, reason }| refused(option(index), &path, reason, option))
}

/// Refuses a folder for a tree that would overwrite what it must not; see [`curate::protect_tree`].
///
/// # Errors
/// As [`protect`].
pub(super) fn protect_tree(output: Output<'_>, database: &Path, writes: impl Fn(&Path) -> bool) -> Result<(), Failure> {
    let Output { option, path } = output;
    curate::protect_tree(path, database, writes)
        .map_err(|RefusedOutput { index: _, path, reason }| refused(option, &path, reason, |_| option))
}

/// An output that exists and is a file of SQLite.
pub(super) fn sqlite(output: Output<'_>) -> Failure {
    refused(output.option, output.path, OutputRefusal::IsSqlite, |_| output.option)
}

/// The failure of an output. `other` has the option of an output by its index.
fn refused(option: &'static str, path: &Path, reason: OutputRefusal, other: impl Fn(usize) -> &'static str) -> Failure {
    let hint = format!("nothing was written to it; name another place for {option}");
    let (said, hint) = match reason {
        OutputRefusal::IsFolder => ("is a folder, not a file".to_owned(), hint),
        OutputRefusal::IsFile => ("is a file, but a tree needs a folder".to_owned(), hint),
        OutputRefusal::Dangling(found) => ("leads nowhere".to_owned(), format!("{hint}; {}", dangling_hint(&found))),
        OutputRefusal::IsDatabase => ("is the database".to_owned(), hint),
        OutputRefusal::OfDatabase(database) => (format!("belongs to the database {}", database.display()), hint),
        OutputRefusal::OfOtherDatabase(owner) => (format!("belongs to the SQLite database {}", owner.display()), hint),
        OutputRefusal::IsSqlite => ("is a file of SQLite, which is not overwritten".to_owned(), hint),
        OutputRefusal::IsPolicy => ("is the policy of this database".to_owned(), hint),
        OutputRefusal::BecomesPolicy => ("would become the policy of this database".to_owned(), hint),
        OutputRefusal::IsInput(input) => (format!("is also read as input, from {}", input.display()), hint),
        OutputRefusal::IsOutput(index) => (format!("is also named by {}", other(index)), hint),
        OutputRefusal::Contains(file, database) => {
            let (file, database) = (file.display(), database.display());
            (format!("would overwrite {file} in it, which belongs to {database}"), hint)
        }
        OutputRefusal::Unreadable(error) => {
            return Failure::file(format!("{} exists, but could not be read", path.display()), &error);
        }
    };
    Failure::usage(format!("{option} {} {said}", path.display())).hint(hint)
}
