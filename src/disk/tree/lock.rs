//! The lock by which an export claims a tree.

use std::fs::File;

/// A locked folder. The lock ends with the process, or when this is dropped.
pub(super) struct FolderLock(File);

impl FolderLock {
    /// Takes over a folder that is locked.
    pub(super) fn new(locked: File) -> Self {
        FolderLock(locked)
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Closing the file would not suffice: a process that is being started by another thread still has it open.
        let _ = self.0.unlock();
    }
}
