//! Removing what is no longer published, and nothing else.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use walkdir::WalkDir;

use super::files::relative_path;
use super::{Args, Outcome};
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::plain;
use crate::cli::tree::Tree;
use crate::publish::Form;
use crate::record::{Id, Start, canonical, read};
use crate::store::{Cell, Column, Filter, Store};

/// Removes `stale` pages and the files of records that the database does not have. Files that are not as canonry
/// writes them are left, and named.
pub(super) fn run(
    args: &Args,
    store: &Store,
    tree: &Tree,
    stale: Vec<String>,
    outcome: &mut Outcome,
    console: &mut Console,
) -> Result<(), Failure> {
    let ids = all_ids(store)?;
    let mut gone: Vec<(Id, Vec<Form>)> = Vec::new();
    let root = tree.path("errors");
    for entry in WalkDir::new(&root).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            // No tree yet: then there is nothing to remove.
            Err(error) if error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound) => break,
            Err(error) => return Err(Failure::new(Exit::Machine, "the tree could not be read").cause(error)),
        };
        if let Some(id) =
            id_of(&root, entry.path()).filter(|id| entry.file_type().is_dir() && !ids.contains(id.as_str()))
        {
            let is_there = |form: &Form| tree.path(&relative_path(&id, *form)).is_file();
            let forms = Form::ALL.into_iter().filter(is_there).collect();
            gone.push((id, forms));
        }
    }
    let mut doomed: Vec<String> = Vec::new();
    for (id, form) in gone.iter().flat_map(|(id, forms)| forms.iter().map(move |form| (id, *form))) {
        judge(tree, id, form, &mut doomed, console);
    }
    for path in stale {
        let id =
            path.strip_prefix("errors/").and_then(|rest| rest.rsplit_once('/')).and_then(|(id, _)| id.parse().ok());
        match id {
            Some(id) => judge(tree, &id, Form::ChineseMarkdown, &mut doomed, console),
            None => console.note(format!("left: {}", plain(&path))),
        }
    }
    let question = format!("remove {} files that are no longer published?", doomed.len());
    if !args.only_looks() && !args.yes && doomed.len() as u64 > UNASKED && !agrees(&question) {
        return Err(Failure::usage("not approved; nothing was removed"));
    }
    for path in doomed {
        if !args.only_looks() {
            tree.remove(&path)?;
        }
        outcome.removed += 1;
        outcome.differences.push((path, "gone"));
    }
    Ok(())
}

/// Dooms a file that is canonry's own; names one that is not.
fn judge(tree: &Tree, id: &Id, form: Form, doomed: &mut Vec<String>, console: &mut Console) {
    let path = relative_path(id, form);
    if is_own(&tree.path(&path), id, form) {
        doomed.push(path);
    } else {
        console.note(format!("left, for canonry did not write it so: {path}"));
    }
}

/// Whether a file is as canonry writes it for this id: the canonical bytes of a record of that id, or a page that
/// names it where pages name their record.
fn is_own(path: &Path, id: &Id, form: Form) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    match form {
        Form::Json => read(&bytes, Start::default())
            .is_ok_and(|record| record.id == *id && canonical(&record).as_bytes() == bytes),
        Form::Markdown | Form::ChineseMarkdown => {
            let line = format!("\n\n- **ID:** `{id}`\n");
            bytes.starts_with(b"# ") && bytes.windows(line.len()).any(|window| window == line.as_bytes())
        }
    }
}

/// The id whose folder this is.
fn id_of(root: &Path, folder: &Path) -> Option<Id> {
    let relative = folder.strip_prefix(root).ok()?;
    let segments: Option<Vec<&str>> = relative.iter().map(|segment| segment.to_str()).collect();
    segments?.join("/").parse().ok()
}

fn all_ids(store: &Store) -> Result<HashSet<String>, Failure> {
    let mut ids = HashSet::new();
    let column = "id".parse::<Column>().map_err(|error| Failure::usage(error.to_string()))?;
    store.list(&Filter::default(), &[column], None, |cells| {
        ids.extend(cells.into_iter().filter_map(|cell| if let Cell::Text(id) = cell { Some(id) } else { None }));
        Ok::<_, Failure>(ControlFlow::Continue(()))
    })?;
    Ok(ids)
}
