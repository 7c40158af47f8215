//! The tables `tree` and `tree_file`: what the files of exported trees were, so that unchanged ones are not read.

mod ledgers;
mod note;
mod read;

pub use note::NotedRecord;
pub use read::KnownFiles;

/// A tree that exports write to, and how they make its files. Files that were made in another way are not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTree {
    /// Its folder, named as a source is.
    pub place: String,
    /// The version of canonry that makes the bytes of its files, and what else these depend on.
    pub version: String,
    /// The custom key under which samples are published, if they are.
    pub samples_key: Option<String>,
}
