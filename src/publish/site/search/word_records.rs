//! The records of a word while the index is made. A large set has millions of them, so most take one byte or two.

use super::list::RecordNumber;
use super::words::{ShownPlace, WordPlace};

/// The number of places, each shown and not shown.
const PLACES: u64 = 2 * WordPlace::ALL.len() as u64;

/// The bits of a number that a byte has. The highest bit says whether another byte follows.
const BITS: u32 = 7;

/// The records that have a word, in the order of their numbers, each with its best place.
#[derive(Debug, Default)]
pub(super) struct WordRecords {
    last: Option<RecordNumber>,
    /// For each record the distance from the one before it, times the number of places, plus its place.
    bytes: Vec<u8>,
}

impl WordRecords {
    /// Adds a record. It is the last one, or one with a higher number; of the places of a record the first counts.
    pub(super) fn add(&mut self, number: RecordNumber, (place, is_shown): ShownPlace) {
        if self.last == Some(number) {
            return;
        }
        let distance = number - self.last.unwrap_or_default();
        let mut rest = u64::from(distance) * PLACES + 2 * place as u64 + u64::from(is_shown);
        while rest >> BITS > 0 {
            self.bytes.push(low_bits(rest) | 1 << BITS);
            rest >>= BITS;
        }
        self.bytes.push(low_bits(rest));
        self.last = Some(number);
    }

    /// The records with their places.
    pub(super) fn all(&self) -> impl Iterator<Item = (RecordNumber, ShownPlace)> {
        let (mut number, mut bytes) = (0, self.bytes.iter());
        std::iter::from_fn(move || {
            let (mut value, mut shift) = (0, 0);
            loop {
                let byte = bytes.next()?;
                value |= u64::from(byte & !(1 << BITS)) << shift;
                if byte >> BITS == 0 {
                    break;
                }
                shift += BITS;
            }
            number += RecordNumber::try_from(value / PLACES).ok()?;
            let place = WordPlace::ALL.get(usize::try_from(value % PLACES / 2).ok()?)?;
            Some((number, (*place, value % 2 == 1)))
        })
    }
}

fn low_bits(value: u64) -> u8 {
    value.to_le_bytes()[0] & !(1 << BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_back_each_with_its_first_place() {
        let mut found = WordRecords::default();
        let all = [
            (0, (WordPlace::Text, false)),
            (1, (WordPlace::Signature, true)),
            (22, (WordPlace::Label, true)),
            (23, (WordPlace::Text, true)),
            (5_000, (WordPlace::Signature, false)),
            (RecordNumber::MAX, (WordPlace::Label, false)),
        ];
        for (number, place) in all {
            found.add(number, place);
            found.add(number, (WordPlace::Text, false));
        }
        assert_eq!(found.all().collect::<Vec<_>>(), all);
    }
}
