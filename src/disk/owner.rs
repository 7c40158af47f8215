//! Owners of files: a file in a folder that others can write to may be a trap.

use std::io;
use std::path::{Path, PathBuf};

/// The user that this process runs as. `None` on systems without user numbers.
pub fn user() -> Option<u32> {
    #[cfg(unix)]
    return Some(rustix::process::geteuid().as_raw());
    #[cfg(not(unix))]
    None
}

/// The owner of a file. `None` on systems without user numbers.
///
/// # Errors
/// If the metadata of the file cannot be read.
pub fn owner(path: &Path) -> io::Result<Option<u32>> {
    let metadata = path.metadata()?;
    #[cfg(unix)]
    return Ok(Some(std::os::unix::fs::MetadataExt::uid(&metadata)));
    #[cfg(not(unix))]
    Ok(Some(metadata).and(None))
}

/// The first of these with an owner that is not one of `users`, and that owner: the file, the target of a link, the
/// files beside it with its name and one of `endings`, and the folders, which may also belong to root. `None` on
/// systems without user numbers.
///
/// # Errors
/// If the metadata of one of them cannot be read.
pub fn stranger(path: &Path, endings: &[&str], users: &[u32]) -> io::Result<Option<(PathBuf, u32)>> {
    let target = path.canonicalize()?;
    let beside = endings.iter().map(|ending| {
        let mut name = target.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    });
    let beside = beside.map(|file| (owner_if_any(&file), file, false));
    let files = [path.to_owned(), target.clone()].into_iter().map(|file| (owner_of_name(&file), file, false));
    let folders = [std::path::absolute(path)?, target.clone()].map(|file| file.parent().map(Path::to_owned));
    let folders = folders.into_iter().flatten().map(|folder| (owner_of_name(&folder), folder, true));
    for (owner, file, is_folder) in files.chain(beside).chain(folders) {
        if let Some(owner) = owner?
            && !users.contains(&owner)
            && !(is_folder && owner == ROOT)
        {
            return Ok(Some((file, owner)));
        }
    }
    Ok(None)
}

/// The user root, who can change every file anyway.
const ROOT: u32 = 0;

/// The owner of a name: of a link itself, not of its target.
fn owner_of_name(path: &Path) -> io::Result<Option<u32>> {
    let metadata = path.symlink_metadata()?;
    #[cfg(unix)]
    return Ok(Some(std::os::unix::fs::MetadataExt::uid(&metadata)));
    #[cfg(not(unix))]
    Ok(Some(metadata).and(None))
}

/// The owner of a file that may disappear at any time, as the files of SQLite beside a database do if another process
/// closes it.
fn owner_if_any(path: &Path) -> io::Result<Option<u32>> {
    match owner_of_name(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_user_is_reported_in_every_place() {
        let folder = tempfile::tempdir().unwrap();
        let [file, log, link] = ["a.db", "a.db-wal", "link.db"].map(|name| folder.path().join(name));
        std::fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink("a.db", &link).unwrap();
        let me = user().unwrap();
        let other = me.wrapping_add(1);
        let found = |path: &Path, users: &[u32]| stranger(path, &["-wal"], users).unwrap().map(|(path, _)| path);
        assert_eq!(found(&file, &[me]), None);
        assert_eq!(found(&link, &[other, me]), None);
        assert_eq!(found(&file, &[other]), Some(file.clone()));
        assert_eq!(found(&link, &[other]), Some(link.clone()));
        assert_eq!(owner(&link).unwrap(), Some(me));
        // Only root can give a file away.
        if std::os::unix::fs::chown(&file, Some(other), None).is_ok() {
            assert_eq!(found(&link, &[me]).map(|path| path.file_name().unwrap().to_owned()), Some("a.db".into()));
            std::os::unix::fs::chown(&file, Some(me), None).unwrap();
            std::fs::write(&log, "").unwrap();
            std::os::unix::fs::chown(&log, Some(other), None).unwrap();
            assert_eq!(found(&file, &[me]).map(|path| path.file_name().unwrap().to_owned()), Some("a.db-wal".into()));
            std::fs::remove_file(&log).unwrap();
            std::os::unix::fs::chown(folder.path(), Some(other), None).unwrap();
            assert!(found(&file, &[me]).is_some_and(|path| path.ends_with(folder.path())));
            assert_eq!(found(&file, &[me, other]), None);
        }
    }
}
