//! Records as a file with one per line, which is replaced as a whole.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{ExportError, ExportLines, ExportMode, ExportWatch, Exported, FileDifference, FileState};
use crate::disk::{AtomicFile, Compared, FileComparison};
use crate::store::{SentBefore, Snapshot};

/// The size of the buffer between the lines and the file, in bytes.
const BUFFER_BYTES: usize = 64 * 1024;

/// Updates a file of NDJSON, or finds out how it differs.
#[derive(Debug, Clone)]
pub struct ExportFile {
    /// The file.
    pub out: PathBuf,
    /// What is written to it.
    pub lines: ExportLines,
    /// What is done with a difference.
    pub mode: ExportMode,
}

impl ExportFile {
    /// Writes the records of a state. `before` is what the file is known to have, if the export is noted. `replace`
    /// begins to replace the file at the path, and says how a pipe or a device is written to; it is not called if the
    /// file is only compared.
    ///
    /// # Errors
    /// See [`ExportError`]; then the file is as it was.
    pub fn apply<W: ExportWatch, D: Write>(
        &self,
        snapshot: &mut Snapshot<'_>,
        before: Option<&SentBefore>,
        replace: impl FnOnce(&Path) -> io::Result<AtomicFile<D>>,
        watch: &mut W,
    ) -> Result<Exported, ExportError> {
        self.lines.records.unless_withdrawn()?;
        let comparison = FileComparison::with(&self.out).map_err(ExportError::Write)?;
        let file = (!self.mode.only_looks()).then(|| replace(&self.out)).transpose().map_err(ExportError::Write)?;
        let mut out = BufWriter::with_capacity(BUFFER_BYTES, Compare { file, comparison });
        let mut exported = self.lines.apply(snapshot, before, &mut out, watch)?;
        let Compare { file, comparison } = out.into_inner().map_err(|error| ExportError::Write(error.into_error()))?;
        let state = match comparison.finish().map_err(ExportError::Write)? {
            Compared::Same => {
                exported.unchanged = 1;
                return Ok(exported);
            }
            Compared::Missing => FileState::Missing,
            Compared::Different => FileState::Different,
        };
        file.map_or(Ok(()), AtomicFile::commit).map_err(ExportError::Write)?;
        exported.written = 1;
        exported.differences.push(FileDifference { path: self.out.to_string_lossy().into_owned(), state });
        Ok(exported)
    }
}

/// Compares what is written with a file and, if the file is to be replaced, writes the new one.
struct Compare<D> {
    file: Option<AtomicFile<D>>,
    comparison: FileComparison,
}

impl<D: Write> Write for Compare<D> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes))?;
        self.comparison.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)?;
        self.comparison.flush()
    }
}
