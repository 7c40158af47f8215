//! Files: how they are written so that they are whole or not there, and what is never touched. Errors of the file
//! system are handed on as they are; who calls knows what the file was for.

mod temporary;

pub use temporary::Temporary;
