//! The files of records, which come in the order of their ids, in the order of their paths.

use std::collections::BTreeMap;

use super::rendered::RenderedFile;
use crate::publish::folder_of;
use crate::record::Id;

/// The files of records in the order of their paths. These differ from those of the ids if an id begins another one:
/// `a/b-c/index.json` is before `a/b/index.json`.
#[derive(Default)]
pub(super) struct PathOrder {
    waiting: BTreeMap<String, RenderedFile>,
}

impl PathOrder {
    /// Adds the files of the next record, and returns those that are before all files of this and of later records.
    pub(super) fn next(&mut self, id: &Id, files: Vec<RenderedFile>) -> Vec<RenderedFile> {
        // The path of a file of a later record is greater than the folder of this one.
        let later = self.waiting.split_off(&folder_of(id));
        let first = std::mem::replace(&mut self.waiting, later);
        self.waiting.extend(files.into_iter().map(|file| (file.entry.path.clone(), file)));
        first.into_values().collect()
    }

    /// Returns those that are left.
    pub(super) fn finish(self) -> Vec<RenderedFile> {
        self.waiting.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{FileEntry, Form};

    #[test]
    fn files_are_in_the_order_of_their_paths_and_few_of_them_wait() {
        let mut ids = ["a/b", "a/b-c", "a/b.c", "a/b/a", "a/b/index-1", "a/b/z", "a/b/z/z", "a/b0", "a/c", "b/a"];
        ids.sort_unstable();
        let (mut order, mut paths) = (PathOrder::default(), Vec::new());
        for id in ids.map(|id| id.parse::<Id>().unwrap()) {
            let file = |form: &Form| RenderedFile {
                entry: FileEntry::of(format!("{}/{}", folder_of(&id), form.file_name()), b""),
                name: form.file_name(),
                content: String::new(),
            };
            let files = order.next(&id, Form::ALL.iter().map(file).collect());
            paths.extend(files.into_iter().map(|file| file.entry.path));
            assert!(order.waiting.len() <= 3 * Form::ALL.len());
        }
        paths.extend(order.finish().into_iter().map(|file| file.entry.path));
        assert_eq!(paths.len(), ids.len() * Form::ALL.len());
        assert!(paths.is_sorted(), "{paths:?}");
    }
}
