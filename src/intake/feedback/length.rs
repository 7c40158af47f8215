//! How long a row or a line may be.

/// The most bytes that a row takes in memory, with 8 for each of its fields; and the most of a line of a log.
pub(super) const MAX_BYTES: usize = 16 << 20;

/// How many bytes of a longer one are read, to be shown.
pub(super) const MAX_SHOWN: usize = 200;

/// What is said of a row or line that is too long.
pub(super) fn too_long() -> String {
    format!("longer than {} MiB", MAX_BYTES >> 20)
}
