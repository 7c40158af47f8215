//! The edges of the transition graph.

use rusqlite::{Connection, Row, named_params};

use crate::ledger::RecordKey;

use super::record::{UnknownWord, bad_column, free_form, parsed, rate};
use super::{Snapshot, StoreError};
use crate::record::{Confusion, Edge, Id, Record};

/// A row of `edge`.
pub(super) enum EdgeRow {
    LeadsTo(Edge),
    PrecededBy(Edge),
    ConfusedWith(Confusion),
}

/// A record with edges to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The record that has the edges.
    pub id: Id,
    /// The lists that have them, such as `leads_to`.
    pub lists: Vec<String>,
}

pub(super) fn insert(connection: &Connection, row: RecordKey, record: &Record) -> rusqlite::Result<()> {
    let graph = &record.transition_graph;
    let mut statement = connection.prepare_cached(include_str!("insert.sql"))?;
    for (kind, edges) in [("leads_to", &graph.leads_to), ("preceded_by", &graph.preceded_by)] {
        for (position, edge) in (0_i64..).zip(edges) {
            let Edge { error_id, probability, condition, extra } = edge;
            statement.execute(named_params! {
                ":record": row,
                ":kind": kind,
                ":position": position,
                ":target": error_id,
                ":probability": probability.map(crate::record::Rate::value),
                ":condition": condition,
                ":distinction": None::<String>,
                ":extra": extra.text(),
            })?;
        }
    }
    for (position, edge) in (0_i64..).zip(&graph.frequently_confused_with) {
        let Confusion { error_id, distinction, extra } = edge;
        statement.execute(named_params! {
            ":record": row,
            ":kind": "frequently_confused_with",
            ":position": position,
            ":target": error_id,
            ":probability": None::<f64>,
            ":condition": None::<String>,
            ":distinction": distinction,
            ":extra": extra.text(),
        })?;
    }
    Ok(())
}

pub(super) fn delete(connection: &Connection, row: RecordKey) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM edge WHERE record = :record")?.execute(named_params! { ":record": row })?;
    Ok(())
}

pub(super) fn edge_row(row: &Row<'_>) -> rusqlite::Result<EdgeRow> {
    let (error_id, extra) = (row.get(2)?, free_form(row, 6)?);
    let place: fn(Edge) -> EdgeRow = match row.get_ref(1)?.as_str()? {
        "leads_to" => EdgeRow::LeadsTo,
        "preceded_by" => EdgeRow::PrecededBy,
        "frequently_confused_with" => {
            return Ok(EdgeRow::ConfusedWith(Confusion { error_id, distinction: row.get(5)?, extra }));
        }
        other => return Err(bad_column(row, 1, UnknownWord::of("list of edges", other))),
    };
    let probability: Option<f64> = row.get(3)?;
    let probability = probability.map(|_| rate(row, 3)).transpose()?;
    Ok(place(Edge { error_id, probability, condition: row.get(4)?, extra }))
}

impl Snapshot<'_> {
    /// The published records with an edge to an id, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn edges_to(&self, id: &Id) -> Result<Vec<Pointer>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("edges_to.sql"))?;
            let mut rows = statement.query(named_params! { ":target": id.as_str() })?;
            let mut pointers: Vec<Pointer> = Vec::new();
            while let Some(row) = rows.next()? {
                let (id, list): (Id, String) = (parsed(row, "canon_id")?, row.get("kind")?);
                match pointers.last_mut().filter(|last| last.id == id) {
                    Some(last) => last.lists.push(list),
                    None => pointers.push(Pointer { id, lists: vec![list] }),
                }
            }
            Ok(pointers)
        })
    }

    /// The keys of the records that have an edge to an id, in the order of their ids.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn pointing_to(&self, id: &Id) -> Result<Vec<RecordKey>, StoreError> {
        self.run(|connection| {
            let mut statement = connection.prepare_cached(include_str!("pointing_to.sql"))?;
            let rows = statement.query_map(named_params! { ":target": id.as_str() }, |row| row.get("record"))?;
            rows.collect::<rusqlite::Result<_>>()
        })
    }
}
