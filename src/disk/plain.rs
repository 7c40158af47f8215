//! Files that were found, not named by the user: if one was replaced by a pipe meanwhile, nothing waits for it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::tree::EntryKind;

/// Opens a plain file, or a link to one, for reading. A named pipe could block forever.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::InvalidInput`] if it is anything but a plain file.
pub fn open_plain(path: &Path) -> io::Result<File> {
    // Checked before, because opening a device can have effects; and after, because it may have changed.
    plain(EntryKind::of(&std::fs::metadata(path)?))?;
    let (file, _) = open(path, true)?;
    Ok(file)
}

/// Opens for reading what was found to be a plain file just now; with its size in bytes. A link that took its place is
/// not followed.
///
/// # Errors
/// As [`open_plain`].
pub fn open_found(path: &Path) -> io::Result<(File, u64)> {
    open(path, false)
}

fn open(path: &Path, follows_link: bool) -> io::Result<(File, u64)> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        flags.set(OFlags::NOFOLLOW, !follows_link);
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    let file = options.open(path)?;
    let bytes = plain(EntryKind::of(&file.metadata()?))?;
    Ok((file, bytes))
}

/// The content of a plain file.
///
/// # Errors
/// As [`open_plain`].
pub fn read_plain(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open_plain(path)?.read_to_end(&mut content)?;
    Ok(content)
}

/// The size of a plain file in bytes.
fn plain(kind: EntryKind) -> io::Result<u64> {
    match kind {
        EntryKind::File(bytes) => Ok(bytes),
        other => Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {other} and not a file"))),
    }
}

/// The first bytes of a file, up to a number. None of what is not a plain file: reading a pipe or a device could wait
/// forever.
///
/// # Errors
/// If it is a file and cannot be read.
pub fn head(path: &Path, bytes: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    if fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        File::open(path)?.take(bytes).read_to_end(&mut head)?;
    }
    Ok(head)
}
