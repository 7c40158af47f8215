//! The published tree: a folder for each record.

use std::borrow::Cow;
use std::path::Path;

use super::difference::{Difference, What, name_gone};
use super::{Args, OUT, Outcome, damaged, prune};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::outputs::{HEAD, Output, refuse_sqlite_head};
use crate::cli::progress;
use crate::disk::{self, Change, Kind, Tree, ordered};
use crate::publish::{FILE_NAMES, Form, RECORDS, folder_of, is_file_of_record};
use crate::record::Id;
use crate::store::{Filter, Sent, SentBefore, Snapshot, Stored, Unchecked};

/// Whether there is something where a page may lie. A folder of that name belongs to another record.
pub(super) fn is_there(kind: Option<Kind>) -> bool {
    kind.is_some_and(|kind| kind != Kind::Folder)
}

/// A page that is no longer published though its record is.
pub(super) struct Stale {
    pub id: Id,
    pub form: Form,
}

/// Whether an export may write or remove a file at a path below the tree's folder.
pub(super) fn may_write(relative: &Path) -> bool {
    disk::is_own(relative, &FILE_NAMES) || is_file_of_record(relative)
}

/// What became of the files of one record.
struct Written {
    differences: Vec<Difference>,
    unchanged: u64,
    /// Pages that the record has no more.
    stale: Vec<Stale>,
    sent: Sent,
}

pub(super) fn export(
    args: &Args,
    snapshot: &mut Snapshot<'_>,
    filter: &Filter,
    out: &Path,
    forms: &[Form],
    before: &SentBefore,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let tree = if args.only_looks() { Tree::look(out)? } else { Tree::claim(out, RECORDS, &FILE_NAMES)? };
    let bar = progress::bar(console, "exporting", Some(snapshot.count(filter)?));
    let only_looks = args.only_looks();
    let (read, taken) = ordered(
        |emit| snapshot.each_record(filter, |unchecked| Ok::<_, Failure>(emit(unchecked))),
        Unchecked::weight,
        |unchecked| match damaged::check(args, unchecked)? {
            Ok(checked) => write_record(&tree, checked, forms, only_looks).map(Ok),
            Err(id) => Ok::<_, Failure>(Err(id)),
        },
        |results| {
            let mut outcome = Outcome::default();
            let mut stale = Vec::new();
            for written in results {
                let Written { differences, unchanged, stale: pages, sent } = match written? {
                    Ok(written) => written,
                    Err(id) => {
                        outcome.damaged.push(id);
                        continue;
                    }
                };
                outcome.records += 1;
                outcome.written += differences.len() as u64;
                outcome.unchanged += unchanged;
                outcome.differences.extend(differences);
                outcome.sent.extend(Some(sent).filter(|sent| before.is_news(sent)));
                stale.extend(pages);
                bar.inc(1);
            }
            Ok::<_, Failure>((outcome, stale))
        },
    );
    bar.finish_and_clear();
    let end = taken.and_then(|taken| read.map(|()| taken));
    let (mut outcome, stale) = end?;
    if !only_looks {
        tree.finish()?;
    }
    if args.prune {
        prune::run(args, snapshot, &tree, stale, &mut outcome, console)?;
    } else if let Some(Stale { id, form }) = stale.first() {
        let (number, first) = (stale.len(), format!("{}/{}", folder_of(id), form.file_name()));
        console.note(format!(
            "note: no longer published, and left: {first} ({number} in all); --prune removes what canonry wrote of them"
        ));
    }
    if !args.prune {
        name_gone(args, snapshot, &tree, &mut outcome, console)?;
    }
    Ok(outcome)
}

fn write_record(
    tree: &Tree,
    (stored, canonical): (Stored, String),
    forms: &[Form],
    only_looks: bool,
) -> Result<Written, Failure> {
    let standing = stored.standing;
    let sent = Sent { row: standing.row, digest: standing.digest };
    let mut written = Written { differences: Vec::new(), unchanged: 0, stale: Vec::new(), sent };
    let record = &stored.revision.record;
    let mut folder = tree.folder(folder_of(&record.id))?;
    for form in forms {
        let name = form.file_name();
        let rendered = match form {
            Form::Json => Some(Cow::Borrowed(canonical.as_str())),
            _ => form.render(record).map(Cow::Owned),
        };
        let Some(text) = rendered else {
            if is_there(folder.kind(name)?) {
                written.stale.push(Stale { id: record.id.clone(), form: *form });
            }
            continue;
        };
        let path = folder.path_of(name);
        let what = match folder.compare(name, text.as_bytes())? {
            Change::Same => {
                written.unchanged += 1;
                continue;
            }
            Change::Missing => What::Missing,
            Change::Different => {
                refuse_sqlite_head(Output::new(OUT, &tree.path(&path)), &folder.read(name, HEAD)?)?;
                What::Different
            }
        };
        if !only_looks {
            folder.write(name, text.as_bytes())?;
        }
        written.differences.push(Difference { path, what });
    }
    Ok(written)
}
