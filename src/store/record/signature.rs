//! Records with the same error text.

use crate::record::Id;
use crate::store::record::parsed;
use crate::store::{Snapshot, StoreError};

impl Snapshot<'_> {
    /// The records whose signature is equal to a text, ignoring case and white space, in the order of their
    /// ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn of_signature(&self, text: &str) -> Result<Vec<Id>, StoreError> {
        self.run(|connection| {
            let sql = "SELECT canon_id, signature FROM record WHERE withdrawn_in IS NULL";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let mut ids: Vec<Id> = Vec::new();
            while let Some(row) = rows.next()? {
                if folded(row.get_ref(1)?.as_str()?).eq(folded(text)) {
                    ids.push(parsed(row, 0)?);
                }
            }
            ids.sort_unstable();
            Ok(ids)
        })
    }
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase)
}
