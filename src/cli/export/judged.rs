//! Which files that are no longer published are canonry's own.

use std::collections::HashMap;
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use super::Left;
use super::difference::{Difference, What};
use super::files::is_there;
use crate::cli::failure::Failure;
use crate::cli::tree::name_kind;
use crate::disk::{Change, Folder, Kind, Tree, TreeError};
use crate::publish::{Form, folder_of};
use crate::record::Id;
use crate::store::{Gone, Snapshot};

/// What becomes of the files that are no longer published.
#[derive(Default)]
pub(super) struct Judged {
    /// They go.
    pub doomed: Vec<Doomed>,
    /// They stay.
    pub left: Vec<Left>,
    /// Those that stay, of records that are known to have gone.
    pub standing: Vec<Difference>,
}

/// A file that canonry wrote and that is no longer published.
pub(super) struct Doomed {
    /// The folder that it lies in, below the tree's own.
    pub folder: String,
    pub form: Form,
    /// Why it is no longer published, if that is known.
    pub gone: Option<Gone>,
    print: Print,
}

/// By what the bytes of a file are known again. The bytes of all files that go could be more than memory holds.
#[derive(Clone, Copy)]
struct Print {
    length: u64,
    digest: [u8; 32],
}

impl Print {
    fn of(bytes: &[u8]) -> Self {
        Print { length: bytes.len() as u64, digest: Sha256::digest(bytes).into() }
    }
}

impl Doomed {
    /// Whether nobody has changed the file since it was judged. One that is not there any more is as it should be.
    pub(super) fn is_unchanged(&self, folder: &Folder<'_>) -> Result<bool, TreeError> {
        let name = self.form.file_name();
        match folder.kind(name)? {
            None => Ok(true),
            Some(Kind::File(length)) if length == self.print.length => {
                let bytes = folder.read(name, length.saturating_add(1))?;
                Ok(Print::of(&bytes).digest == self.print.digest)
            }
            Some(_) => Ok(false),
        }
    }

    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.folder, self.form.file_name())
    }

    pub(super) fn difference(self) -> Difference {
        Difference { path: self.path(), what: What::Gone(self.gone) }
    }
}

impl Judged {
    /// Decides on the files of one id that are there.
    pub(super) fn judge(
        &mut self,
        snapshot: &Snapshot<'_>,
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
        let rows = snapshot.held_by(id)?;
        let reason =
            if rows.is_empty() { "no record of this database ever had that id" } else { "canonry did not write it so" };
        let own = written(snapshot, &rows, id, &folder, &files)?;
        for form in files {
            match own.get(&form) {
                Some(print) => {
                    self.doomed.push(Doomed { folder: folder_of(id), form, gone: gone.cloned(), print: *print });
                }
                None => self.leave(folder.path_of(form.file_name()), reason.to_owned(), gone),
            }
        }
        Ok(())
    }

    pub(super) fn leave(&mut self, path: String, reason: String, gone: Option<&Gone>) {
        let standing = gone.map(|gone| Difference { path: path.clone(), what: What::Gone(Some(gone.clone())) });
        self.standing.extend(standing);
        self.left.push(Left { path, reason });
    }
}

/// Those of the files that are as canonry writes them for one of the records, as it is or once was under that id.
fn written(
    snapshot: &Snapshot<'_>,
    rows: &[i64],
    id: &Id,
    folder: &Folder<'_>,
    files: &[Form],
) -> Result<HashMap<Form, Print>, Failure> {
    let mut own = HashMap::new();
    for row in rows {
        let mut failed = Ok(());
        snapshot.each_state(*row, |state| {
            if state.record.id != *id {
                return ControlFlow::Continue(());
            }
            for form in files.iter().filter(|form| !own.contains_key(*form)).copied().collect::<Vec<_>>() {
                let Some(text) = form.render(&state.record) else { continue };
                match folder.compare(form.file_name(), text.as_bytes()) {
                    Ok(Change::Same) => drop(own.insert(form, Print::of(text.as_bytes()))),
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
