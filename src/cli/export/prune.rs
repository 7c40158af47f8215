//! Removing what is no longer published, and nothing else.
//!
//! A file is canonry's if its bytes are those that canonry renders for the record in a state that the database knows:
//! the present one, or one that the journal leads back to. Neither how the file begins nor what lies beside it tells
//! that.

use std::collections::{HashMap, HashSet};

use super::files::Stale;
use super::judged::{Doomed, Judged};
use super::{Args, Left, Outcome};
use crate::cli::ask::{UNASKED, agrees};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::tree::name_kind;
use crate::curate::Refusal;
use crate::disk::{Kind, Tree, TreeError};
use crate::publish::{FILE_NAMES, Form, RECORDS, id_of};
use crate::record::Id;
use crate::store::{Gone, Snapshot};

/// Removes `stale` pages and the files of records that the database has no more. What canonry did not write is left,
/// and named.
pub(super) fn run(
    args: &Args,
    snapshot: &mut Snapshot<'_>,
    tree: &Tree,
    stale: Vec<Stale>,
    outcome: &mut Outcome,
    console: &mut Console,
) -> Result<(), Failure> {
    let mut judged = Judged::default();
    let walked = tree.walk(RECORDS)?;
    let departures: HashMap<Id, Gone> = snapshot.gone()?.into_iter().map(|gone| (gone.id.clone(), gone)).collect();
    let before = published(snapshot)?;
    for id in gone_ids(&before, &walked.folders) {
        judged.judge(snapshot, tree, &id, &Form::ALL, departures.get(&id))?;
    }
    for Stale { id, form } in &stale {
        judged.judge(snapshot, tree, id, &[*form], None)?;
    }
    for path in walked.links {
        if !judged.left.iter().any(|left| left.path == path) && !is_file_name(&path) {
            let what = name_kind(&tree.path(&path), Kind::Link);
            judged.left.push(Left { path, reason: format!("it is {what}, and no link is followed") });
        }
    }
    // While somebody is asked, a record or one of its pages may come back.
    snapshot.renew()?;
    let question = format!("remove {} files that are no longer published?", judged.doomed.len());
    if !args.only_looks() && !args.yes && judged.doomed.len() as u64 > UNASKED && !agrees(&question) {
        return Err(Failure::usage("not approved; nothing was removed"));
    }
    if published(snapshot)? != before || is_published_again(snapshot, &stale)? {
        return Err(Refusal::overtaken().into());
    }
    if !args.only_looks() {
        remove(tree, &mut judged)?;
    }
    let Judged { doomed, left, standing } = judged;
    outcome.removed += doomed.len() as u64;
    outcome.differences.extend(doomed.into_iter().map(Doomed::difference));
    // A page of a withdrawn record stands in the tree still, also if somebody changed it.
    outcome.stand_by_hand(standing.into_iter().filter(|_| args.check));
    Left::print(&left, console);
    outcome.left = left;
    Ok(())
}

/// The ids under which something is published.
fn published(snapshot: &Snapshot<'_>) -> Result<HashSet<String>, Failure> {
    let mut ids = HashSet::new();
    snapshot.each_id(|id| {
        ids.insert(id);
    })?;
    Ok(ids)
}

/// The ids that folders of the tree are called by, and that are not published.
fn gone_ids(published: &HashSet<String>, folders: &[String]) -> Vec<Id> {
    folders.iter().filter_map(|folder| id_of(folder)).filter(|id| !published.contains(id.as_str())).collect()
}

/// Whether a path ends as that of a file of a record: of what lies there is spoken if it is no longer published.
fn is_file_name(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(_, name)| FILE_NAMES.contains(&name))
}

/// Whether one of the pages is no longer stale.
fn is_published_again(snapshot: &Snapshot<'_>, stale: &[Stale]) -> Result<bool, Failure> {
    for Stale { id, form } in stale {
        if snapshot.load(id)?.is_some_and(|stored| form.render(&stored.revision.record).is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Removes what goes. A file that somebody has changed since it was judged is left.
fn remove(tree: &Tree, judged: &mut Judged) -> Result<(), TreeError> {
    let mut removed = Vec::new();
    for doomed in std::mem::take(&mut judged.doomed) {
        let folder = tree.folder(doomed.folder.clone())?;
        if doomed.is_unchanged(&folder)? {
            folder.remove(doomed.form.file_name())?;
            drop(folder);
            tree.remove_empty(&doomed.folder);
            removed.push(doomed);
        } else {
            judged.leave(doomed.path(), "it was changed a moment ago".to_owned(), doomed.gone.as_ref());
        }
    }
    judged.doomed = removed;
    Ok(())
}
