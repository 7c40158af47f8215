//! How a record leaves: its published forms, as bytes, and the paths that they have in a tree. This room opens no file.

mod layout;
mod markdown;

use std::fmt;
use std::str::FromStr;

use crate::record::{self, Record};
pub use layout::{FILE_NAMES, RECORD_FILE, RECORDS, folder_of, id_of, is_file_of_record};

/// One published form of a record: a file in the record's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `index.json`: the canonical JSON, the record itself without loss.
    Json,
    /// `index.md`: the English page in Markdown.
    Markdown,
    /// `zh.md`: the Chinese page in Markdown.
    ChineseMarkdown,
}

/// A word that names no published form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format '{0}'; expected one of json, md, zh-md")]
pub struct FormError(String);

impl Form {
    /// Every form, in the order in which they are written.
    pub const ALL: [Form; 3] = [Form::Json, Form::Markdown, Form::ChineseMarkdown];

    /// The word for the form on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Markdown => "md",
            Form::ChineseMarkdown => "zh-md",
        }
    }

    /// The file's name in the record's folder.
    pub const fn file_name(self) -> &'static str {
        match self {
            Form::Json => "index.json",
            Form::Markdown => "index.md",
            Form::ChineseMarkdown => "zh.md",
        }
    }

    /// The text of the record in this form, or `None` if the record has no such page: the Chinese one needs a
    /// Chinese signature and cause.
    pub fn render(self, record: &Record) -> Option<String> {
        match self {
            Form::Json => Some(record::canonical(record)),
            Form::Markdown => Some(markdown::english(record)),
            Form::ChineseMarkdown => markdown::chinese(record),
        }
    }
}

impl FromStr for Form {
    type Err = FormError;

    fn from_str(word: &str) -> Result<Self, FormError> {
        Form::ALL.into_iter().find(|form| form.as_str() == word).ok_or_else(|| FormError(word.to_owned()))
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
