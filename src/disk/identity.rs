//! Whether names are those of one file, links included.

use std::fs::{self, Metadata};
use std::path::{Component, Path, PathBuf};

/// What identifies a file, whatever its path is.
#[derive(Debug, PartialEq, Eq)]
pub enum Identity {
    /// The device and the inode.
    #[cfg(unix)]
    Inode(u64, u64),
    /// The canonical path of a file that does not exist yet.
    Place(PathBuf),
}

impl Identity {
    /// The identity of a path. `None` for a folder, a pipe or a device: these are never replaced by a file.
    pub fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => None,
            #[cfg(unix)]
            Ok(metadata) => Identity::of_open(&metadata),
            _ => Some(Identity::Place(place(path))),
        }
    }

    /// The identity of an open file. `None` for anything else, and on systems without inodes.
    #[cfg(unix)]
    pub fn of_open(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        metadata.is_file().then(|| Identity::Inode(metadata.dev(), metadata.ino()))
    }

    /// The identity of an open file. `None` for anything else, and on systems without inodes.
    #[cfg(not(unix))]
    pub fn of_open(_metadata: &Metadata) -> Option<Self> {
        None
    }
}

/// Whether two paths are those of one file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let one = Identity::of(one);
    one.is_some() && one == Identity::of(other)
}

/// The canonical path of the part that exists, followed by the rest. A `..` behind a folder that does not exist leads
/// to the folder that this one would be in.
pub fn place(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut place = PathBuf::new();
    for component in path.components() {
        if component == Component::ParentDir {
            place.pop();
            continue;
        }
        place.push(component);
        // A link is followed before `..` leads up from where it leads to.
        if let Ok(found) = fs::canonicalize(&place) {
            place = found;
        }
    }
    place
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_file_is_the_same_by_every_path_that_leads_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("below")).unwrap();
        fs::write(path("file"), "").unwrap();
        fs::hard_link(path("file"), path("hard")).unwrap();
        symlink("file", path("soft")).unwrap();
        symlink("below", path("also")).unwrap();
        symlink("below/deep", path("deep")).unwrap();
        fs::create_dir(path("below/deep")).unwrap();
        for (one, other) in [
            ("file", "hard"),
            ("soft", "below/../hard"),
            ("below/new", "also/new"),
            ("new", "missing/../new"),
            ("new", "missing/further/../../new"),
            ("below/new", "deep/../new"),
        ] {
            assert!(is_same_file(&path(one), &path(other)), "{one} {other}");
        }
        for (one, other) in [("file", "below/file"), ("below", "also"), ("new", "below/new")] {
            assert!(!is_same_file(&path(one), &path(other)), "{one} {other}");
        }
        let open = fs::File::open(path("soft")).unwrap().metadata().unwrap();
        assert_eq!(Identity::of_open(&open), Identity::of(&path("file")));
    }
}
