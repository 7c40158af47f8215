//! Texts side by side, by number.

/// How many bytes are stored together. One list of all texts would be copied while it grows.
const BLOCK_BYTES: usize = 1 << 20;

/// Texts with numbers, from 0. Beside its bytes each takes four.
#[derive(Debug, Clone, Default)]
pub(super) struct HeldTexts {
    blocks: Vec<TextBlock>,
}

/// Texts that are stored together.
#[derive(Debug, Clone)]
struct TextBlock {
    /// The number of the first one.
    first: usize,
    bytes: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl HeldTexts {
    /// Adds a text, whose number is the next one.
    pub(super) fn add(&mut self, text: &str) {
        let has_room = |block: &TextBlock| block.bytes.len() + text.len() <= BLOCK_BYTES;
        if !self.blocks.last().is_some_and(has_room) {
            let first = self.blocks.last().map_or(0, |last| last.first + last.ends.len());
            let bytes = String::with_capacity(text.len().max(BLOCK_BYTES));
            self.blocks.push(TextBlock { first, bytes, ends: Vec::new() });
        }
        if let Some(last) = self.blocks.last_mut() {
            last.bytes.push_str(text);
            // A block is not larger than a text can be, and SQLite has none of four gigabytes.
            last.ends.push(u32::try_from(last.bytes.len()).unwrap_or(u32::MAX));
        }
    }

    /// The same, but only some of the texts; the others are empty. While it is made, both are never held as a whole.
    pub(super) fn only(self, is_kept: impl Fn(usize) -> bool) -> Self {
        let mut kept = HeldTexts::default();
        for TextBlock { first, bytes, ends } in self.blocks {
            let mut start = 0;
            for (number, end) in (first..).zip(ends) {
                let end = usize::try_from(end).unwrap_or(usize::MAX);
                kept.add(bytes.get(start..end).filter(|_| is_kept(number)).unwrap_or_default());
                start = end;
            }
        }
        kept
    }

    /// The text with a number.
    pub(super) fn nth(&self, number: usize) -> Option<&str> {
        let after = self.blocks.partition_point(|block| block.first <= number);
        let block = self.blocks.get(after.checked_sub(1)?)?;
        let place = number - block.first;
        let at = |place: usize| block.ends.get(place).and_then(|end| usize::try_from(*end).ok());
        let start = if place == 0 { Some(0) } else { at(place - 1) };
        block.bytes.get(start?..at(place)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_numbers_in_whatever_block_they_are() {
        let text = |number: usize| match number {
            7 => "long".repeat(BLOCK_BYTES),
            _ => format!("text {number}").repeat(number % 50),
        };
        let mut texts = HeldTexts::default();
        (0..10_000).for_each(|number| texts.add(&text(number)));
        assert!(texts.blocks.len() > 3);
        assert!((0..10_000).all(|number| texts.nth(number) == Some(&text(number))));
        assert_eq!((texts.nth(10_000), HeldTexts::default().nth(0)), (None, None));
        let some = texts.clone().only(|number| number % 3 == 1);
        let expected = |number: usize| if number % 3 == 1 { text(number) } else { String::new() };
        assert!((0..10_000).all(|number| some.nth(number) == Some(&expected(number))));
        assert_eq!(some.nth(10_000), None);
    }
}
