//! Deciding which files that are no longer published canonry wrote.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use crate::ledger::RecordKey;

use super::page::is_there;
use super::{ExportError, Exported, FileDifference, FileState, LeftFile, LeftReason};
use crate::disk::{Compared, EntryKind, Folder, Tree, TreeError};
use crate::publish::{Form, folder_of, published_json};
use crate::record::{Id, Revision, SamplesKey, canonical};
use crate::store::{Gone, Snapshot};

/// What happens with files that are no longer published.
pub(super) struct Sweep<'k> {
    /// The keys under which samples may have been published.
    samples_keys: &'k HashSet<SamplesKey>,
    /// Those that are removed.
    pub doomed: Vec<Doomed>,
    /// Those that stay.
    pub left: Vec<LeftFile>,
    /// Those that stay, of records that are known to be withdrawn or renamed.
    pub obsolete: Vec<FileDifference>,
}

/// A file that canonry wrote and that is no longer published.
pub(super) struct Doomed {
    /// Its folder, below the tree's own.
    pub folder: String,
    pub form: Form,
    /// Why it is no longer published, if that is known.
    pub gone: Option<Gone>,
    print: Print,
}

/// What identifies the bytes of a file. The bytes of all files that are removed may not fit into memory.
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
    /// Whether the file is unchanged since it was compared. A file that no longer exists counts as unchanged.
    pub(super) fn is_unchanged(&self, folder: &Folder<'_>) -> Result<bool, TreeError> {
        let name = self.form.file_name();
        match folder.kind(name)? {
            None => Ok(true),
            Some(EntryKind::File(length)) if length == self.print.length => {
                let bytes = folder.read(name, length.saturating_add(1))?;
                Ok(Print::of(&bytes).digest == self.print.digest)
            }
            Some(_) => Ok(false),
        }
    }

    pub(super) fn path(&self) -> String {
        format!("{}/{}", self.folder, self.form.file_name())
    }

    fn difference(self) -> FileDifference {
        FileDifference { path: self.path(), state: FileState::Gone(self.gone) }
    }
}

impl<'k> Sweep<'k> {
    /// Begins without files.
    pub(super) fn new(samples_keys: &'k HashSet<SamplesKey>) -> Self {
        Sweep { samples_keys, doomed: Vec::new(), left: Vec::new(), obsolete: Vec::new() }
    }

    /// Decides on the existing files of one id.
    pub(super) fn add(
        &mut self,
        snapshot: &Snapshot<'_>,
        tree: &Tree,
        id: &Id,
        forms: &[Form],
        gone: Option<&Gone>,
    ) -> Result<(), ExportError> {
        let folder = tree.folder(folder_of(id))?;
        let mut files = Vec::new();
        for form in forms {
            match folder.kind(form.file_name())? {
                Some(EntryKind::File(_)) => files.push(*form),
                kind @ Some(other) if is_there(kind) => {
                    let path = folder.path_of(form.file_name());
                    self.leave(path, LeftReason::NotAFile(other), gone);
                }
                _ => {}
            }
        }
        if files.is_empty() {
            return Ok(());
        }
        let rows = snapshot.held_by(id)?;
        let reason = if rows.is_empty() { LeftReason::UnknownId } else { LeftReason::OtherBytes };
        let own = written(snapshot, &rows, (id, self.samples_keys), &folder, &files)?;
        for form in files {
            match own.get(&form) {
                Some(print) => {
                    self.doomed.push(Doomed { folder: folder_of(id), form, gone: gone.cloned(), print: *print });
                }
                None => self.leave(folder.path_of(form.file_name()), reason, gone),
            }
        }
        Ok(())
    }

    pub(super) fn leave(&mut self, path: String, reason: LeftReason, gone: Option<&Gone>) {
        let obsolete =
            gone.map(|gone| FileDifference { path: path.clone(), state: FileState::Gone(Some(gone.clone())) });
        self.obsolete.extend(obsolete);
        self.left.push(LeftFile { path, reason });
    }

    /// Adds the result to that of the export. Files that stay although their records are known to be withdrawn or
    /// renamed are differences if `obsolete_differs`: they are pages of a withdrawn record, even if somebody changed
    /// them.
    pub(super) fn finish(self, exported: &mut Exported, obsolete_differs: bool) {
        let Sweep { doomed, left, obsolete, samples_keys: _ } = self;
        exported.removed += doomed.len() as u64;
        exported.differences.extend(doomed.into_iter().map(Doomed::difference));
        exported.stand_by_hand(obsolete.into_iter().filter(|_| obsolete_differs));
        exported.left.extend(left);
    }
}

/// Those of the files that canonry writes for one of the records, in its current or an earlier state under that id.
fn written(
    snapshot: &Snapshot<'_>,
    rows: &[RecordKey],
    (id, keys): (&Id, &HashSet<SamplesKey>),
    folder: &Folder<'_>,
    files: &[Form],
) -> Result<HashMap<Form, Print>, ExportError> {
    let mut own = HashMap::new();
    for row in rows {
        let mut failed = Ok(());
        snapshot.each_state(*row, |state| {
            if state.record.id != *id {
                return ControlFlow::Continue(());
            }
            for form in files.iter().filter(|form| !own.contains_key(*form)).copied().collect::<Vec<_>>() {
                for text in form.render(&state.record).into_iter().chain(with_samples(state, form, keys)) {
                    match folder.compare(form.file_name(), text.as_bytes()) {
                        Ok(Compared::Same) => drop(own.insert(form, Print::of(text.as_bytes()))),
                        Ok(Compared::Missing | Compared::Different) => {}
                        Err(error) => {
                            failed = Err(error);
                            return ControlFlow::Break(());
                        }
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

/// The texts of a record as it is published with its samples; none if the form does not have them.
fn with_samples(state: &Revision, form: Form, keys: &HashSet<SamplesKey>) -> impl Iterator<Item = String> {
    let keys = keys.iter().filter(move |_| form == Form::Json);
    keys.filter_map(|key| published_json(state, canonical(&state.record), Some(key)).ok())
}
