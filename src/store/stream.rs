//! Reading whole records: one ordered statement for each table, merged as they stream. Far faster than a query for
//! each record, and flat in memory.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::census::Census;
use super::filter::Selection;
use super::graph::{EdgeRow, edge_row};
use super::item::{Numbered, SourceRow, dead_end_row, source_row, version_row, workaround_row};
use super::ordered::Ordered;
use super::record::{
    AnnotationRows, AnnotationStatements, Scalars, Translation, alias_row, scalar_row, tag_row, translation_row,
};
use super::{Filter, Snapshot, StoreError, Stored, Unchecked};
use crate::record::{Id, ItemIds, Revision};

impl Snapshot<'_> {
    /// Yields the records of a filter in the order of their ids, until `visit` breaks off or fails. All of them
    /// come from one state of the database, whatever is written meanwhile.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, or the index of the ids does not fit the records.
    pub fn each_record<E: From<StoreError>>(
        &mut self,
        filter: &Filter,
        mut visit: impl FnMut(Unchecked) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let path: Arc<Path> = self.path().into();
        let selection = filter.selection();
        let mut census = Census::begin(self.connection(), &selection, &path)?;
        let mut is_whole = true;
        let wrap = |error| E::from(self.error(error));
        stream(self.connection(), &selection, wrap, |stored| {
            census.count(&stored.revision.record.id, &path)?;
            let flow = visit(Unchecked::new(stored, &path))?;
            is_whole = flow.is_continue();
            Ok(flow)
        })?;
        if is_whole {
            census.finish(&path)?;
        }
        Ok(())
    }

    /// One record; `None` if there is none of that id.
    ///
    /// # Errors
    /// If the database cannot be read, or the record is not what canonry wrote.
    pub fn load(&self, id: &Id) -> Result<Option<Stored>, StoreError> {
        self.load_unchecked(id)?.map(Unchecked::checked).transpose()
    }

    /// One record, to be looked at; `None` if there is none of that id.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn load_unchecked(&self, id: &Id) -> Result<Option<Unchecked>, StoreError> {
        first(self.connection(), &Selection::one(id), self.path())
    }

    /// A record by its key; `None` if there is none.
    ///
    /// # Errors
    /// If the database cannot be read, or the record is not what canonry wrote.
    pub fn load_row(&self, row: i64) -> Result<Option<Stored>, StoreError> {
        self.load_row_unchecked(row)?.map(Unchecked::checked).transpose()
    }

    /// A record by a key that the database itself named, such as that of a standing or a change.
    ///
    /// # Errors
    /// As [`load_row`](Self::load_row), and [`StoreError::Damaged`] if there is no such record: none is ever deleted.
    pub fn load_known(&self, row: i64) -> Result<Stored, StoreError> {
        let detail = || format!("record.id {row} is referred to, but there is no such record");
        self.load_row(row)?.ok_or_else(|| self.damaged(detail()))
    }

    /// A record by its key, to be looked at; `None` if there is none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn load_row_unchecked(&self, row: i64) -> Result<Option<Unchecked>, StoreError> {
        load_row(self.connection(), row, self.path())
    }
}
/// The record of a key.
pub(super) fn load_row(connection: &Connection, row: i64, path: &Path) -> Result<Option<Unchecked>, StoreError> {
    first(connection, &Selection::row(row), path)
}

fn first(connection: &Connection, selection: &Selection, path: &Path) -> Result<Option<Unchecked>, StoreError> {
    let mut found = None;
    stream(
        connection,
        selection,
        |error| StoreError::new(path, error),
        |stored| {
            found = Some(Unchecked::new(stored, &path.into()));
            Ok(ControlFlow::Break(()))
        },
    )?;
    Ok(found)
}

pub(super) fn stream<E>(
    connection: &Connection,
    selection: &Selection,
    wrap: impl Fn(rusqlite::Error) -> E,
    mut visit: impl FnMut(Stored) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    let prepare = |sql: &str| connection.prepare_cached(&format!("{}{sql}", selection.with)).map_err(&wrap);
    let mut records = prepare(include_str!("record/select.sql"))?;
    let mut translations = prepare(include_str!("record/select_translations.sql"))?;
    let mut tags = prepare(include_str!("record/select_tags.sql"))?;
    let mut aliases = prepare(include_str!("record/select_aliases.sql"))?;
    let mut versions = prepare(include_str!("item/version_select.sql"))?;
    let mut dead_ends = prepare(include_str!("item/dead_end_select.sql"))?;
    let mut workarounds = prepare(include_str!("item/workaround_select.sql"))?;
    let mut sources = prepare(include_str!("item/source_select.sql"))?;
    let mut edges = prepare(include_str!("graph/select.sql"))?;
    let mut annotations = AnnotationStatements::prepare(connection, selection).map_err(&wrap)?;
    let mut children = Children {
        translations: Ordered::open(&mut translations, selection, translation_row).map_err(&wrap)?,
        tags: Ordered::open(&mut tags, selection, tag_row).map_err(&wrap)?,
        aliases: Ordered::open(&mut aliases, selection, alias_row).map_err(&wrap)?,
        versions: Ordered::open(&mut versions, selection, version_row).map_err(&wrap)?,
        dead_ends: Ordered::open(&mut dead_ends, selection, dead_end_row).map_err(&wrap)?,
        workarounds: Ordered::open(&mut workarounds, selection, workaround_row).map_err(&wrap)?,
        sources: Ordered::open(&mut sources, selection, source_row).map_err(&wrap)?,
        edges: Ordered::open(&mut edges, selection, edge_row).map_err(&wrap)?,
        annotations: annotations.open(selection).map_err(&wrap)?,
    };
    let mut rows = records.query(selection.bindings().as_slice()).map_err(&wrap)?;
    loop {
        let next = rows.next().and_then(|row| row.map(scalar_row).transpose()).map_err(&wrap)?;
        let Some(scalars) = next else { return Ok(()) };
        let stored = children.complete(scalars).map_err(&wrap)?;
        if visit(stored)?.is_break() {
            return Ok(());
        }
    }
}

/// The lists of the records, each in step with the records.
struct Children<'s> {
    translations: Ordered<'s, Translation>,
    tags: Ordered<'s, String>,
    aliases: Ordered<'s, String>,
    versions: Ordered<'s, Numbered<crate::record::Version>>,
    dead_ends: Ordered<'s, Numbered<crate::record::DeadEnd>>,
    workarounds: Ordered<'s, Numbered<crate::record::Workaround>>,
    sources: Ordered<'s, SourceRow>,
    edges: Ordered<'s, EdgeRow>,
    annotations: AnnotationRows<'s>,
}

impl Children<'_> {
    fn complete(&mut self, scalars: Scalars) -> rusqlite::Result<Stored> {
        let Scalars { standing, mut record } = scalars;
        let row = standing.row;
        for translation in self.translations.of(row)? {
            match translation {
                Translation::Signature(text) => record.signature_zh = Some(text),
                Translation::RootCause(text) => record.root_cause_zh = Some(text),
                Translation::Workaround(text) => record.workarounds_zh.push(text),
            }
        }
        record.tags = self.tags.of(row)?;
        record.aliases = self.aliases.of(row)?;
        let versions = self.versions.of(row)?;
        let (mut dead_ends, mut workarounds) = (self.dead_ends.of(row)?, self.workarounds.of(row)?);
        let sources = self.sources.of(row)?;
        if !sources.is_empty() {
            let (of_dead_ends, of_workarounds) = (places(&dead_ends), places(&workarounds));
            for source in sources {
                let dead_end = source.dead_end.and_then(|id| dead_ends.get_mut(*of_dead_ends.get(&id)?));
                let workaround = source.workaround.and_then(|id| workarounds.get_mut(*of_workarounds.get(&id)?));
                let listed = dead_end.map(|owner| &mut owner.item.sources);
                let listed = listed.or(workaround.map(|owner| &mut owner.item.sources));
                listed.into_iter().for_each(|listed| listed.push(source.url.clone()));
            }
        }
        let mut items = ItemIds::default();
        (items.versions, record.versions) = apart(versions);
        (items.dead_ends, record.dead_ends) = apart(dead_ends);
        (items.workarounds, record.workarounds) = apart(workarounds);
        for edge in self.edges.of(row)? {
            match edge {
                EdgeRow::LeadsTo(edge) => record.transition_graph.leads_to.push(edge),
                EdgeRow::PrecededBy(edge) => record.transition_graph.preceded_by.push(edge),
                EdgeRow::ConfusedWith(edge) => record.transition_graph.frequently_confused_with.push(edge),
            }
        }
        let annotations = self.annotations.of(row)?;
        let is_withdrawn = standing.is_withdrawn;
        Ok(Stored { standing, revision: Revision { record, items, is_withdrawn, annotations } })
    }
}

/// The places of items by their ids.
fn places<T>(items: &[Numbered<T>]) -> HashMap<u32, usize> {
    items.iter().map(|numbered| numbered.id).zip(0..).collect()
}

/// The ids of items, and the items.
fn apart<T>(numbered: Vec<Numbered<T>>) -> (Vec<u32>, Vec<T>) {
    numbered.into_iter().map(|numbered| (numbered.id, numbered.item)).unzip()
}
