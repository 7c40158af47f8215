//! Why a site is not written.

use std::path::PathBuf;

use crate::curate::{ExportError, Refusal};
use crate::disk::TreeError;
use crate::record::Id;
use crate::store::StoreError;

/// Why a site ended early. What was written stays, and the next run writes the rest.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Its files could not be made or written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The list of the files of the site is not one.
    #[error("{} is not the list of the files of a site: line {line} is not a checksum and a path", path.display())]
    List {
        /// The list.
        path: PathBuf,
        /// The number of the line, counted from 1.
        line: usize,
    },
    /// The folder has a first page that no site wrote there.
    #[error("{} exists, and it is not the page of a site", .0.display())]
    Foreign(PathBuf),
    /// The folder of a record would have the path of another page.
    #[error("the folder of {0} would have the path of another page")]
    Collides(Id),
}

impl From<StoreError> for SiteError {
    fn from(error: StoreError) -> Self {
        SiteError::Export(error.into())
    }
}

impl From<Refusal> for SiteError {
    fn from(refusal: Refusal) -> Self {
        SiteError::Export(refusal.into())
    }
}

impl From<TreeError> for SiteError {
    fn from(error: TreeError) -> Self {
        SiteError::Export(error.into())
    }
}
