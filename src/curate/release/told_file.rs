//! Telling how much of a file is read.

use std::io::{self, Read};

use crate::curate::WorkProgress;

/// A file whose bytes are told as they are read.
pub(super) struct ToldFile<'p, R> {
    pub file: R,
    /// Where.
    pub progress: &'p WorkProgress,
}

impl<R: Read> Read for ToldFile<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.progress.add(length as u64);
        Ok(length)
    }
}
