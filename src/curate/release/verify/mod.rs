//! Checking a snapshot by its manifest, as somebody does who has nothing else.

mod archive;
mod compare;
mod flaw;
mod folder;
mod found;
#[cfg(test)]
mod tests;

pub use archive::verify_archive;
pub use flaw::SnapshotFlaw;
pub use folder::verify_folder;
pub use found::VerifiedSnapshot;
