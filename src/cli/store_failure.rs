//! Errors of the database: the exit code, and what to do.

use std::borrow::Cow;

use super::failure::{Exit, Failure};
use crate::disk::{EntryKind, dangling};
use crate::store::{StoreError, Stranger};

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let failure = Failure::new(Exit::Machine, error.to_string());
        if let StoreError::Missing(path) | StoreError::Exists(path) = &error
            && let Some(found) = dangling(path)
        {
            let target = found.target.display();
            let is_file = found.link == *path; // else one of the folders before it
            let make =
                if is_file { format!("run `canonry --db {target} init`") } else { format!("create {target} first") };
            return Failure::usage(found.to_string()).hint(format!("remove the link, or {make}"));
        }
        match &error {
            StoreError::Missing(_) => Failure { exit: Exit::Usage, ..failure }
                .hint("create one with `canonry init`, or with `canonry import PATH`; or name another with --db FILE"),
            StoreError::Exists(_) => {
                Failure { exit: Exit::Usage, ..failure }.hint("use it as it is, or name another file with --db FILE")
            }
            StoreError::Leftover { .. } => failure.hint(
                "it may have changes that are nowhere else: restore the database beside it, or else remove it",
            ),
            StoreError::Unfinished { path, .. } => failure.hint(format!(
                "run `canonry --db {} log --limit 1` as a user who may write to both files and to their folder; \
                 or copy both files to a folder of your own, and name the copy with --db",
                path.display()
            )),
            StoreError::ForeignLog { path, log } => failure.hint(format!(
                "if {} was restored from a backup, remove {} and the file beside it that ends with -shm; \
                 or else restore the file that it belongs to",
                path.display(),
                log.display()
            )),
            StoreError::NoFile { kind: EntryKind::Link, .. } => failure.hint(
                "if it leads to a file that belongs to this database, move that file here; or else remove the link",
            ),
            StoreError::NoFile { .. } => failure.hint("canonry did not create it: move it away, then run the \
                                                       command again"),
            StoreError::Unreadable(_) => failure.hint("run the command as its owner, or let the owner give you the right"),
            StoreError::Strangers { path, strangers } => {
                let drops: String = strangers.iter().map(Stranger::removal).collect();
                let words = [path.to_string_lossy().into_owned(), drops];
                let words = words.iter().map(|word| shlex::try_quote(word).unwrap_or(Cow::Borrowed(word)));
                let (they, them) = if strangers.len() == 1 { ("it", "it") } else { ("they", "them") };
                failure.hint(format!(
                    "{they} could change what is stored or shown; if you trust the file, drop {them}: sqlite3 {}",
                    words.collect::<Vec<_>>().join(" ")
                ))
            }
            StoreError::NotADatabase(_) | StoreError::Foreign(_) => {
                failure.hint("nothing was changed; name canonry's database with --db FILE. If this was it, its first bytes are \
                              damaged: restore a copy that `canonry backup` made")
            }
            StoreError::Newer { .. } => failure.hint("install the canonry that made it, or a newer one"),
            StoreError::Older { path, .. } => failure.hint(format!(
                "`canonry --db {} log --limit 1` brings it up to date; a copy of it will do as well",
                path.display()
            )),
            StoreError::Migration { copy, .. } => match copy {
                Some(copy) => failure.hint(format!("the former database is in {}", copy.display())),
                None => failure.hint("nothing was lost: it had no records"),
            },
            StoreError::Busy(_) => failure.hint("wait until the other command has ended, then run this one again"),
            StoreError::ReadOnly(_) => {
                failure.hint("check who may write to the file, to what SQLite keeps beside it (-wal, -shm) and to \
                              the folder; commands that only read, such as show, export and rates, do not need that, unless the database is of an older canonry")
            }
            StoreError::Full { source, .. } => {
                failure.cause(source).hint("nothing was written; make room, then run the command again")
            }
            StoreError::RecordDamaged { id, .. } => failure.hint(format!(
                "`canonry verify` says what else is damaged, and what to do next; `canonry show {id}` prints the \
                 record as it is, and \
                 `canonry export --keep-going` writes the others"
            )),
            StoreError::Damaged { .. } => failure.hint(
                "restore a copy that `canonry backup` made; if there is none, an exported tree has the records, and \
                 `sqlite3 FILE .recover` may save more. `canonry verify` names all that it can still read",
            ),
            StoreError::Io { source, .. } => Failure::file(error.to_string(), source),
            StoreError::Sqlite { source, .. } => failure.cause(source),
        }
    }
}
