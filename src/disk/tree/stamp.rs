//! Knowing an unchanged file without reading it.

/// What the file system says of a plain file. As long as nothing of it differs, nobody has written to the file.
///
/// Git knows unchanged files in the same way (Documentation/technical/racy-git.txt of its sources).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStamp {
    /// The length in bytes.
    pub bytes: i64,
    /// When the content was last changed, in nanoseconds since 1970; a program may set it.
    pub modified: i64,
    /// When anything of the file was last changed, its content too, in nanoseconds since 1970. No program can set it.
    pub changed: i64,
    /// The number of the file in its file system.
    pub inode: i64,
}

/// The longest time in which a file may change twice with one stamp, in nanoseconds: a tick of a kernel that has 100 a
/// second, and as much again.
const TICK: i64 = 20_000_000;

/// The same of a file system that counts whole seconds, or two of them, as FAT does.
const COARSE_TICK: i64 = 2_000_000_000;

const SECOND: i64 = 1_000_000_000;

impl FileStamp {
    /// Whether a change after the `now` of the file's own file system gives the file another stamp.
    pub fn is_settled(&self, now: i64) -> bool {
        let tick = if self.changed % SECOND == 0 { COARSE_TICK } else { TICK };
        self.changed.max(self.modified) < now.saturating_sub(tick)
    }
}

/// Nanoseconds since 1970; the largest that there are for a time that does not fit, which is never settled.
pub(super) fn nanoseconds(seconds: impl TryInto<i64>, rest: impl TryInto<i64>) -> i64 {
    let (seconds, rest) = (seconds.try_into().ok(), rest.try_into().ok());
    let whole = seconds.and_then(|seconds| seconds.checked_mul(SECOND));
    whole.zip(rest).and_then(|(whole, rest)| whole.checked_add(rest)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000 * SECOND + 1;

    fn stamp(changed: i64) -> FileStamp {
        FileStamp { bytes: 1, modified: changed.saturating_sub(5), changed, inode: 7 }
    }

    #[test]
    fn a_file_that_was_just_written_may_change_again_with_the_same_stamp() {
        assert!(!stamp(NOW).is_settled(NOW));
        assert!(!stamp(NOW - TICK).is_settled(NOW));
        assert!(stamp(NOW - TICK - 1).is_settled(NOW));
        assert!(!stamp(nanoseconds(999, 0)).is_settled(NOW), "a file system that counts seconds");
        assert!(stamp(nanoseconds(990, 0)).is_settled(NOW));
        let ahead = FileStamp { modified: NOW + SECOND, ..stamp(NOW - SECOND) };
        assert!(!ahead.is_settled(NOW), "a time that a program set");
    }

    #[test]
    fn a_time_that_does_not_fit_is_never_settled() {
        assert_eq!(nanoseconds(i64::MAX, 0), i64::MAX);
        assert_eq!(nanoseconds(u64::MAX, 0), i64::MAX);
        assert!(!stamp(i64::MAX).is_settled(i64::MAX));
    }
}
