//! Which item of an old list is which item of a new one.

/// How alike two texts must be to count as one item reworded, 0 to 1. Unrelated English sentences reach 0.4.
const LIKENESS: f64 = 0.6;

/// Texts are compared by their beginnings only, in characters: enough to tell items apart, and bounded in time.
const COMPARED: usize = 500;

/// Beyond so many pairs likeness is not looked at; real records have some twenty.
const MOST_PAIRS: usize = 10_000;

/// For each item of the new list the index of the same item in the old list, `None` where it is new.
pub type Pairing = Vec<Option<usize>>;

/// Pairs the items of two versions of a list by their texts: first those of equal text in order, then those most
/// alike. What is left is new, and old items that no new one is are gone: a place says nothing.
pub fn pair(old: &[&str], new: &[&str]) -> Pairing {
    let mut pairs: Pairing = vec![None; new.len()];
    let mut free: Vec<bool> = vec![true; old.len()];
    let settle = |pairs: &mut Pairing, free: &mut Vec<bool>, at: usize, from: usize| {
        if let (Some(pair @ None), Some(is_free @ true)) = (pairs.get_mut(at), free.get_mut(from)) {
            *pair = Some(from);
            *is_free = false;
        }
    };
    let open = |pairs: &Pairing, free: &[bool]| -> (Vec<usize>, Vec<usize>) {
        let new_left = (0..new.len()).filter(|at| pairs.get(*at) == Some(&None)).collect();
        (new_left, (0..old.len()).filter(|from| free.get(*from) == Some(&true)).collect())
    };

    // Most lists come unchanged: then no item is looked for.
    for at in 0..new.len() {
        if new.get(at) == old.get(at) {
            settle(&mut pairs, &mut free, at, at);
        }
    }
    let (new_left, old_left) = open(&pairs, &free);
    for &at in &new_left {
        let equal = old_left.iter().find(|from| free.get(**from) == Some(&true) && old.get(**from) == new.get(at));
        if let Some(&from) = equal {
            settle(&mut pairs, &mut free, at, from);
        }
    }
    let (new_left, old_left) = open(&pairs, &free);
    if new_left.len() * old_left.len() <= MOST_PAIRS {
        let mut alike: Vec<(f64, usize, usize)> = Vec::new();
        for &at in &new_left {
            for &from in &old_left {
                let ratio = likeness(old.get(from).unwrap_or(&""), new.get(at).unwrap_or(&""));
                alike.extend((ratio >= LIKENESS).then_some((ratio, at, from)));
            }
        }
        // The sort is stable, so among equally alike pairs the first items go first.
        alike.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, at, from) in alike {
            settle(&mut pairs, &mut free, at, from);
        }
    }
    pairs
}

/// The Sørensen-Dice coefficient of the pairs of neighbouring characters, which also tells Chinese texts apart.
///
/// Source: Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26 (1945).
fn likeness(old: &str, new: &str) -> f64 {
    let beginning = |text: &str| text.chars().take(COMPARED).collect::<String>();
    strsim::sorensen_dice(&beginning(old), &beginning(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_stay_together_wherever_they_move() {
        assert_eq!(pair(&["a", "b", "c"], &["c", "a", "b"]), [Some(2), Some(0), Some(1)]);
        assert_eq!(pair(&["same", "same"], &["same", "same", "same"]), [Some(0), Some(1), None]);
    }

    #[test]
    fn a_reworded_item_is_found_again_after_a_move() {
        let old = ["Clear the cache and build again", "Pin the version of the driver"];
        let new = ["Pin the exact version of the driver", "Clear the cache, then build again"];
        assert_eq!(pair(&old, &new), [Some(1), Some(0)]);
    }

    #[test]
    fn a_place_says_nothing() {
        assert_eq!(pair(&["one", "two"], &["one", "quite different"]), [Some(0), None]);
        assert_eq!(pair(&["one", "two"], &["two"]), [Some(1)]);
        assert_eq!(pair(&[], &["new"]), [None]);
    }

    #[test]
    fn very_long_lists_end_in_time() {
        let text: Vec<String> = (0..3_000).map(|n| format!("item {n}")).collect();
        let old: Vec<&str> = text.iter().map(String::as_str).collect();
        let new: Vec<&str> = old.iter().rev().copied().collect();
        assert_eq!(pair(&old, &new).first(), Some(&Some(2_999)));
    }
}
