//! Buffering the reports of a run until all of them are checked.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::bundle::{self, Bundle};
use super::spooled::{CACHE_KIB, Spooled, insert, temporary};
use crate::store::{StoreError, Stored, Tx};

/// The number of reports that are written together.
const BATCH: usize = 64;

/// The size of their texts in bytes at which fewer are written together.
const MAX_BYTES: usize = 256 * 1024;

/// The number of batches that may wait to be written there, and of bundles that may wait to be read.
const WAITING: usize = 8;

/// A buffer of reports until all of a run are checked, which sorts them by record.
///
/// A file of reports names records in any order, and each row touches the pages of its record, its item and two
/// indexes. With a million rows that is a million random accesses to a large database; in the order of the records it
/// is one pass. The reports are buffered in another database, a temporary file if it is large. Another thread sorts and
/// reads them during the writing, and also reads the records ahead.
pub struct Spool {
    batch: Vec<Spooled>,
    /// The approximate size of the batch's texts in bytes.
    weight: usize,
    batches: SyncSender<Vec<Spooled>>,
    writer: JoinHandle<Result<Connection, StoreError>>,
}

impl Spool {
    /// Makes an empty buffer.
    pub fn open() -> Self {
        let (batches, receiver) = sync_channel(WAITING);
        let writer = thread::spawn(move || write(&receiver).map_err(temporary));
        Spool { batch: Vec::with_capacity(BATCH), weight: 0, batches, writer }
    }

    /// Adds a report. [`each`](Self::each) returns the error, if there is one.
    pub fn push(&mut self, report: Spooled) {
        self.weight += report.weight();
        self.batch.push(report);
        if self.batch.len() == BATCH || self.weight > MAX_BYTES {
            self.weight = 0;
            let full = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
            self.batches.send(full).ok(); // if the writer failed, it has ended
        }
    }

    /// Calls `visit` with the reports, record by record, each record in its state before the transaction, with the
    /// result of `prepare` for it and the reports. `prepare` runs on the other thread, gets one bundle at a time and
    /// does not change the record.
    ///
    /// # Errors
    /// What `visit` returns; errors of the disk, including temporary files.
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
                    // If nobody receives it, a visit has already failed, and its error is returned.
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
