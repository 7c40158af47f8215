//! Resolving relative paths: the one place that joins them with the folder of [`Env`].

use std::borrow::Cow;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::Command;

use clap::ValueHint;
use clap::builder::{PathBufValueParser, TypedValueParser};

use super::Env;

impl Env {
    /// The path to open for one that the user wrote. `-` stays as it is, because it means a stream.
    pub(in crate::cli) fn resolve(&self, path: impl AsRef<Path>) -> PathBuf {
        resolve(&self.folder, path.as_ref())
    }

    /// The original of a path that was resolved, as the user wrote it.
    pub(in crate::cli) fn written<'p>(&self, path: &'p Path) -> Cow<'p, str> {
        let whole = path.to_string_lossy();
        if self.is_in_folder_of_process() {
            return whole;
        }
        let folder = format!("{}{MAIN_SEPARATOR}", self.folder.to_string_lossy());
        whole.strip_prefix(&folder).map(|rest| Cow::Owned(rest.to_owned())).unwrap_or(whole)
    }

    /// Makes a command line resolve its paths while it is parsed.
    pub(in crate::cli) fn resolving(&self, command: clap::Command) -> clap::Command {
        let resolved = command.mut_args(|argument| {
            // The type that clap has for arguments that are parsed as a `PathBuf`.
            if argument.get_value_hint() != ValueHint::AnyPath {
                return argument;
            }
            let folder = self.folder.clone();
            argument.value_parser(PathBufValueParser::new().map(move |path| resolve(&folder, &path)))
        });
        resolved.mut_subcommands(|below| self.resolving(below))
    }

    /// The absolute path of the folder, without links.
    ///
    /// # Errors
    /// If it does not exist any more, or may not be read.
    pub(in crate::cli) fn current_folder(&self) -> io::Result<PathBuf> {
        if self.is_in_folder_of_process() { env::current_dir() } else { fs::canonicalize(&self.folder) }
    }

    /// A program to be started, with the folder and the variables.
    pub(in crate::cli) fn program(&self, name: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(name);
        command.env_clear().envs(&self.variables);
        if !self.is_in_folder_of_process() {
            command.current_dir(&self.folder);
        }
        command
    }

    fn is_in_folder_of_process(&self) -> bool {
        self.folder.as_os_str().is_empty()
    }
}

fn resolve(folder: &Path, path: &Path) -> PathBuf {
    if path.as_os_str() == "-" { path.to_owned() } else { folder.join(path) }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, FromArgMatches};

    use super::*;
    use crate::cli::Cli;

    fn within(folder: &str) -> Env {
        Env { folder: folder.into(), ..Env::of_process() }
    }

    #[test]
    fn relative_paths_begin_at_the_folder_and_others_stay_as_they_are() {
        let resolve = |folder: &str, path: &str| within(folder).resolve(path).to_string_lossy().into_owned();
        assert_eq!(resolve("/sets", "a.json"), "/sets/a.json");
        assert_eq!(resolve("/sets", "../a.json"), "/sets/../a.json");
        assert_eq!(resolve("/sets", "/dev/null"), "/dev/null");
        assert_eq!(resolve("/sets", "-"), "-");
        assert_eq!(resolve("", "./a.json"), "./a.json");
    }

    #[test]
    fn a_path_that_was_resolved_is_shown_as_it_was_written() {
        let written = |folder: &str, path: &str| {
            let env = within(folder);
            env.written(&env.resolve(path)).into_owned()
        };
        for path in ["a.json", "./a.json", "in/", "../a.json", "/in/a.json", "-"] {
            assert_eq!((written("/sets", path), written("", path)), (path.to_owned(), path.to_owned()));
        }
        assert_eq!(within("/sets").written(Path::new("/sets-b/a.json")), "/sets-b/a.json");
    }

    #[test]
    fn every_path_of_a_command_line_is_resolved() {
        let mut command = within("/sets").resolving(Cli::command());
        let words = [
            "canonry",
            "--db",
            "a.db",
            "import",
            "up",
            "-",
            "/in",
            "--rejects",
            "bad",
            "--keep-going",
            "--policy",
            "p.toml",
        ];
        let matches = command.try_get_matches_from_mut(words).unwrap();
        let read = format!("{:?}", Cli::from_arg_matches(&matches).unwrap());
        for path in ["/sets/a.db", "/sets/up", "\"-\"", "\"/in\"", "/sets/bad", "/sets/p.toml"] {
            assert!(read.contains(path), "{path}: {read}");
        }
    }

    #[test]
    fn programs_are_started_in_the_folder() {
        assert_eq!(within("/sets").program("vi").get_current_dir(), Some(Path::new("/sets")));
        assert_eq!(within("").program("vi").get_current_dir(), None);
    }
}
