//! Rows of other tables that belong to a record, read in step with the records.

use std::collections::HashMap;

use super::Stored;
use super::graph::EdgeRow;
use super::item::{Numbered, SourceRow};
use super::ordered::Ordered;
use super::record::{AnnotationRows, Scalars, Translation};
use crate::record::{DeadEnd, ItemIds, Revision, Version, Workaround};

/// The lists of the records, each in step with the records.
pub(super) struct Children<'s> {
    pub(super) translations: Ordered<'s, Translation>,
    pub(super) tags: Ordered<'s, String>,
    pub(super) aliases: Ordered<'s, String>,
    pub(super) versions: Ordered<'s, Numbered<Version>>,
    pub(super) dead_ends: Ordered<'s, Numbered<DeadEnd>>,
    pub(super) workarounds: Ordered<'s, Numbered<Workaround>>,
    pub(super) sources: Ordered<'s, SourceRow>,
    pub(super) edges: Ordered<'s, EdgeRow>,
    pub(super) annotations: AnnotationRows<'s>,
}

impl Children<'_> {
    /// The record of a row, with its rows of other tables. Records have to be asked for in the order of the statements.
    pub(super) fn complete(&mut self, scalars: Scalars) -> rusqlite::Result<Stored> {
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
