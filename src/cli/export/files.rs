//! The published tree: a folder for each record.

use std::ffi::OsStr;
use std::path::Path;

use super::difference::{Difference, What, name_gone};
use super::{Args, OUT, Outcome, prune};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::outputs::{Output, refuse_sqlite};
use crate::cli::tree::{self, Change, Tree};
use crate::cli::{parallel, progress};
use crate::publish::Form;
use crate::record::Id;
use crate::store::{Filter, Sent, SentBefore, Store, Stored};

/// Where a form of a record lies in the tree.
pub(super) fn relative_path(id: &Id, form: Form) -> String {
    format!("errors/{id}/{}", form.file_name())
}

/// Whether an export may write or remove a file at a path below the tree's folder.
pub(super) fn may_write(relative: &Path) -> bool {
    let name = relative.file_name();
    let is_form = |form: Form| name == Some(OsStr::new(form.file_name()));
    tree::is_own(relative) || (relative.starts_with("errors") && Form::ALL.into_iter().any(is_form))
}

/// What became of the files of one record.
struct Written {
    differences: Vec<Difference>,
    unchanged: u64,
    /// Pages that the record has no more.
    stale: Vec<String>,
    sent: Sent,
}

pub(super) fn export(
    args: &Args,
    store: &mut Store,
    filter: &Filter,
    out: &Path,
    forms: &[Form],
    before: &SentBefore,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let tree = Tree::new(out);
    if !args.only_looks() {
        tree.claim()?;
    }
    let bar = progress::bar(console, "exporting", Some(store.count(filter)?));
    let only_looks = args.only_looks();
    let (read, taken) = parallel::ordered(
        |emit| store.each_record(filter, |stored| Ok::<_, Failure>(emit(stored))),
        Stored::weight,
        |stored| write_record(&tree, &stored, forms, only_looks),
        |results| {
            let mut outcome = Outcome::default();
            let mut stale = Vec::new();
            for written in results {
                let Written { differences, unchanged, stale: pages, sent } = written?;
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
        prune::run(args, store, &tree, stale, &mut outcome, console)?;
    } else if let Some(first) = stale.first() {
        let number = stale.len();
        console.note(format!("note: no longer published, and left: {first} ({number} in all); --prune removes them"));
    }
    if !args.prune {
        name_gone(args, store, &tree, &mut outcome, console)?;
    }
    Ok(outcome)
}

fn write_record(tree: &Tree, stored: &Stored, forms: &[Form], only_looks: bool) -> Result<Written, Failure> {
    let standing = stored.standing;
    let sent = Sent { row: standing.row, digest: standing.digest };
    let mut written = Written { differences: Vec::new(), unchanged: 0, stale: Vec::new(), sent };
    for form in forms {
        let path = relative_path(&stored.revision.record.id, *form);
        let Some(text) = form.render(&stored.revision.record) else {
            if tree.path(&path).is_file() {
                written.stale.push(path);
            }
            continue;
        };
        let what = match tree.compare(&path, text.as_bytes())? {
            Change::Same => {
                written.unchanged += 1;
                continue;
            }
            Change::Missing => What::Missing,
            Change::Different => {
                refuse_sqlite(Output::new(OUT, &tree.path(&path)))?;
                What::Different
            }
        };
        if !only_looks {
            tree.write(&path, text.as_bytes())?;
        }
        written.differences.push(Difference { path, what });
    }
    Ok(written)
}
