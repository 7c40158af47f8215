//! A gzip file (RFC 1952) of parts that are compressed apart from each other, on any number of threads. Its bytes
//! depend on the content alone: the header has neither a name nor a time.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// How much a part may have, in bytes. A part knows nothing of the others, which makes the file a little larger.
pub const GZIP_PART: usize = 1024 * 1024;

/// The level of the compression.
const LEVEL: u32 = 6;

/// The beginning of the file: deflate, no flags, no time, no extra flags, no system.
pub const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// A last block of deflate (RFC 1951) without content.
const LAST_BLOCK: [u8; 2] = [3, 0];

/// A part, compressed.
#[derive(Debug)]
pub struct GzipPart {
    /// The compressed bytes, which end at the end of a byte.
    pub bytes: Vec<u8>,
    crc: Crc,
}

impl GzipPart {
    /// Compresses a part.
    pub fn of(part: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(part);
        let mut deflate = Compress::new(Compression::new(LEVEL), false);
        // Room for a part that cannot be compressed at all, so that one step is enough.
        let mut bytes = Vec::with_capacity(part.len() + part.len() / 256 + 1024);
        loop {
            let at = usize::try_from(deflate.total_in()).unwrap_or(usize::MAX);
            let rest = part.get(at..).unwrap_or_default();
            // Compressing into memory fails only if the state is damaged, which the type does not let happen.
            let _ = deflate.compress_vec(rest, &mut bytes, FlushCompress::Sync);
            let is_read = deflate.total_in() >= part.len() as u64;
            if is_read && bytes.len() < bytes.capacity() {
                return GzipPart { bytes, crc };
            }
            bytes.reserve(part.len() + 1024);
        }
    }
}

/// What the end of the file says of all parts.
#[derive(Debug, Default)]
pub struct GzipEnd(Crc);

impl GzipEnd {
    /// Adds the next part.
    pub fn add(&mut self, part: &GzipPart) {
        self.0.combine(&part.crc);
    }

    /// Adds all parts of another end, which follow.
    pub fn append(&mut self, later: &GzipEnd) {
        self.0.combine(&later.0);
    }

    /// The end of the file: its checksum and its length.
    pub fn bytes(&self) -> Vec<u8> {
        [LAST_BLOCK.as_slice(), &self.0.sum().to_le_bytes(), &self.0.amount().to_le_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    fn gzip(parts: &[Vec<u8>]) -> Vec<u8> {
        let (mut file, mut end) = (GZIP_HEADER.to_vec(), GzipEnd::default());
        for part in parts {
            let part = GzipPart::of(part);
            end.add(&part);
            file.extend(&part.bytes);
        }
        file.extend(end.bytes());
        file
    }

    fn content(file: &[u8]) -> Vec<u8> {
        let mut content = Vec::new();
        GzDecoder::new(file).read_to_end(&mut content).unwrap();
        content
    }

    proptest! {
        #[test]
        fn the_content_is_the_parts_one_after_the_other(
            parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..500), 0..5),
        ) {
            prop_assert_eq!(content(&gzip(&parts)), parts.concat());
        }
    }

    #[test]
    fn a_part_that_cannot_be_compressed_is_whole() {
        let mut state = 1_u64;
        let random = (0..GZIP_PART).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        });
        let parts = [random.collect::<Vec<u8>>(), vec![b'a'; GZIP_PART]];
        assert_eq!(content(&gzip(&parts)), parts.concat());
    }
}
