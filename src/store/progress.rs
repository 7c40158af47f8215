//! What long work on the file tells of its progress.

/// The progress of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupProgress {
    /// Pages are copied.
    Copying {
        /// The number that is done.
        done: u64,
        /// The number of all pages.
        total: u64,
    },
    /// All pages are copied, and the copy is being checked.
    Checking,
}

/// What is done while an old schema is brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpgradeStage {
    /// The database is copied before anything of it is changed.
    Copying(BackupProgress),
    /// The schema is migrated to this version, of which nobody knows how long it takes.
    Migrating(i32),
}

/// Called with what is done next, or with how much of it is done.
pub type UpgradeWatch<'w> = &'w mut dyn FnMut(UpgradeStage);
