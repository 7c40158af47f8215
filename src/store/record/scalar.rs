//! The row of a record: the fields that are single values.

use rusqlite::{Connection, Row, ToSql, named_params};

use super::value::signed;
use super::{Digest, Prepared, Standing};
use crate::ledger::{BatchNumber, RecordKey};
use crate::record::{Record, TransitionGraph};
use crate::store::columns::ColumnReader;

/// A row of the table `record`: the record without its lists and translations.
pub(in crate::store) struct Scalars {
    pub standing: Standing,
    pub record: Record,
}

/// Writes the row of a new record, and returns its key.
pub(super) fn insert(connection: &Connection, prepared: &Prepared, batch: BatchNumber) -> rusqlite::Result<RecordKey> {
    write(connection, include_str!("insert.sql"), &prepared.record, &prepared.digest, &batch)?;
    Ok(connection.last_insert_rowid().into())
}

/// Writes the row of an existing record.
pub(super) fn update(connection: &Connection, record: &Record, row: RecordKey) -> rusqlite::Result<()> {
    write(connection, include_str!("update.sql"), record, &Digest::of_record(record), &row)
}

fn write(
    connection: &Connection,
    sql: &str,
    record: &Record,
    digest: &Digest,
    key: &dyn ToSql,
) -> rusqlite::Result<()> {
    // Every field is named here, so that a new field does not compile before it has a place.
    let Record {
        id,
        signature,
        signature_zh: _,
        regex,
        domain,
        category,
        subcategory,
        root_cause,
        root_cause_type,
        root_cause_zh: _,
        versions: _,
        os_specific,
        dead_ends: _,
        workarounds: _,
        workarounds_zh: _,
        transition_graph:
            TransitionGraph { leads_to: _, preceded_by: _, frequently_confused_with: _, extra: graph_extra },
        official_doc_url,
        official_doc_section,
        error_code,
        verification_tier,
        confidence,
        fix_success_rate,
        resolvable,
        first_seen,
        last_confirmed,
        last_updated,
        evidence_count,
        tags: _,
        locale,
        aliases: _,
        extra,
    } = record;
    let parameters = named_params! {
        ":canon_id": id.as_str(),
        ":signature": signature,
        ":regex": regex,
        ":domain": domain,
        ":category": category,
        ":subcategory": subcategory,
        ":root_cause": root_cause,
        ":root_cause_type": root_cause_type,
        ":os_specific": os_specific.text(),
        ":official_doc_url": official_doc_url,
        ":official_doc_section": official_doc_section,
        ":error_code": error_code,
        ":verification_tier": verification_tier.as_str(),
        ":confidence": confidence.value(),
        ":fix_success_rate": fix_success_rate.value(),
        ":resolvable": resolvable.as_str(),
        ":first_seen": first_seen.to_string(),
        ":last_confirmed": last_confirmed.to_string(),
        ":last_updated": last_updated.to_string(),
        ":evidence_count": signed(*evidence_count)?,
        ":locale": locale,
        ":graph_extra": graph_extra.text(),
        ":extra": extra.text(),
        ":digest": digest.as_bytes(),
        ":key": key,
    };
    connection.prepare_cached(sql)?.execute(parameters)?;
    Ok(())
}

/// Reads a row of `select.sql`. The lists are empty.
pub(in crate::store) fn scalar_row(row: &Row<'_>) -> rusqlite::Result<Scalars> {
    let mut columns = ColumnReader::from(row, 0);
    let row = columns.get()?;
    let record = Record {
        id: columns.parsed()?,
        signature: columns.get()?,
        signature_zh: None,
        regex: columns.get()?,
        domain: columns.get()?,
        category: columns.get()?,
        subcategory: columns.get()?,
        root_cause: columns.get()?,
        root_cause_type: columns.get()?,
        root_cause_zh: None,
        versions: Vec::new(),
        os_specific: columns.free_form()?,
        dead_ends: Vec::new(),
        workarounds: Vec::new(),
        workarounds_zh: Vec::new(),
        official_doc_url: columns.get()?,
        official_doc_section: columns.get()?,
        error_code: columns.get()?,
        verification_tier: columns.parsed()?,
        confidence: columns.rate()?,
        fix_success_rate: columns.rate()?,
        resolvable: columns.parsed()?,
        first_seen: columns.parsed()?,
        last_confirmed: columns.parsed()?,
        last_updated: columns.parsed()?,
        evidence_count: columns.count()?,
        tags: Vec::new(),
        locale: columns.get()?,
        aliases: Vec::new(),
        transition_graph: TransitionGraph { extra: columns.free_form()?, ..TransitionGraph::default() },
        extra: columns.free_form()?,
    };
    let (digest, is_withdrawn) = (columns.get()?, !columns.is_null()?);
    Ok(Scalars { standing: Standing { row, digest, is_withdrawn }, record })
}
