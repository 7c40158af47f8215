//! The layout of a published tree: which paths a record has in it, relative to the tree's own folder.

use std::ffi::OsStr;
use std::path::Path;

use super::Form;
use crate::record::Id;

/// The folder of a tree that holds all records.
pub const RECORDS: &str = "errors";

/// The folder of a record's ledger, in the record's folder.
pub const LEDGER: &str = "ledger";

/// The extension of the files of a ledger.
pub const LEDGER_EXTENSION: &str = "ndjson";

/// The file that tells which records were withdrawn or renamed, in the tree's own folder.
pub const WITHDRAWN_FILE: &str = "withdrawn.ndjson";

/// The file that holds a record, in the record's folder.
pub const RECORD_FILE: &str = Form::Json.file_name();

/// The names of all files that a record can have in its folder, in the order of [`Form::ALL`].
pub const FILE_NAMES: [&str; Form::ALL.len()] =
    [Form::Json.file_name(), Form::Markdown.file_name(), Form::ChineseMarkdown.file_name()];

/// The folder of a record: `errors/ID`.
pub fn folder_of(id: &Id) -> String {
    format!("{RECORDS}/{id}")
}

/// The id of the record whose folder this is, if it can be one.
pub fn id_of(folder: &str) -> Option<Id> {
    folder.strip_prefix(RECORDS)?.strip_prefix('/')?.parse().ok()
}

/// Whether a path below the tree's folder has a name that an export may write: [`WITHDRAWN_FILE`] or, below
/// [`RECORDS`], one of [`FILE_NAMES`] or a file of a ledger. It does not check whether the folder can be that of a
/// record.
pub fn has_name_of_record(relative: &Path) -> bool {
    let is_of_ledger = relative.extension() == Some(OsStr::new(LEDGER_EXTENSION))
        && relative.parent().and_then(Path::file_name) == Some(OsStr::new(LEDGER));
    let is_form = FILE_NAMES.map(|name| Some(OsStr::new(name))).contains(&relative.file_name());
    relative == Path::new(WITHDRAWN_FILE) || relative.starts_with(RECORDS) && (is_form || is_of_ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_tells_the_id_of_its_record() {
        let id: Id = "cicd/docker/x".parse().unwrap();
        assert_eq!(folder_of(&id), "errors/cicd/docker/x");
        assert_eq!(id_of(&folder_of(&id)), Some(id));
        for other in ["errors", "errors/", "errors/one", "error/a/b", "errors/A/b", "errorsa/b"] {
            assert_eq!(id_of(other), None, "{other}");
        }
    }

    #[test]
    fn an_export_writes_only_below_the_folder_of_records_except_for_the_withdrawn_ones() {
        for good in [
            "withdrawn.ndjson",
            "errors/a/b/ledger/tom.ndjson",
            "errors/a/b/index.json",
            "errors/a/b/index.md",
            "errors/zh.md",
        ] {
            assert!(has_name_of_record(Path::new(good)), "{good}");
        }
        for bad in [
            "ledger/tom.ndjson",
            "errors/withdrawn.ndjson",
            "errors/a/b/tom.ndjson",
            "index.json",
            "errors/a/b",
            "errors/a/b/index.html",
            "error/a/b/index.json",
            "errors",
        ] {
            assert!(!has_name_of_record(Path::new(bad)), "{bad}");
        }
    }

    #[test]
    fn no_record_below_another_has_the_name_of_one_of_its_files() {
        assert!(FILE_NAMES.into_iter().eq(Form::ALL.iter().map(|form| form.file_name())));
        for name in FILE_NAMES {
            assert!(format!("a/b/{name}").parse::<Id>().is_err(), "{name}");
        }
    }
}
