//! Which names are those of one file, links and standard input included.

use std::fs;
use std::path::{Path, PathBuf};

use super::env::Env;

/// Whether two names are those of one file.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let one = Identity::of(one);
    one.is_some() && one == Identity::of(other)
}

/// What tells a file from others, whatever it is called.
#[derive(PartialEq, Eq)]
pub(super) enum Identity {
    /// The device and the inode.
    #[cfg(unix)]
    Inode(u64, u64),
    /// The canonical path, of a file that does not exist yet.
    Place(PathBuf),
}

impl Identity {
    /// `None` for a folder, a pipe or a device: it is never replaced by a file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => None,
            #[cfg(unix)]
            Ok(metadata) => Identity::inode(&metadata),
            _ => Some(Identity::Place(place(path))),
        }
    }

    #[cfg(unix)]
    fn inode(metadata: &fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        metadata.is_file().then(|| Identity::Inode(metadata.dev(), metadata.ino()))
    }
}

/// The canonical path, as far as it exists, with the rest behind it.
pub(super) fn place(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = path.ancestors().find_map(|folder| Some((folder, fs::canonicalize(folder).ok()?)));
    match found.and_then(|(folder, found)| Some(found.join(path.strip_prefix(folder).ok()?))) {
        Some(place) => place.components().collect(),
        None => path,
    }
}

/// Whether an output is the file that standard input comes from, as in `< file`.
#[cfg(unix)]
pub(super) fn is_stdin(output: &Path, env: &Env) -> bool {
    let stdin = env.input.metadata().and_then(Identity::inode);
    stdin.is_some() && stdin == Identity::of(output)
}

#[cfg(not(unix))]
pub(super) fn is_stdin(_output: &Path, _env: &Env) -> bool {
    false
}
