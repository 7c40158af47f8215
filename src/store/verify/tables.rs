//! Promises of the schema that a query can tell.

use rusqlite::Connection;

use super::{Flaw, Inspection, Verification};

/// Queries whose rows are flaws: the record's id or nothing, and what is wrong.
const RULES: [(Inspection, &str); 7] = [
    (Inspection::Lists, include_str!("lists.sql")),
    (Inspection::Lists, include_str!("gone.sql")),
    (Inspection::Ledger, include_str!("counts.sql")),
    (Inspection::Ledger, include_str!("rulings.sql")),
    (Inspection::Ledger, include_str!("moves.sql")),
    (Inspection::Journal, include_str!("batches.sql")),
    (Inspection::Journal, include_str!("withdrawals.sql")),
];

impl Verification<'_> {
    /// What is wrong in the tables themselves.
    pub fn tables(&self) -> Vec<Flaw> {
        let run = |(inspection, sql): &(Inspection, &str)| {
            rule(self.connection(), *inspection, sql)
                .unwrap_or_else(|error| vec![Flaw::unreadable(*inspection, &error)])
        };
        RULES.iter().flat_map(run).collect()
    }
}

fn rule(connection: &Connection, inspection: Inspection, sql: &str) -> rusqlite::Result<Vec<Flaw>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let record: Option<String> = row.get("canon_id")?;
        Ok(Flaw::new(inspection, record.as_deref(), row.get::<_, String>("what")?))
    })?;
    rows.collect()
}
