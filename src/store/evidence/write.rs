//! Adding to the ledger.

use rusqlite::{Connection, named_params};

use super::key::ReportKey;
use super::{NewEvidence, Outcome};
use crate::record::Part;

/// Writes a row. Tells whether it is new: a report that is there already is left as it is.
pub(super) fn insert(
    connection: &Connection,
    batch: i64,
    record: i64,
    new: &NewEvidence,
    key: Option<&ReportKey>,
) -> rusqlite::Result<bool> {
    let item = |part: Part| new.item.filter(|(kind, _)| *kind == part).map(|(_, id)| id);
    let added = connection.prepare_cached(include_str!("insert.sql"))?.execute(named_params! {
        ":record": record,
        ":version": item(Part::Version),
        ":dead_end": item(Part::DeadEnd),
        ":workaround": item(Part::Workaround),
        ":kind": new.kind.as_str(),
        ":outcome": new.outcome.map(Outcome::as_str),
        ":count": new.count,
        ":day": new.day.to_string(),
        ":reporter": new.reporter,
        ":reporter_kind": new.reporter_kind.as_str(),
        ":url": new.url,
        ":note": new.note,
        ":env_os": new.environment.os,
        ":env_runtime": new.environment.runtime,
        ":env_version": new.environment.version,
        ":report_key": key.map(ReportKey::as_bytes),
        ":batch": batch,
    })?;
    Ok(added > 0)
}

pub(super) fn rule(connection: &Connection, batch: i64, evidence: i64, is_withdrawn: bool) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO ruling VALUES (:evidence, :batch, :is_withdrawn)")?;
    statement.execute(named_params! { ":evidence": evidence, ":batch": batch, ":is_withdrawn": is_withdrawn }).map(drop)
}

/// The rulings of a batch on the evidence of a record.
pub(super) fn rulings(connection: &Connection, record: i64, batch: i64) -> rusqlite::Result<Vec<(i64, bool)>> {
    let mut statement = connection.prepare_cached(include_str!("rulings.sql"))?;
    let parameters = named_params! { ":record": record, ":batch": batch };
    statement.query_map(parameters, |row| Ok((row.get("evidence")?, row.get("is_withdrawn")?)))?.collect()
}
