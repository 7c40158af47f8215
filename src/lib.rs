//! A curation workbench for error canons.
//!
//! The crate is a house of rooms, and imports point down: each room has one thing that only it knows.
//!
//! - [`record`]: what a record is. Reading with positions, canonical writing, comparing.
//! - [`estimate`]: what the reports on a claim say about its rate. Pure functions.
//! - [`intake`]: how it comes in. Readers in, drafts with positions out; opens nothing.
//! - [`publish`]: how a record leaves. Bytes from records; opens no file.
//! - [`disk`]: files. How they are written so that they are whole or not there.
//! - [`store`]: where the records live. The only room that knows SQLite.
//! - [`curate`]: what a maintainer does. One struct for each verb; never prints, never asks.
//! - [`cli`]: how people talk to it. The only room with the terminal, the environment and the clock.

pub mod cli;
pub mod curate;
pub mod disk;
pub mod estimate;
pub mod intake;
pub mod publish;
pub mod record;
pub mod store;
