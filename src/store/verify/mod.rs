//! Looking for damage that SQLite cannot detect, because a changed text is still a text.
//!
//! Every promise of the schema is compared with the content. Nothing is written, and all inspections see one state
//! of the database. An inspection that damage makes impossible is a flaw, and the others go on.

mod dossier;
mod file;
mod fingerprint;
mod flaw;
mod folding;
mod history;
mod index;
mod inspection;
mod kind;
mod literals;
mod run;
mod tables;
#[cfg(test)]
mod tests;
mod texts;
mod uids;
mod verification;

pub use flaw::{Damage, Flaw, ListOfRecord};
pub use inspection::Inspection;
pub use kind::FlawKind;
pub use run::{VerifyStage, VerifyWatch};
pub use verification::Verified;
