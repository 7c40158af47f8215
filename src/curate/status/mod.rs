//! How a tree stands to the database: what an export to it and an import from it would change, before either is done.
//!
//! It puts together the differences of an export that only looks and the events of an import that only reads.

mod here;
mod side;
mod there;

use std::collections::BTreeMap;

use super::import::LedgerCounts;
use super::{FileDifference, LeftFile};
use crate::record::Id;
pub use here::HereChanges;
pub use side::SideChange;
pub use there::ThereChanges;

/// How a record stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordStatus {
    /// What the database has and the tree does not.
    pub here: Option<SideChange>,
    /// What the tree has and the database does not.
    pub there: Option<SideChange>,
    /// The names of the fields that both changed to different values.
    pub conflicts: Vec<String>,
}

/// Which side has something that the other one does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TreeStanding {
    /// The database.
    Ahead,
    /// The tree.
    Behind,
    /// Both, and an import merges it.
    Both,
    /// Both, and an import stops at a conflict.
    Conflict,
}

impl RecordStatus {
    /// Which side has something; `None` if neither has.
    pub fn standing(&self) -> Option<TreeStanding> {
        match (&self.here, &self.there) {
            _ if !self.conflicts.is_empty() => Some(TreeStanding::Conflict),
            (Some(_), Some(_)) => Some(TreeStanding::Both),
            (Some(_), None) => Some(TreeStanding::Ahead),
            (None, Some(_)) => Some(TreeStanding::Behind),
            (None, None) => None,
        }
    }

    /// Leaves to the database what differs in addition to what the tree has: the rest is one difference seen from two
    /// sides.
    fn separate(&mut self) {
        let follows_notice = matches!(
            (&self.here, &self.there),
            (Some(SideChange::Record), Some(SideChange::Withdrawn | SideChange::Renamed(_)))
                | (Some(SideChange::Withdrawn), Some(SideChange::Restored))
        );
        if follows_notice {
            self.here = None;
        }
        let Some(SideChange::Changed { fields, ledger }) = &mut self.here else { return };
        if let Some(SideChange::Changed { fields: theirs, .. }) = &self.there {
            fields.retain(|field| !theirs.contains(field));
        }
        fields.retain(|field| !self.conflicts.contains(field));
        if fields.is_empty() && !*ledger {
            self.here = None;
        }
    }
}

/// How a tree stands.
#[derive(Debug, Default)]
pub struct TreeStatus {
    /// The records that differ.
    pub records: BTreeMap<Id, RecordStatus>,
    /// Other files that an export would write.
    pub files: Vec<FileDifference>,
    /// Files that an export leaves.
    pub left: Vec<LeftFile>,
    /// What an import would find in ledgers.
    pub ledgers: LedgerCounts,
}

impl TreeStatus {
    /// Puts together what both sides have. `left` are the files that an export leaves, `ledgers` what the import found.
    pub fn of<F>(here: HereChanges, there: ThereChanges<F>, left: Vec<LeftFile>, ledgers: LedgerCounts) -> Self {
        let HereChanges { records: ours, files } = here;
        let ThereChanges { records: theirs, conflicts, .. } = there;
        let mut records: BTreeMap<Id, RecordStatus> = BTreeMap::new();
        for (id, change) in ours {
            records.entry(id).or_default().here = Some(change);
        }
        for (id, change) in theirs {
            records.entry(id).or_default().there = Some(change);
        }
        for (id, fields) in conflicts {
            records.entry(id).or_default().conflicts = fields;
        }
        records.values_mut().for_each(RecordStatus::separate);
        records.retain(|_, record| record.standing().is_some());
        TreeStatus { records, files, left, ledgers }
    }

    /// Whether an export or an import would change something.
    pub fn differs(&self) -> bool {
        !self.records.is_empty() || !self.files.is_empty() || self.ledgers.has_news()
    }
}
