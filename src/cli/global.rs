//! What every command gets: the database, the policy, the day and the user.

use std::borrow::Cow;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::console::note;
use super::env::Env;
use super::failure::Failure;
use super::nearest_file;
use super::options::{Options, Writing};
use super::plain::plain;
use super::progress;
use crate::curate::{Context, PolicyPath, WorkProgress};
use crate::disk::dangling;
use crate::record::Date;
use crate::store::StoreError;

/// The default name of the database.
const DEFAULT_NAME: &str = "canonry.db";

/// What every command gets: the global options, and the environment of the program.
#[derive(Debug)]
pub(super) struct Global {
    pub options: Options,
    pub env: Env,
    /// Whether the user was told which database is used.
    pub is_told: Cell<bool>,
}

impl Global {
    pub(super) fn new(options: Options, env: Env) -> Self {
        Global { options, env, is_told: Cell::default() }
    }

    /// The database that the user named.
    fn named_database(&self) -> Option<PathBuf> {
        self.options.db.clone().or_else(|| self.env.variable("CANONRY_DB").map(|path| self.env.resolve(path)))
    }

    /// The database to use: the one that is named, else the nearest one here or above, if the user owns it.
    fn database(&self) -> Result<Option<PathBuf>, Failure> {
        if let Some(named) = self.named_database() {
            return Ok(Some(named));
        }
        let Some(nearest) = nearest_file::nearest(DEFAULT_NAME, &self.env)? else { return Ok(None) };
        if nearest.is_above && !self.is_told.replace(true) {
            note(&self.options, &self.env, plain(&format!("note: using {}", nearest.path.display())));
        }
        Ok(Some(nearest.path))
    }

    /// The database to use or to create.
    pub(super) fn database_or_new(&self) -> Result<PathBuf, Failure> {
        Ok(self.database()?.unwrap_or_else(|| self.env.resolve(DEFAULT_NAME)))
    }

    /// The database to create: the one that is named, else one in this folder, even if there is one above.
    pub(super) fn named_database_or_here(&self) -> PathBuf {
        self.named_database().unwrap_or_else(|| self.env.resolve(DEFAULT_NAME))
    }

    /// The database, which has to exist.
    pub(super) fn existing_database(&self) -> Result<PathBuf, Failure> {
        self.database()?.ok_or_else(|| {
            let here = self.env.resolve(DEFAULT_NAME);
            if dangling(&here).is_some() {
                return StoreError::Missing(here).into(); // the error names the target of the link
            }
            Failure::usage(format!("there is no {DEFAULT_NAME} in this folder or above it"))
                .hint("create one with `canonry init`, or with `canonry import PATH`; or name one with --db FILE")
        })
    }

    /// Today, by the option, the environment or the clock.
    pub(super) fn today(&self) -> Result<Date, Failure> {
        let named = self.options.today.map(Ok).or_else(|| self.env.variable("CANONRY_TODAY").map(|day| day.parse()));
        match named {
            Some(Ok(day)) => Ok(day),
            Some(Err(error)) => Err(Failure::usage("CANONRY_TODAY is not a day").cause(error)),
            None => self
                .env
                .day
                .ok_or_else(|| Failure::usage("the year of the clock is out of range").hint("use --today DATE")),
        }
    }

    /// Where long work tells its progress: on the terminal.
    pub(super) fn progress(&self) -> WorkProgress {
        progress::of_work(&self.env, self.options.quiet)
    }

    /// The policy in force: the file that is named, else canonry.toml beside the database, else the default.
    pub(super) fn policy_file(&self, named: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
        let path = PolicyPath::of(named, || self.database_or_new())?;
        Ok(path.file(&nearest_file::owners(&self.env), self.named_database().as_deref())?)
    }

    /// The context of a command: who, what, when and why.
    pub(super) fn context(&self, writing: &Writing) -> Result<Context, Failure> {
        let named = writing.by.clone().filter(|name| !name.trim().is_empty());
        let actor = named
            .or_else(|| self.env.variable("CANONRY_ACTOR"))
            .or_else(|| git_user(&self.env))
            .or_else(|| self.env.variable("USER"))
            .unwrap_or_else(|| "unknown".to_owned());
        let words: Vec<String> = self.env.words().map(|word| word.to_string_lossy().into_owned()).collect();
        // Quoted for a shell, so that the line can be run again.
        let quoted = words.iter().map(|word| shlex::try_quote(word).map_or_else(|_| word.clone(), Cow::into_owned));
        let command = format!("canonry {}", quoted.collect::<Vec<_>>().join(" "));
        let (day, reason) = (self.today()?, writing.reason.clone());
        Ok(Context { day, actor, reason, command, dry_run: writing.dry_run, checks: None, progress: self.progress() })
    }
}

/// The user's name as git knows it.
fn git_user(env: &Env) -> Option<String> {
    let mut git = env.program("git");
    git.args(["config", "user.name"]);
    let output = git.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let name = String::from_utf8(output.ok()?.stdout).ok()?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}
