//! What the database knows of the place that an export goes to.

use crate::store::{KnownTree, SentBefore};

/// What the database knows of the place that an export goes to. Without it every file is read, and nothing is noted.
#[derive(Debug, Default)]
pub struct ExportPlace {
    /// The records that it has as the base of later imports from there.
    pub sent: Option<SentBefore>,
    /// The tree, whose unchanged files need not be read.
    pub tree: Option<KnownTree>,
}
