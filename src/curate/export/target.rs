//! What is exported, and to where.

use std::path::Path;
use std::sync::Arc;

use super::{ExportFile, ExportLines, ExportRecords, ExportTree};
use crate::publish::Form;
use crate::record::SamplesKey;
use crate::store::KnownTree;

/// The version of canonry, on which the bytes of a page depend.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is exported, and to where.
#[derive(Debug, Clone)]
pub enum Export {
    /// A tree of files.
    Tree(ExportTree),
    /// Lines in a file.
    File(ExportFile),
    /// Lines that are written as a stream.
    Stream(ExportLines),
}

impl Export {
    /// The path that is written to; `None` for a stream.
    pub fn out(&self) -> Option<&Path> {
        match self {
            Export::Tree(tree) => Some(&tree.out),
            Export::File(file) => Some(&file.out),
            Export::Stream(_) => None,
        }
    }

    /// Which records.
    pub fn records(&self) -> &ExportRecords {
        match self {
            Export::Tree(tree) => &tree.records,
            Export::File(file) => &file.lines.records,
            Export::Stream(lines) => &lines.records,
        }
    }

    /// Which records, and the key under which their samples are published, for changing both.
    pub(super) fn state_mut(&mut self) -> (&mut ExportRecords, &mut Option<SamplesKey>) {
        match self {
            Export::Tree(tree) => (&mut tree.records, &mut tree.samples_key),
            Export::File(file) => (&mut file.lines.records, &mut file.lines.samples_key),
            Export::Stream(lines) => (&mut lines.records, &mut lines.samples_key),
        }
    }

    /// The tree under the name of its place, if it is one.
    pub(super) fn known_tree(&self, place: &str) -> Option<KnownTree> {
        match self {
            Export::Tree(tree) => {
                let samples_key = tree.samples_key.as_ref().map(ToString::to_string);
                Some(KnownTree { place: place.to_owned(), version: VERSION.to_owned(), samples_key })
            }
            Export::File(_) | Export::Stream(_) => None,
        }
    }

    /// Whether something is noted of a place: as the base of imports, or the files of a tree.
    pub(super) fn is_noted(&self, place: Option<&Arc<str>>) -> bool {
        let writes_tree = matches!(self, Export::Tree(tree) if !tree.mode.only_looks());
        place.is_some() && (writes_tree || self.base(place.cloned()).is_some())
    }

    /// The source in which the export is noted as the base of later imports; `source` is the name of the place as a
    /// source, if it can be imported from. Only whole records that were written there can be imported again.
    pub(super) fn base(&self, source: Option<Arc<str>>) -> Option<Arc<str>> {
        let is_base = match self {
            Export::Tree(tree) => tree.forms.contains(&Form::Json) && !tree.mode.only_looks(),
            Export::File(file) => !file.mode.only_looks(),
            Export::Stream(_) => false,
        };
        source.filter(|_| is_base)
    }
}
