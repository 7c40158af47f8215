//! The archive of a snapshot, from its folder.

use std::io::{self, Write};
use std::path::Path;

use super::error::SnapshotError;
use crate::disk::{Emit, ordered, read_plain};
use crate::publish::{FileEntry, GZIP_HEADER, GZIP_PART, GzipEnd, GzipPart, TAR_END, tar_header, tar_padding};
use crate::record::ReleaseName;

/// Writes the archive of a snapshot's files, which are in the order of their paths, below the name of the release.
/// `modified` is when they were changed, in seconds since 1970 in UTC.
pub(super) fn pack(
    folder: &Path,
    name: &ReleaseName,
    files: &[&FileEntry],
    modified: u64,
    out: &mut impl Write,
) -> Result<(), SnapshotError> {
    let (read, written) = ordered(
        |emit| {
            let mut parts = PartCutter { buffer: Vec::with_capacity(GZIP_PART), emit };
            for file in files {
                let path = folder.join(&file.path);
                let content = read_plain(&path).map_err(|source| SnapshotError::Read { path: path.clone(), source })?;
                if u64::try_from(content.len()) != Ok(file.bytes) {
                    let source = io::Error::new(io::ErrorKind::InvalidData, "it changed while it was packed");
                    return Err(SnapshotError::Read { path, source });
                }
                parts.push(&tar_header(&format!("{name}/{}", file.path), file.bytes, modified)?);
                parts.push(&content);
                parts.push(TAR_END.get(..tar_padding(file.bytes)).unwrap_or_default());
            }
            parts.push(&TAR_END);
            let last = std::mem::take(&mut parts.buffer);
            let _ = (parts.emit)(last); // if nobody wants it, writing failed
            Ok::<(), SnapshotError>(())
        },
        Vec::len,
        |part: Vec<u8>| GzipPart::of(&part),
        |parts| {
            let mut end = GzipEnd::default();
            out.write_all(&GZIP_HEADER)?;
            for part in parts {
                end.add(&part);
                out.write_all(&part.bytes)?;
            }
            out.write_all(&end.bytes())?;
            out.flush()
        },
    );
    written.map_err(SnapshotError::write)?;
    read
}

/// Cuts a stream of bytes into parts of equal size.
struct PartCutter<'e> {
    buffer: Vec<u8>,
    emit: Emit<'e, Vec<u8>>,
}

impl PartCutter<'_> {
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
}
