//! Files: finding them, replacing them atomically, what is never changed, and work on several threads. Errors of the
//! file system are returned as they are; the caller knows what the file was for.

mod atomic_file;
mod below;
mod comparison;
mod find;
mod identity;
mod link;
mod ordered;
mod owner;
mod partial;
mod partial_folder;
mod plain;
mod reads;
mod rewrite;
mod temporary;
mod tree;

pub use atomic_file::{AtomicFile, Destination};
pub use below::{FoundBelow, below};
pub use comparison::FileComparison;
pub use find::{FoundFile, Unreadable, find, read_text};
pub use identity::{Identity, is_same_file, place};
pub use link::{Dangling, dangling};
pub use ordered::{Emit, ordered};
pub use owner::{owner, stranger, user};
pub use partial::{Partial, Unmoved, scratch};
pub use partial_folder::PartialFolder;
pub use plain::{head, open_found, open_plain, read_plain};
pub use reads::reads;
pub use rewrite::rewrite;
pub use temporary::{COMPANIONS, Temporary};
pub use tree::{Compared, EntryKind, FileStamp, Folder, TOP, Tree, TreeAccess, TreeError, Walked, is_own};
