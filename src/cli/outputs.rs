//! Files that an output must not overwrite: the database, what SQLite keeps beside it, its policy, an input of the
//! command, and any other SQLite file.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::env::Env;
use super::failure::{Failure, dangling_hint};
use crate::curate::PolicyPath;
use crate::disk::{COMPANIONS, FoundFile, Identity, dangling, find, is_same_file, place};
use crate::publish::RECORD_FILE;
use crate::store::{SQLITE_HEAD, is_sqlite};

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

    fn refuse(self, reason: &str) -> Failure {
        let Output { option, path } = self;
        Failure::usage(format!("{option} {} {reason}", path.display()))
            .hint(format!("nothing was written to it; name another place for {option}"))
    }

    /// Refuses a broken link: its author did not intend it to be replaced.
    fn refuse_dangling(self) -> Result<(), Failure> {
        let Some(found) = dangling(self.path) else { return Ok(()) };
        let failure = self.refuse("leads nowhere");
        let hint = failure.hint.as_ref().map(|hint| format!("{hint}; {}", dangling_hint(&found)));
        Err(Failure { hint, ..failure })
    }
}

/// Refuses outputs that would overwrite `database`, what SQLite keeps beside it or its policy, one of `inputs`, any
/// other SQLite file, or each other. Files are the same by device and inode, whatever they are called; a file that does
/// not exist yet is the same by its canonical folder and name. `-` stands for standard input or output; an input `-` is
/// the file that standard input comes from.
///
/// Call it before anything is read or written.
///
/// # Errors
/// A usage failure that says which file is meant; a machine failure if a file that exists cannot be read.
pub(super) fn protect(outputs: &[Output<'_>], database: &Path, inputs: &[PathBuf], env: &Env) -> Result<(), Failure> {
    let files: Vec<Output<'_>> = outputs.iter().copied().filter(|output| !is_stream(output.path)).collect();
    for (at, output) in files.iter().enumerate() {
        if output.path.is_dir() {
            return Err(output.refuse("is a folder, not a file"));
        }
        refuse_database(*output, database)?;
        output.refuse_dangling()?;
        if let Some(input) = inputs.iter().find(|input| is_input(output.path, input, env)) {
            return Err(output.refuse(&format!("is also read as input, from {}", input.display())));
        }
        refuse_policy(*output, database)?;
        refuse_sqlite(*output)?;
        if let Some(other) = files.iter().take(at).find(|other| is_same_file(other.path, output.path)) {
            return Err(output.refuse(&format!("is also named by {}", other.option)));
        }
    }
    Ok(())
}

/// Refuses a folder for a tree of files if it is a file or has the path of a policy, or if the tree would overwrite
/// `database` or what SQLite keeps beside it. `writes` says which paths below the folder may be written.
///
/// # Errors
/// As [`protect`].
pub(super) fn protect_tree(output: Output<'_>, database: &Path, writes: impl Fn(&Path) -> bool) -> Result<(), Failure> {
    // Folders above it that do not exist are created, so they must not have the name of one of the files either.
    for folder in output.path.ancestors().filter(|folder| !folder.as_os_str().is_empty()) {
        refuse_database(Output { path: folder, ..output }, database)?;
        refuse_policy(Output { path: folder, ..output }, database)?;
    }
    output.refuse_dangling()?;
    if output.path.exists() && !output.path.is_dir() {
        return Err(output.refuse("is a file, but a tree needs a folder"));
    }
    let root = place(output.path);
    for file in std::iter::once(place(database)).chain(companions(database)) {
        if let Ok(relative) = file.strip_prefix(&root)
            && writes(relative)
        {
            let (relative, database) = (relative.display(), database.display());
            return Err(output.refuse(&format!("would overwrite {relative} in it, which belongs to {database}")));
        }
    }
    Ok(())
}

/// Refuses to overwrite a file of SQLite.
///
/// # Errors
/// A usage failure if it is one; a machine failure if it exists and cannot be read.
fn refuse_sqlite(output: Output<'_>) -> Result<(), Failure> {
    match head(output.path) {
        Ok(head) if is_sqlite(&head) => Err(sqlite(output)),
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::file(format!("{} exists, but could not be read", output.path.display()), &error)),
    }
}

/// An output that exists and is a file of SQLite.
pub(super) fn sqlite(output: Output<'_>) -> Failure {
    output.refuse("is a file of SQLite, which is not overwritten")
}

/// Refuses the path of a database's policy, even if there is no policy yet: the output would be the policy from then
/// on.
fn refuse_policy(output: Output<'_>, database: &Path) -> Result<(), Failure> {
    let policy = PolicyPath::beside(database);
    match is_same_file(output.path, &policy) {
        true if policy.exists() => Err(output.refuse("is the policy of this database")),
        true => Err(output.refuse("would become the policy of this database")),
        false => Ok(()),
    }
}

fn refuse_database(output: Output<'_>, database: &Path) -> Result<(), Failure> {
    if is_same_file(output.path, database) {
        return Err(output.refuse("is the database"));
    }
    let is_companion = companions(database).any(|companion| is_same_file(output.path, &companion));
    if is_companion {
        return Err(output.refuse(&format!("belongs to the database {}", database.display())));
    }
    match owner(output.path) {
        Some(owner) => Err(output.refuse(&format!("belongs to the SQLite database {}", owner.display()))),
        None => Ok(()),
    }
}

/// The files that SQLite keeps beside a database, by the given name and by the target of links.
fn companions(database: &Path) -> impl Iterator<Item = PathBuf> {
    let names = [database.to_owned(), place(database)];
    names.into_iter().flat_map(|name| COMPANIONS.map(|ending| with_ending(&name, ending)))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The SQLite database beside which a file of this name would belong.
fn owner(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.as_encoded_bytes();
    let stem = COMPANIONS.iter().find_map(|ending| name.strip_suffix(ending.as_bytes()))?;
    let stem = OsString::from(std::str::from_utf8(stem).ok()?);
    let owner = path.with_file_name(stem);
    head(&owner).is_ok_and(|head| is_sqlite(&head)).then_some(owner)
}

/// The first bytes of a file. Pipes and devices are not read, because that could wait forever.
fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    if fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        File::open(path)?.take(SQLITE_HEAD).read_to_end(&mut head)?;
    }
    Ok(head)
}

/// Whether an output is an input, or one of the records in an input folder.
fn is_input(output: &Path, input: &Path, env: &Env) -> bool {
    if is_stream(input) {
        return is_stdin(output, env);
    }
    if !input.is_dir() {
        return is_same_file(output, input);
    }
    let is_record = |path: &Path| path.file_name() == Some(OsStr::new(RECORD_FILE));
    if !output.exists() {
        return is_record(output) && place(output).starts_with(place(input));
    }
    let Some(output) = Identity::of(output) else { return false };
    let is_output = |path: &Path| Identity::of(path).is_some_and(|record| record == output);
    let search = find(input, RECORD_FILE, &mut |found| match found {
        FoundFile::File(path, _) | FoundFile::Other(path, _) if is_output(&path) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    search.is_break()
}

/// Whether an output is the file that standard input comes from, as in `< file`.
fn is_stdin(output: &Path, env: &Env) -> bool {
    let stdin = env.input.metadata().and_then(Identity::of_open);
    stdin.is_some() && stdin == Identity::of(output)
}

fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_outputs_are_two_files() {
        let env = Env::of_process();
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let refused = |one: &str, other: &str| {
            let outputs = [file(one), file(other)];
            let [one, other] = [Output::new("--rejects", &outputs[0]), Output::new("--conflicts", &outputs[1])];
            protect(&[one, other], &file("canonry.db"), &[], &env).map_err(|failure| failure.message)
        };
        assert!(refused("a", "b").is_ok() && refused("a", "missing/a").is_ok());
        assert!(refused("a", "./a").unwrap_err().ends_with("a is also named by --rejects"));
        std::fs::write(file("a"), "").unwrap();
        std::fs::hard_link(file("a"), file("b")).unwrap();
        assert!(refused("a", "c").is_ok());
        #[cfg(unix)]
        assert!(refused("a", "b").is_err());
        let stream = Output::new("--rejects", Path::new("-"));
        assert!(protect(&[stream, stream], &file("canonry.db"), &[PathBuf::from("-")], &env).is_ok());
    }
}
