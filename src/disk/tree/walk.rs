//! Walking a tree, to find what is no longer published and what a killed export left.

use super::kind::{EntryKind, TreeAccess, TreeError};
use super::{Handle, Tree};

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
                let links = entries.iter().filter(|(_, kind)| *kind == EntryKind::Link);
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

    /// Calls `visit` with a folder and all below it, each with its entries or why it cannot be read. Only one is open
    /// at a time.
    pub(super) fn each_folder(&self, top: &str, mut visit: impl FnMut(&str, Result<OpenFolder<'_>, TreeError>)) {
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
                    let below = entries.iter().filter(|(_, kind)| *kind == EntryKind::Folder);
                    waiting.extend(below.map(|(name, _)| folder.path_of(name)).filter(|path| path.len() < TOO_LONG));
                }
                Err(error) => visit(&path, Err(self.io(&path, TreeAccess::Read, error))),
            }
        }
    }
}

/// A folder and what is in it.
pub(super) type OpenFolder<'a> = (&'a Handle, &'a [(String, EntryKind)]);
