//! A curation workbench for error canons.
//!
//! The crate is a house of rooms, and imports point down: each room has one thing that only it knows.
//!
//! - [`record`]: what a record is. Reading with positions, canonical writing, comparing.

pub mod record;
