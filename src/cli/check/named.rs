//! Whether records of a database or files are named.

use std::path::{Path, PathBuf};

use super::arguments::Args;
use crate::cli::env::Env;
use crate::cli::failure::Failure;

/// The endings of files with records.
const ENDINGS: [&str; 3] = ["json", "ndjson", "jsonl"];

/// The files that are named; `None` if records of a database are named, or none at all.
pub(super) fn files(args: &Args, env: &Env) -> Result<Option<Vec<PathBuf>>, Failure> {
    let (paths, ids): (Vec<&String>, Vec<&String>) =
        args.named.iter().partition(|word| args.files || is_path(word, env));
    match (paths.as_slice(), ids.as_slice()) {
        ([], []) if args.files => Err(Failure::usage("--files needs a PATH").hint("name files, folders, or -")),
        ([], _) if !args.within.is_empty() => {
            Err(Failure::usage("--within is for files").hint("name the files that are checked against it"))
        }
        ([], _) => Ok(None),
        (_, []) if args.waived => {
            Err(Failure::usage("files have no waivers").hint("--waived lists those of a database"))
        }
        (_, []) => Ok(Some(paths.into_iter().map(|path| env.resolve(path)).collect())),
        ([path, ..], [id, ..]) => {
            Err(Failure::usage(format!("{path} is a file or folder, and {id} is not: they are not checked together"))
                .hint("if all of them are files, say --files"))
        }
    }
}

/// Whether a word is a path and not the id of a record: something exists there, or it is written like a path.
fn is_path(word: &str, env: &Env) -> bool {
    let path = Path::new(word);
    let has_ending = path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
    let is_written_so = word == "-" || word.ends_with('/') || word.starts_with(['.', '/']) || has_ending;
    is_written_so || env.resolve(word).symlink_metadata().is_ok()
}

/// Adds to the failure that there is no database that files need none.
pub(super) fn no_database(failure: Failure) -> Failure {
    match failure.hint.clone() {
        Some(hint) => failure.hint(format!("{hint}; to check files, name them: canonry check PATH")),
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_path_if_something_exists_there_or_if_it_is_written_like_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("python/here")).unwrap();
        let env = Env { folder: folder.path().to_owned(), ..Env::of_process() };
        for path in ["-", ".", "./a", "../a", "/a", "a/", "a.json", "x/a.ndjson", "a.jsonl", "python/here", "python"] {
            assert!(is_path(path, &env), "{path}");
        }
        for id in ["python/there", "venv-pip-missing", "x/a.b", "x/json"] {
            assert!(!is_path(id, &env), "{id}");
        }
    }
}
