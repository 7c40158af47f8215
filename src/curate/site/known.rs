//! The records of a site whose files are known to be unchanged, so that neither is read or made.
//!
//! The pages of a record depend on the record and on what the site says elsewhere: titles of others, figures, ages. A
//! fingerprint of all that is part of the version under which the files are known.

use super::figures::FiguresByRecord;
use super::listed::ListedFiles;
use crate::curate::export::{ExportError, Unknown};
use crate::disk::{Tree, TreeError};
use crate::publish::{RECORD_FILES, Site, folder_of};
use crate::record::{SamplesKey, Summing};
use crate::store::{Filter, KnownFiles, KnownTree, Snapshot};

/// The version of canonry, on which the bytes of a page depend.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The files of the records of a site as the database knows them, under a place.
pub(super) fn known_site(place: &str, key: Option<&SamplesKey>, site: &Site, figures: &FiguresByRecord) -> KnownTree {
    let mut sum = Summing::new(std::io::sink());
    // A hash can always be written to.
    let _ = site.describe(&mut sum).and_then(|()| figures.describe(&mut sum));
    let (_, fingerprint, _) = sum.finish();
    KnownTree {
        place: place.to_owned(),
        version: format!("{VERSION} {fingerprint}"),
        samples_key: key.map(ToString::to_string),
    }
}

/// The records of which files have to be made. `skip` gets each other one with its files in the list of the site.
///
/// # Errors
/// If the database or the tree cannot be read.
pub(super) fn find_unknown(
    (known, filter): (&KnownTree, &Filter),
    snapshot: &mut Snapshot<'_>,
    (tree, before): (&Tree, &ListedFiles),
    mut skip: impl FnMut(ListedFiles),
) -> Result<Unknown, ExportError> {
    let unchanged = |files: &KnownFiles| unchanged(tree, before, files);
    Unknown::find((known, filter), snapshot, unchanged, |known, _| {
        // A page that the record no longer has may still be listed.
        let names = known.files.iter().filter(|(_, stamp)| stamp.is_some()).map(|(name, _)| name.as_str());
        skip(before.of(&folder_of(&known.id), names));
    })
}

/// Whether the files of a record are the ones that are known and listed; with the number of these.
fn unchanged(tree: &Tree, before: &ListedFiles, known: &KnownFiles) -> Result<Option<u64>, TreeError> {
    let path = folder_of(&known.id);
    let folder = tree.folder(path.clone())?;
    let mut files = 0;
    for name in RECORD_FILES {
        let is_same = match known.files.iter().find(|(known, _)| known == name) {
            Some((_, Some(stamp))) => {
                files += 1;
                before.has(&path, name) && folder.stamp(name)?.as_ref() == Some(stamp)
            }
            // A page that the record does not have; one that is there is dealt with as every file that is left.
            Some((_, None)) => true,
            None => false,
        };
        if !is_same {
            return Ok(None);
        }
    }
    Ok(Some(files))
}
