//! Selecting records by the words that they share with a text.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::constants::{MAX_CHOSEN, MAX_ENTRIES};
use super::content::PassageContent;
use super::rarity::Rarity;
use super::text::LogText;

/// The keys of the records that a text may be about, sorted: from `rows`, which has for each word of the text, by its
/// number, the keys of the records that have it in their signatures. A word that many records have may have no rows.
///
/// If few records share any of these words, they are all chosen. Otherwise half of them are those that share the rarest
/// words, and half those that share the most information with one passage.
pub fn shortlist<K: Copy + Ord + Hash>(text: &LogText, rarity: &Rarity, rows: &[Vec<K>]) -> Vec<K> {
    let mut rarest: Vec<usize> =
        (0..rows.len()).filter(|word| rows.get(*word).is_some_and(|rows| !rows.is_empty())).collect();
    rarest.sort_by_key(|word| rows.get(*word).map_or(0, Vec::len));
    let (mut keys, mut numbers): (Vec<K>, HashMap<K, usize>) = Default::default();
    let mut owners: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut left = MAX_ENTRIES;
    for word in rarest {
        let rows = rows.get(word).map(Vec::as_slice).unwrap_or_default();
        if rows.len() > left {
            break;
        }
        left -= rows.len();
        let number = |row: &K| {
            *numbers.entry(*row).or_insert_with(|| {
                keys.push(*row);
                keys.len() - 1
            })
        };
        owners.insert(word, rows.iter().map(number).collect());
    }
    if keys.len() > MAX_CHOSEN {
        let mut chosen: BTreeSet<usize> = (0..MAX_CHOSEN / 2).collect();
        let mut masses: Vec<(usize, f64)> = shared(text, rarity, &owners, keys.len()).into_iter().enumerate().collect();
        masses.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        chosen.extend(
            masses
                .into_iter()
                .map(|(number, _)| number)
                .filter(|number| *number >= MAX_CHOSEN / 2)
                .take(MAX_CHOSEN / 2),
        );
        keys = chosen.into_iter().filter_map(|number| keys.get(number).copied()).collect();
    }
    keys.sort_unstable();
    keys
}

/// For each of a number of records the most information that it shares with a passage.
fn shared(text: &LogText, rarity: &Rarity, owners: &HashMap<usize, Vec<usize>>, records: usize) -> Vec<f64> {
    let (mut most, mut sums) = (vec![0.0_f64; records], vec![0.0_f64; records]);
    let mut touched = Vec::new();
    let mut content = PassageContent::new(text);
    for passage in text.passages() {
        content.read(text, rarity, *passage);
        for word in content.words() {
            let owners = usize::try_from(*word).ok().and_then(|word| owners.get(&word));
            for record in owners.into_iter().flatten() {
                if let Some(sum) = sums.get_mut(*record) {
                    *sum += rarity.in_signature(*word);
                    touched.push(*record);
                }
            }
        }
        for record in touched.drain(..) {
            if let (Some(sum), Some(most)) = (sums.get_mut(record), most.get_mut(record)) {
                *most = most.max(std::mem::take(sum));
            }
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_chosen_if_they_are_few() {
        let text = LogText::read(b"a b", 0);
        assert_eq!(shortlist(&text, &Rarity::new(10), &[vec![7, 3], vec![3, 9]]), [3, 7, 9]);
        assert!(shortlist::<i64>(&text, &Rarity::new(10), &[]).is_empty());
    }

    #[test]
    fn of_many_those_with_rare_words_and_those_that_share_most_are_chosen() {
        let text = LogText::read(b"rare\none two", 0);
        let mut rarity = Rarity::new(100_000);
        let rows = [vec![1], (1_000..3_000).collect(), (2_990..5_500).collect()];
        rows.iter().enumerate().for_each(|(word, rows)| rarity.set(word, rows.len()));
        let chosen = shortlist(&text, &rarity, &rows);
        assert!(chosen.len() <= MAX_CHOSEN && chosen.contains(&1));
        assert!((2_990..3_000).all(|both| chosen.contains(&both)));
    }
}
