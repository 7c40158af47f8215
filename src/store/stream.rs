//! Reading whole records: one ordered statement for each table, merged as they stream. This is much faster than a query
//! for each record, and uses a constant amount of memory.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use crate::ledger::RecordKey;

use super::census::Census;
use super::children::Children;
use super::filter::Selection;
use super::graph::edge_row;
use super::item::{dead_end_row, source_row, version_row, workaround_row};
use super::ordered::Ordered;
use super::record::{AnnotationStatements, alias_row, scalar_row, tag_row, translation_row};
use super::{Filter, Outline, Snapshot, StoreError, Stored, Unchecked};
use crate::record::Id;

impl Snapshot<'_> {
    /// Calls `visit` with the records of a filter in the order of their ids, until it breaks or fails. All of them are
    /// from one state of the database, whatever is written meanwhile.
    ///
    /// # Errors
    /// What `visit` returns; if the database cannot be read, or the index of the ids does not fit the records.
    pub fn each_record<E: From<StoreError>>(
        &mut self,
        filter: &Filter,
        mut visit: impl FnMut(Unchecked) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let path: Arc<Path> = self.path().into();
        let visit = |stored| visit(Unchecked::new(stored, &path));
        self.each_stored(&filter.selection(), Extent::Whole, |_| {}, visit)
    }

    /// Calls `visit` with the records of a filter as [`each_record`](Self::each_record) does, but without their
    /// details, in half of the time.
    ///
    /// # Errors
    /// As those of [`each_record`](Self::each_record).
    pub fn each_outline<E: From<StoreError>>(
        &mut self,
        filter: &Filter,
        mut visit: impl FnMut(Outline) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        self.each_stored(&filter.selection(), Extent::Outline, |_| {}, |stored| visit(Outline::new(stored)))
    }

    /// Yields the records of a selection in the order of their ids, after `counted` was called with their number.
    pub(super) fn each_selected<E: From<StoreError>>(
        &self,
        selection: &Selection,
        counted: impl FnOnce(u64),
        visit: impl FnMut(Stored) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        self.each_stored(selection, Extent::Whole, counted, visit)
    }

    fn each_stored<E: From<StoreError>>(
        &self,
        selection: &Selection,
        extent: Extent,
        counted: impl FnOnce(u64),
        mut visit: impl FnMut(Stored) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let path = self.path();
        let mut census = Census::begin(self.connection(), selection, path)?;
        counted(census.expected());
        let mut is_whole = true;
        let wrap = |error| E::from(self.error(error));
        stream_of(extent, self.connection(), selection, wrap, |stored| {
            census.count(&stored.revision.record.id, path)?;
            let flow = visit(stored)?;
            is_whole = flow.is_continue();
            Ok(flow)
        })?;
        if is_whole {
            census.finish(path)?;
        }
        Ok(())
    }

    /// One record; `None` if no record has the id.
    ///
    /// # Errors
    /// If the database cannot be read, or the record is not what canonry wrote.
    pub fn load(&self, id: &Id) -> Result<Option<Stored>, StoreError> {
        self.load_unchecked(id)?.map(Unchecked::checked).transpose()
    }

    /// One record, for showing it; `None` if no record has the id.
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
    pub fn load_row(&self, row: RecordKey) -> Result<Option<Stored>, StoreError> {
        self.load_row_unchecked(row)?.map(Unchecked::checked).transpose()
    }

    /// A record by a key that the database itself named, such as that of a standing or a change.
    ///
    /// # Errors
    /// As [`load_row`](Self::load_row), and [`StoreError::Damaged`] if there is no such record: none is ever deleted.
    pub fn load_known(&self, row: RecordKey) -> Result<Stored, StoreError> {
        self.load_known_unchecked(row)?.checked()
    }

    /// The same, to be looked at.
    ///
    /// # Errors
    /// If the database cannot be read, and [`StoreError::Damaged`] if there is no such record.
    pub fn load_known_unchecked(&self, row: RecordKey) -> Result<Unchecked, StoreError> {
        let detail = || format!("record.id {row} is referred to, but there is no such record");
        self.load_row_unchecked(row)?.ok_or_else(|| self.damaged(detail()))
    }

    /// A record by its key, for showing it; `None` if there is none.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn load_row_unchecked(&self, row: RecordKey) -> Result<Option<Unchecked>, StoreError> {
        load_row(self.connection(), row, self.path())
    }
}
/// The record of a key.
pub(super) fn load_row(connection: &Connection, row: RecordKey, path: &Path) -> Result<Option<Unchecked>, StoreError> {
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
    visit: impl FnMut(Stored) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    stream_of(Extent::Whole, connection, selection, wrap, visit)
}

/// The part of each record that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All of it.
    Whole,
    /// The fields of an [`Outline`].
    Outline,
}

fn stream_of<E>(
    extent: Extent,
    connection: &Connection,
    selection: &Selection,
    wrap: impl Fn(rusqlite::Error) -> E,
    mut visit: impl FnMut(Stored) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    let mut visited = Ok(());
    let read = read_rows(extent, connection, selection, &mut |stored| match visit(stored) {
        Ok(flow) => flow,
        Err(error) => {
            visited = Err(error);
            ControlFlow::Break(())
        }
    });
    read.map_err(wrap)?;
    visited
}

/// The same for any visitor, so that it is compiled once.
fn read_rows(
    extent: Extent,
    connection: &Connection,
    selection: &Selection,
    visit: &mut dyn FnMut(Stored) -> ControlFlow<()>,
) -> rusqlite::Result<()> {
    let prepare = |sql: &str| connection.prepare_cached(&format!("{}{sql}", selection.with));
    let whole = |sql: &str| (extent == Extent::Whole).then(|| prepare(sql)).transpose();
    let mut records = prepare(include_str!("record/select.sql"))?;
    let mut translations = whole(include_str!("record/select_translations.sql"))?;
    let mut tags = whole(include_str!("record/select_tags.sql"))?;
    let mut aliases = prepare(include_str!("record/select_aliases.sql"))?;
    let mut versions = whole(include_str!("item/version_select.sql"))?;
    let mut dead_ends = whole(include_str!("item/dead_end_select.sql"))?;
    let mut workarounds = prepare(include_str!("item/workaround_select.sql"))?;
    let mut sources = whole(include_str!("item/source_select.sql"))?;
    let mut edges = prepare(include_str!("graph/select.sql"))?;
    let mut annotations = match extent {
        Extent::Whole => AnnotationStatements::prepare(connection, selection)?,
        Extent::Outline => AnnotationStatements::default(),
    };
    let mut children = Children {
        translations: Ordered::open_if(translations.as_mut(), selection, translation_row)?,
        tags: Ordered::open_if(tags.as_mut(), selection, tag_row)?,
        aliases: Ordered::open(&mut aliases, selection, alias_row)?,
        versions: Ordered::open_if(versions.as_mut(), selection, version_row)?,
        dead_ends: Ordered::open_if(dead_ends.as_mut(), selection, dead_end_row)?,
        workarounds: Ordered::open(&mut workarounds, selection, workaround_row)?,
        sources: Ordered::open_if(sources.as_mut(), selection, source_row)?,
        edges: Ordered::open(&mut edges, selection, edge_row)?,
        annotations: annotations.open(selection)?,
    };
    let mut rows = records.query(selection.bindings().as_slice())?;
    loop {
        let next = rows.next().and_then(|row| row.map(scalar_row).transpose())?;
        let Some(scalars) = next else { return Ok(()) };
        let stored = children.complete(scalars)?;
        if visit(stored).is_break() {
            return Ok(());
        }
    }
}
