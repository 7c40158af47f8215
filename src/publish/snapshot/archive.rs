//! The archive of a snapshot: ustar (POSIX.1-1988), one file after another.

use tar::{EntryType, Header};

/// The size of a block of an archive, in bytes.
const BLOCK: usize = 512;

/// The end of an archive: two blocks of zeros.
pub const TAR_END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// A path that an archive cannot hold: ustar has 100 bytes for its end and 155 for what is before, and they are split
/// at a slash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is too long for an archive: no slash leaves up to 155 bytes before it and up to 100 behind it")]
pub struct ArchivePathError(pub String);

/// The header of a plain file: readable by all, of no user or group, changed `modified` seconds after the beginning of
/// 1970 in UTC.
///
/// # Errors
/// [`ArchivePathError`]
pub fn tar_header(path: &str, bytes: u64, modified: u64) -> Result<[u8; BLOCK], ArchivePathError> {
    let mut header = Header::new_ustar();
    header.set_path(path).map_err(|_| ArchivePathError(path.to_owned()))?;
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(bytes);
    header.set_mtime(modified);
    header.set_cksum();
    Ok(*header.as_bytes())
}

/// The number of zeros that follow a content of this number of bytes.
pub fn tar_padding(bytes: u64) -> usize {
    let beyond = usize::try_from(bytes % BLOCK as u64).unwrap_or_default();
    if beyond == 0 { 0 } else { BLOCK - beyond }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn an_archive_is_read_by_others() {
        let long = format!("v1/errors/{}/{}/index.json", "a".repeat(95), "b".repeat(80));
        let files = [("v1/CHANGES.md", 3), (long.as_str(), 1024), ("v1/empty", 0)];
        let mut archive = Vec::new();
        for (path, bytes) in files {
            archive.extend(tar_header(path, bytes, 86_400).unwrap());
            archive.extend((0..bytes).map(|_| b'x'));
            archive.extend((0..tar_padding(bytes)).map(|_| 0));
        }
        archive.extend(TAR_END);
        let mut read = tar::Archive::new(archive.as_slice());
        let mut found = Vec::new();
        for entry in read.entries().unwrap() {
            let mut entry = entry.unwrap();
            let header = entry.header();
            assert!(header.as_ustar().is_some() && header.entry_type() == EntryType::Regular);
            assert_eq!((header.mode().unwrap(), header.mtime().unwrap()), (0o644, 86_400));
            assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
            assert_eq!((header.username_bytes(), header.groupname_bytes()), (Some(&b""[..]), Some(&b""[..])));
            let path = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut content = String::new();
            entry.read_to_string(&mut content).unwrap();
            found.push((path, content.len() as u64));
        }
        assert_eq!(found, files.map(|(path, bytes)| (path.to_owned(), bytes)));
    }

    #[test]
    fn a_path_that_cannot_be_split_is_refused() {
        let path = format!("v1/errors/a/{}/index.json", "b".repeat(198));
        assert_eq!(tar_header(&path, 0, 0), Err(ArchivePathError(path)));
    }
}
