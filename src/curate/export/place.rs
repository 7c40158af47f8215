//! What the database knows of the place that an export goes to.

use std::collections::HashSet;

use crate::record::SamplesKey;
use crate::store::{KnownTree, SentBefore};

/// What the database knows of the place that an export goes to. Without it every file is read, and nothing is noted.
#[derive(Debug, Default)]
pub struct ExportPlace {
    /// The records that it has as the base of later imports from there.
    pub sent: Option<SentBefore>,
    /// The tree, whose unchanged files need not be read.
    pub tree: Option<KnownTree>,
    /// The keys under which samples may have been published in it, by which the files of canonry are known.
    pub samples_keys: HashSet<SamplesKey>,
}
