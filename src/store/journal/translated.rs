//! English texts that changed after their translations.

use std::collections::HashMap;

use rusqlite::{Row, named_params};

use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Field, Json, Part, read_json};
use crate::store::record::{UnknownWord, bad_column, parsed_json};
use crate::store::{Snapshot, StoreError};

/// An English text that was changed after its Chinese one was written last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedText {
    /// The field of the English text.
    pub field: Field,
    /// The text when the Chinese one was written.
    pub old: Json,
}

/// The statement for all records.
const OF_ALL: &str =
    concat!("WITH wanted (record) AS (SELECT record FROM translation)\n", include_str!("translated.sql"));

/// The statement for one record.
const OF_ONE: &str = concat!(
    "WITH wanted (record) AS (SELECT record FROM translation WHERE record = :record)\n",
    include_str!("translated.sql")
);

impl Snapshot<'_> {
    /// The English texts of translated records that were changed after their Chinese ones, as far as the batches up to
    /// one tell, by the keys of the records. They may have been changed back since.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn texts_changed_after_translation(
        &self,
        until: BatchNumber,
    ) -> Result<HashMap<RecordKey, Vec<ChangedText>>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare(OF_ALL)?;
            let mut rows = statement.query(named_params! { ":until": until })?;
            let mut all: HashMap<RecordKey, Vec<ChangedText>> = HashMap::new();
            while let Some(row) = rows.next()? {
                all.entry(row.get("record")?).or_default().extend(changed_text(row)?);
            }
            Ok(all)
        })
    }

    /// The same for the record with a key.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn texts_of_record_changed_after_translation(
        &self,
        record: RecordKey,
        until: BatchNumber,
    ) -> Result<Vec<ChangedText>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(OF_ONE)?;
            let mut rows = statement.query(named_params! { ":record": record, ":until": until })?;
            let mut texts = Vec::new();
            while let Some(row) = rows.next()? {
                texts.extend(changed_text(row)?);
            }
            Ok(texts)
        })
    }
}

/// The text of a row of the statement; `None` if it was empty.
fn changed_text(row: &Row<'_>) -> rusqlite::Result<Option<ChangedText>> {
    let (part, name) = (row.get_ref("part")?.as_str()?, row.get_ref("field")?.as_str()?);
    let item: u32 = row.get("item")?;
    let field = Part::from_word(part).and_then(|part| Field::named(part.item(item), name));
    let field = field.ok_or_else(|| bad_column(row, "field", UnknownWord::of("field", name)))?;
    let old = parsed_json(row, "old", read_json)?;
    Ok(old.map(|old| ChangedText { field, old }))
}
