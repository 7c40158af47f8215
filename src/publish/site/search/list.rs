//! The records of a word as a text.
//!
//! Most of an index are such lists, so each number takes one or two characters, and those that are frequent become
//! short when a server compresses the file.

use super::words::WordPlace;

/// The number of a record in the index, counted from 0.
pub(super) type RecordNumber = u32;

/// The digit 0 of those that end a number, which are the characters from `#` to `[`.
const LAST: u32 = '#' as u32;

/// The number of digits that end a number.
const LAST_BASE: u32 = '[' as u32 - LAST + 1;

/// The digit 0 of those before it, which are the characters from `]` to `~`. Between the two is the backslash, of which
/// a text in JavaScript needs two.
const EARLIER: u32 = ']' as u32;

/// The number of digits before the last one.
const EARLIER_BASE: u32 = '~' as u32 - EARLIER + 1;

/// The number of places.
const PLACES: u32 = 3;

/// The records of a word in the order of their numbers: for each the distance from the one before it, times the number
/// of places, plus its place. If there are more than `most`, those that fit best, then `!` and the number of the
/// others.
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
        list.push_str(&format!("!{}", all - most));
    }
    list
}

/// Writes a number: the last digit has one set of characters, and those before it another.
fn push(number: u32, list: &mut String) {
    let mut digits = vec![LAST + number % LAST_BASE];
    let mut rest = number / LAST_BASE;
    while rest > 0 {
        digits.push(EARLIER + rest % EARLIER_BASE);
        rest /= EARLIER_BASE;
    }
    list.extend(digits.into_iter().rev().filter_map(char::from_u32));
}

/// The numbers of a list with their places.
#[cfg(test)]
pub(super) fn read(list: &str) -> Vec<(RecordNumber, u32)> {
    let (mut number, mut value, mut found) = (0, 0, Vec::new());
    for character in list.chars().map(u32::from).take_while(|character| *character != u32::from('!')) {
        if character >= EARLIER {
            value = value * EARLIER_BASE + character - EARLIER;
            continue;
        }
        value = value * LAST_BASE + character - LAST;
        number += value / PLACES;
        found.push((number, value % PLACES));
        value = 0;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_back() {
        let numbers = [0, 1, 18, 19, 37, 38, 645, 646, 100_000, 4_000_000];
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
        assert_eq!((read(&list), list.ends_with("!2")), (vec![(2, 1), (3, 0)], true), "{list}");
    }
}
