//! A line as bytes.

use super::set::{Set, lower};

/// The first byte that stands for a character that is not ASCII.
const OTHERS: usize = 128;

/// The byte of a character that the line does not have.
const NONE: u8 = u8::MAX;

/// A line without line breaks in which each character is a byte, whatever its case.
pub(super) struct ByteLine {
    /// Those of its characters.
    pub(super) bytes: Vec<u8>,
    /// The characters that are not ASCII, in the order of their bytes.
    others: Vec<char>,
}

impl ByteLine {
    /// Reads a line; `None` if it has line breaks, or too many different characters that are not ASCII.
    pub(super) fn of(text: &[char]) -> Option<Self> {
        let mut line = ByteLine { bytes: Vec::with_capacity(text.len()), others: Vec::new() };
        if text.iter().all(char::is_ascii) {
            line.bytes.extend(text.iter().map(|one| u8::try_from(*one).unwrap_or(NONE).to_ascii_lowercase()));
        } else {
            for character in text {
                let lower = lower(*character);
                let ascii = u8::try_from(lower).ok().filter(u8::is_ascii);
                let byte = if ascii.is_some() { ascii } else { line.other(lower) };
                line.bytes.push(byte?);
            }
        }
        (!line.bytes.contains(&b'\n')).then_some(line)
    }

    /// The byte of a character that is not ASCII; `None` if there are too many.
    fn other(&mut self, character: char) -> Option<u8> {
        let place = self.others.iter().position(|one| *one == character).unwrap_or_else(|| {
            self.others.push(character);
            self.others.len() - 1
        });
        u8::try_from(place + OTHERS).ok().filter(|byte| *byte != NONE)
    }

    /// The byte of all characters of a set; `None` if there are several.
    pub(super) fn byte(&self, set: Set<'_>) -> Option<u8> {
        let one = set.folded()?;
        if one.is_ascii() {
            return u8::try_from(one).ok();
        }
        let place = self.others.iter().position(|other| *other == one);
        Some(place.and_then(|place| u8::try_from(place + OTHERS).ok()).unwrap_or(NONE))
    }

    /// The number of its characters.
    pub(super) fn length(&self) -> usize {
        self.bytes.len()
    }
}
