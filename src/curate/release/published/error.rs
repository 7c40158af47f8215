//! Why a snapshot cannot be compared.

use std::io;
use std::path::PathBuf;

use crate::curate::release::verify::SnapshotFlaw;
use crate::record::Fault;
use crate::store::StoreError;

/// Why two sets cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The database cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The records of a snapshot cannot be read.
    #[error("{} is not a snapshot that can be compared", path.display())]
    Published {
        /// Its folder or archive.
        path: PathBuf,
        /// Why.
        fault: PublishedFault,
    },
}

/// Why the records of a snapshot cannot be read.
#[derive(Debug)]
pub enum PublishedFault {
    /// What the system said.
    Read(io::Error),
    /// Its folder or archive is not that of a whole snapshot.
    Flaw(SnapshotFlaw),
    /// A line of its records is not valid, with everything that is wrong with the line; at least one fault.
    Line(Vec<Fault>),
}

impl From<io::Error> for PublishedFault {
    fn from(error: io::Error) -> Self {
        PublishedFault::Read(error)
    }
}
