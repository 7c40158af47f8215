//! The first bytes of SQLite's files.

/// The number of bytes that tell whether a file is one of SQLite.
pub const SQLITE_HEAD: u64 = 16;

/// A database, a write-ahead log in either byte order, a rollback journal.
const MAGIC: [&[u8]; 4] =
    [b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"];

/// Whether a file that begins with these bytes is one of SQLite.
pub fn is_sqlite(head: &[u8]) -> bool {
    MAGIC.iter().any(|magic| head.starts_with(magic))
}
