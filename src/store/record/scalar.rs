//! The row of a record: the fields that it has once.

use rusqlite::{Connection, Row, named_params};

use super::row::standing_row;
use super::{Digest, Prepared, Standing, count, free_form, parsed, rate};
use crate::record::{FreeForm, Record, TransitionGraph, canonical, compact};

/// A row of the table `record`: the record without its lists and translations.
pub(in crate::store) struct Scalars {
    pub standing: Standing,
    pub record: Record,
}

/// Writes the row of a new record, and returns its key.
pub(super) fn insert(connection: &Connection, prepared: &Prepared, batch: i64) -> rusqlite::Result<i64> {
    write(connection, include_str!("insert.sql"), &prepared.record, &prepared.digest, batch)?;
    Ok(connection.last_insert_rowid())
}

/// Writes the row of a record that is there.
pub(super) fn update(connection: &Connection, record: &Record, row: i64) -> rusqlite::Result<()> {
    write(connection, include_str!("update.sql"), record, &Digest::of(&canonical(record)), row)
}

fn write(connection: &Connection, sql: &str, record: &Record, digest: &Digest, key: i64) -> rusqlite::Result<()> {
    let parameters = named_params! {
        ":canon_id": record.id.as_str(),
        ":signature": record.signature,
        ":regex": record.regex,
        ":domain": record.domain,
        ":category": record.category,
        ":subcategory": record.subcategory,
        ":root_cause": record.root_cause,
        ":root_cause_type": record.root_cause_type,
        ":os_specific": free_form_text(&record.os_specific),
        ":official_doc_url": record.official_doc_url,
        ":official_doc_section": record.official_doc_section,
        ":error_code": record.error_code,
        ":verification_tier": record.verification_tier.as_str(),
        ":confidence": record.confidence.value(),
        ":fix_success_rate": record.fix_success_rate.value(),
        ":resolvable": record.resolvable.as_str(),
        ":first_seen": record.first_seen.to_string(),
        ":last_confirmed": record.last_confirmed.to_string(),
        ":last_updated": record.last_updated.to_string(),
        ":evidence_count": i64::try_from(record.evidence_count).unwrap_or(i64::MAX),
        ":locale": record.locale,
        ":graph_extra": free_form_text(&record.transition_graph.extra),
        ":extra": free_form_text(&record.extra),
        ":digest": digest.as_bytes(),
        ":key": key,
    };
    connection.prepare_cached(sql)?.execute(parameters)?;
    Ok(())
}

/// The text of a free-form column.
pub(in crate::store) fn free_form_text(object: &FreeForm) -> String {
    if object.is_empty() { "{}".to_owned() } else { compact(object) }
}

/// Reads a row of `select.sql`. The lists are empty.
pub(in crate::store) fn scalar_row(row: &Row<'_>) -> rusqlite::Result<Scalars> {
    let record = Record {
        id: parsed(row, "canon_id")?,
        signature: row.get("signature")?,
        signature_zh: None,
        regex: row.get("regex")?,
        domain: row.get("domain")?,
        category: row.get("category")?,
        subcategory: row.get("subcategory")?,
        root_cause: row.get("root_cause")?,
        root_cause_type: row.get("root_cause_type")?,
        root_cause_zh: None,
        versions: Vec::new(),
        os_specific: free_form(row, "os_specific")?,
        dead_ends: Vec::new(),
        workarounds: Vec::new(),
        workarounds_zh: Vec::new(),
        transition_graph: TransitionGraph { extra: free_form(row, "graph_extra")?, ..TransitionGraph::default() },
        official_doc_url: row.get("official_doc_url")?,
        official_doc_section: row.get("official_doc_section")?,
        error_code: row.get("error_code")?,
        verification_tier: parsed(row, "verification_tier")?,
        confidence: rate(row, "confidence")?,
        fix_success_rate: rate(row, "fix_success_rate")?,
        resolvable: parsed(row, "resolvable")?,
        first_seen: parsed(row, "first_seen")?,
        last_confirmed: parsed(row, "last_confirmed")?,
        last_updated: parsed(row, "last_updated")?,
        evidence_count: count(row, "evidence_count")?,
        tags: Vec::new(),
        locale: row.get("locale")?,
        aliases: Vec::new(),
        extra: free_form(row, "extra")?,
    };
    Ok(Scalars { standing: standing_row(row)?, record })
}
