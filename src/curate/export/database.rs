//! One export from a database: its steps in their order, and what the database remembers of it.

use std::path::Path;
use std::sync::Arc;

use super::{Export, ExportRecords, Exported};
use crate::record::Date;
use crate::store::{Sent, SentBefore, Snapshot, Store, StoreError};

impl Export {
    /// Exports from the database at `path`. It is opened for reading and, if the export is to be noted as what `source`
    /// has, for writing; one that can only be read is also exported. On one state of it, `choose` says which records,
    /// and `write` writes them; it gets what the source is known to have, if the export is to be noted. Finally, what
    /// was written is noted on `day`, as the base of later imports from the source.
    ///
    /// # Errors
    /// If the database cannot be read, and the errors of `choose` and `write`. A database that cannot be written to is
    /// not an error, because the files are written: it is [`Exported::unnoted`].
    pub fn run<E: From<StoreError>>(
        &mut self,
        path: &Path,
        source: Option<Arc<str>>,
        day: Date,
        choose: impl FnOnce(&mut Snapshot<'_>) -> Result<ExportRecords, E>,
        write: impl FnOnce(&Export, &mut Snapshot<'_>, Option<&SentBefore>) -> Result<Exported, E>,
    ) -> Result<Exported, E> {
        let (mut store, note) = ExportNote::open(path, self.base(source))?;
        let mut snapshot = store.snapshot()?;
        *self.records_mut() = choose(&mut snapshot)?;
        // It is of the exported state, without what other processes export meanwhile.
        let before = match self.records() {
            ExportRecords::Now(_) => note.before(&snapshot)?,
            // A base is what stands here: what was changed since would look as if the source had changed it back.
            ExportRecords::AsOf(_) => None,
        };
        let mut exported = write(self, &mut snapshot, before.as_ref())?;
        drop(snapshot);
        if let Some(before) = &before {
            exported.unnoted = note.write(&mut store, day, before, &exported.sent).err();
        }
        Ok(exported)
    }
}

/// What a database notes of an export: the base of later imports from the same place.
struct ExportNote {
    /// The source that the place is for imports; `None` if nothing is noted.
    source: Option<Arc<str>>,
    /// Why the database cannot be written to, although the export is to be noted in it.
    unwritable: Option<StoreError>,
}

impl ExportNote {
    /// Opens a database for reading and, if there is a source to note, for writing, if that is possible.
    fn open(path: &Path, source: Option<Arc<str>>) -> Result<(Store, Self), StoreError> {
        let (store, unwritable) = match source.is_some().then(|| Store::open(path)) {
            Some(Ok(store)) => (store, None),
            Some(Err(error)) => (Store::open_read(path)?, Some(error)),
            None => (Store::open_read(path)?, None),
        };
        Ok((store, ExportNote { source, unwritable }))
    }

    /// What is known of the source before the export; `None` if the export is not noted.
    fn before(&self, snapshot: &Snapshot<'_>) -> Result<Option<SentBefore>, StoreError> {
        self.source.as_deref().map(|source| snapshot.sent_before(source)).transpose()
    }

    /// Notes what was written to the source. `before` is what was known of it, `sent` what changed.
    fn write(self, store: &mut Store, day: Date, before: &SentBefore, sent: &[Sent]) -> Result<(), StoreError> {
        match (self.source, self.unwritable) {
            (None, _) => Ok(()),
            (Some(_), _) if sent.is_empty() => Ok(()),
            (Some(_), Some(error)) => Err(error),
            (Some(source), None) => store.mark_sent(&source, day, before, sent),
        }
    }
}
