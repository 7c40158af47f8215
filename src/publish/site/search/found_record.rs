//! What a result of the search shows of a record.

use crate::publish::markdown::chinese_texts;
use crate::publish::site::short::{shortened, title};
use crate::record::Record;

/// The longest title of a result, in characters.
const MAX_TITLE: usize = 100;

/// What a result shows of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FoundRecord {
    /// The length of its signature: of records that fit equally, the one with the shortest comes first.
    pub length: usize,
    pub id: String,
    pub title: String,
    pub chinese: Option<String>,
}

impl From<&Record> for FoundRecord {
    fn from(record: &Record) -> Self {
        let shown = |signature: &str| shortened(&title(signature), MAX_TITLE);
        FoundRecord {
            length: record.signature.len(),
            id: record.id.as_str().to_owned(),
            title: shown(&record.signature),
            chinese: chinese_texts(record).map(|(signature, _)| shown(signature)),
        }
    }
}
