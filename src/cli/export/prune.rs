//! Removing what is no longer published, and nothing else.
//!
//! A file is canonry's if its bytes are those that canonry renders for the record in a state that the database knows:
//! the present one, or one that the journal leads back to. Neither how the file begins nor what lies beside it tells
//! that.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::difference::{Difference, What};
use super::files::{ERRORS, Stale, folder_of, is_there};
use super::{Args, Left, Outcome};
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::tree::name_kind;
use crate::curate::Refusal;
use crate::disk::{Change, Folder, Kind, Tree, TreeError};
use crate::publish::Form;
use crate::record::Id;
use crate::store::{Gone, Store};

/// What becomes of the files that are no longer published.
#[derive(Default)]
struct Judged {
    /// They go: the folder, the file's name, and why it is no longer published if that is known.
    doomed: Vec<(String, Form, Option<Gone>)>,
    /// They stay.
    left: Vec<Left>,
    /// Those that stay, of records that are known to have gone.
    standing: Vec<Difference>,
}

/// Removes `stale` pages and the files of records that the database has no more. What canonry did not write is left,
/// and named.
pub(super) fn run(
    args: &Args,
    store: &Store,
    tree: &Tree,
    stale: Vec<Stale>,
    outcome: &mut Outcome,
    console: &mut Console,
) -> Result<(), Failure> {
    let mut judged = Judged::default();
    let walked = tree.walk(ERRORS)?;
    let departures: HashMap<Id, Gone> = store.gone()?.into_iter().map(|gone| (gone.id.clone(), gone)).collect();
    let before = published(store)?;
    for id in gone_ids(&before, &walked.folders) {
        judged.judge(store, tree, &id, &Form::ALL, departures.get(&id))?;
    }
    for Stale { id, form } in stale {
        judged.judge(store, tree, &id, &[form], None)?;
    }
    for path in walked.links {
        if !judged.left.iter().any(|left| left.path == path) && !is_file_name(&path) {
            let what = name_kind(&tree.path(&path), Kind::Link);
            judged.left.push(Left { path, reason: format!("it is {what}, and no link is followed") });
        }
    }
    let Judged { doomed, left, standing } = judged;
    let question = format!("remove {} files that are no longer published?", doomed.len());
    if !args.only_looks() && !args.yes && doomed.len() as u64 > UNASKED && !agrees(&question) {
        return Err(Failure::usage("not approved; nothing was removed"));
    }
    // While somebody was asked, a record may have come back.
    if published(store)? != before {
        return Err(Refusal::overtaken().into());
    }
    if !args.only_looks() {
        remove(tree, &doomed)?;
    }
    for (folder, form, gone) in doomed {
        outcome.removed += 1;
        let path = format!("{folder}/{}", form.file_name());
        outcome.differences.push(Difference { path, what: What::Gone(gone) });
    }
    // A page of a withdrawn record stands in the tree still, also if somebody changed it.
    outcome.differences.extend(standing.into_iter().filter(|_| args.check));
    Left::print(&left, console);
    outcome.left = left;
    Ok(())
}

/// The ids under which something is published.
fn published(store: &Store) -> Result<HashSet<String>, Failure> {
    let mut ids = HashSet::new();
    store.each_id(|id| {
        ids.insert(id);
    })?;
    Ok(ids)
}

/// The ids that folders of the tree are called by, and that are not published.
fn gone_ids(published: &HashSet<String>, folders: &[String]) -> Vec<Id> {
    let id = |folder: &String| folder.strip_prefix(ERRORS)?.strip_prefix('/')?.parse::<Id>().ok();
    folders.iter().filter_map(id).filter(|id| !published.contains(id.as_str())).collect()
}

/// Whether a path ends as that of a file of a record: of what lies there is spoken if it is no longer published.
fn is_file_name(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(_, name)| Form::ALL.map(Form::file_name).contains(&name))
}

fn remove(tree: &Tree, doomed: &[(String, Form, Option<Gone>)]) -> Result<(), TreeError> {
    for of_folder in doomed.chunk_by(|a, b| a.0 == b.0) {
        let Some((path, ..)) = of_folder.first() else { continue };
        let folder = tree.folder(path.clone())?;
        for (_, form, _) in of_folder {
            folder.remove(form.file_name())?;
        }
        drop(folder);
        tree.remove_empty(path);
    }
    Ok(())
}

impl Judged {
    /// Decides on the files of one id that are there.
    fn judge(
        &mut self,
        store: &Store,
        tree: &Tree,
        id: &Id,
        forms: &[Form],
        gone: Option<&Gone>,
    ) -> Result<(), Failure> {
        let folder = tree.folder(folder_of(id))?;
        let mut files = Vec::new();
        for form in forms {
            match folder.kind(form.file_name())? {
                Some(Kind::File(_)) => files.push(*form),
                kind @ Some(other) if is_there(kind) => {
                    let path = folder.path_of(form.file_name());
                    let reason = format!("it is {}, which canonry never writes", name_kind(&tree.path(&path), other));
                    self.leave(path, reason, gone);
                }
                _ => {}
            }
        }
        if files.is_empty() {
            return Ok(());
        }
        let rows = store.held_by(id)?;
        let reason =
            if rows.is_empty() { "no record of this database ever had that id" } else { "canonry did not write it so" };
        let own = written(store, &rows, id, &folder, &files)?;
        for form in files {
            if own.contains(&form) {
                self.doomed.push((folder_of(id), form, gone.cloned()));
            } else {
                self.leave(folder.path_of(form.file_name()), reason.to_owned(), gone);
            }
        }
        Ok(())
    }

    fn leave(&mut self, path: String, reason: String, gone: Option<&Gone>) {
        let standing = gone.map(|gone| Difference { path: path.clone(), what: What::Gone(Some(gone.clone())) });
        self.standing.extend(standing);
        self.left.push(Left { path, reason });
    }
}

/// Which of the files are as canonry writes them for one of the records, as it is or once was under that id.
fn written(
    store: &Store,
    rows: &[i64],
    id: &Id,
    folder: &Folder<'_>,
    files: &[Form],
) -> Result<HashSet<Form>, Failure> {
    let mut own = HashSet::new();
    for row in rows {
        let mut failed = Ok(());
        store.each_state(*row, |state| {
            if state.record.id != *id {
                return ControlFlow::Continue(());
            }
            for form in files.iter().filter(|form| !own.contains(*form)).copied().collect::<Vec<_>>() {
                let Some(text) = form.render(&state.record) else { continue };
                match folder.compare(form.file_name(), text.as_bytes()) {
                    Ok(Change::Same) => drop(own.insert(form)),
                    Ok(Change::Missing | Change::Different) => {}
                    Err(error) => {
                        failed = Err(error);
                        return ControlFlow::Break(());
                    }
                }
            }
            if own.len() == files.len() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        failed?;
        if own.len() == files.len() {
            break;
        }
    }
    Ok(own)
}
