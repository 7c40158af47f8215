//! What is exported, and to where.

use std::path::Path;
use std::sync::Arc;

use super::{ExportFile, ExportLines, ExportRecords, ExportTree};
use crate::publish::Form;

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

    /// Which records, for changing it.
    pub(super) fn records_mut(&mut self) -> &mut ExportRecords {
        match self {
            Export::Tree(tree) => &mut tree.records,
            Export::File(file) => &mut file.lines.records,
            Export::Stream(lines) => &mut lines.records,
        }
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
