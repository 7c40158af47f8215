//! Damage for tests: what another program or the disk does to a database.

use super::Store;

impl Store {
    /// Runs statements of SQL behind canonry's back.
    pub(crate) fn damage(&self, sql: &str) {
        self.connection.execute_batch(sql).unwrap();
    }
}
