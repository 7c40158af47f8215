//! Files: how they are written so that they are whole or not there, and what is never touched. Errors of the file
//! system are handed on as they are; who calls knows what the file was for.

mod link;
mod owner;
mod plain;
mod temporary;
mod tree;

pub use link::{Dangling, dangling};
pub use owner::{owner, stranger, user};
pub use plain::open_plain;
pub use temporary::Temporary;
pub use tree::{Change, Folder, Kind, Tree, TreeError, Walked, is_own};
