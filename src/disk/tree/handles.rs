//! Tests of folder handles, which hold on every system.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;

use super::kind::EntryKind;
use super::{Compared, TOP, Tree};

/// A tree with a file, and links to a file and a folder elsewhere; and that folder.
fn sandbox() -> (tempfile::TempDir, tempfile::TempDir) {
    let (tree, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = |name: &str| tree.path().join(name);
    fs::create_dir_all(path("a/b/c")).unwrap();
    fs::create_dir(elsewhere.path().join("below")).unwrap();
    fs::write(path("a/b/file"), "text").unwrap();
    fs::write(elsewhere.path().join("secret"), "theirs").unwrap();
    symlink(elsewhere.path(), path("a/out")).unwrap();
    symlink(elsewhere.path().join("secret"), path("a/b/link")).unwrap();
    symlink("b", path("a/inside")).unwrap();
    (tree, elsewhere)
}

macro_rules! follows_no_link {
    ($name:ident, $handle:ty, $folder:ident) => {
        #[test]
        fn $name() {
            let (tree, elsewhere) = sandbox();
            let linked = elsewhere.path().join("tree");
            symlink(tree.path(), &linked).unwrap();
            let root = <$handle>::root(&linked).unwrap(); // the user named this link, so it is followed
            for link in ["a/out", "a/out/below", "a/inside", "a/inside/c", "a/b/file", "a/b/link"] {
                assert!(root.$folder(link).is_err(), "{link}");
            }
            let missing = root.$folder("a/missing/c").err().map(|error| error.kind());
            assert_eq!(missing, Some(std::io::ErrorKind::NotFound));
            let folder = root.$folder("a/b").unwrap();
            assert_eq!(folder.kind("file").unwrap(), Some(EntryKind::File(4)));
            assert_eq!(folder.kind("link").unwrap(), Some(EntryKind::Link));
            assert_eq!(folder.kind("missing").unwrap(), None);
            assert!(folder.look("missing").unwrap().is_none());
            assert_eq!(folder.look("link").unwrap(), Some((EntryKind::Link, None)));
            assert!(folder.open("link").is_err() && folder.open("file").is_ok());
            assert!(folder.create("link").is_err() && folder.create("file").is_err());
            folder.create("new").unwrap().write_all(b"new").unwrap();
            folder.rename("new", "link").unwrap();
            assert_eq!(folder.kind("link").unwrap(), Some(EntryKind::File(3)));
            folder.remove("link").unwrap();
            folder.make_folder("d").unwrap();
            let mut entries = folder.entries().unwrap();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            let expected = [("c", EntryKind::Folder), ("d", EntryKind::Folder), ("file", EntryKind::File(4))];
            assert_eq!(entries, expected.map(|(name, kind)| (name.to_owned(), kind)));
            folder.remove_folder("d").unwrap();
            assert!(root.$folder("a").unwrap().remove_folder("out").is_err(), "it is no folder");
            assert_eq!(fs::read(elsewhere.path().join("secret")).unwrap(), b"theirs");
        }
    };
}

follows_no_link!(a_handle_follows_no_link, super::by_handle::Handle, folder);
follows_no_link!(a_handle_without_help_of_the_kernel_follows_no_link, super::by_handle::Handle, folder_by_steps);
follows_no_link!(a_path_follows_no_link, super::by_path::Handle, folder);

#[test]
fn a_large_file_is_the_same_only_from_its_beginning_to_its_end() {
    let (top, bytes) = (tempfile::tempdir().unwrap(), vec![b'a'; 200_000]);
    fs::write(top.path().join("file"), &bytes).unwrap();
    let tree = Tree::look(top.path()).unwrap();
    let folder = tree.folder(TOP.to_owned()).unwrap();
    assert_eq!(folder.compare("file", &bytes).unwrap(), Compared::Same);
    for at in [0, 65_535, 65_536, 199_999] {
        let mut other = bytes.clone();
        other[at] = b'b';
        assert_eq!(folder.compare("file", &other).unwrap(), Compared::Different, "{at}");
    }
}
