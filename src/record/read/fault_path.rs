//! The place of a fault in a record.

use std::fmt;

use super::path::Path;
use crate::record::{ItemKind, ItemNumber};

/// The place of a fault in a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultPath {
    /// The item; `None` if it is in none.
    pub item: Option<FaultyItem>,
    /// The place in the item or else in the record, as in `os_specific.linux`; empty for all of it.
    pub within: String,
}

/// An item of a record, as a fault names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultyItem {
    /// By its index in the list, from 0, as the JSON has it: `workarounds[0]`.
    At(ItemKind, usize),
    /// By its number, as maintainers name it: `w1`.
    Numbered(ItemNumber),
}

impl FaultPath {
    /// A place that is in no item, such as `root_cause`.
    pub fn of(within: impl Into<String>) -> Self {
        FaultPath { item: None, within: within.into() }
    }

    /// The place at a path of the JSON.
    pub(super) fn at(path: &Path<'_>) -> Self {
        match path {
            Path::Record => FaultPath::default(),
            Path::Key(parent, key) => FaultPath::at(parent).key(key),
            Path::Index(parent, index) => FaultPath::at(parent).index(*index),
        }
    }

    /// The place of the value of a key in this one.
    pub(super) fn key(mut self, key: &str) -> Self {
        if !self.within.is_empty() {
            self.within.push('.');
        }
        self.within.push_str(key);
        self
    }

    /// The place of an element of this list.
    pub(super) fn index(mut self, index: usize) -> Self {
        match (self.item, ItemKind::ALL.iter().find(|kind| kind.list() == self.within)) {
            (None, Some(kind)) => FaultPath { item: Some(FaultyItem::At(*kind, index)), within: String::new() },
            _ => {
                self.within.push_str(&format!("[{index}]"));
                self
            }
        }
    }
}

impl fmt::Display for FaultPath {
    /// `record` for the record as a whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FaultPath { item, within } = self;
        match item {
            None if within.is_empty() => return f.write_str("record"),
            None => return f.write_str(within),
            Some(FaultyItem::At(kind, index)) => write!(f, "{}[{index}]", kind.list())?,
            Some(FaultyItem::Numbered(number)) => write!(f, "{number}")?,
        }
        if within.is_empty() { Ok(()) } else { write!(f, ".{within}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_item_and_is_written_as_a_path_of_the_json() {
        let workarounds = Path::Key(&Path::Record, "workarounds");
        let (first, tag) = (Path::Index(&workarounds, 0), Path::Key(&Path::Record, "tags"));
        let sources = Path::Key(&first, "sources");
        let at = Some(FaultyItem::At(ItemKind::Workaround, 0));
        let cases = [
            (Path::Record, None, "record"),
            (workarounds, None, "workarounds"),
            (first, at, "workarounds[0]"),
            (Path::Key(&first, "how"), at, "workarounds[0].how"),
            (Path::Index(&sources, 2), at, "workarounds[0].sources[2]"),
            (Path::Index(&tag, 1), None, "tags[1]"),
            (Path::Key(&Path::Key(&Path::Record, "os_specific"), "linux"), None, "os_specific.linux"),
        ];
        for (path, item, text) in cases {
            let place = FaultPath::at(&path);
            assert_eq!((place.item, place.to_string().as_str()), (item, text));
        }
        let item = ItemNumber::parse("w2").map(FaultyItem::Numbered);
        assert_eq!(FaultPath { item, within: "how".to_owned() }.to_string(), "w2.how");
    }
}
