//! Promises of the schema that a query can tell.

use rusqlite::Connection;

use super::{Check, Finding, Verification};

/// Queries whose rows are findings: the record's id or nothing, and what is wrong.
const RULES: [(Check, &str); 7] = [
    (Check::Lists, include_str!("lists.sql")),
    (Check::Lists, include_str!("gone.sql")),
    (Check::Ledger, include_str!("counts.sql")),
    (Check::Ledger, include_str!("rulings.sql")),
    (Check::Ledger, include_str!("moves.sql")),
    (Check::Journal, include_str!("batches.sql")),
    (Check::Journal, include_str!("withdrawals.sql")),
];

impl Verification<'_> {
    /// What is wrong in the tables themselves.
    pub fn tables(&self) -> Vec<Finding> {
        let run = |(check, sql): &(Check, &str)| {
            rule(self.connection(), *check, sql).unwrap_or_else(|error| vec![Finding::unreadable(*check, &error)])
        };
        RULES.iter().flat_map(run).collect()
    }
}

fn rule(connection: &Connection, check: Check, sql: &str) -> rusqlite::Result<Vec<Finding>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let record: Option<String> = row.get("canon_id")?;
        Ok(Finding::new(check, record.as_deref(), row.get::<_, String>("what")?))
    })?;
    rows.collect()
}
