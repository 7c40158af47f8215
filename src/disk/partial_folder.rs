//! A folder that is filled beside its place, and is moved there when it is complete.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Temporary;

/// A folder that is being filled. If it is dropped, it is removed with everything in it.
#[derive(Debug)]
pub struct PartialFolder {
    path: PathBuf,
    /// Held while the folder is filled, so that no other process takes it for one that was left; `None` on a system
    /// or a file system without locks.
    _lock: Option<File>,
    is_moved: bool,
    /// The folders above it that were made for it, the lowest first.
    made: Vec<PathBuf>,
}

impl PartialFolder {
    /// Makes a folder beside a path that it can be moved to, and removes there the folders of processes that have
    /// ended.
    ///
    /// # Errors
    /// If no folder can be made there.
    pub fn create_beside(place: &Path) -> io::Result<Self> {
        let above = above(place);
        clear(above);
        loop {
            let path = above.join(Temporary::Output.name());
            match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue, // somebody else's
                created => created?,
            }
            let lock = File::open(&path).ok().filter(|folder| folder.try_lock().is_ok());
            // Another process may remove the folder between the two steps; then a new one is made.
            if path.is_dir() {
                return Ok(PartialFolder { path, _lock: lock, is_moved: false, made: Vec::new() });
            }
        }
    }

    /// The same; the folders that the path is in are made if there are none. They are removed if the folder is not
    /// moved to its place and nothing else is in them.
    ///
    /// # Errors
    /// As [`create_beside`](Self::create_beside).
    pub fn create_within(place: &Path) -> io::Result<Self> {
        let above = above(place);
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && folder.symlink_metadata().is_err();
        let missing: Vec<PathBuf> = above.ancestors().take_while(is_missing).map(Path::to_owned).collect();
        let made = fs::create_dir_all(above).and_then(|()| PartialFolder::create_beside(place));
        match made {
            Ok(mut partial) => {
                partial.made = missing;
                Ok(partial)
            }
            Err(error) => {
                remove_empty(&missing);
                Err(error)
            }
        }
    }

    /// Makes a new file in it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create(&self, name: &str) -> io::Result<File> {
        File::create_new(self.path.join(name))
    }

    /// Its path while it is filled.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves it to its place, unless something exists there. What is in it is on the disk before, as far as the system
    /// can say that of a whole file system.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if something does; else what the system says.
    pub fn move_to_free(mut self, place: &Path) -> io::Result<()> {
        synchronize(&self.path)?;
        rename_to_free(&self.path, place)?;
        self.is_moved = true;
        // The name is on the disk when the folder above is. A system that cannot do that does so in its own time.
        let _ = File::open(above(place)).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Drop for PartialFolder {
    fn drop(&mut self) {
        if !self.is_moved {
            let _ = fs::remove_dir_all(&self.path); // the next command that makes one here removes it
            remove_empty(&self.made);
        }
    }
}

/// Removes folders, the lowest first, up to one that something is in.
fn remove_empty(folders: &[PathBuf]) {
    let _ = folders.iter().try_for_each(fs::remove_dir); // what is in use stays
}

fn above(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes the folders of processes that have ended. Those that cannot be removed stay, and are harmless.
fn clear(above: &Path) {
    let Ok(entries) = fs::read_dir(above) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| Temporary::Output.is_name(name)) else { continue };
        let is_abandoned = |folder: File| Temporary::Output.is_abandoned(name, &folder);
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && File::open(entry.path()).is_ok_and(is_abandoned) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Writes everything in a folder to the disk: with one call for the file system, because one for each of many thousand
/// files takes minutes.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn synchronize(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn synchronize(_folder: &Path) -> io::Result<()> {
    Ok(())
}

fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // A kernel or a file system that does not know the flag.
            Err(Errno::NOSYS | Errno::INVAL) => {}
            renamed => return Ok(renamed?),
        }
    }
    match to.symlink_metadata() {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// The names of the entries of a folder, in their order.
    fn names(folder: &Path) -> io::Result<Vec<String>> {
        let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<String>>>()?;
        names.sort();
        Ok(names)
    }

    #[test]
    fn a_folder_stands_under_its_name_when_it_is_complete_and_replaces_nothing() {
        let here = tempfile::tempdir().unwrap();
        let place = here.path().join("v1");
        let partial = PartialFolder::create_beside(&place).unwrap();
        fs::write(partial.path().join("file"), "text").unwrap();
        assert!(!place.exists());
        partial.move_to_free(&place).unwrap();
        assert_eq!(
            (names(here.path()).unwrap(), names(&place).unwrap()),
            (vec!["v1".to_owned()], vec!["file".to_owned()])
        );
        let empty = here.path().join("v2");
        fs::create_dir(&empty).unwrap();
        let partial = PartialFolder::create_beside(&empty).unwrap();
        assert_eq!(partial.move_to_free(&empty).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(names(here.path()).unwrap(), ["v1", "v2"]);
    }

    #[test]
    fn folders_that_were_made_for_nothing_are_removed() {
        let here = tempfile::tempdir().unwrap();
        let place = here.path().join("a/b/v1");
        drop(PartialFolder::create_within(&place).unwrap());
        assert_eq!(names(here.path()).unwrap(), [""; 0]);
        let partial = PartialFolder::create_within(&place).unwrap();
        fs::write(here.path().join("a/other"), "").unwrap();
        drop(partial);
        assert_eq!(names(here.path()).unwrap(), ["a"]);
        assert_eq!(names(&here.path().join("a")).unwrap(), ["other"]);
        PartialFolder::create_within(&place).unwrap().move_to_free(&place).unwrap();
        drop(PartialFolder::create_within(&place).unwrap());
        assert!(place.is_dir());
    }

    #[test]
    fn folders_of_processes_that_have_ended_are_removed_and_no_others() {
        let here = tempfile::tempdir().unwrap();
        let place = here.path().join("v1");
        let left = Temporary::Output.name();
        fs::create_dir_all(here.path().join(&left).join("errors")).unwrap();
        fs::create_dir(here.path().join(".canonry-notes")).unwrap();
        let at_work = PartialFolder::create_beside(&place).unwrap();
        let second = PartialFolder::create_beside(&place).unwrap();
        assert!(at_work.path().exists() && second.path().exists() && !here.path().join(&left).exists());
        drop((at_work, second));
        assert_eq!(names(here.path()).unwrap(), [".canonry-notes"]);
    }
}
