//! The records of a word as a text.
//!
//! Most of an index are such lists, so each number takes one or two characters, and those that are frequent become
//! short when a server compresses the file.

use super::words::WordPlace;

/// The number of a record in the index, counted from 0.
pub(super) type RecordNumber = u32;

/// The characters that end a number, by their values: from `#` to `[`.
const LAST: (char, u32) = ('#', 57);

/// The characters before the one that ends a number, by their values: from `]` to `~`.
const EARLIER: (char, u32) = (']', 34);

/// The number of places.
const PLACES: u32 = 3;

/// The records of a word in the order of their numbers: for each the distance from the one before it, times the number
/// of places, plus its place. If there are more than `most`, those that fit best, then `!` and the number of all.
pub(super) fn listed(mut found: Vec<(RecordNumber, WordPlace)>, most: usize) -> String {
    let mut list = String::new();
    let all = found.len();
    if all > most {
        found.sort_unstable_by_key(|(number, place)| (*place, *number));
        found.truncate(most);
    }
    found.sort_unstable();
    let mut before = 0;
    for (number, place) in found {
        push((number - before) * PLACES + place as u32, &mut list);
        before = number;
    }
    if all > most {
        list.push_str(&format!("!{all}"));
    }
    list
}

/// Writes a number: the last digit has one set of characters, and those before it another.
fn push(number: u32, list: &mut String) {
    let (first, base) = EARLIER;
    let mut earlier = Vec::new();
    let mut rest = number / LAST.1;
    while rest > 0 {
        earlier.push(character(first, rest % base));
        rest /= base;
    }
    list.extend(earlier.into_iter().rev());
    list.push(character(LAST.0, number % LAST.1));
}

fn character(first: char, value: u32) -> char {
    char::from_u32(u32::from(first) + value).unwrap_or(first)
}

/// The numbers of a list with their places.
#[cfg(test)]
pub(super) fn read(list: &str) -> Vec<(RecordNumber, u32)> {
    let (mut number, mut earlier, mut found) = (0, 0, Vec::new());
    for character in list.chars().take_while(|character| *character != '!') {
        if character >= EARLIER.0 {
            earlier = earlier * EARLIER.1 + u32::from(character) - u32::from(EARLIER.0);
        } else {
            let value = earlier * LAST.1 + u32::from(character) - u32::from(LAST.0);
            (number, earlier) = (number + value / PLACES, 0);
            found.push((number, value % PLACES));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_back() {
        let numbers = [0, 1, 18, 19, 20, 700, 100_000, 4_000_000];
        let places = [WordPlace::Signature, WordPlace::Label, WordPlace::Text];
        let found: Vec<_> = numbers.into_iter().zip(places.into_iter().cycle()).collect();
        let expected: Vec<_> = found.iter().map(|(number, place)| (*number, *place as u32)).collect();
        let list = listed(found.iter().rev().copied().collect(), usize::MAX);
        assert_eq!(read(&list), expected);
        assert!(list.chars().all(|c| c.is_ascii_graphic() && !"\"\\!".contains(c)), "{list}");
    }

    #[test]
    fn of_many_records_those_that_fit_best_are_listed() {
        let found = vec![(1, WordPlace::Text), (2, WordPlace::Label), (3, WordPlace::Signature), (4, WordPlace::Text)];
        let list = listed(found, 2);
        assert_eq!((read(&list), list.ends_with("!4")), (vec![(2, 1), (3, 0)], true), "{list}");
    }
}
