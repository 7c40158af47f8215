//! The inspections, one after the other; records are examined on several threads.

use super::dossier::Dossier;
use super::flaw::Flaw;
use super::folding::Folding;
use super::index::Fingerprints;
use super::verification::{Verification, Verified};
use crate::disk::ordered;
use crate::store::{Store, StoreError};

/// What is verified at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyStage {
    /// The file, and what SQL can check in its tables.
    File,
    /// The records with their journals, one by one.
    Records,
    /// What is derived from the records for finding them.
    Index,
}

/// What a caller gets while a database is verified.
pub trait VerifyWatch {
    /// A stage begins; `amount` is the size of the database.
    fn begins(&mut self, stage: VerifyStage, amount: &Verified);

    /// A record was examined.
    fn examined(&mut self);
}

/// For callers that do not need progress.
impl VerifyWatch for () {
    fn begins(&mut self, _: VerifyStage, _: &Verified) {}

    fn examined(&mut self) {}
}

impl Store {
    /// Compares every promise of the schema with one state of the database. Returns the amounts, and the flaws in the
    /// order of their inspections.
    ///
    /// # Errors
    /// If the database cannot be read at all, or SQLite has no memory.
    pub fn verify(&mut self, watch: &mut dyn VerifyWatch) -> Result<(Verified, Vec<Flaw>), StoreError> {
        let mut verification = Verification::of(self)?;
        let (amount, mut flaws) = verification.amount();
        watch.begins(VerifyStage::File, &amount);
        flaws.extend(verification.file());
        flaws.extend(verification.texts());
        flaws.extend(verification.tables());
        flaws.extend(verification.uids());
        watch.begins(VerifyStage::Records, &amount);
        let folding = Folding::new()?;
        let (unread, fingerprints) = ordered(
            |emit| verification.each_dossier(emit),
            Dossier::weight,
            |dossier| dossier.examine(&folding),
            |all| {
                let mut fingerprints = Fingerprints::default();
                for examined in all {
                    fingerprints.add(&examined);
                    flaws.extend(examined.flaws);
                    watch.examined();
                }
                fingerprints
            },
        );
        flaws.extend(unread);
        watch.begins(VerifyStage::Index, &amount);
        flaws.extend(verification.index(fingerprints));
        flaws.sort_by_key(|flaw| flaw.damage.inspection()); // those of one inspection stay in their order
        Ok((amount, flaws))
    }
}
