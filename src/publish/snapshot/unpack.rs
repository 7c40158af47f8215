//! Reading the archive of a snapshot, entry by entry. Nothing is unpacked, and no entry is trusted.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use tar::{Archive, EntryType};

use super::is_snapshot_path;

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The size of the buffer before the file, in bytes.
const BUFFER_BYTES: usize = 256 * 1024;

/// What an archive has that no archive of a snapshot has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveFlaw {
    /// A path that leads out of the archive's folder, or that no snapshot has.
    Path(String),
    /// A link, a device or something else that is not a plain file, with its path.
    Kind(String),
    /// A second entry with the same path, or one in another folder than the first.
    Folder(String),
    /// It is damaged or incomplete, with the reason.
    Damaged(String),
    /// Something follows its end.
    Trailing,
}

/// Calls `visit` with the path and the content of each plain file, as they are in an archive, compressed with gzip or
/// not, and `flaw` with what is wrong with the archive. The paths are relative to the only folder of the archive, whose
/// name is returned.
///
/// # Errors
/// If the archive cannot be read as a file. A damaged one is a flaw.
pub fn read_archive(
    file: impl Read,
    visit: impl FnMut(&str, &mut dyn Read) -> io::Result<()>,
    mut flaw: impl FnMut(ArchiveFlaw),
) -> io::Result<Option<String>> {
    let mut file = BufReader::with_capacity(BUFFER_BYTES, file);
    let is_compressed = file.fill_buf()?.starts_with(&GZIP);
    let (name, read) = match is_compressed {
        false => {
            let (name, read) = entries(&mut file, visit, &mut flaw);
            (name, read.and_then(|()| only_zeros(&mut file)))
        }
        true => {
            let mut content = GzDecoder::new(&mut file);
            let (name, read) = entries(&mut content, visit, &mut flaw);
            let read = read.and_then(|()| only_zeros(&mut content));
            let is_at_end = read.is_err() || file.fill_buf()?.is_empty();
            (name, read.map(|is_clean| is_clean && is_at_end))
        }
    };
    match read {
        Ok(true) => {}
        Ok(false) => flaw(ArchiveFlaw::Trailing),
        Err(error) => flaw(ArchiveFlaw::Damaged(error.to_string())),
    }
    Ok(name)
}

/// Reads the entries up to the end that the archive marks.
fn entries(
    content: impl Read,
    mut visit: impl FnMut(&str, &mut dyn Read) -> io::Result<()>,
    flaw: &mut impl FnMut(ArchiveFlaw),
) -> (Option<String>, io::Result<()>) {
    let mut root: Option<String> = None;
    let read = || {
        let mut archive = Archive::new(content);
        for entry in archive.entries()?.raw(true) {
            let mut entry = entry?;
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            match entry.header().entry_type() {
                EntryType::Regular => {}
                EntryType::Directory if is_snapshot_path(path.trim_end_matches('/')) => continue,
                _ => {
                    flaw(ArchiveFlaw::Kind(path));
                    continue;
                }
            }
            match path.split_once('/').filter(|_| is_snapshot_path(&path)) {
                None => flaw(ArchiveFlaw::Path(path)),
                Some((folder, _)) if root.as_ref().is_some_and(|root| root != folder) => {
                    flaw(ArchiveFlaw::Folder(path))
                }
                Some((folder, below)) => {
                    root.get_or_insert_with(|| folder.to_owned());
                    visit(below, &mut entry)?;
                }
            }
        }
        Ok(())
    };
    let read = read();
    (root, read)
}

/// Whether nothing but zeros follows, as programs that fill up blocks write them.
fn only_zeros(content: &mut impl Read) -> io::Result<bool> {
    let mut buffer = [0; 8 * 1024];
    let mut is_zero = true;
    loop {
        match content.read(&mut buffer)? {
            0 => return Ok(is_zero),
            length => is_zero &= buffer.iter().take(length).all(|byte| *byte == 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{GZIP_HEADER, GzipEnd, GzipPart, TAR_END, tar_header, tar_padding};

    fn entry(path: &str, content: &[u8]) -> Vec<u8> {
        let length = content.len() as u64;
        let padding = vec![0; tar_padding(length)];
        [&tar_header(path, length, 0).unwrap(), content, &padding].concat()
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let (part, mut end) = (GzipPart::of(content), GzipEnd::default());
        end.add(&part);
        [&GZIP_HEADER, part.bytes.as_slice(), &end.bytes()].concat()
    }

    /// The name of the folder, the files and the flaws.
    fn read(archive: &[u8]) -> (Option<String>, Vec<String>, Vec<ArchiveFlaw>) {
        let (mut files, mut flaws) = (Vec::new(), Vec::new());
        let visit = |path: &str, content: &mut dyn Read| {
            let mut text = String::new();
            content.read_to_string(&mut text)?;
            files.push(format!("{path}: {text}"));
            Ok(())
        };
        let name = read_archive(archive, visit, |flaw| flaws.push(flaw)).unwrap();
        (name, files, flaws)
    }

    #[test]
    fn files_are_read_from_an_archive_with_and_without_compression() {
        let whole = [entry("v1/a", b"one"), entry("v1/b/c", b""), TAR_END.to_vec()].concat();
        for archive in [whole.clone(), [whole.clone(), vec![0; 8192]].concat(), gzip(&whole)] {
            let files = vec!["a: one".to_owned(), "b/c: ".to_owned()];
            assert_eq!(read(&archive), (Some("v1".to_owned()), files, Vec::new()));
        }
    }

    #[test]
    fn what_no_snapshot_has_is_named() {
        // The crate does not write such paths, so they are written over good ones.
        let hostile = |path: &str| {
            let mut header = tar::Header::from_byte_slice(&tar_header("v1/x", 0, 0).unwrap()).clone();
            let name = &mut header.as_old_mut().name;
            name.fill(0);
            name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            header.as_bytes().to_vec()
        };
        let kind = |kind: EntryType| {
            let mut header = tar::Header::from_byte_slice(&tar_header("v1/x", 0, 0).unwrap()).clone();
            header.set_entry_type(kind);
            header.set_cksum();
            header.as_bytes().to_vec()
        };
        let owned = str::to_owned;
        for (entry, flaw) in [
            (hostile("v1/../../x"), ArchiveFlaw::Path(owned("v1/../../x"))),
            (hostile("/etc/passwd"), ArchiveFlaw::Path(owned("/etc/passwd"))),
            (hostile("file"), ArchiveFlaw::Path(owned("file"))),
            (hostile("v1\\x"), ArchiveFlaw::Path(owned("v1\\x"))),
            (hostile("v2/x"), ArchiveFlaw::Folder(owned("v2/x"))),
            (kind(EntryType::Symlink), ArchiveFlaw::Kind(owned("v1/x"))),
            (kind(EntryType::Link), ArchiveFlaw::Kind(owned("v1/x"))),
            (kind(EntryType::Char), ArchiveFlaw::Kind(owned("v1/x"))),
            (kind(EntryType::XHeader), ArchiveFlaw::Kind(owned("v1/x"))),
            (kind(EntryType::GNULongName), ArchiveFlaw::Kind(owned("v1/x"))),
        ] {
            let archive = [self::entry("v1/a", b"one"), entry, TAR_END.to_vec()].concat();
            assert_eq!(read(&archive), (Some(owned("v1")), vec![owned("a: one")], vec![flaw]));
        }
    }

    #[test]
    fn a_damaged_archive_is_told_apart_from_a_whole_one() {
        let whole = [entry("v1/a", b"one"), TAR_END.to_vec()].concat();
        let flaws = |archive: &[u8]| read(archive).2;
        assert_eq!(flaws(&[gzip(&whole), b"x".to_vec()].concat()), [ArchiveFlaw::Trailing]);
        assert_eq!(flaws(&[whole.clone(), b"x".to_vec()].concat()), [ArchiveFlaw::Trailing]);
        let packed = gzip(&whole);
        for at in 0..packed.len() {
            assert!(!flaws(&packed[..at]).is_empty() || at == 0, "cut at {at}");
        }
        let mut flipped = packed.clone();
        *flipped.last_mut().unwrap() ^= 1;
        assert!(matches!(flaws(&flipped).as_slice(), [ArchiveFlaw::Damaged(_)]));
    }
}
