//! Removing what is no longer published, and nothing else.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use walkdir::WalkDir;

use super::difference::{Difference, What};
use super::files::relative_path;
use super::{Args, Outcome};
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::console::Console;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plain::plain;
use crate::cli::tree::Tree;
use crate::curate::Refusal;
use crate::publish::Form;
use crate::record::{Id, Record, Start, canonical, read};
use crate::store::{Gone, Store};

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
    let departures: HashMap<Id, Gone> = store.gone()?.into_iter().map(|gone| (gone.id.clone(), gone)).collect();
    let mut doomed: Vec<Difference> = Vec::new();
    let mut left: Vec<Difference> = Vec::new();
    let mut judge = |path: String, is_own: bool, departure: Option<&Gone>| {
        let difference = Difference { path, what: What::Gone(departure.cloned()) };
        if is_own { doomed.push(difference) } else { left.push(difference) }
    };
    for (id, forms) in &gone {
        let record = published_record(tree, id);
        for form in forms {
            let path = relative_path(id, *form);
            let bytes = std::fs::read(tree.path(&path)).ok();
            let written = record.as_ref().and_then(|record| form.render(record));
            judge(path, written.is_some() && bytes == written.map(String::into_bytes), departures.get(id));
        }
    }
    for path in stale {
        // What the page was made from is gone, but it lies in the folder of a record that is still published.
        let is_own = std::fs::read(tree.path(&path)).is_ok_and(|bytes| bytes.starts_with(b"# "));
        judge(path, is_own, None);
    }
    let question = format!("remove {} files that are no longer published?", doomed.len());
    if !args.only_looks() && !args.yes && doomed.len() as u64 > UNASKED && !agrees(&question) {
        return Err(Failure::usage("not approved; nothing was removed"));
    }
    // While somebody was asked, a record may have come back.
    let mut published = HashSet::new();
    store.each_id(|id| {
        published.insert(id);
    })?;
    if published != ids {
        return Err(Refusal::overtaken().into());
    }
    for difference in doomed {
        if !args.only_looks() {
            tree.remove(&difference.path)?;
        }
        outcome.removed += 1;
        outcome.differences.push(difference);
    }
    for difference in &left {
        console.note(format!(
            "left, for canonry did not write it so (delete it by hand if it is to go): {}",
            plain(&difference.path)
        ));
    }
    // A page of a withdrawn record stands in the tree still, also if somebody changed it.
    let is_known = |difference: &Difference| matches!(difference.what, What::Gone(Some(_)));
    outcome.differences.extend(left.into_iter().filter(|difference| args.check && is_known(difference)));
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
