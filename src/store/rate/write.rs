//! Recording rates.

use rusqlite::{Connection, params};

use super::stored::part_of;
use crate::ledger::{BatchNumber, Claim, RecordKey, RecordedRate, Uid};
use crate::record::ItemKind;
use crate::store::{StoreError, Tx};

/// Where the baseline of a recorded rate was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaselineSetting {
    /// The batch that set it here, or brought it; `None` for the one that is being written.
    pub set_in: Option<BatchNumber>,
    /// Whether it was set here.
    pub is_own: bool,
}

impl Tx<'_> {
    /// Records where a rate comes from, unless that is known. `claim` is the claim here, if the record has or had it.
    ///
    /// # Errors
    /// What goes wrong on the disk.
    pub fn record_rate(
        &mut self,
        record: RecordKey,
        claim: Option<Claim>,
        line: &RecordedRate,
        set: BaselineSetting,
    ) -> Result<(), StoreError> {
        self.write(|connection, batch| insert(connection, batch, (record, claim), line, set))
    }
}

fn insert(
    connection: &Connection,
    batch: BatchNumber,
    (record, claim): (RecordKey, Option<Claim>),
    line: &RecordedRate,
    BaselineSetting { set_in, is_own }: BaselineSetting,
) -> rusqlite::Result<()> {
    let (kind, text): (Option<ItemKind>, _) =
        (line.item.as_ref().map(|item| item.0), line.item.as_ref().map(|item| &item.1));
    let known: Vec<u8> = line.known.iter().flat_map(Uid::as_bytes).copied().collect();
    let sql = "INSERT OR IGNORE INTO recorded_rate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![
        line.uid().as_bytes(),
        record,
        part_of(kind),
        claim.map(|claim| claim.item().map_or(0, |item| item.id)),
        line.record,
        text,
        line.rate.value(),
        line.baseline.value(),
        line.tier.as_str(),
        known,
        line.generation,
        line.number,
        line.recorded.day.to_string(),
        line.recorded.by,
        batch,
        set_in.unwrap_or(batch),
        is_own,
    ])?;
    Ok(())
}
