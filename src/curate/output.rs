//! Files that an output must not overwrite: the database, what SQLite keeps beside it, its policy, an input of the
//! command, and any other SQLite file.

use std::ffi::{OsStr, OsString};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::PolicyPath;
use crate::disk::{COMPANIONS, Dangling, FoundFile, Identity, dangling, find, head, is_same_file, place};
use crate::publish::RECORD_FILE;
use crate::store::{SQLITE_HEAD, is_sqlite};

/// An output that is refused before anything is written.
#[derive(Debug)]
pub struct RefusedOutput {
    /// The index of the output among those that were given.
    pub index: usize,
    /// Its path, or that of a folder above it that would be created.
    pub path: PathBuf,
    /// Why.
    pub reason: OutputRefusal,
}

/// Why an output is refused.
#[derive(Debug)]
pub enum OutputRefusal {
    /// It is a folder, not a file.
    IsFolder,
    /// It is a file, but a tree needs a folder.
    IsFile,
    /// It is a broken link: its author did not intend it to be replaced.
    Dangling(Dangling),
    /// It is the database.
    IsDatabase,
    /// SQLite keeps it beside this database, which is the one of the command.
    OfDatabase(PathBuf),
    /// SQLite would keep it beside this other database.
    OfOtherDatabase(PathBuf),
    /// It is another file of SQLite.
    IsSqlite,
    /// It is the policy of the database.
    IsPolicy,
    /// It has the path of the policy of the database, which has none yet: it would be the policy from then on.
    BecomesPolicy,
    /// It is this input, or one of the records in it.
    IsInput(PathBuf),
    /// It is the output with this index, too.
    IsOutput(usize),
    /// A tree would overwrite this file in it, by its relative path, which belongs to this database.
    Contains(PathBuf, PathBuf),
    /// It exists, but could not be read.
    Unreadable(io::Error),
}

/// Refuses outputs that would overwrite `database`, what SQLite keeps beside it or its policy, one of `inputs`, any
/// other SQLite file, or each other. Files are the same by device and inode, whatever they are called; a file that does
/// not exist yet is the same by its canonical folder and name. `-` stands for standard input or output; an input `-` is
/// the file `stdin` that standard input comes from, if it is one.
///
/// Call it before anything is read or written.
///
/// # Errors
/// The first output that is refused.
pub fn protect(
    outputs: &[&Path],
    database: &Path,
    inputs: &[PathBuf],
    stdin: Option<&Identity>,
) -> Result<(), RefusedOutput> {
    let files = || outputs.iter().copied().enumerate().filter(|(_, path)| !is_stream(path));
    for (index, path) in files() {
        let same = || files().take_while(|(other, _)| *other < index).find(|(_, other)| is_same_file(other, path));
        let check = || {
            if path.is_dir() {
                return Err(OutputRefusal::IsFolder);
            }
            refuse_database(path, database)?;
            refuse_dangling(path)?;
            if let Some(input) = inputs.iter().find(|input| is_input(path, input, stdin)) {
                return Err(OutputRefusal::IsInput(input.clone()));
            }
            refuse_policy(path, database)?;
            refuse_sqlite(path)?;
            same().map_or(Ok(()), |(other, _)| Err(OutputRefusal::IsOutput(other)))
        };
        check().map_err(|reason| RefusedOutput { index, path: path.to_owned(), reason })?;
    }
    Ok(())
}

/// Refuses a folder for a tree of files if it is a file or has the path of a policy, or if the tree would overwrite
/// `database` or what SQLite keeps beside it. `writes` says which paths below the folder may be written.
///
/// # Errors
/// As [`protect`].
pub fn protect_tree(tree: &Path, database: &Path, writes: impl Fn(&Path) -> bool) -> Result<(), RefusedOutput> {
    let refused = |path: &Path, reason| RefusedOutput { index: 0, path: path.to_owned(), reason };
    // Folders above it that do not exist are created, so they must not have the name of one of the files either.
    for folder in tree.ancestors().filter(|folder| !folder.as_os_str().is_empty()) {
        let is_free = refuse_database(folder, database).and_then(|()| refuse_policy(folder, database));
        is_free.map_err(|reason| refused(folder, reason))?;
    }
    refuse_dangling(tree).map_err(|reason| refused(tree, reason))?;
    if tree.exists() && !tree.is_dir() {
        return Err(refused(tree, OutputRefusal::IsFile));
    }
    let root = place(tree);
    let mut files = std::iter::once(place(database)).chain(companions(database));
    match files.find_map(|file| Some(file.strip_prefix(&root).ok().filter(|file| writes(file))?.to_owned())) {
        Some(file) => Err(refused(tree, OutputRefusal::Contains(file, database.to_owned()))),
        None => Ok(()),
    }
}

fn refuse_dangling(output: &Path) -> Result<(), OutputRefusal> {
    dangling(output).map_or(Ok(()), |found| Err(OutputRefusal::Dangling(found)))
}

fn refuse_sqlite(output: &Path) -> Result<(), OutputRefusal> {
    match head(output, SQLITE_HEAD) {
        Ok(head) if is_sqlite(&head) => Err(OutputRefusal::IsSqlite),
        Ok(_) => Ok(()),
        Err(error) => Err(OutputRefusal::Unreadable(error)),
    }
}

fn refuse_policy(output: &Path, database: &Path) -> Result<(), OutputRefusal> {
    let policy = PolicyPath::beside(database);
    match is_same_file(output, &policy) {
        true if policy.exists() => Err(OutputRefusal::IsPolicy),
        true => Err(OutputRefusal::BecomesPolicy),
        false => Ok(()),
    }
}

fn refuse_database(output: &Path, database: &Path) -> Result<(), OutputRefusal> {
    if is_same_file(output, database) {
        return Err(OutputRefusal::IsDatabase);
    }
    if companions(database).any(|companion| is_same_file(output, &companion)) {
        return Err(OutputRefusal::OfDatabase(database.to_owned()));
    }
    owner(output).map_or(Ok(()), |owner| Err(OutputRefusal::OfOtherDatabase(owner)))
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
    head(&owner, SQLITE_HEAD).is_ok_and(|head| is_sqlite(&head)).then_some(owner)
}

/// Whether an output is an input, or one of the records in an input folder.
fn is_input(output: &Path, input: &Path, stdin: Option<&Identity>) -> bool {
    if is_stream(input) {
        return stdin.is_some() && stdin == Identity::of(output).as_ref();
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
    let search = find(input, RECORD_FILE, None, &mut |found| match found {
        FoundFile::File(path, _) | FoundFile::Other(path, _) if is_output(&path) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    search.is_break()
}

fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_outputs_are_two_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let protected = |one: &str, other: &str| {
            let outputs = [file(one), file(other)];
            let outputs: Vec<&Path> = outputs.iter().map(PathBuf::as_path).collect();
            protect(&outputs, &file("canonry.db"), &[], None)
        };
        assert!(protected("a", "b").is_ok() && protected("a", "missing/a").is_ok());
        let refused = protected("a", "./a").unwrap_err();
        assert!(matches!(refused, RefusedOutput { index: 1, reason: OutputRefusal::IsOutput(0), .. }), "{refused:?}");
        std::fs::write(file("a"), "").unwrap();
        std::fs::hard_link(file("a"), file("b")).unwrap();
        assert!(protected("a", "c").is_ok());
        #[cfg(unix)]
        assert!(protected("a", "b").is_err());
        let stream = Path::new("-");
        assert!(protect(&[stream, stream], &file("canonry.db"), &[PathBuf::from("-")], None).is_ok());
    }

    #[test]
    fn a_database_and_its_policy_are_not_overwritten_by_a_file_or_a_tree() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let database = file("tree/canonry.db");
        let reason = |name: &str| protect(&[&file(name)], &database, &[], None).map_err(|refused| refused.reason);
        assert!(matches!(reason("tree/canonry.db"), Err(OutputRefusal::IsDatabase)));
        assert!(matches!(reason("tree/canonry.db-wal"), Err(OutputRefusal::OfDatabase(_))));
        assert!(matches!(reason("tree/canonry.toml"), Err(OutputRefusal::BecomesPolicy)));
        assert!(matches!(reason("."), Err(OutputRefusal::IsFolder)) && reason("tree/other").is_ok());
        let tree = |name: &str, writes| protect_tree(&file(name), &database, |_| writes).map_err(|tree| tree.reason);
        assert!(tree("tree", false).is_ok() && tree("other", true).is_ok());
        let Err(OutputRefusal::Contains(inside, of)) = tree("tree", true) else { panic!("the tree is not refused") };
        assert_eq!((inside, of), (PathBuf::from("canonry.db"), database.clone()));
        let refused = protect_tree(&file("tree/canonry.db/below"), &database, |_| false).unwrap_err();
        assert!(matches!(refused.reason, OutputRefusal::IsDatabase) && refused.path == database, "{refused:?}");
    }
}
