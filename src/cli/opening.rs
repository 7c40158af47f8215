//! Opening the database, and showing how far an old one is brought up to date.

use std::path::Path;

use super::global::Global;
use super::progress::{FEW, StageBar, StageLength, start};
use crate::store::{BackupProgress, Store, StoreError, UpgradeStage, UpgradeWatch};

/// What is shown while the database is copied.
const COPYING: &str = "copying pages, before the schema is brought up to date";

impl Global {
    /// Opens a database for writing.
    pub(super) fn open(&self, path: &Path) -> Result<Store, StoreError> {
        self.showing(|watch| Store::open_watched(path, watch))
    }

    /// Opens a database for reading.
    pub(super) fn open_read(&self, path: &Path) -> Result<Store, StoreError> {
        self.showing(|watch| Store::open_read_watched(path, watch))
    }

    /// Brings the schema of a database up to date, if there is one, before work that opens it by itself. If that fails,
    /// the work fails in the same way, and says it.
    pub(super) fn bring_up_to_date(&self, path: &Path) {
        drop(self.open_read(path));
    }

    /// Opens a database, and shows how far it is brought up to date meanwhile.
    fn showing<T>(&self, open: impl FnOnce(UpgradeWatch<'_>) -> T) -> T {
        let mut bar: Option<StageBar> = None;
        open(&mut |stage| match stage {
            UpgradeStage::Copying(BackupProgress::Copying { done, total }) if total >= FEW => {
                let begin = || start(&self.env, self.options.quiet, COPYING, StageLength::Of(total));
                bar.get_or_insert_with(begin).reach_in(COPYING, done, total);
            }
            // A database of a few pages is done at once.
            UpgradeStage::Copying(BackupProgress::Copying { .. }) => {}
            UpgradeStage::Copying(BackupProgress::Checking) => begin(&bar, "checking the copy"),
            UpgradeStage::Migrating(_) => begin(&bar, "bringing the schema up to date"),
        })
    }
}

/// Begins a stage that cannot be counted, if there is a bar.
fn begin(bar: &Option<StageBar>, what: &'static str) {
    bar.iter().for_each(|bar| bar.begin(what, StageLength::Uncounted));
}
