//! Reading a content once, for its bytes and for its checksum.

use std::io::{self, Read, Sink, Write};

use crate::publish::FileEntry;
use crate::record::Summing;

/// Passes a content on, and computes its checksum.
pub(super) struct SummedContent<'c> {
    content: &'c mut dyn Read,
    summing: Summing<Sink>,
}

impl<'c> SummedContent<'c> {
    pub(super) fn new(content: &'c mut dyn Read) -> Self {
        SummedContent { content, summing: Summing::new(io::sink()) }
    }

    /// What was read, as the entry of a file.
    pub(super) fn finish(self, path: &str) -> FileEntry {
        let (_, sha256, bytes) = self.summing.finish();
        FileEntry { path: path.to_owned(), bytes, sha256 }
    }
}

impl Read for SummedContent<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.content.read(buffer)?;
        self.summing.write_all(buffer.get(..length).unwrap_or_default())?;
        Ok(length)
    }
}
