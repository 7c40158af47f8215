//! Files: how they are found, how they are written so that they are whole or not there, and what is never touched; and
//! work on them on several threads. Errors of the file system are returned as they are; the caller knows what the file
//! was for.

mod comparison;
mod find;
mod identity;
mod link;
mod ordered;
mod owner;
mod partial;
mod plain;
mod replacement;
mod temporary;
mod tree;

pub use comparison::Comparison;
pub use find::{Found, Unreadable, find, read_text};
pub use identity::{Identity, is_same_file, place};
pub use link::{Dangling, dangling};
pub use ordered::{Emit, ordered};
pub use owner::{owner, stranger, user};
pub use partial::{Partial, Unplaced, scratch};
pub use plain::open_plain;
pub use replacement::{Destination, Replacement};
pub use temporary::{COMPANIONS, Temporary};
pub use tree::{Change, Folder, Kind, Tree, TreeError, Walked, is_own};
