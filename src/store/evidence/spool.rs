//! Reports on their way into the ledger, until all of a run are judged.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::bundle::{self, Bundle};
use super::spooled::{CACHE_KIB, Spooled, insert, temporary};
use crate::store::{StoreError, Stored, Tx};

/// The number of reports that are written together.
const BATCH: usize = 64;

/// Fewer if their texts have this number of bytes.
const MAX_BYTES: usize = 256 * 1024;

/// Batches that may wait to be written there, and bundles to be written.
const WAITING: usize = 8;

/// Reports that wait until all of a run are judged, and are put in the order of their records meanwhile.
///
/// A file of reports names records in any order, and each row touches the pages of its record, its item and two
/// indexes. With a million rows that is a million jumps through a large database; in the order of the records it is one
/// walk. The reports wait in a database of their own, a temporary file if it grows large: so they are sorted and
/// read beside the writing, on another thread, which reads the records ahead too.
pub struct Spool {
    batch: Vec<Spooled>,
    /// About how many bytes the texts of the batch take.
    weight: usize,
    batches: SyncSender<Vec<Spooled>>,
    writer: JoinHandle<Result<Connection, StoreError>>,
}

impl Spool {
    /// Makes room for reports.
    pub fn open() -> Self {
        let (batches, receiver) = sync_channel(WAITING);
        let writer = thread::spawn(move || write(&receiver).map_err(temporary));
        Spool { batch: Vec::with_capacity(BATCH), weight: 0, batches, writer }
    }

    /// Adds a report. What goes wrong with that, [`each`](Self::each) tells.
    pub fn push(&mut self, report: Spooled) {
        self.weight += report.weight();
        self.batch.push(report);
        if self.batch.len() == BATCH || self.weight > MAX_BYTES {
            self.weight = 0;
            let full = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
            self.batches.send(full).ok(); // if the writer failed, it has ended
        }
    }

    /// Hands the reports out, record by record, each record as it was before the transaction, with what `prepare` makes
    /// of it and the reports. That runs beside the writing too; it sees only one bundle, and leaves the record as it
    /// is.
    ///
    /// # Errors
    /// What `visit` returns; what goes wrong on the disk, that of temporary files among them.
    pub fn each<P: Send, E: From<StoreError>>(
        self,
        tx: &mut Tx<'_>,
        prepare: impl Fn(&mut Stored, &[Spooled]) -> P + Send,
        mut visit: impl FnMut(&mut Tx<'_>, Bundle<P>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Spool { batch, batches, writer, .. } = self;
        batches.send(batch).ok();
        drop(batches);
        let spool = writer.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        let database = tx.path().to_owned();
        thread::scope(|scope| {
            let (sender, bundles) = sync_channel(WAITING);
            scope.spawn(move || {
                let read = bundle::read(&spool, &database, prepare, |bundle| sender.send(Ok(bundle)).is_ok());
                if let Err(error) = read {
                    // If nobody receives it, a visit has failed already, and that is what is told.
                    sender.send(Err(error)).ok();
                }
            });
            bundles.into_iter().try_for_each(|bundle| visit(tx, bundle?))
        })
    }
}

/// Writes batches of reports into a temporary database, until there are no more.
fn write(batches: &Receiver<Vec<Spooled>>) -> rusqlite::Result<Connection> {
    let connection = Connection::open("")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.execute_batch(include_str!("spool.sql"))?;
    let mut statement = connection.prepare(include_str!("spool_insert.sql"))?;
    batches.iter().flatten().try_for_each(|report| insert(&mut statement, &report))?;
    drop(statement);
    Ok(connection)
}
