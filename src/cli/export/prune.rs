//! Removing what is no longer published, and nothing else.

use std::collections::HashSet;
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
use crate::record::{Id, Record, Start, canonical, read};
use crate::store::Store;

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
    let mut ids = HashSet::new();
    store.each_id(|id| {
        ids.insert(id);
    })?;
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
    let mut judge = |path: String, is_own: bool| match is_own {
        true => doomed.push(path),
        false => console.note(format!("left, for canonry did not write it so: {}", plain(&path))),
    };
    for (id, forms) in &gone {
        let record = published_record(tree, id);
        for form in forms {
            let path = relative_path(id, *form);
            let bytes = std::fs::read(tree.path(&path)).ok();
            let written = record.as_ref().and_then(|record| form.render(record));
            judge(path, written.is_some() && bytes == written.map(String::into_bytes));
        }
    }
    for path in stale {
        // What the page was made from is gone, but it lies in the folder of a record that is still published.
        let is_own = std::fs::read(tree.path(&path)).is_ok_and(|bytes| bytes.starts_with(b"# "));
        judge(path, is_own);
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

/// The record that a tree holds, where its JSON is as canonry writes it.
fn published_record(tree: &Tree, id: &Id) -> Option<Record> {
    let bytes = std::fs::read(tree.path(&relative_path(id, Form::Json))).ok()?;
    let record = read(&bytes, Start::default()).ok()?;
    (record.id == *id && canonical(&record).as_bytes() == bytes).then_some(record)
}

/// The id whose folder this is.
fn id_of(root: &Path, folder: &Path) -> Option<Id> {
    let relative = folder.strip_prefix(root).ok()?;
    let segments: Option<Vec<&str>> = relative.iter().map(|segment| segment.to_str()).collect();
    segments?.join("/").parse().ok()
}
