//! The parts of a record, the record itself and its items, and how an item is referred to.

use std::fmt;

use super::vocabulary;

vocabulary! {
    /// A kind of item.
    ItemKind {
        /// A version of the software in which the error occurs.
        Version = "version",
        /// Something that people try without success.
        DeadEnd = "dead_end",
        /// Something that helps.
        Workaround = "workaround",
    }
}

/// A thing that has fields: the record itself, or every item of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The record itself.
    Record,
    /// The items of a kind.
    Item(ItemKind),
}

/// An item of a record, by the id that no edit changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// What it is.
    pub kind: ItemKind,
    /// Its id, unique within its list and record.
    pub id: u32,
}

/// An item as people name it, by its place in its list: `w2` is the second workaround.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemNumber {
    /// What it is.
    pub kind: ItemKind,
    /// Its place in the list, from 1.
    pub number: usize,
}

impl ItemKind {
    /// The letter of the items' numbers, as in `w1`.
    pub const fn letter(self) -> &'static str {
        match self {
            ItemKind::Version => "v",
            ItemKind::DeadEnd => "d",
            ItemKind::Workaround => "w",
        }
    }

    /// The kind that a letter stands for; `None` if there is no such kind.
    pub fn from_letter(letter: &str) -> Option<ItemKind> {
        ItemKind::ALL.iter().copied().find(|kind| kind.letter() == letter)
    }

    /// The name of the list of these items in the format.
    pub const fn list(self) -> &'static str {
        match self {
            ItemKind::Version => "versions",
            ItemKind::DeadEnd => "dead_ends",
            ItemKind::Workaround => "workarounds",
        }
    }
}

impl Part {
    /// The record and the kinds of items.
    pub const ALL: [Part; 4] =
        [Part::Record, Part::Item(ItemKind::Version), Part::Item(ItemKind::DeadEnd), Part::Item(ItemKind::Workaround)];

    /// The word of the record itself.
    const RECORD: &'static str = "record";

    /// The part that an item belongs to; without an item the record itself.
    pub const fn of(item: Option<ItemRef>) -> Part {
        match item {
            None => Part::Record,
            Some(item) => Part::Item(item.kind),
        }
    }

    /// The part's word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Part::Record => Part::RECORD,
            Part::Item(kind) => kind.as_str(),
        }
    }

    /// The part with a word; `None` if there is none.
    pub fn from_word(word: &str) -> Option<Part> {
        if word == Part::RECORD { Some(Part::Record) } else { word.parse().ok().map(Part::Item) }
    }

    /// The item of an id; `None` for the record itself, which has none.
    pub const fn item(self, id: u32) -> Option<ItemRef> {
        match self {
            Part::Record => None,
            Part::Item(kind) => Some(ItemRef { kind, id }),
        }
    }
}

impl ItemRef {
    /// The id, if it is an item of this kind.
    pub fn id_of(self, kind: ItemKind) -> Option<u32> {
        (self.kind == kind).then_some(self.id)
    }
}

impl ItemNumber {
    /// The item that a word names; `None` if the word is not a letter with a number.
    pub fn parse(word: &str) -> Option<Self> {
        let (kind, digits) = ItemKind::ALL.iter().find_map(|kind| Some((*kind, word.strip_prefix(kind.letter())?)))?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // The largest number replaces all that are larger: no list is as long.
        is_number.then(|| ItemNumber { kind, number: digits.parse().unwrap_or(usize::MAX) })
    }
}

impl fmt::Display for ItemRef {
    /// By its id, as in `w#3`, for an item whose number is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.kind.letter(), self.id)
    }
}

impl fmt::Display for ItemNumber {
    /// As in `w2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.letter(), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_item_is_read_back_and_other_words_are_not_numbers() {
        for kind in ItemKind::ALL {
            let number = ItemNumber { kind: *kind, number: 12 };
            assert_eq!(ItemNumber::parse(&number.to_string()), Some(number));
        }
        let beyond = ItemNumber { kind: ItemKind::Workaround, number: usize::MAX };
        assert_eq!(ItemNumber::parse("w99999999999999999999999"), Some(beyond));
        for word in ["", "w", "w-1", "w+1", "w1.how", "x1", "1", "w 1", "ww1", "w１"] {
            assert_eq!(ItemNumber::parse(word), None, "{word}");
        }
    }

    #[test]
    fn the_word_of_a_part_is_read_back() {
        assert!(Part::ALL.into_iter().all(|part| Part::from_word(part.word()) == Some(part)));
        assert_eq!(Part::from_word("base"), None);
    }
}
