//! The archive of a snapshot: its tree while that is written, then what is before it and after it.

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use super::error::SnapshotError;
use crate::curate::ReleaseFacts;
use crate::disk::{Emit, Partial, Temporary, open_plain, ordered};
use crate::publish::{
    ArchivePathError, FileEntry, GZIP_HEADER, GZIP_PART, GzipEnd, GzipPart, RECORDS, TAR_END, tar_header, tar_padding,
};

/// The size of the pieces in which a file is read, in bytes.
const PIECE: usize = 256 * 1024;

/// Files of an archive, one after another, cut into parts of equal size.
pub(super) struct TarParts<'e> {
    facts: &'e ReleaseFacts,
    buffer: Vec<u8>,
    emit: Emit<'e, Vec<u8>>,
}

impl<'e> TarParts<'e> {
    pub(super) fn new(facts: &'e ReleaseFacts, emit: Emit<'e, Vec<u8>>) -> Self {
        TarParts { facts, buffer: Vec::with_capacity(GZIP_PART), emit }
    }

    /// Adds a file.
    pub(super) fn file(&mut self, file: &FileEntry, content: &[u8]) -> Result<(), ArchivePathError> {
        self.header(file)?;
        self.push(content);
        self.padding(file);
        Ok(())
    }

    /// Adds a file of a folder.
    fn file_of(&mut self, folder: &Path, file: &FileEntry) -> Result<(), SnapshotError> {
        self.header(file)?;
        let path = folder.join(&file.path);
        let mut piece = vec![0; PIECE];
        let mut read = || -> io::Result<u64> {
            let (mut content, mut bytes) = (open_plain(&path)?, 0_u64);
            loop {
                let length = content.read(&mut piece)?;
                if length == 0 {
                    return Ok(bytes);
                }
                self.push(piece.get(..length).unwrap_or_default());
                bytes = u64::try_from(length).unwrap_or(u64::MAX).saturating_add(bytes);
            }
        };
        match read() {
            Ok(bytes) if bytes == file.bytes => self.padding(file),
            Ok(_) => {
                let source = io::Error::new(io::ErrorKind::InvalidData, "it changed while it was packed");
                return Err(SnapshotError::Read { path, source });
            }
            Err(source) => return Err(SnapshotError::Read { path, source }),
        }
        Ok(())
    }

    fn header(&mut self, file: &FileEntry) -> Result<(), ArchivePathError> {
        let path = format!("{}/{}", self.facts.name, file.path);
        self.push(&tar_header(&path, file.bytes, self.facts.modified)?);
        Ok(())
    }

    fn padding(&mut self, file: &FileEntry) {
        self.push(TAR_END.get(..tar_padding(file.bytes)).unwrap_or_default());
    }

    fn push(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = GZIP_PART.saturating_sub(self.buffer.len()).min(rest.len());
            let (now, later) = rest.split_at_checked(room).unwrap_or((rest, &[]));
            self.buffer.extend_from_slice(now);
            rest = later;
            if self.buffer.len() >= GZIP_PART {
                let part = std::mem::replace(&mut self.buffer, Vec::with_capacity(GZIP_PART));
                let _ = (self.emit)(part); // if nobody wants it, writing failed
            }
        }
    }

    /// Ends the parts.
    pub(super) fn finish(self) {
        if !self.buffer.is_empty() {
            let _ = (self.emit)(self.buffer); // as above
        }
    }
}

/// The tree of a snapshot as it is in the archive, compressed.
#[derive(Debug)]
pub(super) struct PackedTree {
    file: Partial,
    end: GzipEnd,
}

impl PackedTree {
    /// Compresses what `produce` adds to the parts, while it does, into a file in a folder. Returns what `produce`
    /// returns, too. `path` is that of the archive, for errors.
    pub(super) fn of<P: Send>(
        facts: &ReleaseFacts,
        (folder, path): (&Path, &Path),
        produce: impl FnOnce(TarParts<'_>) -> Result<P, SnapshotError> + Send,
    ) -> Result<(P, Self), SnapshotError> {
        let failed = |source| SnapshotError::Write { path: path.to_owned(), source };
        let mut out = BufWriter::new(Temporary::Output.create_in(folder).map_err(failed)?);
        let (produced, end) = compressed(|emit| produce(TarParts::new(facts, emit)), &mut out);
        let (produced, end) = (produced?, end.map_err(failed)?);
        let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
        Ok((produced, PackedTree { file, end }))
    }
}

/// Writes the archive of a snapshot's files, which are in the order of their paths, below the name of the release.
/// `path` is that of the archive, for errors.
pub(super) fn pack(
    facts: &ReleaseFacts,
    folder: &Path,
    files: &[&FileEntry],
    tree: PackedTree,
    (path, out): (&Path, &mut impl Write),
) -> Result<(), SnapshotError> {
    let failed = |source| SnapshotError::Write { path: path.to_owned(), source };
    let of_tree = |file: &&FileEntry| file.path.strip_prefix(RECORDS).is_some_and(|rest| rest.starts_with('/'));
    let begin = files.iter().position(of_tree).unwrap_or_else(|| files.partition_point(|file| *file.path < *RECORDS));
    let (before, rest) = files.split_at_checked(begin).unwrap_or_default();
    let after = rest.iter().filter(|file| !of_tree(file));
    out.write_all(&GZIP_HEADER).map_err(failed)?;
    let add = |parts: &mut TarParts<'_>, file: &&FileEntry| parts.file_of(folder, file);
    let (packed, end) = compressed(
        |emit| {
            let mut parts = TarParts::new(facts, emit);
            before.iter().try_for_each(|file| add(&mut parts, file))?;
            parts.finish();
            Ok::<(), SnapshotError>(())
        },
        out,
    );
    packed?;
    let mut end = end.map_err(failed)?;
    let PackedTree { file, end: of_tree } = tree;
    file.copy_to(&mut *out).map_err(|unmoved| failed(unmoved.error))?;
    end.append(&of_tree);
    let (packed, last) = compressed(
        |emit| {
            let mut parts = TarParts::new(facts, emit);
            after.into_iter().try_for_each(|file| add(&mut parts, file))?;
            parts.push(&TAR_END);
            parts.finish();
            Ok::<(), SnapshotError>(())
        },
        out,
    );
    packed?;
    end.append(&last.map_err(failed)?);
    out.write_all(&end.bytes()).and_then(|()| out.flush()).map_err(failed)
}

/// Compresses parts on several threads, and writes them in their order. Returns what `produce` returns, and what the
/// end of the file has to say of them.
fn compressed<P: Send>(
    produce: impl FnOnce(Emit<'_, Vec<u8>>) -> P + Send,
    out: &mut impl Write,
) -> (P, io::Result<GzipEnd>) {
    ordered(
        produce,
        Vec::len,
        |part: Vec<u8>| GzipPart::of(&part),
        |parts| {
            let mut end = GzipEnd::default();
            for part in parts {
                end.add(&part);
                out.write_all(&part.bytes)?;
            }
            Ok(end)
        },
    )
}
