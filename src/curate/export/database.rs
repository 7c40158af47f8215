//! One export from a database: its steps in their order, and what the database remembers of it.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::{Export, ExportPlace, ExportRecords, Exported};
use crate::record::{Date, SamplesKey};
use crate::store::{Snapshot, Store, StoreError};

impl Export {
    /// Exports from the database at `path`. It is opened for reading and, if the export is to be noted as what `source`
    /// has, for writing; one that can only be read is also exported. On one state of it, `choose` says which records,
    /// and under which key their samples are published; it gets the one of the policy. `write` writes them; it gets
    /// what the database knows of the source. Finally, what was written is noted on `day`, as the base of later imports
    /// from the source, with the files of a tree.
    ///
    /// # Errors
    /// If the database cannot be read, and the errors of `choose` and `write`. A database that cannot be written to is
    /// not an error, because the files are written: it is [`Exported::unnoted`].
    pub fn run<E: From<StoreError>>(
        &mut self,
        path: &Path,
        source: Option<Arc<str>>,
        day: Date,
        choose: impl FnOnce(&mut Snapshot<'_>, Option<&SamplesKey>) -> Result<(ExportRecords, Option<SamplesKey>), E>,
        write: impl FnOnce(&Export, &mut Snapshot<'_>, &ExportPlace) -> Result<Exported, E>,
    ) -> Result<Exported, E> {
        let (mut store, note) = ExportNote::open(path, self.is_noted(source.as_ref()))?;
        let mut snapshot = store.snapshot()?;
        let (records, key) = self.state_mut();
        let of_policy = key.clone();
        (*records, *key) = choose(&mut snapshot, of_policy.as_ref())?;
        let base = self.base(source.clone());
        // It is of the exported state, without what other processes export meanwhile.
        let place = self.place((base.as_deref(), source.as_deref()), of_policy, &snapshot)?;
        let mut exported = write(self, &mut snapshot, &place)?;
        drop(snapshot);
        exported.unnoted = note.write(&mut store, (base, day), &place, &exported).err();
        Ok(exported)
    }

    /// What is known of the place: `base` if it is a base of imports, `name` if the database knows it at all. `key` is
    /// that of samples in the policy.
    fn place(
        &self,
        (base, name): (Option<&str>, Option<&str>),
        key: Option<SamplesKey>,
        snapshot: &Snapshot<'_>,
    ) -> Result<ExportPlace, StoreError> {
        let samples_keys = known_keys(snapshot, key)?;
        match self.records() {
            ExportRecords::Now(_) => {
                let sent = base.map(|source| snapshot.sent_before(source)).transpose()?;
                Ok(ExportPlace { sent, tree: name.and_then(|name| self.known_tree(name)), samples_keys })
            }
            // A base is what stands here: what was changed since would look as if the source had changed it back.
            ExportRecords::AsOf(_) => Ok(ExportPlace { sent: None, tree: None, samples_keys }),
        }
    }
}

/// Every key under which samples are known to have been published: those of the releases, and that of the policy.
fn known_keys(snapshot: &Snapshot<'_>, of_policy: Option<SamplesKey>) -> Result<HashSet<SamplesKey>, StoreError> {
    Ok(snapshot.releases()?.into_iter().filter_map(|release| release.what.samples_key).chain(of_policy).collect())
}

/// Writing to a database what was exported from it.
struct ExportNote {
    /// Why the database cannot be written to, although something is to be noted in it.
    unwritable: Option<StoreError>,
}

impl ExportNote {
    /// Opens a database for reading and, if something is noted, for writing, if that is possible.
    fn open(path: &Path, is_noted: bool) -> Result<(Store, Self), StoreError> {
        let (store, unwritable) = match is_noted.then(|| Store::open(path)) {
            Some(Ok(store)) => (store, None),
            Some(Err(error)) => (Store::open_read(path)?, Some(error)),
            None => (Store::open_read(path)?, None),
        };
        Ok((store, ExportNote { unwritable }))
    }

    /// Notes what was written. Files that cannot be noted are read again next time, so that is not an error.
    fn write(
        self,
        store: &mut Store,
        (base, day): (Option<Arc<str>>, Date),
        place: &ExportPlace,
        exported: &Exported,
    ) -> Result<(), StoreError> {
        if let (Some(base), Some(before), false) = (base, &place.sent, exported.sent.is_empty()) {
            if let Some(error) = self.unwritable {
                return Err(error);
            }
            store.mark_sent(&base, day, before, &exported.sent)?;
        }
        if let (Some(tree), false) = (&place.tree, exported.noted.is_empty()) {
            let _ = store.note_files(tree, &exported.noted);
        }
        Ok(())
    }
}
