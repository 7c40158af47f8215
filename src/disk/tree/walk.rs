//! Walking a tree, to find what is no longer published and what a killed export left.

use super::kind::{Kind, TreeError};
use super::{Handle, Tree};
use crate::disk::Temporary;

/// How earlier versions called a file that was being written: so behind the name that it would get.
const FORMER_PARTIAL: &str = ".canonry-partial";

/// No path that canonry writes is as long, in bytes. What lies deeper is not looked at.
const TOO_LONG: usize = 1024;

/// What was found below a folder, by paths below the tree's own folder, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// The folders.
    pub folders: Vec<String>,
    /// The links, none of which was followed.
    pub links: Vec<String>,
}

/// Whether a file of this name in a tree is one that was being written, as one of `files`.
pub(super) fn is_partial(name: &str, files: &[&str]) -> bool {
    let former = name.strip_suffix(FORMER_PARTIAL);
    Temporary::Output.is_name(name) || former.is_some_and(|name| files.contains(&name))
}

impl Tree {
    /// The folders and links below a folder of the tree. Nothing is found if there is no such folder.
    ///
    /// # Errors
    /// [`TreeError::InTheWay`] if the folder is something else; what the file system says.
    pub fn walk(&self, folder: &str) -> Result<Walked, TreeError> {
        let mut walked = Walked::default();
        let mut failed = Ok(());
        self.each_folder(folder, |path, found| match found {
            Ok((_, entries)) => {
                let links = entries.iter().filter(|(_, kind)| *kind == Kind::Link);
                walked.links.extend(links.map(|(name, _)| format!("{path}/{name}")));
                walked.folders.push(path.to_owned());
            }
            Err(error) => failed = Err(error),
        });
        failed?;
        walked.folders.sort_unstable();
        walked.links.sort_unstable();
        Ok(walked)
    }

    /// Clears away what a killed export left below a folder. What cannot be read or removed stays, and does no harm.
    pub(super) fn clear(&self, folder: &str, files: &[&str]) {
        self.each_folder(folder, |_, found| {
            let Ok((folder, entries)) = found else { return };
            for (name, kind) in entries {
                if matches!(kind, Kind::File(_)) && is_partial(name, files) && is_abandoned(folder, name) {
                    let _ = folder.remove(name);
                }
            }
        });
    }

    /// Hands out a folder and all below it, each with its entries or why it cannot be read. Only one is open at a time.
    fn each_folder(&self, top: &str, mut visit: impl FnMut(&str, Result<Found<'_>, TreeError>)) {
        let mut waiting = vec![top.to_owned()];
        while let Some(path) = waiting.pop() {
            let folder = match self.folder(path.clone()) {
                Ok(folder) => folder,
                Err(error) => {
                    visit(&path, Err(error));
                    continue;
                }
            };
            let Some(handle) = &folder.handle else { continue };
            match handle.entries() {
                Ok(entries) => {
                    visit(&path, Ok((handle, &entries)));
                    let below = entries.iter().filter(|(_, kind)| *kind == Kind::Folder);
                    waiting.extend(below.map(|(name, _)| folder.path_of(name)).filter(|path| path.len() < TOO_LONG));
                }
                Err(error) => visit(&path, Err(self.io(&path, "read", error))),
            }
        }
    }
}

/// A folder and what is in it.
type Found<'a> = (&'a Handle, &'a [(String, Kind)]);

/// Whether nobody writes a file any more. The tree is claimed, so no export does; but another command may have been
/// told to write its output there.
fn is_abandoned(folder: &Handle, name: &str) -> bool {
    name.ends_with(FORMER_PARTIAL) || folder.open(name).is_ok_and(|file| Temporary::Output.is_abandoned(name, &file))
}
