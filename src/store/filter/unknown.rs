//! Values of a filter that no record has.

use rusqlite::Connection;

use super::Filter;
use crate::store::nearest::Nearest;
use crate::store::{Snapshot, StoreError};

/// A value of a filter that no record has, not even a withdrawn one: it is probably mistyped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    /// The filter's field: domain, category, tier, tag or source.
    pub field: &'static str,
    /// The value.
    pub value: String,
    /// The existing value that was probably meant.
    pub nearest: Option<String>,
}

/// A field with the statements that find one value of it, and all.
const FIELDS: [(&str, &str, &str); 5] = [
    // The domain is the first segment of the id, which has an index; '0' follows '/'.
    (
        "domain",
        "SELECT EXISTS (SELECT 1 FROM record WHERE canon_id > ?1 || '/' AND canon_id < ?1 || '0')",
        "SELECT DISTINCT domain FROM record ORDER BY domain",
    ),
    (
        "category",
        "SELECT EXISTS (SELECT 1 FROM record WHERE category = ?1)",
        "SELECT DISTINCT category FROM record ORDER BY category",
    ),
    (
        "tier",
        "SELECT EXISTS (SELECT 1 FROM record WHERE verification_tier = ?1)",
        "SELECT DISTINCT verification_tier FROM record ORDER BY verification_tier",
    ),
    ("tag", "SELECT EXISTS (SELECT 1 FROM tag WHERE tag = ?1)", "SELECT DISTINCT tag FROM tag ORDER BY tag"),
    (
        "source",
        "SELECT EXISTS (SELECT 1 FROM record_source WHERE name = ?1)",
        "SELECT name FROM record_source ORDER BY name",
    ),
];

impl Snapshot<'_> {
    /// The values of a filter that no record has.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn unknown_values(&self, filter: &Filter) -> Result<Vec<UnknownValue>, StoreError> {
        let tiers: Vec<String> = filter.tiers.iter().map(ToString::to_string).collect();
        let values = [&filter.domains, &filter.categories, &tiers, &filter.tags, &filter.sources];
        let mut unknown = Vec::new();
        for ((field, find, all), values) in FIELDS.into_iter().zip(values) {
            for value in values {
                let found = self.run(|connection| unknown_value(connection, value, find, all))?;
                unknown.extend(found.map(|nearest| UnknownValue { field, value: value.clone(), nearest }));
            }
        }
        Ok(unknown)
    }
}

/// The value that was probably meant, if no record has this one; the outer `None` if a record has it.
fn unknown_value(
    connection: &Connection,
    value: &str,
    find: &str,
    all: &str,
) -> rusqlite::Result<Option<Option<String>>> {
    if connection.query_row(find, [value], |row| row.get(0))? {
        return Ok(None);
    }
    let mut nearest = Nearest::new(value, 1);
    let mut statement = connection.prepare(all)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        nearest.consider(row.get_ref(0)?.as_str()?);
    }
    Ok(Some(nearest.into_words().pop()))
}
