//! Texts by number.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// Texts, or values that have one, each with a number. Each text is stored once: a map would have it a second time, as
/// its key.
#[derive(Debug, Clone)]
pub(super) struct Interned<T> {
    all: Vec<T>,
    /// The numbers by the hashes of the texts.
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Interned { all: Vec::new(), numbers: HashTable::new(), hasher: RandomState::new() }
    }
}

impl<T: AsRef<str>> Interned<T> {
    /// The number of a text; a new one, in order from 0, if it has none. There are never more texts than a `u32`
    /// counts: each takes 20 bytes at least.
    pub(super) fn add(&mut self, text: T) -> u32 {
        if let Some(number) = self.find(text.as_ref()) {
            return number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let Interned { all, numbers, hasher } = self;
        let hash = hasher.hash_one(text.as_ref());
        all.push(text);
        numbers.insert_unique(hash, number, |number| hasher.hash_one(nth(all, *number).map_or("", T::as_ref)));
        number
    }

    /// The number of a text, if it has one.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let is_it = |number: &u32| self.nth(*number).is_some_and(|one| one.as_ref() == text);
        self.numbers.find(self.hasher.hash_one(text), is_it).copied()
    }

    /// What has a number.
    pub(super) fn nth(&self, number: u32) -> Option<&T> {
        nth(&self.all, number)
    }

    /// Replaces the value with the same text; returns the old one.
    pub(super) fn replace(&mut self, number: u32, with: T) -> Option<T> {
        let one = self.all.get_mut(usize::try_from(number).ok()?)?;
        Some(std::mem::replace(one, with))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

fn nth<T>(all: &[T], number: u32) -> Option<&T> {
    all.get(usize::try_from(number).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_however_many_there_are() {
        let mut texts: Interned<Box<str>> = Interned::default();
        let text = |number: u32| format!("text {number}");
        for number in (0..1_000).chain(0..1_000) {
            assert_eq!(texts.add(text(number).into()), number);
        }
        assert_eq!((texts.len(), texts.find("text 1000"), texts.nth(1_000)), (1_000, None, None));
        assert!((0..1_000).all(|number| texts.find(&text(number)) == Some(number)));
        assert!((0..1_000).all(|number| texts.nth(number).is_some_and(|one| **one == text(number))));
    }
}
