//! The parts of a record: the record itself, and its items by kind.

/// To which part of a record a field belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// To the record itself.
    Record,
    /// To one of its versions.
    Version,
    /// To one of its dead ends.
    DeadEnd,
    /// To one of its workarounds.
    Workaround,
}

impl Part {
    /// The record and the kinds of items.
    pub const ALL: [Part; 4] = [Part::Record, Part::Version, Part::DeadEnd, Part::Workaround];

    /// The kinds of items.
    pub const ITEMS: [Part; 3] = [Part::Version, Part::DeadEnd, Part::Workaround];

    /// The letter of the items' numbers, as in `w1`; empty for the record.
    pub fn letter(self) -> &'static str {
        match self {
            Part::Record => "",
            Part::Version => "v",
            Part::DeadEnd => "d",
            Part::Workaround => "w",
        }
    }

    /// The part's word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Part::Record => "record",
            Part::Version => "version",
            Part::DeadEnd => "dead_end",
            Part::Workaround => "workaround",
        }
    }

    /// The part of a word; `None` if it is none.
    pub fn from_word(word: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.word() == word)
    }

    /// The kind of item that a letter stands for.
    pub fn from_letter(letter: char) -> Option<Part> {
        Part::ITEMS.into_iter().find(|part| part.letter().starts_with(letter))
    }

    /// The name of the list of these items in the format; for the record itself the empty text.
    pub fn list(self) -> &'static str {
        match self {
            Part::Record => "",
            Part::Version => "versions",
            Part::DeadEnd => "dead_ends",
            Part::Workaround => "workarounds",
        }
    }
}
