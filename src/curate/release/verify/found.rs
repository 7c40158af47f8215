//! What was found in a snapshot.

use std::io::{self, Read, Write};

use super::flaw::SnapshotFlaw;
use crate::publish::{FileEntry, MANIFEST, Manifest, SUMS};
use crate::record::Summing;

/// The most bytes that a manifest or the checksums may have: those of two million files.
const MAX_LIST: u64 = 512 << 20;

/// The largest buffer for reading a file, in bytes.
const MAX_BUFFER: usize = 256 * 1024;

/// What was found out about a snapshot.
#[derive(Debug)]
pub struct VerifiedSnapshot {
    /// The manifest; `None` if there is none that can be read.
    pub manifest: Option<Manifest>,
    /// What is wrong, in the order of the paths; nothing if the snapshot is as it was made.
    pub flaws: Vec<SnapshotFlaw>,
    /// The number of files that were read.
    pub files: u64,
    /// Their length in bytes.
    pub bytes: u64,
}

/// What a snapshot was found to have.
#[derive(Debug, Default)]
pub(super) struct FoundSnapshot {
    pub(super) files: Vec<FileEntry>,
    /// The text of the manifest, and that of the checksums.
    pub(super) manifest: Option<Vec<u8>>,
    pub(super) sums: Option<Vec<u8>>,
    pub(super) flaws: Vec<SnapshotFlaw>,
}

/// A file that was read, with its content if it is one of the lists of files.
pub(super) struct ReadFile {
    entry: FileEntry,
    list: Option<Vec<u8>>,
}

impl ReadFile {
    /// Reads a file that has about a number of bytes. Of a list that is too large only the beginning is kept,
    /// which cannot be read as a list then.
    pub(super) fn of(path: &str, content: &mut (impl Read + ?Sized), bytes: u64) -> io::Result<Self> {
        let mut list = [MANIFEST, SUMS].contains(&path).then(Vec::new);
        let mut summing = Summing::new(io::sink());
        if let Some(list) = &mut list {
            (&mut *content).take(MAX_LIST).read_to_end(list)?;
            summing.write_all(list)?;
        }
        sum(content, bytes, &mut summing)?;
        let (_, sha256, bytes) = summing.finish();
        Ok(ReadFile { entry: FileEntry { path: path.to_owned(), bytes, sha256 }, list })
    }
}

/// Reads to the end. The buffer is as large as the content, if that is not large, because most files are small.
fn sum(content: &mut (impl Read + ?Sized), bytes: u64, summing: &mut Summing<io::Sink>) -> io::Result<()> {
    let mut buffer = vec![0; usize::try_from(bytes).map_or(MAX_BUFFER, |bytes| bytes.clamp(1, MAX_BUFFER))];
    loop {
        match content.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => summing.write_all(buffer.get(..length).unwrap_or(&buffer))?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl FoundSnapshot {
    pub(super) fn add(&mut self, ReadFile { entry, list }: ReadFile) {
        match entry.path.as_str() {
            MANIFEST => self.manifest = list,
            SUMS => self.sums = list,
            _ => {}
        }
        self.files.push(entry);
    }
}
