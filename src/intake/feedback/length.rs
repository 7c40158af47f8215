//! How long a row or a line may be.

/// The largest size of a row in memory in bytes, counting 8 for each of its fields, and of a line of a log.
pub(super) const MAX_BYTES: usize = 16 << 20;

/// The number of bytes of a longer one that are shown.
pub(super) const MAX_SHOWN: usize = 200;

/// The message for a row or line that is too long.
pub(super) fn too_long() -> String {
    format!("longer than {} MiB", MAX_BYTES >> 20)
}
