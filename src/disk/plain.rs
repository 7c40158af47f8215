//! Files that were found, not named: whatever has come into their place is not waited for.

use std::fs::File;
use std::io;
use std::path::Path;

use super::tree::Kind;

/// Opens a plain file, or a link to one, for reading. A named pipe would have nothing to give and no end.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::InvalidInput`] if it is anything but a plain file.
pub fn open_plain(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    // Looked at before, for opening a device can do something; and after, for it may have changed.
    plain(Kind::of(&std::fs::metadata(path)?))?;
    let file = options.open(path)?;
    plain(Kind::of(&file.metadata()?))?;
    Ok(file)
}

fn plain(kind: Kind) -> io::Result<()> {
    match kind {
        Kind::File(_) => Ok(()),
        other => Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {other} and not a file"))),
    }
}
