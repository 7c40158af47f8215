//! A published tree on the disk. A file in it is always complete: it is written beside its path and then moved.
//!
//! A person who can send a change of the tree, such as a pull request, can put links into it. So no link below the
//! tree's own folder is followed, and nothing but plain files and folders is read, replaced or removed.

#[cfg(unix)]
mod by_handle;
#[cfg(any(not(unix), test))]
mod by_path;
mod claim;
mod folder;
#[cfg(test)]
#[cfg(unix)]
mod handles;
mod kind;
mod lock;
mod root;
mod stamp;
mod walk;

#[cfg(unix)]
use by_handle::Handle;
#[cfg(not(unix))]
use by_path::Handle;
pub use claim::is_own;
pub use folder::{Compared, Folder, TOP};
pub use kind::{EntryKind, TreeAccess, TreeError};
pub use root::Tree;
pub use stamp::FileStamp;
pub use walk::Walked;
