//! Damage for tests: what another program or the disk does to a database.

use super::Store;

impl Store {
    /// Runs statements of SQL behind canonry's back.
    pub(crate) fn damage(&self, sql: &str) {
        self.connection.execute_batch(sql).unwrap();
    }

    /// Runs statements of SQL that change the journal, which the schema forbids.
    pub(crate) fn damage_journal(&self, sql: &str) {
        self.damage("DROP TRIGGER change_stays_as_it_is");
        self.damage(sql);
    }
}
